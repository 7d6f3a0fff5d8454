package io.jaspis.certify.branching;

import io.jaspis.certify.branching.ReluSplitting.Closed;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The search for one conjunction on a box: what is open, and how it is bounded and split. A domain is split by the neuron whose worse
 * part is bounded best; one without a neuron to split is left to long climbs.
 */
final class ConjunctionSearch {
    /** The climb of a domain whose neurons are all split: its multipliers are a linear program. */
    private static final Climb LONG = new Climb(300, 0, 0.1, 0.99);
    /** The same with balanced multipliers, in widths of what is short of a proof: an empty domain is proved by long ways. */
    private static final List<Climb> BALANCED = Stream.of(10, 1, 0.1)
            .map(rate -> new Climb(3000, 0, rate.doubleValue(), 0.999))
            .toList();
    /** The products that such a climb may take: they are worth some seconds. */
    private static final double WORTH = 1e11;

    private final ReluSplitting splitting;
    private final Unsafe unsafe;
    /** The conjunction's rows with the sign turned. */
    final float[][] rows;

    private final Predicate<float[]> found;
    private final boolean keeping;
    private final long allowed;

    private final TreeSet<ReluDomain> open =
            new TreeSet<>(Comparator.comparingDouble(ReluDomain::bound).thenComparingLong(ReluDomain::number));
    /** Domains without a neuron to split. */
    private final List<ReluDomain> stuck = new ArrayList<>();

    final List<Closed> closed = new ArrayList<>();
    private long domains;
    private long number;
    /** Whether whoever was given a point said that the unsafe set is met there. */
    boolean over;

    /** The row of the worst domain since a point was offered; null where there is none. */
    private FormBounds.Row leastRow;

    private float least = Float.POSITIVE_INFINITY;

    /**
     * @param allowed domains that may be bounded
     * @param found is given points of the box at which the unsafe set is likely met, and ends the search where it says so
     * @param keeping whether domains that are proved are noted down
     */
    ConjunctionSearch(ReluSplitting splitting, Unsafe unsafe, long allowed, Predicate<float[]> found, boolean keeping) {
        this.splitting = splitting;
        this.unsafe = unsafe;
        this.allowed = allowed;
        this.found = found;
        this.keeping = keeping;
        this.rows = unsafe.opposite();
    }

    /** A row of a domain that is to be bounded. */
    private FormBounds.Row row(int row, int[] splits, float[] parameters) {
        return new FormBounds.Row(rows[row], splitting.whole, splits, parameters);
    }

    /** How far a bound is above what proves the row; not above zero for what isn't proved. */
    private float margin(FormBounds.Row bounded, int row) {
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
                float[] parameters = splitting.whole.adaptive();
                for (int split : leaf.splits()) {
                    parameters[split / 2] = 0;
                }
                bounded.add(row(row, leaf.splits(), parameters));
            }
        }
        if (!unbounded.isEmpty()) {
            bound(bounded, splitting.settings.root());
            domains += unbounded.size();
            for (int i = 0; i < unbounded.size(); i++) {
                ReluLeaf leaf = unbounded.get(i);
                keep(leaf.splits(), bounded.subList(i * rows.length, (i + 1) * rows.length), leaf.bound());
            }
        }
    }

    /**
     * Searches until all is proved, or no more may be done.
     *
     * @param early whether it also ends where its course says that the domains are far from enough
     * @param stopped ends it between two batches, and long climbs between two passes
     */
    SplitOutcome run(boolean early, BooleanSupplier stopped) {
        offer();
        SearchCourse course = new SearchCourse(allowed);
        while (!open.isEmpty()
                && !stopped.getAsBoolean()
                && !stuck(stopped)
                && !over
                && domains < allowed
                && (!early || course.promising(domains, open.first().bound()))) {
            round();
        }
        if (open.isEmpty() && !stopped.getAsBoolean()) {
            stuck(stopped);
        }
        return outcome();
    }

    /** The rows of the whole box. */
    List<FormBounds.Row> root() {
        List<FormBounds.Row> root = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            root.add(row(row, ReluLeaf.ROOT.splits(), splitting.whole.adaptive()));
        }
        return root;
    }

    SplitOutcome outcome() {
        int left = open.size() + stuck.size();
        return left == 0 && !over ? new SplitOutcome.Proved(domains) : new SplitOutcome.Open(worst(), left, domains);
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
    private void bound(List<FormBounds.Row> bounded, Climb climb) {
        splitting.forms.bound(bounded, climb, goal(), true);
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
        int[] candidates = splitting.scores.candidates(row);
        ReluDomain domain = new ReluDomain(number++, splits, row.parameters(), margin, best, candidates);
        hold(domain);
        worst(row, margin);
    }

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
            point[i] = plane[i] > 0 ? splitting.lower[i] : splitting.upper[i];
        }
        leastRow = null;
        least = Float.POSITIVE_INFINITY;
        over |= found.test(point);
    }

    private void round() {
        List<ReluDomain> taken = new ArrayList<>();
        long pairs = Math.min(splitting.settings.batch() / 2 / rows.length, (allowed - domains) / 2);
        int most = (int) Math.max(1, pairs);
        while (taken.size() < most && !open.isEmpty()) {
            // The worst first, but where memory is short what is closed soonest.
            taken.add(open.size() < splitting.held ? open.pollFirst() : open.pollLast());
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
        bound(bounded, splitting.settings.part());
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
    private boolean stuck(BooleanSupplier stopped) {
        climb(
                LONG,
                stopped,
                domain -> row(domain.row(), domain.splits(), domain.parameters().clone()));
        for (Climb climb : BALANCED) {
            if (3.0 * splitting.activations.products() * climb.passes() * stuck.size() > WORTH) {
                break;
            }
            climb(
                    climb,
                    stopped,
                    domain -> new FormBounds.Row(
                            rows[domain.row()],
                            splitting.whole.balanced(-domain.bound()),
                            domain.splits(),
                            new float[splitting.activations.neurons()]));
        }
        return !stuck.isEmpty();
    }

    /** Drops the domains without a neuron to split that a climb proves. */
    private void climb(Climb climb, BooleanSupplier stopped, Function<ReluDomain, FormBounds.Row> row) {
        if (stuck.isEmpty()) {
            return;
        }
        List<FormBounds.Row> again = stuck.stream().map(row).toList();
        splitting.forms.bound(again, climb, goal(), stopped);
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
    private float[] start(ReluDomain domain, int neuron) {
        float[] parameters = domain.parameters().clone();
        parameters[neuron] = 0;
        return parameters;
    }

    /** The neuron that each domain is split by. */
    private int[] choose(List<ReluDomain> taken) {
        List<FormBounds.Row> tried = new ArrayList<>();
        for (ReluDomain domain : taken) {
            for (int neuron : domain.candidates()) {
                for (int side = 0; side < 2; side++) {
                    int[] splits = domain.and(neuron, side == 1);
                    tried.add(row(domain.row(), splits, start(domain, neuron)));
                }
            }
        }
        splitting.forms.bound(tried, Climb.NONE, Float.POSITIVE_INFINITY);
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

    private float worst() {
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
