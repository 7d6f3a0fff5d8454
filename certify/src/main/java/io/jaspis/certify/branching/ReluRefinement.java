package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.OneThread;
import java.util.function.BooleanSupplier;

/**
 * Closer bounds of single neurons of a network on a box, any part of which can be made by itself, on any machine. For one thread at a
 * time.
 */
public final class ReluRefinement implements AutoCloseable {
    private final OneThread user = new OneThread("refinement");
    private final Ground ground;

    /**
     * One ReLU's operand, and how closely its neurons are looked at.
     *
     * @param relu its number among the network's ReLUs
     * @param rounds how often the tree of each neuron is split
     */
    public record Step(int relu, int rounds) {}

    /**
     * @param network that {@link ReluProver#refusal} has nothing against
     * @param lower of the input, in floats that enclose the box
     * @param upper of the input
     */
    public ReluRefinement(Graph network, Device device, float[] lower, float[] upper) {
        this.ground = Ground.of(network, device, lower, upper);
    }

    /**
     * Closes in the bounds of every so many-th neuron by splitting earlier ones. It hangs on the bounds that are given, and on nothing that was done
     * before.
     *
     * @param bounds of all neurons, which stay as they are
     * @param part of the neurons, from 0 to {@code parts} − 1
     */
    public NeuronBounds refined(Step step, NeuronBounds bounds, int part, int parts, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            NeuronBounds closer = bounds.copy();
            // Weights of errors would otherwise be those of the bounds that came first.
            ground.tightening.restrict(ground.lower, ground.upper);
            ground.refine(step.relu(), closer, step.rounds(), neuron -> neuron % parts == part, stopped);
            return closer;
        }
    }

    @Override
    public void close() {
        user.end();
        ground.close();
    }
}
