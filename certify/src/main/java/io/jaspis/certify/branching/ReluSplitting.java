package io.jaspis.certify.branching;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.Biases;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Branch and bound over the ReLUs of a network on a box (Bunel et al. 2020), with bounds by α,β-CROWN (Wang et al. 2021):
 * a domain that isn't proved is split by a neuron, which is on in one part and off in the other. Of the neurons of the best
 * scores that one is taken whose worse part is bounded best (Filtered Smart Branching; De Palma et al. 2021).
 *
 * <p>Bounds of neurons stay those of the whole box. Each bound covers its own rounding, so that a proof holds in real
 * arithmetic. For one thread at a time.
 */
final class ReluSplitting implements AutoCloseable {
    final Activations activations;
    final float[] lower;
    final float[] upper;
    final Settings settings;
    final FormBounds forms;
    /** The lines of the neurons on the whole box, nothing split. */
    NeuronLines whole;
    /** Domains that may wait: they take a quarter of the memory there is. */
    final int held;

    final BranchingScores scores;

    /**
     * How much is done for each domain.
     *
     * @param batch rows that are bounded together
     * @param candidates neurons by each score that are tried for a split
     * @param root the climb of the whole box
     * @param part the climb of a part
     */
    record Settings(int batch, int candidates, Climb root, Climb part) {
        static final Settings USUAL =
                new Settings(64, 3, new Climb(100, 0.1, 0.05, 0.98), new Climb(10, 0.1, 0.1, 0.98));

        /** The products that a domain takes, about: it is bounded with its parameters' gradient, and some are tried before it is split. */
        double domain(Activations activations) {
            return 3.0 * activations.products() * part.passes();
        }
    }

    /**
     * Prepares a search on a box.
     *
     * @param lower of the input
     * @param upper of the input
     * @param bounds of the neurons on the box
     * @throws io.jaspis.autodiff.InputException where an operation is neither linear nor a ReLU
     */
    ReluSplitting(
            Activations activations,
            Device device,
            float[] lower,
            float[] upper,
            NeuronBounds bounds,
            Settings settings) {
        activations.requireRelus();
        this.activations = activations;
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.settings = settings;
        this.forms = new FormBounds(activations, activations.output(), device, settings.batch());
        this.held = Math.clamp(
                Runtime.getRuntime().maxMemory() / (4L * (4L * activations.neurons() + 500)), 1000, 10_000_000);
        this.scores = new BranchingScores(Biases.of(activations, device), settings.candidates());
        restrict(bounds);
    }

    /** Takes other bounds of the neurons on the box: what searches left before is not to be gone on from. */
    void restrict(NeuronBounds bounds) {
        forms.restrict(lower, upper, bounds);
        whole = activations.lines(bounds);
    }

    /** What came of a search: of one that is left open, where others may go on. */
    record Found(SplitOutcome outcome, List<ReluLeaf> leaves) {}

    /**
     * Bounds the whole box for several conjunctions, as many together as go into a batch.
     *
     * @param climb of each of their rows
     * @param stopped ends it between two batches
     * @param found is given a point for each that isn't proved, and ends it where it says that the unsafe set is met there
     * @return what came of those that there was time for, in their order; it counts as no domain, since nothing is split
     */
    List<Found> roots(List<Unsafe> unsafe, Climb climb, BooleanSupplier stopped, Predicate<float[]> found) {
        List<Found> all = new ArrayList<>();
        boolean met = false;
        while (all.size() < unsafe.size() && !met && !stopped.getAsBoolean()) {
            List<ConjunctionSearch> searches = new ArrayList<>();
            List<FormBounds.Row> rows = new ArrayList<>();
            float goal = Float.NEGATIVE_INFINITY;
            for (Unsafe each : unsafe.subList(all.size(), unsafe.size())) {
                if (!rows.isEmpty() && rows.size() + each.rows().length > forms.largest()) {
                    break;
                }
                ConjunctionSearch search = new ConjunctionSearch(this, each, 0, found, false);
                searches.add(search);
                rows.addAll(search.root());
                goal = Math.max(goal, search.goal());
            }
            forms.bound(rows, climb, goal, true);
            int from = 0;
            for (ConjunctionSearch search : searches) {
                int to = from + search.rows.length;
                search.keep(ReluLeaf.ROOT.splits(), rows.subList(from, to), ReluLeaf.ROOT.bound());
                from = to;
                if (!met) {
                    search.offer();
                    met = search.over;
                }
                all.add(new Found(search.outcome(), all.size() < held ? search.leaves() : List.of(ReluLeaf.ROOT)));
            }
        }
        return all;
    }

    /**
     * Searches parts of the box, which need nothing from a search of the rest, until all is proved, or no more may be done.
     *
     * @param most domains that may be bounded, or one more, since they are halves of others
     * @param leaves whether the search also ends where its course says that they are far from enough
     * @param stopped ends the search between two batches
     * @param found is given points of the box at which the unsafe set is likely met, and ends the search where it says so
     */
    Found search(
            Unsafe unsafe,
            List<ReluLeaf> from,
            long most,
            boolean leaves,
            BooleanSupplier stopped,
            Predicate<float[]> found) {
        ConjunctionSearch search = new ConjunctionSearch(this, unsafe, most, found, false);
        search.begin(from);
        SplitOutcome outcome = search.run(leaves, stopped);
        return new Found(outcome, search.leaves());
    }

    /**
     * A domain that was proved.
     *
     * @param row that proves it
     * @param parameters where the climb to its bound began
     */
    record Closed(int row, int[] splits, float[] parameters) {}

    /** The domains into which the whole box falls, each proved; none where it isn't proved within so many. */
    List<Closed> closed(Unsafe unsafe, long most, BooleanSupplier stopped) {
        ConjunctionSearch search = new ConjunctionSearch(this, unsafe, most, _ -> false, true);
        search.begin(List.of(ReluLeaf.ROOT));
        return search.run(false, stopped) instanceof SplitOutcome.Proved ? search.closed : List.of();
    }

    /** Bounds domains whose parameters are where they are, or climb from there. */
    List<FormBounds.Row> bounded(Unsafe unsafe, List<Closed> domains, Climb climb) {
        float[][] opposite = unsafe.opposite();
        List<FormBounds.Row> rows = domains.stream()
                .map(domain -> new FormBounds.Row(
                        opposite[domain.row()],
                        whole,
                        domain.splits(),
                        domain.parameters().clone()))
                .toList();
        forms.bound(rows, climb, Float.POSITIVE_INFINITY);
        return rows;
    }

    @Override
    public void close() {
        forms.close();
    }
}
