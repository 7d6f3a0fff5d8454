package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.tensor.OneThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * <p>Of a chain of dense layers the neurons that turn out to be off on the box are left out from then on ({@link PrunedNetwork}).
 * Of a convolutional network's many neurons splitting closes few: there the search goes on to its end after α-CROWN, and what
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
    /** What pruning must leave of a pass's cost. */
    private static final double PRUNED = 0.75;

    /** How often trees of single neurons are split at first, and at last. */
    private static final int FIRST_ROUNDS = 2;

    private static final int MOST_ROUNDS = 256;

    /** After how many it is worth it to search before there are more: until then each brings far closer bounds. */
    private static final int SEARCHED_ROUNDS = 16;

    /** Of what nothing is known; the whole box counts as one domain. */
    private static final SplitOutcome NOTHING = new SplitOutcome.Open(Float.NEGATIVE_INFINITY, 1, 1);

    private final OneThread user = new OneThread("prover");
    private final Device device;
    private final double products;
    private final ReluSplitting.Settings settings;
    /** The network as it is, and what is left of it by folding or pruning, if that is gone on with. */
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
    private final class Run implements AutoCloseable {
        final List<Unsafe> unsafe;
        final SplitOutcome[] outcomes;
        /** Where a search of each begins; null where the whole box isn't bounded with the bounds of neurons that there are. */
        private final List<List<ReluLeaf>> leaves;

        final BooleanSupplier stopped;
        private Predicate<float[]> found;
        Ground ground = grounds.getFirst();
        NeuronBounds bounds = ground.tightening.intervals();
        final boolean convolutional = ground.convolves();
        /** What a pass costs. */
        private double cost = ground.cost();
        /** Of the ground and the bounds there are; null where there is none. */
        private ReluSplitting splitting;

        long left;
        boolean met;

        Run(List<Unsafe> unsafe, long most, BooleanSupplier stopped, Predicate<float[]> found) {
            this.unsafe = unsafe;
            this.outcomes = new SplitOutcome[unsafe.size()];
            this.leaves = new ArrayList<>(Collections.nCopies(unsafe.size(), null));
            this.stopped = stopped;
            this.found = point -> {
                met |= found.test(point);
                return met;
            };
            // The whole box is one, however often it is bounded.
            this.left = most - 1;
            Arrays.fill(outcomes, 0, Math.min(1, outcomes.length), NOTHING);
        }

        /** The conjunctions that aren't proved. */
        private List<Integer> open() {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < outcomes.length; i++) {
                if (!(outcomes[i] instanceof SplitOutcome.Proved)) {
                    open.add(i);
                }
            }
            return open;
        }

        /** The domains of each open conjunction that so many products are enough for. */
        long domains(double products) {
            return (long) Math.max(1, products / settings.domain(ground.activations) / open().size());
        }

        boolean over() {
            return open().isEmpty() || met || stopped.getAsBoolean();
        }

        /** Whether no domain may be split any more. */
        boolean spent() {
            return left < 2;
        }

        private ReluSplitting splitting() {
            if (splitting == null) {
                splitting = new ReluSplitting(ground.activations, device, ground.lower, ground.upper, bounds, settings);
            }
            return splitting;
        }

        /** Goes on with closer bounds of neurons, and without those that are off on the box where they are many. */
        void closer() {
            Collections.fill(leaves, null);
            Optional<PrunedNetwork> pruned = convolutional || over() ? Optional.empty() : ground.pruned(bounds, PRUNED);
            if (pruned.isPresent()) {
                Value input = ground.activations.input();
                Graph network =
                        pruned.get().network(ground.activations.network().onlyInput(), input.shape());
                Ground to = new Ground(network, device, ground.lower, ground.upper, settings.batch());
                to.takeOver(ground, pruned.get());
                move(to, pruned.get().bounds(), to.cost());
            } else if (splitting != null) {
                splitting.restrict(bounds);
            }
        }

        /** Goes on with another network of the same box, or of one of its own. */
        private void move(Ground to, NeuronBounds known, double pass) {
            close();
            keepTheFirst();
            grounds.add(to);
            ground = to;
            bounds = known;
            cost = pass;
            Collections.fill(leaves, null);
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
                Ground to = new Ground(network.network(), device, network.lower(), network.upper(), settings.batch());
                move(to, network.bounds(), folded);
            });
        }

        /** Bounds the whole box for what is open. */
        void root(Climb climb) {
            if (over()) {
                return;
            }
            List<Integer> open = open();
            List<ReluSplitting.Found> roots =
                    splitting().roots(open.stream().map(unsafe::get).toList(), climb, stopped, found);
            for (int i = 0; i < roots.size(); i++) {
                take(open.get(i), roots.get(i).outcome());
                leaves.set(open.get(i), roots.get(i).leaves());
            }
        }

        private void take(int conjunction, SplitOutcome outcome) {
            left -= outcome.domains();
            outcomes[conjunction] = outcome.after(outcomes[conjunction]);
        }

        /**
         * Searches for what is open.
         *
         * @param domains of each at most
         * @param early whether fewer are bounded where so many won't be enough
         */
        void search(long domains, boolean early) {
            if (open().stream().anyMatch(i -> leaves.get(i) == null)) {
                root(settings.root());
            }
            for (int i : open()) {
                // Domains are bounded in pairs.
                long most = Math.min(left, domains) & ~1L;
                if (!over() && most > 0 && leaves.get(i) != null) {
                    ReluSplitting.Found result =
                            splitting().search(unsafe.get(i), leaves.get(i), most, early, stopped, found);
                    take(i, result.outcome());
                    leaves.set(i, null);
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

        @Override
        public void close() {
            if (splitting != null) {
                splitting.close();
                splitting = null;
            }
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
            keepTheFirst();
            try (Run run = new Run(unsafe, most, stopped, found)) {
                prove(run);
                return run.outcomes();
            }
        }
    }

    private void keepTheFirst() {
        while (grounds.size() > 1) {
            grounds.removeLast().close();
        }
    }

    private void prove(Run run) {
        // Between bounds by intervals slopes hardly matter.
        run.root(Climb.NONE);
        if (!run.over()) {
            run.ground.tighten(run.bounds, products, run.stopped);
            run.closer();
            run.root(settings.root());
            run.fold();
        }
        if (!run.over() && run.ground.climb(run.bounds, products, run.stopped)) {
            run.closer();
            run.root(settings.root());
            run.fold();
        }
        if (!run.convolutional) {
            refine(run);
        }
        if (!run.over()) {
            run.search(Long.MAX_VALUE, false);
        }
    }

    /** Seeks closer bounds of neurons as long as they are worth it, each time by twice as many splits, and searches on each. */
    private void refine(Run run) {
        int done = 0;
        double spent = 0;
        for (int rounds = FIRST_ROUNDS; rounds <= MOST_ROUNDS; rounds *= 2) {
            double cost = run.ground.goingOn(run.bounds, rounds - done);
            spent += cost;
            if (run.over() || run.spent() || spent > products) {
                return;
            }
            if (done >= SEARCHED_ROUNDS) {
                // What is left must do for the closer bounds, too.
                long half = run.left / 2 / run.open().size();
                run.search(Math.min(run.domains(cost / 4), half), true);
            }
            if (!run.over()) {
                run.ground.goOn(run.bounds, rounds - done, run.stopped);
                run.closer();
                run.root(settings.root());
            }
            done = rounds;
        }
    }

    @Override
    public void close() {
        user.end();
        grounds.forEach(Ground::close);
    }
}
