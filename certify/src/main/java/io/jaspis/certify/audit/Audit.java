package io.jaspis.certify.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Logits;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Problem;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.IntervalCertifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Attacks and certificates on the same examples, side by side. Examples are taken in portions, each finished before the
 * next, so that an audit that is stopped has whole results of those it got to; the curve over other radii comes last.
 *
 * <p>Along the curve each result is used twice: what is broken at one radius is broken at every larger one, and what is
 * proved is proved at every smaller one.
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
        /** After each portion: how many examples are finished, and all findings so far. */
        default void portion(List<Finding> findings, int asked) {}

        /** After each radius of the curve. */
        default void curvePoint(int done, int asked) {}
    }

    /** Two results that can't both be true: an error in Jaspis, which must not go unseen. */
    public static final class ContradictionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ContradictionException(int index, double epsilon, double broken) {
            super("example " + index + " was proved robust at ε = " + epsilon + " but broken at " + broken
                    + "; please report this with the model and the command");
        }
    }

    /** Audits the first {@code count} examples. Once {@code stopped} is true the rest is left out. */
    public AuditResult run(int count, Listener listener, BooleanSupplier stopped) {
        List<Finding> findings = new ArrayList<>();
        try (IntervalCertifier certifier = new IntervalCertifier(problem)) {
            for (int from = 0; from < count && !stopped.getAsBoolean(); from += PORTION) {
                List<Integer> indices = new ArrayList<>();
                for (int i = from; i < Math.min(count, from + PORTION); i++) {
                    indices.add(i);
                }
                List<Finding> portion = portion(indices, certifier, stopped);
                if (stopped.getAsBoolean()) {
                    break;
                }
                findings.addAll(portion);
                listener.portion(findings, count);
            }
            return new AuditResult(findings, count, curve(findings, certifier, listener, stopped));
        }
    }

    private List<Finding> portion(List<Integer> indices, IntervalCertifier certifier, BooleanSupplier stopped) {
        float[] logits = logits(indices);
        int classes = problem.classes();
        float[] margins = certifier.margins(indices, problem.threat().epsilon());
        List<Integer> correct = new ArrayList<>();
        for (int i = 0; i < indices.size(); i++) {
            if (Logits.largest(logits, i * classes, classes)
                    == problem.examples().label(indices.get(i))) {
                correct.add(indices.get(i));
            }
        }
        Map<Integer, Outcome.Falsified> broken = attack(problem, attacks, correct, stopped);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < indices.size(); i++) {
            int index = indices.get(i);
            int label = problem.examples().label(index);
            int prediction = Logits.largest(logits, i * classes, classes);
            Verdict verdict;
            if (prediction != label) {
                verdict = new Verdict.Misclassified();
            } else if (broken.containsKey(index)) {
                verdict = new Verdict.Falsified(broken.get(index));
            } else {
                verdict = margins[i] > 0 ? new Verdict.Certified() : new Verdict.Unknown();
            }
            if (margins[i] > 0 && !(verdict instanceof Verdict.Certified)) {
                double radius = verdict instanceof Verdict.Falsified(var witness) ? witness.distance() : 0;
                throw new ContradictionException(index, problem.threat().epsilon(), radius);
            }
            double confidence = Logits.confidence(logits, i * classes, classes, prediction);
            findings.add(new Finding(index, label, prediction, confidence, verdict, margins[i]));
        }
        return findings;
    }

    private float[] logits(List<Integer> indices) {
        float[] x = new float[indices.size() * problem.size()];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * problem.size());
        }
        try (Execution execution = problem.device().load(Plan.of(problem.network(), indices.size()))) {
            execution.write(problem.network().onlyInput(), x);
            execution.run();
            return execution.read(problem.network().onlyOutput());
        }
    }

    /** What the attacks break, each trying what those before it left. */
    private Map<Integer, Outcome.Falsified> attack(
            Problem at, List<Attack> tried, List<Integer> indices, BooleanSupplier stopped) {
        Map<Integer, Outcome.Falsified> broken = new HashMap<>();
        List<Integer> left = new ArrayList<>(indices);
        for (Attack attack : tried) {
            if (left.isEmpty() || stopped.getAsBoolean()) {
                break;
            }
            attack.attack(
                    at,
                    List.copyOf(left),
                    seed,
                    (index, outcome) -> {
                        if (outcome instanceof Outcome.Falsified falsified) {
                            broken.put(index, falsified);
                        }
                    },
                    stopped);
            left.removeAll(broken.keySet());
        }
        return broken;
    }

    private List<AuditResult.CurvePoint> curve(
            List<Finding> findings, IntervalCertifier certifier, Listener listener, BooleanSupplier stopped) {
        if (findings.isEmpty()) {
            return List.of();
        }
        List<Integer> correct = findings.stream()
                .filter(finding -> !(finding.verdict() instanceof Verdict.Misclassified))
                .map(Finding::index)
                .toList();
        double own = problem.threat().epsilon();
        Map<Integer, Double> smallestBroken = new HashMap<>();
        for (Finding finding : findings) {
            if (finding.verdict() instanceof Verdict.Falsified(var witness)) {
                smallestBroken.put(finding.index(), Math.min(own, witness.distance()));
            }
        }
        double[] radii = Arrays.stream(curve).filter(radius -> radius != own).toArray();
        for (int i = 0; i < radii.length && !stopped.getAsBoolean(); i++) {
            double radius = radii[i];
            List<Integer> left = correct.stream()
                    .filter(index -> smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY) > radius)
                    .toList();
            Problem at = problem.withThreat(problem.threat().withEpsilon(radius));
            attack(at, curveAttacks, left, stopped)
                    .forEach((index, witness) -> smallestBroken.merge(index, witness.distance(), Math::min));
            listener.curvePoint(i + 1, radii.length);
        }
        if (stopped.getAsBoolean()) {
            return List.of();
        }
        Map<Integer, Double> largestProved = new HashMap<>();
        double[] all = Arrays.stream(curve.length == 0 ? new double[] {own} : append(curve, own))
                .sorted()
                .distinct()
                .toArray();
        for (double radius : all) {
            float[] margins = certifier.margins(correct, radius);
            for (int i = 0; i < margins.length; i++) {
                if (margins[i] > 0) {
                    largestProved.put(correct.get(i), radius);
                }
            }
        }
        largestProved.forEach((index, radius) -> {
            if (smallestBroken.getOrDefault(index, Double.POSITIVE_INFINITY) <= radius) {
                throw new ContradictionException(index, radius, smallestBroken.get(index));
            }
        });
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

    private static double[] append(double[] values, double last) {
        double[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = last;
        return more;
    }
}
