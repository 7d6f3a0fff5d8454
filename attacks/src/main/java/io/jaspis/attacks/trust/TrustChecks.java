package io.jaspis.attacks.trust;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.GradientAttacks;
import io.jaspis.attacks.evasion.blackbox.Square;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Looks for signs that attacks failed for another reason than the model's strength, on a sample of the examples that they
 * left standing: on those alone does the number hang. What it finds depends on the seed, the examples and the settings alone.
 * An adversarial example that it finds counts as a sign and changes no verdict.
 */
public final class TrustChecks {
    /** The most examples that are looked at. */
    public static final int SAMPLE = 16;

    /** How often more steps an attack takes to see whether that helps. */
    public static final int MORE_STEPS = 10;

    private static final int RANDOM_POINTS = 100;
    private static final int QUERIES = 300;

    /** From this lead on e^(−lead) is 0 in float32, denormal numbers included. */
    private static final float SATURATED = 104;

    private static final double TENTH = 0.1;
    private static final double HALF = 0.5;
    private static final double ONE_PER_CENT = 0.01;

    /** As a share of the lead at the example itself: what rounding may make of it. */
    private static final double FELL = 1e-3;

    /** Of the order in which a sample is drawn. */
    private static final long STREAM = 7L << 56;

    private final Problem problem;
    private final Settings settings;
    private final Proof proof;
    private SampledAttacks sampled;

    /**
     * What was tried, and what is looked for.
     *
     * @param attacks those that left the examples standing
     * @param longer the same in their order, with {@link #MORE_STEPS} times the steps, or none; looked at by {@link
     *     Trust.Level#FULL} alone
     * @param budget of each attack for each example
     * @param seed of all chance
     */
    public record Settings(Trust.Level level, List<Attack> attacks, List<Attack> longer, Budget budget, long seed) {
        public Settings {
            attacks = List.copyOf(attacks);
            longer = List.copyOf(longer);
            if (!longer.isEmpty() && longer.size() != attacks.size()) {
                throw new IllegalArgumentException("of %s attacks there are as many with more steps, not %s"
                        .formatted(attacks.size(), longer.size()));
            }
        }
    }

    /** What proves that examples can't be broken, which attacks can't tell from a failure of their own. */
    @FunctionalInterface
    public interface Proof {
        /** Nothing is proved. */
        Proof NONE = (_, _, _) -> Set.of();

        /**
         * Those of these examples that no point of their balls breaks.
         *
         * @param stopped asked now and then; once true, nothing more need be proved
         */
        Set<Integer> of(Problem problem, List<Integer> indices, BooleanSupplier stopped);
    }

    /** Of what nothing is proved. */
    public TrustChecks(Problem problem, Settings settings) {
        this(problem, settings, Proof.NONE);
    }

    /** @param proof asked of examples that stand where any input at all may be taken: a constant model masks nothing */
    public TrustChecks(Problem problem, Settings settings, Proof proof) {
        this.problem = problem;
        this.settings = settings;
        this.proof = proof;
    }

    /**
     * What speaks against the number; nothing where no attack was asked for.
     *
     * @param standing the examples that are classified rightly, and that no attack broke and nothing proved
     * @param examples how many there are altogether, those that are wrong or broken included
     * @param stopped asked now and then; once true, {@link Trust#NONE} is returned
     */
    public Trust of(List<Integer> standing, int examples, BooleanSupplier stopped) {
        if (settings.level() == Trust.Level.OFF || settings.attacks().isEmpty()) {
            return Trust.NONE;
        }
        sampled = new SampledAttacks(problem, sample(standing, settings.seed()), settings.seed());
        List<Trust.Result> results = new ArrayList<>();
        for (Check check : Check.values()) {
            if (stopped.getAsBoolean()) {
                return Trust.NONE;
            }
            if (!sampled.indices().isEmpty() && check.isOf(settings.level(), settings.attacks())) {
                result(check, standing.size(), examples, stopped).ifPresent(results::add);
            }
        }
        return stopped.getAsBoolean()
                ? Trust.NONE
                : new Trust(settings.level(), standing.size(), sampled.indices().size(), results);
    }

    /** Those of the examples that are looked at, drawn by the seed, each with the same probability; in the order given. */
    public static List<Integer> sample(List<Integer> standing, long seed) {
        if (standing.size() <= SAMPLE) {
            return List.copyOf(standing);
        }
        float[] draws = new float[standing.size()];
        float[] draw = new float[1];
        for (int i = 0; i < draws.length; i++) {
            Providers.scalar().randoms().uniform(seed, STREAM | standing.get(i), 0, 1, draw, 0);
            draws[i] = draw[0];
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < draws.length; i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingDouble(place -> draws[place]));
        return places.subList(0, SAMPLE).stream().sorted().map(standing::get).toList();
    }

    /** What a check finds; nothing where it has nothing to look at. */
    private Optional<Trust.Result> result(Check check, int standing, int examples, BooleanSupplier stopped) {
        return switch (check) {
            case NOTHING_SPENT ->
                limited() || settings.budget().domains() < Long.MAX_VALUE
                        ? Optional.of(nothingSpent(stopped))
                        : Optional.empty();
            case ZERO_GRADIENTS -> Optional.of(zeroGradients());
            case SATURATED_SCORES -> Optional.of(saturatedScores());
            case RANDOM_POINTS ->
                Optional.of(beaten(
                        check,
                        sampled.brokenByChance(RANDOM_POINTS, stopped),
                        "one of " + RANDOM_POINTS + " random points in the ball"));
            case BLACK_BOX ->
                Optional.of(beaten(
                        check,
                        sampled.broken(List.of(new Square(QUERIES)), Budget.UNLIMITED, stopped),
                        "a random search of " + QUERIES + " queries without gradients"));
            case MORE_STEPS -> moreSteps(standing, examples, stopped);
            case LARGER_RADIUS ->
                problem.threat().epsilon() > 0 && !problem.threat().ofTable()
                        ? Optional.of(largerRadius())
                        : Optional.empty();
            // Any class but the label is somewhere, unless the network always gives one; a certain one needn't be.
            case WHOLE_RANGE ->
                problem.threat().features() == null && !problem.targeted()
                        ? Optional.of(wholeRange(stopped))
                        : Optional.empty();
        };
    }

    /**
     * What a check found.
     *
     * @param fact that so many examples of the sample show, in words behind their number
     * @param meaning what is to be thought of it where it is doubtful
     */
    private Trust.Result result(Check check, int counted, boolean doubtful, String fact, String meaning) {
        String told = "%s of %s examples that the attacks left %s"
                .formatted(counted, sampled.indices().size(), fact);
        return new Trust.Result(
                check, counted, sampled.indices().size(), doubtful, doubtful ? told + ": " + meaning : told);
    }

    private Trust.Result zeroGradients() {
        Climb.Flat flat = new Climb(problem, sampled.indices()).flat();
        int all = flat.there() + flat.beside();
        String where = flat.beside() == 0 ? "" : ", " + flat.beside() + " of them after one step of ε";
        return result(
                Check.ZERO_GRADIENTS,
                all,
                all >= TENTH * sampled.indices().size(),
                verb(all, "has", "have") + " a gradient that vanishes" + where,
                "attacks by gradient don't know where to go");
    }

    private Trust.Result saturatedScores() {
        List<Integer> saturated = saturated();
        int broken = 0;
        if (!saturated.isEmpty()) {
            for (float lead :
                    new Climb(problem, saturated).leads(problem.threat().epsilon())) {
                broken += lead <= 0 ? 1 : 0;
            }
        }
        String fact = verb(saturated.size(), "has", "have")
                + " scores so far apart that a softmax gives all but one class nothing, of which ascent of the margin breaks "
                + broken;
        return result(
                Check.SATURATED_SCORES,
                saturated.size(),
                broken > 0,
                fact,
                "the attacks lost a gradient that is there, as that of a cross-entropy is");
    }

    private Trust.Result beaten(Check check, int broken, String by) {
        return result(
                check,
                broken,
                broken > 0,
                verb(broken, "is", "are") + " broken by " + by,
                "gradients lead astray, or the attacks are too weak");
    }

    /** Nothing where steps make no difference to any of the attacks: they would find what they found. */
    private Optional<Trust.Result> moreSteps(int standing, int examples, BooleanSupplier stopped) {
        // From the same starts, so that the steps alone make the difference.
        List<Long> seeds = AttackSeeds.of(settings.seed(), settings.attacks());
        List<Attack> longer = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        for (int place = 0; place < settings.longer().size(); place++) {
            Attack attack = settings.attacks().get(place);
            Attack more = settings.longer().get(place);
            if (limited()) {
                // More of shorter steps reach no further than the budget let these: what it cut off is found by more of
                // the same.
                longer.add(attack);
                own.add(seeds.get(place));
            }
            if (limited()
                    || !attack.name().equals(more.name())
                    || !attack.parameters().equals(more.parameters())) {
                longer.add(more);
                own.add(seeds.get(place));
            }
        }
        if (longer.isEmpty()) {
            return Optional.empty();
        }
        int broken = sampled.broken(longer, own, more(settings.budget()), stopped);
        double more = (double) broken / sampled.indices().size() * standing;
        return Optional.of(result(
                Check.MORE_STEPS,
                broken,
                broken > 0 && more >= ONE_PER_CENT * examples,
                verb(broken, "is", "are") + " broken by the same attacks with " + MORE_STEPS + " times the steps"
                        + (limited() ? " or the budget" : ""),
                "the attacks ended too early"));
    }

    private static String verb(int counted, String one, String more) {
        return counted == 1 ? one : more;
    }

    private boolean limited() {
        return settings.budget().gradients() < Long.MAX_VALUE
                || settings.budget().queries() < Long.MAX_VALUE;
    }

    /** Whether the attacks get beyond a first answer on one of the sampled examples: without a limit they do. */
    private Trust.Result nothingSpent(BooleanSupplier stopped) {
        boolean nothing = sampled.spendNothing(settings.attacks(), settings.budget(), stopped);
        return new Trust.Result(
                Check.NOTHING_SPENT,
                nothing ? sampled.indices().size() : 0,
                sampled.indices().size(),
                nothing,
                nothing
                        ? "no attack got beyond a first answer of the network: the budget is too small for any of them"
                        : "the budget lets the attacks evaluate the network");
    }

    /** Those of the sample whose label leads so far. */
    private List<Integer> saturated() {
        float[] leads = new Climb(problem, sampled.indices()).leads(0);
        List<Integer> saturated = new ArrayList<>();
        for (int i = 0; i < leads.length; i++) {
            if (leads[i] >= SATURATED) {
                saturated.add(sampled.indices().get(i));
            }
        }
        return saturated;
    }

    /** What more steps may cost. */
    private static Budget more(Budget budget) {
        return budget.withGradients(more(budget.gradients())).withQueries(more(budget.queries()));
    }

    private static long more(long most) {
        return most > Long.MAX_VALUE / MORE_STEPS ? Long.MAX_VALUE : MORE_STEPS * most;
    }

    private Trust.Result largerRadius() {
        double epsilon = problem.threat().epsilon();
        Climb climb = new Climb(problem, sampled.indices());
        float[] quarter = climb.leads(epsilon / 4);
        float[] half = climb.leads(epsilon / 2);
        float[] whole = climb.leads(epsilon);
        float[] none = climb.leads(0);
        int fell = 0;
        for (int i = 0; i < whole.length; i++) {
            double rounding = FELL * Math.abs(none[i]);
            fell += whole[i] > half[i] + rounding || half[i] > quarter[i] + rounding ? 1 : 0;
        }
        return result(
                Check.LARGER_RADIUS,
                fell,
                fell >= HALF * sampled.indices().size(),
                verb(fell, "has", "have")
                        + " a loss that ascent brings less far in a ball than in one of half the radius",
                "gradients lead astray");
    }

    private Trust.Result wholeRange(BooleanSupplier stopped) {
        Threat threat = problem.threat();
        double across = threat.across(problem.size());
        Problem at = problem.withThreat(threat.withEpsilon(across));
        List<Attack> attacks = new GradientAttacks().attacks("pgd", at, AttackFamily.Settings.of(Effort.NORMAL));
        Set<Integer> left =
                new SampledAttacks(at, sampled.indices(), settings.seed()).left(attacks, Budget.UNLIMITED, stopped);
        int proved = left.size() >= TENTH * sampled.indices().size()
                ? proof.of(at, List.copyOf(left), stopped).size()
                : 0;
        int stood = left.size() - proved;
        String others = proved == 0 ? "" : ", beside %s that are proved to, whatever the input".formatted(proved);
        return result(
                Check.WHOLE_RANGE,
                stood,
                stood >= TENTH * sampled.indices().size(),
                verb(stood, "stands", "stand") + " where any input at all may be taken" + others,
                "either no input at all breaks them, or gradients don't find what does");
    }
}
