package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check of an adversarial example from scratch: inside its ball and range in double precision, and misclassified by
 * the network on its own, alone in a batch of one, by the plain scalar kernels. Where these leave label and prediction so
 * close that rounding alone could have made the difference, the reference interpreter decides in double precision.
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
        this.alone = new Cpu(Kernels.scalar(), Workers.of(1)).load(Plan.of(problem.network(), 1));
        this.centre = new float[problem.size()];
        this.logits = new float[problem.classes()];
    }

    /** The outcome to report, or nothing where the check fails. */
    public Optional<Outcome.Falsified> check(int index, float[] x, String attack) {
        problem.examples().copy(index, centre, 0);
        if (!problem.threat().contains(centre, 0, x, 0, x.length)) {
            return Optional.empty();
        }
        alone.write(problem.network().onlyInput(), x, 0);
        alone.run();
        alone.read(problem.network().onlyOutput(), logits, 0);
        int label = problem.examples().label(index);
        int prediction = prediction(x, label);
        if (prediction == label) {
            return Optional.empty();
        }
        double distance = problem.threat().norm().distance(centre, 0, x, 0, x.length);
        return Optional.of(new Outcome.Falsified(x.clone(), prediction, distance, attack));
    }

    /** The class of the largest logit; the label where none is larger than the label's, as with NaN. */
    private int prediction(float[] x, int label) {
        int largest = Logits.largest(logits, 0, logits.length);
        if (largest == Logits.NONE) {
            return label;
        }
        double margin = (double) logits[largest] - logits[label];
        double scale = Math.max(Math.abs(logits[largest]), Math.abs(logits[label]));
        if (largest != label && margin <= CLOSE * scale) {
            return predictionInDouble(x, label);
        }
        return margin > 0 ? largest : label;
    }

    private int predictionInDouble(float[] x, int label) {
        Graph network = problem.network();
        List<Double> input = new ArrayList<>(x.length);
        for (float element : x) {
            input.add((double) element);
        }
        List<Double> exact = Evaluate.run(
                        network, 1, Map.of(network.onlyInput(), input), Map.of(), DoubleArithmetic.DOUBLE)
                .get(network.onlyOutput());
        int largest = label;
        for (int j = 0; j < exact.size(); j++) {
            largest = exact.get(j) > exact.get(largest) ? j : largest;
        }
        return largest;
    }
}
