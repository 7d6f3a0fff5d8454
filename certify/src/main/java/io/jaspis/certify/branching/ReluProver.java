package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.tensor.OneThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Proves that a network of ReLUs has no unsafe output on a box. Bounds of neurons come first, cheapest first: intervals, CROWN,
 * α-CROWN, then single neurons by splitting ({@link NeuronRefinement}), each time with more splits; after each the whole
 * box is bounded anew for what is still open, and then split ({@link ReluSplitting}) for about a quarter of the work that the
 * next closer bounds would cost. A search that is begun again on closer bounds is that much smaller.
 *
 * <p>Of a convolutional network's many neurons splitting closes few: there the search goes on to its end after α-CROWN, and what
 * is linear on the box is folded away before ({@link FoldedNetwork}).
 *
 * <p>What is proved holds in real arithmetic over the network's float32 constants. For one thread at a time.
 */
public final class ReluProver implements AutoCloseable {
    /**
     * Multiplications that closer bounds of neurons cost at most at each step, where nothing else is asked for: about a
     * minute's work of a core.
     */
    public static final double MOST_PRODUCTS = 2e12;

    /** What a pass may cost more once the network is folded: bounds lose less to rounding then. */
    private static final double FIRST_FOLD = 1.5;
    /** What folding again must leave of a pass's cost. */
    private static final double NEXT_FOLD = 0.7;

    private final OneThread user = new OneThread("prover");
    private final Device device;
    private final double products;
    private final ReluSplitting.Settings settings;
    /** The network as it is, and then what it was folded to, one of the other. */
    private final List<Ground> grounds = new ArrayList<>();

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
        this.device = device;
        this.settings = settings;
        grounds.add(new Ground(PiecewiseLinear.of(network), device, lower.clone(), upper.clone(), settings.batch()));
    }

    /** Why there are no proofs of a network; empty where there are. */
    public static Optional<String> refusal(Graph network) {
        return Activations.splittingRefusal(PiecewiseLinear.of(network));
    }

    /** One run: what is still open, and what came of the rest. */
    private final class Run {
        final List<Unsafe> unsafe;
        final SplitOutcome[] outcomes;
        final BooleanSupplier stopped;
        private Predicate<float[]> found;
        Ground ground = grounds.getFirst();
        NeuronBounds bounds = ground.tightening.intervals();
        final boolean convolutional = ground.convolves();
        /** What a pass costs. */
        private double cost = ground.cost();

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

        /** The domains of each conjunction that so many products are enough for. */
        long domains(double products) {
            return (long) Math.max(1, products / settings.domain(ground.activations) / unsafe.size());
        }

        boolean over() {
            boolean open = false;
            for (SplitOutcome outcome : outcomes) {
                open |= !(outcome instanceof SplitOutcome.Proved);
            }
            return !open || met || left <= 0 || stopped.getAsBoolean();
        }

        /**
         * Goes on with what the network folds to, where that is worth it. Dense layers lose less to rounding, and of their neurons
         * the layer before tells closer intervals than the inputs do.
         */
        void fold() {
            double folded = ground.folded(bounds);
            double most = (ground == grounds.getFirst() ? FIRST_FOLD : NEXT_FOLD) * cost;
            boolean dear = folded > most || ground.folding(bounds) > products / 2;
            if (over() || !convolutional || bounds.open() == 0 || dear) {
                return;
            }
            FoldedNetwork.of(ground.tightening, bounds, device, stopped).ifPresent(network -> {
                Ground whole = ground;
                Predicate<float[]> outer = found;
                found = point -> outer.test(network.unfolded(point, whole.lower, whole.upper));
                ground = new Ground(network.network(), device, network.lower(), network.upper(), settings.batch());
                bounds = network.bounds();
                cost = folded;
                grounds.add(ground);
            });
        }

        /** Bounds the whole box for what is open. */
        void root() {
            search(1, true);
        }

        /**
         * Searches for what is open.
         *
         * @param domains of each at most
         * @param leaves whether fewer are bounded where so many won't be enough
         */
        void search(long domains, boolean leaves) {
            try (ReluSplitting splitting =
                    new ReluSplitting(ground.activations, device, ground.lower, ground.upper, bounds, settings)) {
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
        try (var _ = user.enter()) {
            while (grounds.size() > 1) {
                grounds.removeLast().close();
            }
            Run run = new Run(unsafe, most, stopped, found);
            run.root();
            if (!run.over()) {
                run.ground.tighten(run.bounds, products, stopped);
                run.root();
                run.fold();
            }
            if (!run.over() && run.ground.climb(run.bounds, products, stopped)) {
                run.root();
                run.fold();
            }
            if (!run.convolutional) {
                refine(run);
            }
            if (!run.over()) {
                run.search(Long.MAX_VALUE, false);
            }
            return run.outcomes();
        }
    }

    /** Seeks closer bounds of neurons as long as they are worth it, and searches on each. */
    private void refine(Run run) {
        for (int rounds : Ground.ROUNDS) {
            double cost = run.ground.refining(run.bounds, rounds);
            if (run.over() || cost > products) {
                return;
            }
            run.search(run.domains(cost / 4), true);
            if (!run.over()) {
                run.ground.refine(run.bounds, rounds, run.stopped);
                run.root();
            }
        }
    }

    @Override
    public void close() {
        user.end();
        grounds.forEach(Ground::close);
    }
}
