package io.jaspis.certify.branching;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.Biases;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Branch and bound over the ReLUs of a network on a box (Bunel et al. 2020), with bounds by α,β-CROWN (Wang et al. 2021):
 * a domain that isn't proved is split by a neuron, which is on in one part and off in the other. Of the neurons of the best
 * scores that one is taken whose worse part is bounded best (Filtered Smart Branching; De Palma et al. 2021).
 *
 * <p>Bounds of neurons stay those of the whole box. Each bound covers its own rounding, so that a proof holds in real
 * arithmetic. For one thread at a time.
 */
final class ReluSplitting implements AutoCloseable {
    /** The climb of a domain whose neurons are all split: its multipliers are a linear program. */
    private static final Climb LONG = new Climb(300, 0, 0.1, 0.99);
    /** The same with balanced multipliers, in widths of what is short of a proof: an empty domain is proved by long ways. */
    private static final List<Climb> BALANCED = Stream.of(10, 1, 0.1)
            .map(rate -> new Climb(3000, 0, rate.doubleValue(), 0.999))
            .toList();
    /** The products that such a climb may take: they are worth some seconds. */
    private static final double WORTH = 1e11;

    private final Activations activations;
    private final float[] lower;
    private final float[] upper;
    private final Settings settings;
    private final FormBounds forms;
    private NeuronLines whole;
    /** Domains that may wait: they take a quarter of the memory there is. */
    private final int held;

    private final BranchingScores scores;

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

    /** The search for one conjunction. */
    private final class Search {
        final Unsafe unsafe;
        final float[][] rows;
        final Predicate<float[]> found;
        /** Whether domains that are proved are noted down. */
        final boolean keeping;
        /** Domains that may be bounded. */
        final long allowed;

        final TreeSet<ReluDomain> open =
                new TreeSet<>(Comparator.comparingDouble(ReluDomain::bound).thenComparingLong(ReluDomain::number));
        final List<ReluDomain> stuck = new ArrayList<>();
        final List<Closed> closed = new ArrayList<>();
        long domains;
        long number;
        boolean over;

        Search(Unsafe unsafe, long allowed, Predicate<float[]> found, boolean keeping) {
            this.unsafe = unsafe;
            this.allowed = allowed;
            this.found = found;
            this.keeping = keeping;
            this.rows = unsafe.opposite();
        }

        /** A row of a domain that is to be bounded. */
        FormBounds.Row row(int row, int[] splits, float[] parameters) {
            return new FormBounds.Row(rows[row], whole, splits, parameters);
        }

        /** How far a bound is above what proves the row; not above zero for what isn't proved. */
        float margin(FormBounds.Row bounded, int row) {
            return unsafe.margin(row, bounded.bound());
        }

        /** Takes up what an earlier search bounded as it is, and bounds the rest. */
        void begin(List<ReluLeaf> leaves) {
            List<ReluLeaf> unbounded = new ArrayList<>();
            List<FormBounds.Row> bounded = new ArrayList<>();
            for (ReluLeaf leaf : leaves) {
                if (leaf.bounded()) {
                    hold(leaf.domain(number++));
                    continue;
                }
                unbounded.add(leaf);
                for (int row = 0; row < rows.length; row++) {
                    float[] parameters = whole.adaptive();
                    for (int split : leaf.splits()) {
                        parameters[split / 2] = 0;
                    }
                    bounded.add(row(row, leaf.splits(), parameters));
                }
            }
            if (!unbounded.isEmpty()) {
                bound(bounded, settings.root());
                domains += unbounded.size();
                for (int i = 0; i < unbounded.size(); i++) {
                    ReluLeaf leaf = unbounded.get(i);
                    keep(leaf.splits(), bounded.subList(i * rows.length, (i + 1) * rows.length), leaf.bound());
                }
            }
        }

        /** The rows of the whole box. */
        List<FormBounds.Row> root() {
            List<FormBounds.Row> root = new ArrayList<>();
            for (int row = 0; row < rows.length; row++) {
                root.add(row(row, ReluLeaf.ROOT.splits(), whole.adaptive()));
            }
            return root;
        }

        SplitOutcome outcome() {
            int left = open.size() + stuck.size();
            return left == 0 && !over
                    ? new SplitOutcome.Proved(domains)
                    : new SplitOutcome.Open(worst(), left, domains);
        }

        List<ReluLeaf> leaves() {
            List<ReluLeaf> leaves = new ArrayList<>();
            open.forEach(domain -> leaves.add(ReluLeaf.of(domain, false)));
            stuck.forEach(domain -> leaves.add(ReluLeaf.of(domain, true)));
            return leaves;
        }

        private void hold(ReluDomain domain) {
            (domain.candidates().length == 0 ? stuck : open).add(domain);
        }

        /** Bounds rows of domains, those of one domain behind each other. */
        void bound(List<FormBounds.Row> bounded, Climb climb) {
            forms.bound(bounded, climb, goal(), true);
        }

        private void close(int row, int[] splits, float[] parameters) {
            if (keeping) {
                closed.add(new Closed(row, splits, parameters));
            }
        }

        /** Drops a domain that is proved, and keeps another for later. */
        void keep(int[] splits, List<FormBounds.Row> bounded, float known) {
            int best = 0;
            for (int row = 1; row < rows.length; row++) {
                if (margin(bounded.get(row), row) > margin(bounded.get(best), best)) {
                    best = row;
                }
            }
            float margin = margin(bounded.get(best), best);
            if (margin > 0) {
                close(best, splits, bounded.get(best).parameters());
                return;
            }
            margin = Math.max(margin, known);
            FormBounds.Row row = bounded.get(best);
            int[] candidates = scores.candidates(row);
            ReluDomain domain = new ReluDomain(number++, splits, row.parameters(), margin, best, candidates);
            hold(domain);
            worst(row, margin);
        }

        private float least = Float.POSITIVE_INFINITY;
        private FormBounds.Row leastRow;

        private void worst(FormBounds.Row row, float margin) {
            if (margin < least) {
                least = margin;
                leastRow = row;
            }
        }

        /** Offers the corner at which the plane of the worst domain is least. */
        void offer() {
            if (leastRow == null) {
                return;
            }
            float[] plane = leastRow.plane();
            float[] point = new float[plane.length];
            for (int i = 0; i < point.length; i++) {
                point[i] = plane[i] > 0 ? lower[i] : upper[i];
            }
            leastRow = null;
            least = Float.POSITIVE_INFINITY;
            over |= found.test(point);
        }

        void round() {
            List<ReluDomain> taken = new ArrayList<>();
            long pairs = Math.min(settings.batch() / 2 / rows.length, (allowed - domains) / 2);
            int most = (int) Math.max(1, pairs);
            while (taken.size() < most && !open.isEmpty()) {
                // The worst first, but where memory is short what is closed soonest.
                taken.add(open.size() < held ? open.pollFirst() : open.pollLast());
            }
            int[] neurons = choose(taken);
            List<FormBounds.Row> bounded = new ArrayList<>();
            List<int[]> parts = new ArrayList<>();
            for (int i = 0; i < taken.size(); i++) {
                for (int side = 0; side < 2; side++) {
                    ReluDomain domain = taken.get(i);
                    int[] splits = domain.and(neurons[i], side == 1);
                    parts.add(splits);
                    for (int row = 0; row < rows.length; row++) {
                        bounded.add(row(row, splits, start(domain, neurons[i])));
                    }
                }
            }
            bound(bounded, settings.part());
            domains += parts.size();
            for (int i = 0; i < parts.size(); i++) {
                keep(
                        parts.get(i),
                        bounded.subList(i * rows.length, (i + 1) * rows.length),
                        taken.get(i / 2).bound());
            }
            offer();
        }

        /** Whether a domain has no neuron left to split, and no long climb proves it either. */
        boolean stuck() {
            climb(
                    LONG,
                    domain -> row(
                            domain.row(), domain.splits(), domain.parameters().clone()));
            for (Climb climb : BALANCED) {
                if (3.0 * activations.products() * climb.passes() * stuck.size() > WORTH) {
                    break;
                }
                climb(
                        climb,
                        domain -> new FormBounds.Row(
                                rows[domain.row()],
                                whole.balanced(-domain.bound()),
                                domain.splits(),
                                new float[activations.neurons()]));
            }
            return !stuck.isEmpty();
        }

        /** Drops the domains without a neuron to split that a climb proves. */
        private void climb(Climb climb, Function<ReluDomain, FormBounds.Row> row) {
            if (stuck.isEmpty()) {
                return;
            }
            List<FormBounds.Row> again = stuck.stream().map(row).toList();
            forms.bound(again, climb, goal());
            for (int i = again.size() - 1; i >= 0; i--) {
                if (margin(again.get(i), stuck.get(i).row()) > 0) {
                    ReluDomain domain = stuck.remove(i);
                    close(domain.row(), domain.splits(), domain.parameters());
                }
            }
        }

        /** The bound that is enough, where it is the same for all rows. */
        float goal() {
            return rows.length == 1 ? -unsafe.bounds()[0] : Float.POSITIVE_INFINITY;
        }

        /** The parameters that a part begins with. */
        float[] start(ReluDomain domain, int neuron) {
            float[] parameters = domain.parameters().clone();
            parameters[neuron] = 0;
            return parameters;
        }

        /** The neuron that each domain is split by. */
        int[] choose(List<ReluDomain> taken) {
            List<FormBounds.Row> tried = new ArrayList<>();
            for (ReluDomain domain : taken) {
                for (int neuron : domain.candidates()) {
                    for (int side = 0; side < 2; side++) {
                        int[] splits = domain.and(neuron, side == 1);
                        tried.add(row(domain.row(), splits, start(domain, neuron)));
                    }
                }
            }
            forms.bound(tried, Climb.NONE, Float.POSITIVE_INFINITY);
            int[] neurons = new int[taken.size()];
            int at = 0;
            for (int i = 0; i < neurons.length; i++) {
                ReluDomain domain = taken.get(i);
                double best = Double.NEGATIVE_INFINITY;
                neurons[i] = domain.candidates()[0];
                for (int neuron : domain.candidates()) {
                    double off = Math.min(0, margin(tried.get(at++), domain.row()));
                    double on = Math.min(0, margin(tried.get(at++), domain.row()));
                    double score = Math.min(off, on) + 1e-3 * Math.max(off, on);
                    if (score > best) {
                        best = score;
                        neurons[i] = neuron;
                    }
                }
            }
            return neurons;
        }

        float worst() {
            float worst = 0;
            for (ReluDomain domain : open) {
                worst = Math.min(worst, domain.bound());
            }
            for (ReluDomain domain : stuck) {
                worst = Math.min(worst, domain.bound());
            }
            return worst;
        }
    }

    /** Whether a search is on a course that ends within its domains, from what each doubling of them has gained. */
    private static final class Course {
        /** How far a guess may be beyond the domains that there are. */
        private static final double DOUBT = 16;

        private final long most;
        private long next = 1;
        private long last;
        private float before;

        Course(long most) {
            this.most = most;
        }

        boolean promising(long domains, float worst) {
            if (domains < next) {
                return true;
            }
            boolean first = last == 0;
            double gained = first ? 0 : (worst - before) / (Math.log((double) domains / last) / Math.log(2));
            double doublings = -worst / Math.max(1e-12, gained);
            next = first ? 32 : 2 * domains;
            last = domains;
            before = worst;
            return first || domains * Math.pow(2, doublings) < DOUBT * most;
        }
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
            List<Search> searches = new ArrayList<>();
            List<FormBounds.Row> rows = new ArrayList<>();
            float goal = Float.NEGATIVE_INFINITY;
            for (Unsafe each : unsafe.subList(all.size(), unsafe.size())) {
                if (!rows.isEmpty() && rows.size() + each.rows().length > forms.largest()) {
                    break;
                }
                Search search = new Search(each, 0, found, false);
                searches.add(search);
                rows.addAll(search.root());
                goal = Math.max(goal, search.goal());
            }
            forms.bound(rows, climb, goal, true);
            int from = 0;
            for (Search search : searches) {
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
        Search search = new Search(unsafe, most, found, false);
        search.begin(from);
        SplitOutcome outcome = run(search, leaves, stopped);
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
        Search search = new Search(unsafe, most, _ -> false, true);
        search.begin(List.of(ReluLeaf.ROOT));
        return run(search, false, stopped) instanceof SplitOutcome.Proved ? search.closed : List.of();
    }

    private static SplitOutcome run(Search search, boolean leaves, BooleanSupplier stopped) {
        search.offer();
        Course course = new Course(search.allowed);
        while (!search.open.isEmpty()
                && !search.stuck()
                && !search.over
                && search.domains < search.allowed
                && !stopped.getAsBoolean()
                && (!leaves
                        || course.promising(search.domains, search.open.first().bound()))) {
            search.round();
        }
        if (search.open.isEmpty() && !stopped.getAsBoolean()) {
            search.stuck();
        }
        return search.outcome();
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
