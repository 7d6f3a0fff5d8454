package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.tensor.OneThread;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The search tree of a network of ReLUs on a box, any part of which can be searched by itself, on any machine: bounds of neurons
 * are made once ({@link #tightened}), each part then stands on those alone. What is proved holds in real arithmetic over the
 * network's float32 constants. For one thread at a time.
 */
public final class ReluTree implements AutoCloseable {
    /** The domains that a search may bound, at least, for its part to be split: the part itself, and what comes of it. */
    private static final long SPLIT = 2;

    private final OneThread user = new OneThread("search tree");
    private final Ground ground;
    private final ReluSplitting splitting;

    /**
     * What came of the search of parts.
     *
     * @param leaves that are left of them; none where they are proved
     */
    public record Searched(SplitOutcome outcome, List<ReluLeaf> leaves) {
        public Searched {
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * @param network that {@link ReluProver#refusal} has nothing against
     * @param lower of the input, in floats that enclose the box
     * @param upper of the input
     * @param bounds of the neurons on the box, from {@link #tightened}
     */
    public ReluTree(Graph network, Device device, float[] lower, float[] upper, NeuronBounds bounds) {
        this.ground = Ground.of(network, device, lower, upper);
        this.splitting = new ReluSplitting(
                ground.activations, device, ground.lower, ground.upper, bounds, ReluSplitting.Settings.USUAL);
    }

    /**
     * Bounds of all neurons on a box, as close as so much work makes them.
     *
     * @param products multiplications that each step may cost, as of {@link ReluProver}
     * @param refiner makes closer bounds of the neurons of a step, here or elsewhere
     * @param stopped ends the work early; what is known by then holds
     */
    public static NeuronBounds tightened(
            Graph network,
            Device device,
            float[] lower,
            float[] upper,
            double products,
            BiFunction<ReluRefinement.Step, NeuronBounds, NeuronBounds> refiner,
            BooleanSupplier stopped) {
        try (Ground ground = Ground.of(network, device, lower, upper)) {
            NeuronBounds bounds = ground.tightening.intervals();
            ground.tightening.tighten(bounds, Climb.NONE, stopped);
            ground.climb(bounds, products, stopped);
            for (int rounds : Ground.ROUNDS) {
                // As of ReluProver, which searches on between these steps.
                if (stopped.getAsBoolean() || ground.convolves() || ground.refining(bounds, rounds) > products) {
                    break;
                }
                bounds = ground.refine(bounds, rounds, refiner, stopped);
            }
            return bounds;
        }
    }

    /** The products that a domain of a network takes, about. */
    public static double domain(Graph network, Device device) {
        return ReluSplitting.Settings.USUAL.domain(new Activations(PiecewiseLinear.of(network), device));
    }

    /**
     * Searches parts together.
     *
     * @param unsafe the conjunction that the leaves are of
     * @param most domains that may be bounded, about, before the rest is left open; a part that isn't proved as it is gets split
     *     however few they are, so that searches in parts end
     * @param stopped ends the search between two batches
     * @param found is given points of the box at which the unsafe set is likely met, and ends the search where it says so
     */
    public Searched search(
            Unsafe unsafe, List<ReluLeaf> from, long most, BooleanSupplier stopped, Predicate<float[]> found) {
        try (var _ = user.enter()) {
            ReluSplitting.Found part = splitting.search(unsafe, from, Math.max(SPLIT, most), false, stopped, found);
            return new Searched(part.outcome(), part.leaves());
        }
    }

    @Override
    public void close() {
        user.end();
        splitting.close();
        ground.close();
    }
}
