package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.ForeignParts;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What an audit tries, and how much of it.
 *
 * @param attacks tried one after the other on what is left, at the problem's ε
 * @param certifiers the cheapest first: each gets what those before it left unproved
 * @param curve what is tried at other radii
 * @param attackBudget what each attack may spend on an example
 * @param certifierBudget what each certifier may spend on an example. A time limit of either budget is one of the whole
 *     audit: once it is over and something new is finished, the audit ends as if it were stopped, and its result says so
 * @param seed of all chance
 */
public record AuditPlan(
        List<Attack> attacks,
        List<Certifier> certifiers,
        Curve curve,
        Budget attackBudget,
        Budget certifierBudget,
        long seed) {
    /** Neither attacks nor certifiers. */
    public static final AuditPlan NOTHING = new AuditPlan(List.of(), List.of(), 1);

    /** The cheapest certifiers, which are for a curve that nobody asked for. */
    private static final int LIGHT = 1;

    private static final double[] FACTORS = {0, 0.25, 0.5, 0.75, 1.25, 1.5, 2, 3};

    public AuditPlan {
        attacks = List.copyOf(attacks);
        certifiers = List.copyOf(certifiers);
        attacks.forEach(AuditPlan::requireTold);
        certifiers.forEach(AuditPlan::requireTold);
        Objects.requireNonNull(curve);
        Objects.requireNonNull(attackBudget);
        Objects.requireNonNull(certifierBudget);
    }

    /** All that these attacks and certifiers ask for, at the problem's ε alone. */
    public AuditPlan(List<Attack> attacks, List<Certifier> certifiers, long seed) {
        this(attacks, certifiers, Curve.NONE, Budget.UNLIMITED, Budget.UNLIMITED, seed);
    }

    /**
     * What is tried at radii beside the problem's own, where less may do.
     *
     * @param radii ascending, each once
     */
    public record Curve(List<Double> radii, List<Attack> attacks, List<Certifier> certifiers) {
        public static final Curve NONE = new Curve(List.of(), List.of(), List.of());

        public Curve {
            // Adding 0 makes −0 the one zero there is.
            radii = radii.stream()
                    .map(radius -> radius + 0.0)
                    .sorted()
                    .distinct()
                    .toList();
            attacks = List.copyOf(attacks);
            certifiers = List.copyOf(certifiers);
            attacks.forEach(AuditPlan::requireTold);
            certifiers.forEach(AuditPlan::requireTold);
        }

        /** What a product of decimal numbers, or with a fraction of 255, was to be, where rounding it to a double made it the next one. */
        private static double readable(double product) {
            double fraction = ByteSteps.radius(ByteSteps.nearest(product));
            if (fraction > 0 && Math.abs(fraction - product) <= Math.ulp(product)) {
                return fraction;
            }
            double decimal = new BigDecimal(product).round(new MathContext(15)).doubleValue();
            return Math.abs(decimal - product) <= Math.ulp(product) ? decimal : product;
        }

        /** Radii around the threat's own, as far as the range of so many inputs has room for them. */
        public static Curve around(Threat threat, int size, List<Attack> attacks, List<Certifier> certifiers) {
            double widest = threat.norm() == Norm.LINF
                    ? threat.widest()
                    : threat.features() != null ? Double.MAX_VALUE : threat.across(size);
            List<Double> radii = Arrays.stream(FACTORS)
                    .map(factor -> readable(factor * threat.epsilon()))
                    .filter(radius -> radius <= widest)
                    .boxed()
                    .toList();
            return new Curve(radii, attacks, certifiers);
        }
    }

    private static void requireTold(Attack attack) {
        requireTold("attack", attack, attack::name, attack::parameters);
    }

    private static void requireTold(Certifier certifier) {
        requireTold("certifier", certifier, certifier::name, certifier::parameters);
    }

    /** Refuses before any work what a report couldn't tell after it, or no reader of the report could read. */
    private static void requireTold(
            String kind, Object part, Supplier<String> naming, Supplier<Map<String, Object>> telling) {
        String type = part.getClass().getName();
        String what = "the %s %s".formatted(kind, type);
        String name = ForeignParts.asked(what, part, naming);
        Map<String, Object> parameters = ForeignParts.asked(what, part, telling);
        if (name == null || parameters == null) {
            throw new IllegalArgumentException("the %s %s has no %s: null"
                    .formatted(kind, name == null ? type : name, name == null ? "name" : "parameters"));
        }
        parameters.forEach((parameter, value) -> {
            boolean told = value instanceof Number number && !Double.isNaN(number.doubleValue())
                    || value instanceof String
                    || value instanceof Boolean;
            if (parameter == null || !told) {
                throw new IllegalArgumentException(
                        "the parameter %s of the %s %s must be a number, a word or a truth value, but is %s"
                                .formatted(parameter, kind, name, value));
            }
        });
    }

    /** What the command does of itself: the standard attacks and certifiers, and a curve of light ones. */
    public static AuditPlan standard(Problem problem, long seed) {
        return named(
                problem,
                Attacks.standard(problem, Effort.NORMAL),
                Certifiers.standard(problem),
                AttackFamily.Settings.of(Effort.NORMAL),
                seed);
    }

    /**
     * Attacks and certifiers by their names, and a curve of the same attacks and the cheapest certifier with
     * little effort.
     *
     * @throws IllegalArgumentException where a name isn't known, or isn't for such a problem
     */
    public static AuditPlan named(
            Problem problem, List<String> attacks, List<String> certifiers, AttackFamily.Settings settings, long seed) {
        Curve curve = Curve.around(
                problem.threat(),
                problem.size(),
                Attacks.named(
                        attacks, problem, AttackFamily.Settings.of(Effort.LOW).withSources(settings.sources())),
                Certifiers.named(certifiers.subList(0, Math.min(LIGHT, certifiers.size())), problem, Effort.LOW));
        return withoutCurve(problem, attacks, certifiers, settings, seed).withCurve(curve);
    }

    /**
     * Attacks and certifiers by their names, at the problem's own radius alone.
     *
     * @throws IllegalArgumentException where a name isn't known, or isn't for such a problem
     */
    public static AuditPlan withoutCurve(
            Problem problem, List<String> attacks, List<String> certifiers, AttackFamily.Settings settings, long seed) {
        return new AuditPlan(
                Attacks.named(attacks, problem, settings),
                Certifiers.named(certifiers, problem, settings.effort()),
                seed);
    }

    /** The attacks at the problem's own radius and at others. */
    public List<Attack> everyAttack() {
        return Stream.concat(attacks.stream(), curve.attacks().stream()).toList();
    }

    /** The certifiers at the problem's own radius and at others. */
    List<Certifier> everyCertifier() {
        return Stream.concat(certifiers.stream(), curve.certifiers().stream()).toList();
    }

    /** Whether any of the attacks follows gradients. */
    public boolean followsGradients() {
        return everyAttack().stream().anyMatch(Attack::followsGradients);
    }

    /** The same with a curve at these radii and no others, of the very attacks and certifiers that the problem's own has. */
    public AuditPlan at(List<Double> radii) {
        return withCurve(new Curve(radii, attacks, certifiers));
    }

    /**
     * The same with more attacks and certifiers, each behind those that are there, at the problem's own radius alone.
     *
     * @throws IllegalArgumentException where one has the name of another, by which reports tell them apart
     */
    public AuditPlan and(List<Attack> more, List<Certifier> moreCertifiers) {
        List<Attack> tried = Stream.concat(attacks.stream(), more.stream()).toList();
        List<Certifier> proving =
                Stream.concat(certifiers.stream(), moreCertifiers.stream()).toList();
        for (int i = 0; i < more.size(); i++) {
            requireOther(more.get(i).name(), tried.subList(0, attacks.size() + i), Attack::name);
        }
        for (int i = 0; i < moreCertifiers.size(); i++) {
            requireOther(moreCertifiers.get(i).name(), proving.subList(0, certifiers.size() + i), Certifier::name);
        }
        return new AuditPlan(tried, proving, curve, attackBudget, certifierBudget, seed);
    }

    private static <T> void requireOther(String name, List<T> others, Function<T, String> named) {
        if (others.stream().map(named).anyMatch(Predicate.isEqual(name))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is the name of two attacks or certifiers, which a report tells apart by it");
        }
    }

    public AuditPlan withCurve(Curve other) {
        return new AuditPlan(attacks, certifiers, other, attackBudget, certifierBudget, seed);
    }

    public AuditPlan within(Budget attack, Budget certifier) {
        return new AuditPlan(attacks, certifiers, curve, attack, certifier, seed);
    }
}
