package io.jaspis.audit;

import io.jaspis.certify.Certifier;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Both bounds over ε of some examples. What is broken at one radius is broken at every larger one, and what is proved is proved at every
 * smaller one; so proofs go from the largest radius down, and attacks from the smallest up, each on what is left. The cheapest
 * certifier comes before the attacks, which pass over what it proved, as nothing breaks that; the others come after them, on what no
 * attack broke.
 */
final class CurveRun {
    private final Problem problem;
    private final AuditPlan plan;
    private final Proofs proofs;
    private final Rounding rounding;
    private final Audit.Listener listener;
    private final BooleanSupplier stopped;
    private final Phases phases;
    private final double own;
    private final TreeSet<Double> radii;
    private final Map<Integer, Double> largestProved = new HashMap<>();
    private final Map<Integer, String> provedBy = new HashMap<>();
    private final Map<Integer, Double> smallestBroken = new HashMap<>();
    private final Map<Integer, String> brokenBy = new HashMap<>();
    /** Of examples about which nothing is known at the audit's own radius, what breaks them there. */
    private final Map<Integer, Assault.Break> breaks = new HashMap<>();

    private final Set<Integer> open = new HashSet<>();
    /** At which radius an attack broke an example of which only that is known. */
    private final Map<Integer, Double> attackedAt = new HashMap<>();

    private final int block;
    private final int blocks;
    private List<Integer> right = List.of();

    /**
     * How many examples stand at a radius.
     *
     * @param unbroken that no attack broke
     * @param proved that are proved
     */
    record Count(double radius, long unbroken, long proved) {
        /** Those of more examples, at the same radii. */
        static List<Count> sums(List<Count> some, List<Count> others) {
            if (some.isEmpty()) {
                return others;
            }
            List<Count> sums = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                sums.add(new Count(
                        some.get(i).radius,
                        some.get(i).unbroken + others.get(i).unbroken,
                        some.get(i).proved + others.get(i).proved));
            }
            return sums;
        }
    }

    /**
     * @param block which of the blocks of examples this is, from 0
     * @param blocks how many there are
     */
    CurveRun(
            Problem problem,
            AuditPlan plan,
            Proofs proofs,
            Audit.Listener listener,
            BooleanSupplier stopped,
            Phases phases,
            int block,
            int blocks) {
        this.problem = problem;
        this.plan = plan;
        this.proofs = proofs;
        this.rounding = new Rounding(problem, plan);
        this.listener = listener;
        this.stopped = stopped;
        this.phases = phases;
        this.block = block;
        this.blocks = blocks;
        this.own = problem.threat().epsilon();
        this.radii = new TreeSet<>(plan.curve().radii());
        radii.add(own);
    }

    /** How many stand at each radius, ascending; none where it was stopped before the last. */
    List<Count> counts(List<Finding> findings, Known known) {
        if (findings.isEmpty() || stopped.getAsBoolean()) {
            return List.of();
        }
        List<Finding> right = findings.stream()
                .filter(finding -> !(finding.verdict() instanceof Verdict.Misclassified))
                .toList();
        List<Integer> indices = right.stream().map(Finding::index).toList();
        this.right = indices;
        proved(right);
        radii.descendingSet().forEach(radius -> prove(radius, indices, true, known.proofs()));
        if (stopped.getAsBoolean()) {
            return List.of();
        }
        for (Finding finding : right) {
            if (finding.verdict() instanceof Verdict.Unknown) {
                open.add(finding.index());
            }
            if (finding.verdict() instanceof Verdict.Falsified(var witness)) {
                int index = finding.index();
                double from = rounding.brokenFrom(
                        index, witness, largestProved.getOrDefault(index, -1.0), provedBy.get(index));
                broken(index, Math.min(own, from), witness.attack());
            }
        }
        List<Double> others = radii.stream().filter(radius -> radius != own).toList();
        for (int i = 0; i < others.size(); i++) {
            if (stopped.getAsBoolean() || !attack(others.get(i), indices, known.steps())) {
                return List.of();
            }
            listener.curvePoint(block * others.size() + i + 1, blocks * others.size());
        }
        radii.descendingSet().forEach(radius -> prove(radius, unbroken(radius, indices), false, known.proofs()));
        return stopped.getAsBoolean() ? List.of() : counts(indices);
    }

    /** How far what is known goes, after {@link #counts}. */
    List<Reach> reaches() {
        return right.stream()
                .map(index -> new Reach(
                        index,
                        largestProved.getOrDefault(index, Double.NaN),
                        provedBy.get(index),
                        smallestBroken.getOrDefault(index, Double.NaN),
                        brokenBy.get(index)))
                .toList();
    }

    /**
     * The findings with what other radii say of the audit's own: what breaks at a smaller one breaks there, and what is proved
     * at a larger one is proved. After {@link #counts}.
     */
    List<Finding> settled(List<Finding> findings) {
        Map<Double, List<Integer>> again = new TreeMap<>();
        for (Finding finding : findings) {
            Double radius = attackedAt.get(finding.index());
            if (isOpenAndBroken(finding) && radius != null && !breaks.containsKey(finding.index())) {
                again.computeIfAbsent(radius, _ -> new ArrayList<>()).add(finding.index());
            }
        }
        // The same attack finds the same point.
        again.forEach((radius, indices) -> breaks.putAll(assault(radius, indices)));
        return findings.stream().map(this::settled).toList();
    }

    private boolean isOpenAndBroken(Finding finding) {
        return open.contains(finding.index())
                && smallestBroken.getOrDefault(finding.index(), Double.POSITIVE_INFINITY) <= own;
    }

    private Finding settled(Finding finding) {
        int index = finding.index();
        if (open.contains(index) && largestProved.getOrDefault(index, -1.0) >= own) {
            return finding.as(new Verdict.Certified(provedBy.get(index)), Math.max(0, finding.margin()));
        }
        Assault.Break by = breaks.get(index);
        return isOpenAndBroken(finding) && by != null ? finding.brokenBy(by) : finding;
    }

    private void broken(int index, double from, String attack) {
        if (from < smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY)) {
            smallestBroken.put(index, from);
            brokenBy.put(index, attack);
        }
    }

    /** What is proved at the audit's own radius. */
    private void proved(List<Finding> right) {
        for (Finding finding : right) {
            if (finding.verdict() instanceof Verdict.Certified(var certifier)) {
                largestProved.put(finding.index(), own);
                provedBy.put(finding.index(), certifier);
            }
        }
    }

    /**
     * Proves what isn't proved at this radius or a larger one.
     *
     * @param cheapest whether with the cheapest certifier, else with the others
     */
    private void prove(double radius, List<Integer> indices, boolean cheapest, List<ProofStep> known) {
        List<Certifier> certifiers = cheapest ? cheapest() : others();
        if (radius == own || certifiers.isEmpty()) {
            return;
        }
        Set<Integer> left = new LinkedHashSet<>(unproved(radius, indices));
        for (ProofStep step : known) {
            if (step.radius() == radius && step.cheapest() == cheapest) {
                for (int index : step.tried()) {
                    if (left.remove(index) && step.proved().containsKey(index)) {
                        proved(index, radius, step.proved().get(index));
                    }
                }
            }
        }
        if (left.isEmpty() || stopped.getAsBoolean()) {
            return;
        }
        List<Integer> rest = List.copyOf(left);
        Map<Integer, Proofs.Bound> bounds = new HashMap<>();
        proofs.prove(certifiers, rest, radius, bounds);
        Map<Integer, String> news = new HashMap<>();
        bounds.forEach((index, bound) -> bound.certifier().ifPresent(certifier -> news.put(index, certifier)));
        news.forEach((index, certifier) -> proved(index, radius, certifier));
        if (!stopped.getAsBoolean()) {
            listener.found(new ProofStep(radius, cheapest, rest, news), phases.news());
        }
    }

    private void proved(int index, double radius, String certifier) {
        largestProved.put(index, radius);
        provedBy.put(index, certifier);
    }

    /** The cheapest certifier, which has broken examples too, to hold attacks and proofs to each other. */
    private List<Certifier> cheapest() {
        return plan.curve().certifiers().stream().limit(1).toList();
    }

    private List<Certifier> others() {
        return plan.curve().certifiers().stream().skip(1).toList();
    }

    /** Whether this radius was finished. */
    private boolean attack(double radius, List<Integer> indices, List<RadiusStep> known) {
        Map<Integer, Double> broken = new HashMap<>();
        Map<Integer, String> by = new HashMap<>();
        Set<Integer> rest = new LinkedHashSet<>(unproved(radius, unbroken(radius, indices)));
        for (RadiusStep step : known) {
            if (step.radius() == radius) {
                for (int index : step.attacked()) {
                    if (rest.remove(index) && step.broken().containsKey(index)) {
                        broken.put(index, step.broken().get(index));
                        attackedAt.put(index, radius);
                        by.put(index, step.attacks().get(index));
                    }
                }
            }
        }
        if (!rest.isEmpty()) {
            Map<Integer, Double> news = new HashMap<>();
            Map<Integer, String> with = new HashMap<>();
            attackAt(radius, List.copyOf(rest), news, with);
            if (stopped.getAsBoolean()) {
                return false;
            }
            broken.putAll(news);
            by.putAll(with);
            listener.found(new RadiusStep(radius, List.copyOf(rest), news, with), phases.news());
        }
        broken.forEach((index, from) -> broken(index, from, by.get(index)));
        return true;
    }

    private List<Integer> unbroken(double radius, List<Integer> indices) {
        return indices.stream()
                .filter(index -> smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY) > radius)
                .toList();
    }

    private List<Integer> unproved(double radius, List<Integer> indices) {
        return indices.stream()
                .filter(index -> largestProved.getOrDefault(index, -1.0) < radius)
                .toList();
    }

    /** Of these examples, of which nothing is proved at this radius, those that the attacks break: from where on, and what did. */
    private void attackAt(
            double radius, List<Integer> indices, Map<Integer, Double> broken, Map<Integer, String> with) {
        assault(radius, indices).forEach((index, by) -> {
            double proved = largestProved.getOrDefault(index, -1.0);
            broken.put(index, rounding.brokenFrom(index, by.witness(), proved, provedBy.get(index)));
            with.put(index, by.witness().attack());
            if (open.contains(index) && broken.get(index) <= own) {
                breaks.put(index, by);
            }
        });
    }

    private Map<Integer, Assault.Break> assault(double radius, List<Integer> indices) {
        Problem at = problem.withThreat(problem.threat().withEpsilon(radius));
        return new Assault(plan.curve().attacks(), plan.seed(), plan.attackBudget(), stopped, phases).on(at, indices);
    }

    private List<Count> counts(List<Integer> indices) {
        List<Count> counts = new ArrayList<>();
        for (double radius : radii) {
            long proved = indices.stream()
                    .filter(index -> largestProved.getOrDefault(index, -1.0) >= radius)
                    .count();
            counts.add(new Count(radius, unbroken(radius, indices).size(), proved));
        }
        return counts;
    }
}
