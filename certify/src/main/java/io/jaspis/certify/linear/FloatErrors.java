package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.OneThread;
import java.util.Optional;

/**
 * How far what float32 computes of a network, in any order of summation, may be from its value in real arithmetic, anywhere in
 * a box. So a proof in real arithmetic that leaves this much room is one of float32, too ({@code docs/soundness.md}).
 *
 * <p>For networks of sums of products with constants, products, and operations that choose one of their operands: rectifiers,
 * maxima, clips, magnitudes. For one thread at a time.
 */
public final class FloatErrors implements AutoCloseable {
    private final OneThread user = new OneThread("bound of rounding");
    private final String input;
    private final String output;
    private final Execution execution;

    private FloatErrors(Graph network, Execution execution) {
        this.input = network.onlyInput();
        this.output = network.onlyOutput();
        this.execution = execution;
    }

    /**
     * Prepares bounds on boxes.
     *
     * @param network of one input and one output
     * @return empty where an operation isn't covered
     */
    public static Optional<FloatErrors> of(Graph network, Device device) {
        Graph graph = FloatErrorGraph.of(network);
        return graph == null ? Optional.empty() : Optional.of(new FloatErrors(network, device.load(Plan.of(graph, 1))));
    }

    /** The same on one box alone. */
    public static Optional<float[]> of(Graph network, Device device, float[] lower, float[] upper) {
        Optional<FloatErrors> errors = of(network, device);
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        try (FloatErrors own = errors.get()) {
            return own.on(lower, upper);
        }
    }

    /**
     * The most that each output may be off.
     *
     * @param lower of the box, in floats
     * @param upper of the box
     * @return empty where numbers are too large for any bound
     */
    public Optional<float[]> on(float[] lower, float[] upper) {
        try (var _ = user.enter()) {
            execution.write(input + Intervals.LOWER, lower, 0);
            execution.write(input + Intervals.UPPER, upper, 0);
            execution.run();
            float[] errors = execution.read(output + FloatErrorGraph.ERROR);
            for (float error : errors) {
                if (!Float.isFinite(error)) {
                    return Optional.empty();
                }
            }
            return Optional.of(errors);
        }
    }

    @Override
    public void close() {
        user.end();
        execution.close();
    }
}
