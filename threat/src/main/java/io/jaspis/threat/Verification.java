package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check of a counterexample from scratch: inside its set in double precision, and violating the property by the
 * outputs of the network on its own, alone in a batch of one, by the plain scalar kernels. Where the violation is so close
 * that rounding alone could have made it, the reference interpreter decides in double precision. A classifier is judged
 * by its {@link Decision}: a tie of its scores is the attacker's, and so are scores of which one is no number, which tell
 * no class. Threads take turns.
 */
public final class Verification {
    /** As a share of the largest output: well above what float32 rounding makes of a network's outputs. */
    private static final double CLOSE = 1e-3;

    private final Graph network;
    private final Problem problem;
    private final float[] centre;
    private final float[] outputs;
    /** Made for the first point that is computed: what looks for counterexamples often finds none. */
    private Execution alone;

    /** Of properties of a network of one input and one output. */
    public Verification(Graph network) {
        this(network, null);
    }

    /** Of adversarial examples. */
    public Verification(Problem problem) {
        this(problem.scores(), problem);
    }

    private Verification(Graph network, Problem problem) {
        this.network = network;
        this.problem = problem;
        this.centre = new float[network.input(network.onlyInput()).shape().size()];
        this.outputs = new float[network.output(network.onlyOutput()).shape().size()];
    }

    /**
     * The counterexample to report, with the largest output as its class; nothing where the check fails.
     *
     * @throws IllegalArgumentException where point or property is of other inputs or outputs than the network's
     */
    public synchronized Optional<Witness> check(Property property, float[] x, String attack) {
        requireInput(x);
        requireFits(property);
        double distance = switch (property.inputs()) {
            case InputSet.Box _ -> Double.NaN;
            case InputSet.Ball ball -> ball.distance(x, 0);
            case InputSet.FeatureBall ball -> ball.distance(x, 0);
        };
        return violating(property, x).map(scores -> new Witness(x, largest(scores, Logits.NONE), distance, attack));
    }

    /** The adversarial example to report, whatever class is reached, or nothing where the check fails. */
    public Optional<Witness> check(int index, float[] x, String attack) {
        return check(index, x, attack, Logits.NONE);
    }

    /**
     * The adversarial example to report where this class is reached, or one of several with it; nothing where the check
     * fails. With {@link Logits#NONE} as the target any class but the label will do, and none at all.
     */
    public synchronized Optional<Witness> check(int index, float[] x, String attack, int target) {
        if (problem == null) {
            throw new IllegalStateException(
                    "this checks properties of a network, which has no examples; make it of the problem that has them");
        }
        requireInput(x);
        problem.examples().copy(index, centre, 0);
        InputSet ball = problem.threat().around(centre);
        int label = problem.examples().label(index);
        Property property = target == Logits.NONE
                ? Property.keeps(ball, problem.classes(), label)
                : Property.avoids(ball, problem.classes(), target);
        double distance = problem.threat().distance(centre, 0, x, 0, x.length);
        return violating(property, x)
                .map(scores ->
                        new Witness(x, target == Logits.NONE ? largest(scores, label) : target, distance, attack));
    }

    /** The outputs at x in float32, computed from scratch and alone; {@code x} is of as many elements as the network's input. */
    public synchronized float[] replay(float[] x) {
        requireInput(x);
        run(x);
        return outputs.clone();
    }

    private void requireInput(float[] x) {
        if (x == null || x.length != centre.length) {
            throw new IllegalArgumentException("the network takes " + centre.length + " values, but the point "
                    + (x == null ? "is null" : "has " + x.length));
        }
    }

    private void requireFits(Property property) {
        int inputs = property.inputs().size();
        int needed = property.needed();
        if (inputs != centre.length || needed > outputs.length) {
            throw new IllegalArgumentException(
                    "the property is about %s inputs and %s outputs or more, but the network has %s and %s"
                            .formatted(inputs, needed, centre.length, outputs.length));
        }
    }

    private void run(float[] x) {
        if (alone == null) {
            alone = new Cpu(Providers.scalar(), Workers.of(1)).load(Plan.of(network, 1));
        }
        alone.write(network.onlyInput(), x, 0);
        alone.run();
        alone.read(network.onlyOutput(), outputs, 0);
    }

    /** The outputs that violate a property at x, of the arithmetic that decides. */
    private Optional<double[]> violating(Property property, float[] x) {
        if (!property.inputs().contains(x, 0)) {
            return Optional.empty();
        }
        run(x);
        double[] inFloats = new double[outputs.length];
        Arrays.setAll(inFloats, j -> outputs[j]);
        if (!property.violatedBy(inFloats)) {
            return Optional.empty();
        }
        boolean told = Arrays.stream(inFloats).noneMatch(Double::isNaN);
        // Infinite outputs, which overflow may have made, are never clear.
        if (!told || property.clearlyViolatedBy(inFloats, CLOSE)) {
            return Optional.of(inFloats);
        }
        double[] inDouble = inDouble(x);
        return property.violatedBy(inDouble) ? Optional.of(inDouble) : Optional.empty();
    }

    /** The first of the largest, this one aside; {@link Logits#NONE} where a number is missing. */
    private static int largest(double[] scores, int aside) {
        int best = aside == 0 ? 1 : 0;
        for (int j = 0; j < scores.length; j++) {
            if (Double.isNaN(scores[j])) {
                return Logits.NONE;
            }
            best = j != aside && scores[j] > scores[best] ? j : best;
        }
        return best;
    }

    private double[] inDouble(float[] x) {
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
