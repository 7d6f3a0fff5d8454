package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.FirstLook;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.threat.Problem;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.certify.intervals.IntervalCertifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Attacks and certificates on the same examples, side by side. Examples are taken in portions, each finished before the
 * next, so that an audit that is stopped has whole results of those it got to; the curve over other radii comes last.
 *
 * <p>Along the curve each result is used twice: what is broken at one radius is broken at every larger one, and what is
 * proved is proved at every smaller one.
 *
 * <p>What is proved holds in real arithmetic. Where float32 gives such an example, or a point of its ball, another class,
 * real arithmetic is asked: if it keeps the label, rounding alone made the difference, and the example stays certified.
 */
public final class Audit {
    private static final int PORTION = 64;

    private final Problem problem;
    private final List<Attack> attacks;
    private final List<Attack> curveAttacks;
    private final double[] curve;
    private final long seed;

    /**
     * @param attacks tried one after the other on what is left, at the problem's ε
     * @param curveAttacks the same at the other radii
     * @param curve other radii at which to know both bounds, in any order
     */
    public Audit(Problem problem, List<Attack> attacks, List<Attack> curveAttacks, double[] curve, long seed) {
        this.problem = problem;
        this.attacks = List.copyOf(attacks);
        this.curveAttacks = List.copyOf(curveAttacks);
        this.curve = Arrays.stream(curve).sorted().distinct().toArray();
        this.seed = seed;
    }

    /** Told of the audit as it goes. */
    public interface Listener {
        /** After each portion, and before the first where something is known: all findings so far, of how many asked for. */
        default void portion(List<Finding> findings, int asked) {}

        /** Before the first portion: what a first look at the examples shows that a reader must know. */
        default void warned(String warning) {}

        /** After each portion, before {@link #portion}: what was found in it that wasn't known before. */
        default void found(List<Finding> news) {}

        /** After each radius of the curve. */
        default void curvePoint(int done, int asked) {}

        /** After each radius of the curve, before {@link #curvePoint}: what was done there that wasn't known before. */
        default void found(RadiusStep news) {}
    }

    /** Two results that can't both be true, even in real arithmetic: an error in Jaspis, which must not go unseen. */
    public static final class ContradictionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ContradictionException(int index, double epsilon, double broken) {
            super("example " + index + " was proved robust at ε = " + epsilon + " but broken at " + broken
                    + ", in real arithmetic too; please report this with the model and the command");
        }
    }

    /** Audits the first {@code count} examples. Once {@code stopped} is true the rest is left out. */
    public AuditResult run(int count, Listener listener, BooleanSupplier stopped) {
        return run(IntStream.range(0, count).boxed().toList(), Known.NOTHING, listener, stopped);
    }

    /**
     * Audits the examples of these indices, but for what is known. Once {@code stopped} is true the rest is left out.
     *
     * @param indices of different examples, in the order in which findings are to be
     * @param known what is to be taken as found; of other examples it is left out
     * @throws IllegalArgumentException where an example comes twice or doesn't exist, or is known with another label
     */
    public AuditResult run(List<Integer> indices, Known known, Listener listener, BooleanSupplier stopped) {
        Map<Integer, Finding> found = known(indices, known);
        try (IntervalCertifier certifier = new IntervalCertifier(problem);
                Batches scores = new Batches(problem.scores(), problem.device(), PORTION);
                Batches outputs = new Batches(problem.network(), problem.device(), PORTION)) {
            List<String> warnings = stopped.getAsBoolean() ? List.of() : firstLook(indices, listener);
            if (!found.isEmpty()) {
                listener.portion(inOrder(indices, found), indices.size());
            }
            for (int from = 0; from < indices.size() && !stopped.getAsBoolean(); from += PORTION) {
                List<Integer> left = indices.subList(from, Math.min(indices.size(), from + PORTION)).stream()
                        .filter(index -> !found.containsKey(index))
                        .toList();
                if (left.isEmpty()) {
                    continue;
                }
                List<Finding> portion = portion(left, scores, outputs, certifier, stopped);
                if (stopped.getAsBoolean()) {
                    break;
                }
                portion.forEach(finding -> found.put(finding.index(), finding));
                listener.found(portion);
                listener.portion(inOrder(indices, found), indices.size());
            }
            List<Finding> findings = inOrder(indices, found);
            return new AuditResult(
                    findings, indices.size(), curve(findings, known.steps(), certifier, listener, stopped), warnings);
        }
    }

    private Map<Integer, Finding> known(List<Integer> indices, Known known) {
        Set<Integer> asked = new HashSet<>();
        for (int index : indices) {
            if (index < 0 || index >= problem.examples().count()) {
                throw new IllegalArgumentException("there is no example " + index + ": they go from 0 to "
                        + (problem.examples().count() - 1));
            }
            if (!asked.add(index)) {
                throw new IllegalArgumentException("example " + index + " is asked for twice");
            }
        }
        Map<Integer, Finding> found = new HashMap<>();
        for (Finding finding : known.findings()) {
            if (asked.contains(finding.index())) {
                int label = problem.examples().label(finding.index());
                if (finding.label() != label) {
                    throw new IllegalArgumentException("example " + finding.index() + " has the label " + label
                            + ", but is known with the label " + finding.label());
                }
                found.put(finding.index(), finding);
            }
        }
        return found;
    }

    private static List<Finding> inOrder(List<Integer> indices, Map<Integer, Finding> found) {
        return indices.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private List<String> firstLook(List<Integer> indices, Listener listener) {
        if (indices.isEmpty()) {
            return List.of();
        }
        List<String> warnings = FirstLook.at(problem, indices.subList(0, Math.min(problem.batch(), indices.size())))
                .warnings();
        warnings.forEach(listener::warned);
        return warnings;
    }

    private List<Finding> portion(
            List<Integer> indices,
            Batches scoring,
            Batches network,
            IntervalCertifier certifier,
            BooleanSupplier stopped) {
        float[] scores = run(scoring, indices);
        float[] outputs = scoring.graph() == network.graph() ? scores : run(network, indices);
        int classes = problem.classes();
        float[] margins = certifier.margins(indices, problem.threat().epsilon());
        int[] predictions = new int[indices.size()];
        List<Integer> correct = new ArrayList<>();
        for (int i = 0; i < predictions.length; i++) {
            int label = problem.examples().label(indices.get(i));
            boolean told = Logits.largest(outputs, i * classes, classes) != Logits.NONE;
            predictions[i] = told ? Logits.prediction(scores, i * classes, classes, label) : Logits.NONE;
            if (predictions[i] == label) {
                correct.add(indices.get(i));
            }
        }
        Map<Integer, Witness> broken = attack(problem, attacks, correct, stopped);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < predictions.length; i++) {
            int index = indices.get(i);
            int label = problem.examples().label(index);
            Verdict inFloats = predictions[i] != label
                    ? new Verdict.Misclassified()
                    : broken.containsKey(index) ? new Verdict.Falsified(broken.get(index)) : new Verdict.Unknown();
            // What has no class is never certified, whatever real arithmetic would give it.
            boolean proved = margins[i] > 0 && predictions[i] != Logits.NONE;
            boolean rounding = proved && !(inFloats instanceof Verdict.Unknown);
            if (rounding) {
                requireRounding(index, inFloats, problem.threat().epsilon());
            }
            double confidence = problem.decision().confidence(outputs, scores, i * classes, classes, predictions[i]);
            boolean tied = Logits.tied(outputs, i * classes, classes);
            Verdict verdict = proved ? new Verdict.Certified(IntervalCertifier.NAME) : inFloats;
            findings.add(new Finding(index, label, predictions[i], confidence, verdict, margins[i], tied, rounding));
        }
        return findings;
    }

    /** Refuses what was found of a proved example, unless real arithmetic keeps the label where float32 doesn't. */
    private void requireRounding(int index, Verdict inFloats, double epsilon) {
        float[] x = new float[problem.size()];
        problem.examples().copy(index, x, 0);
        if (inFloats instanceof Verdict.Falsified(var witness)) {
            requireRounding(index, witness.x(), epsilon, witness.distance());
        } else {
            requireRounding(index, x, epsilon, 0);
        }
    }

    private void requireRounding(int index, float[] x, double epsilon, double distance) {
        if (!RealArithmetic.keeps(problem.scores(), x, problem.examples().label(index))) {
            throw new ContradictionException(index, epsilon, distance);
        }
    }

    private float[] run(Batches network, List<Integer> indices) {
        float[] x = new float[indices.size() * problem.size()];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * problem.size());
        }
        return network.run(indices.size(), Map.of(network.graph().onlyInput(), x))
                .get(network.graph().onlyOutput());
    }

    /** What the attacks break, each trying what those before it left. */
    private Map<Integer, Witness> attack(
            Problem at, List<Attack> tried, List<Integer> indices, BooleanSupplier stopped) {
        Map<Integer, Witness> broken = new HashMap<>();
        List<Integer> left = new ArrayList<>(indices);
        for (Attack attack : tried) {
            if (left.isEmpty() || stopped.getAsBoolean()) {
                break;
            }
            attack.attack(
                    at,
                    List.copyOf(left),
                    seed,
                    Budget.UNLIMITED,
                    (index, outcome) -> {
                        if (outcome instanceof Outcome.Falsified falsified) {
                            broken.put(index, falsified.witness());
                        }
                    },
                    stopped);
            left.removeAll(broken.keySet());
        }
        return broken;
    }

    private List<AuditResult.CurvePoint> curve(
            List<Finding> findings,
            List<RadiusStep> known,
            IntervalCertifier certifier,
            Listener listener,
            BooleanSupplier stopped) {
        if (findings.isEmpty() || stopped.getAsBoolean()) {
            return List.of();
        }
        List<Integer> correct = findings.stream()
                .filter(finding -> !(finding.verdict() instanceof Verdict.Misclassified))
                .map(Finding::index)
                .toList();
        double own = problem.threat().epsilon();
        double[] all = Arrays.stream(append(curve, own)).sorted().distinct().toArray();
        Map<Integer, Double> largestProved = new HashMap<>();
        for (double radius : all) {
            float[] margins = certifier.margins(correct, radius);
            for (int i = 0; i < margins.length; i++) {
                if (margins[i] > 0) {
                    largestProved.put(correct.get(i), radius);
                }
            }
        }
        Map<Integer, Double> smallestBroken = new HashMap<>();
        for (Finding finding : findings) {
            if (finding.verdict() instanceof Verdict.Falsified(var witness)) {
                double proved = largestProved.getOrDefault(finding.index(), -1.0);
                smallestBroken.put(finding.index(), Math.min(own, brokenFrom(finding.index(), witness, proved)));
            }
        }
        double[] radii = Arrays.stream(all).filter(radius -> radius != own).toArray();
        for (int i = 0; i < radii.length && !stopped.getAsBoolean(); i++) {
            double radius = radii[i];
            List<Integer> left = correct.stream()
                    .filter(index -> smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY) > radius)
                    .toList();
            Map<Integer, Double> broken = new HashMap<>();
            Set<Integer> attacked = new HashSet<>();
            for (RadiusStep step : known) {
                if (step.radius() == radius) {
                    attacked.addAll(step.attacked());
                    broken.putAll(step.broken());
                }
            }
            broken.keySet().retainAll(left);
            List<Integer> rest =
                    left.stream().filter(index -> !attacked.contains(index)).toList();
            if (!rest.isEmpty()) {
                Map<Integer, Double> news = brokenAt(radius, rest, largestProved, stopped);
                if (stopped.getAsBoolean()) {
                    return List.of();
                }
                broken.putAll(news);
                listener.found(new RadiusStep(radius, rest, news));
            }
            broken.forEach((index, from) -> smallestBroken.merge(index, from, Math::min));
            listener.curvePoint(i + 1, radii.length);
        }
        if (stopped.getAsBoolean()) {
            return List.of();
        }
        List<AuditResult.CurvePoint> points = new ArrayList<>();
        for (double radius : all) {
            long unbroken = correct.stream()
                    .filter(index -> smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY) > radius)
                    .count();
            long proved = correct.stream()
                    .filter(index -> largestProved.getOrDefault(index, -1.0) >= radius)
                    .count();
            points.add(new AuditResult.CurvePoint(
                    radius, (double) unbroken / findings.size(), (double) proved / findings.size()));
        }
        return points;
    }

    /** Of these examples, those that the attacks break at a radius beyond what is proved, and from where on. */
    private Map<Integer, Double> brokenAt(
            double radius, List<Integer> indices, Map<Integer, Double> largestProved, BooleanSupplier stopped) {
        Map<Integer, Double> broken = new HashMap<>();
        Problem at = problem.withThreat(problem.threat().withEpsilon(radius));
        attack(at, curveAttacks, indices, stopped).forEach((index, witness) -> {
            double proved = largestProved.getOrDefault(index, -1.0);
            double from = brokenFrom(index, witness, proved);
            if (radius > proved) {
                broken.put(index, from);
            }
        });
        return broken;
    }

    /**
     * The smallest radius at which a witness speaks: its distance, or where float32 rounding alone makes it, inside what
     * is proved, just beyond that.
     */
    private double brokenFrom(int index, Witness witness, double proved) {
        if (witness.distance() > proved) {
            return witness.distance();
        }
        requireRounding(index, witness.x(), proved, witness.distance());
        return Math.nextUp(proved);
    }

    private static double[] append(double[] values, double last) {
        double[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = last;
        return more;
    }
}
