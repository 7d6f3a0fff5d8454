package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.Biases;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronTightening;
import io.jaspis.certify.linear.PiecewiseLinear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Proves that a network of ReLUs has no unsafe output on a box. Bounds of neurons come first, cheapest first: intervals, CROWN,
 * α-CROWN, then single neurons by splitting ({@link NeuronRefinement}), each time with more splits; after each the whole
 * box is bounded anew for what is still open, and then split ({@link ReluSplitting}) for about as much work as the next closer
 * bounds would cost. A search that is begun again on closer bounds is that much smaller.
 *
 * <p>What is proved holds in real arithmetic over the network's float32 constants. For one thread at a time.
 */
public final class ReluProver implements AutoCloseable {
    private static final Climb LEAVES = new Climb(8, 0.1, 0.1, 0.95);

    /** How often trees of single neurons are split, step by step. */
    private static final int[] ROUNDS = {16, 64, 256};
    /**
     * Multiplications that closer bounds of neurons cost at most at each step, where nothing else is asked for: about a
     * minute's work of a core.
     */
    public static final double MOST_PRODUCTS = 2e12;

    private final Activations activations;
    private final Device device;
    private final float[] lower;
    private final float[] upper;
    private final double products;
    private final ReluSplitting.Settings settings;
    private final NeuronTightening tightening;
    private final NeuronRefinement refinement;

    /**
     * Prepares proofs on a box.
     *
     * @param network whose operations are linear, ReLUs, or what {@link PiecewiseLinear} makes such
     * @param lower of the input, in floats that enclose the box
     * @param upper of the input
     * @throws io.jaspis.autodiff.InputException where an operation is neither; the message names it
     */
    public ReluProver(Graph network, Device device, float[] lower, float[] upper) {
        this(network, device, lower, upper, MOST_PRODUCTS);
    }

    /**
     * The same with another limit.
     *
     * @param products that closer bounds of neurons may cost at each step; α-CROWN may cost half of it
     */
    public ReluProver(Graph network, Device device, float[] lower, float[] upper, double products) {
        this(network, device, lower, upper, products, ReluSplitting.Settings.USUAL);
    }

    ReluProver(Graph network, Device device, float[] lower, float[] upper, ReluSplitting.Settings settings) {
        this(network, device, lower, upper, MOST_PRODUCTS, settings);
    }

    private ReluProver(
            Graph network,
            Device device,
            float[] lower,
            float[] upper,
            double products,
            ReluSplitting.Settings settings) {
        this.products = products;
        this.activations = new Activations(PiecewiseLinear.of(network), device);
        this.device = device;
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.settings = settings;
        this.tightening = new NeuronTightening(activations, device, lower, upper, settings.batch());
        this.refinement = new NeuronRefinement(activations, tightening, Biases.of(activations, device), LEAVES);
    }

    /** Why there are no proofs of a network; empty where there are. */
    public static Optional<String> refusal(Graph network) {
        return Activations.refusal(PiecewiseLinear.of(network));
    }

    /** One run: what is still open, and what came of the rest. */
    private final class Run {
        final List<Unsafe> unsafe;
        final SplitOutcome[] outcomes;
        final BooleanSupplier stopped;
        final Predicate<float[]> found;
        long left;
        boolean met;

        Run(List<Unsafe> unsafe, long most, BooleanSupplier stopped, Predicate<float[]> found) {
            this.unsafe = unsafe;
            this.outcomes = new SplitOutcome[unsafe.size()];
            this.stopped = stopped;
            this.found = point -> {
                met |= found.test(point);
                return met;
            };
            this.left = most;
        }

        boolean over() {
            boolean open = false;
            for (SplitOutcome outcome : outcomes) {
                open |= !(outcome instanceof SplitOutcome.Proved);
            }
            return !open || met || left <= 0 || stopped.getAsBoolean();
        }

        /** Searches for what is open with all domains that there are. */
        void searchToTheEnd(NeuronBounds bounds) {
            search(bounds, Long.MAX_VALUE, false);
        }

        /** Searches for what is open, of each at most so many domains, and fewer where they won't be enough. */
        void search(NeuronBounds bounds, long domains) {
            search(bounds, domains, true);
        }

        private void search(NeuronBounds bounds, long domains, boolean leaves) {
            try (ReluSplitting splitting = new ReluSplitting(activations, device, lower, upper, bounds, settings)) {
                for (int i = 0; i < outcomes.length && !over(); i++) {
                    if (!(outcomes[i] instanceof SplitOutcome.Proved)) {
                        SplitOutcome outcome =
                                splitting.prove(unsafe.get(i), Math.min(left, domains), leaves, stopped, this.found);
                        left -= outcome.domains();
                        outcomes[i] = outcome.after(outcomes[i]);
                    }
                }
            }
        }

        List<SplitOutcome> outcomes() {
            List<SplitOutcome> all = new ArrayList<>();
            for (SplitOutcome outcome : outcomes) {
                all.add(outcome == null ? new SplitOutcome.Open(Float.NEGATIVE_INFINITY, 1, 0) : outcome);
            }
            return all;
        }
    }

    /**
     * Tries to prove that the network meets none of these sets.
     *
     * @param unsafe conjunctions, each tried on its own
     * @param most domains that may be bounded for all of them
     * @param stopped ends the search, between two batches
     * @param found is given points of the box at which an unsafe set is likely met, and ends the search where it says so
     * @return an outcome for each conjunction
     */
    public List<SplitOutcome> prove(List<Unsafe> unsafe, long most, BooleanSupplier stopped, Predicate<float[]> found) {
        Run run = new Run(unsafe, most, stopped, found);
        NeuronBounds bounds = tightening.intervals();
        run.search(bounds, 1);
        if (!run.over()) {
            tightening.tighten(bounds, Climb.NONE, stopped);
            run.search(bounds, 1);
        }
        if (!run.over() && activations.products(bounds, NeuronTightening.SLOPES.passes()) < products / 2) {
            tightening.tighten(bounds, NeuronTightening.SLOPES, stopped);
            run.search(bounds, 1);
        }
        for (int rounds : ROUNDS) {
            double cost = activations.products(bounds, 2.0 * rounds * LEAVES.passes());
            if (run.over() || cost > products) {
                break;
            }
            // A domain is bounded with its parameters' gradient, and some are tried before it is split.
            double domain = 3.0 * activations.products() * settings.part().passes();
            run.search(bounds, (long) Math.max(1, cost / domain / 4 / unsafe.size()));
            if (!run.over()) {
                refine(bounds, rounds, stopped);
                run.search(bounds, 1);
            }
        }
        if (!run.over()) {
            run.searchToTheEnd(bounds);
        }
        return run.outcomes();
    }

    private void refine(NeuronBounds bounds, int rounds, BooleanSupplier stopped) {
        for (int relu = 0; relu < activations.relus().size() && !stopped.getAsBoolean(); relu++) {
            if (!activations.first(relu)) {
                tightening.tighten(relu, bounds, NeuronTightening.SLOPES, stopped);
                refinement.refine(relu, bounds, NeuronTightening.SLOPES, rounds, stopped);
            }
        }
    }

    @Override
    public void close() {
        tightening.close();
    }
}
