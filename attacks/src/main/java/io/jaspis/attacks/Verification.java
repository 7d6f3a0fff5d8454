package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check of an adversarial example from scratch: inside its ball and range in double precision, and misclassified by
 * the network on its own, alone in a batch of one, by the plain scalar kernels. Where these leave label and prediction so
 * close that rounding alone could have made the difference, the reference interpreter decides in double precision. The
 * network is judged by its {@link Decision}: a tie of its scores is the attacker's, and so are scores of which one is no
 * number, which tell no class.
 */
public final class Verification {
    /** As a share of the largest logit: well above what float32 rounding makes of a network's outputs. */
    private static final double CLOSE = 1e-3;

    private final Problem problem;
    private final Execution alone;
    private final float[] centre;
    private final float[] logits;

    public Verification(Problem problem) {
        this.problem = problem;
        this.alone = new Cpu(Kernels.scalar(), Workers.of(1)).load(Plan.of(problem.scores(), 1));
        this.centre = new float[problem.size()];
        this.logits = new float[problem.classes()];
    }

    /** The outcome to report, whatever class is reached, or nothing where the check fails. */
    public Optional<Outcome.Falsified> check(int index, float[] x, String attack) {
        return check(index, x, attack, Logits.NONE);
    }

    /** The outcome to report where this class is reached, or one of several with it; nothing where the check fails. */
    Optional<Outcome.Falsified> check(int index, float[] x, String attack, int target) {
        problem.examples().copy(index, centre, 0);
        if (!problem.threat().contains(centre, 0, x, 0, x.length)) {
            return Optional.empty();
        }
        alone.write(problem.scores().onlyInput(), x, 0);
        alone.run();
        alone.read(problem.scores().onlyOutput(), logits, 0);
        int label = problem.examples().label(index);
        int prediction = prediction(x, label, target);
        if (prediction == label) {
            return Optional.empty();
        }
        double distance = problem.threat().norm().distance(centre, 0, x, 0, x.length);
        return Optional.of(new Outcome.Falsified(x.clone(), prediction, distance, attack));
    }

    /** The class to report of x; the label where the attack has failed. */
    private int prediction(float[] x, int label, int target) {
        double[] scores = new double[logits.length];
        for (int j = 0; j < scores.length; j++) {
            scores[j] = logits[j];
        }
        int reached = reached(scores, label, target);
        if (reached == label || reached == Logits.NONE) {
            return reached;
        }
        int opponent = target == Logits.NONE ? label : largest(scores, target);
        double lead = scores[reached] - scores[opponent];
        double scale = Math.max(Math.abs(scores[reached]), Math.abs(scores[opponent]));
        // Written so that infinite scores, which overflow may have made, are close.
        boolean clear = lead > CLOSE * scale;
        return clear ? reached : reached(inDouble(x), label, target);
    }

    /** The class that is reached; the label where none is. Targeted, only the target is, and a missing number is no class. */
    private static int reached(double[] scores, int label, int target) {
        for (double score : scores) {
            if (Double.isNaN(score)) {
                return target == Logits.NONE ? Logits.NONE : label;
            }
        }
        int rival = target == Logits.NONE ? largest(scores, label) : target;
        int opponent = target == Logits.NONE ? label : largest(scores, target);
        return scores[rival] >= scores[opponent] ? rival : label;
    }

    /** The first of the largest, this one aside. */
    private static int largest(double[] scores, int aside) {
        int best = aside == 0 ? 1 : 0;
        for (int j = 0; j < scores.length; j++) {
            best = j != aside && scores[j] > scores[best] ? j : best;
        }
        return best;
    }

    private double[] inDouble(float[] x) {
        Graph network = problem.scores();
        List<Double> exact = Evaluate.run(
                        network,
                        1,
                        Map.of(network.onlyInput(), DoubleArithmetic.DOUBLE.of(x)),
                        Map.of(),
                        DoubleArithmetic.DOUBLE)
                .get(network.onlyOutput());
        return exact.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
