package io.jaspis.certify.trees;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The smallest margin of trees in a ball, by branch and bound; of several margins the smallest that the largest of them can
 * be, as a class has to beat all others, and as all rows of a violation have to hold. A domain is bounded by the smallest leaf
 * of each tree that can be reached in it. Boxes that meet pairwise have a point in common, so where those of the smallest leaves do, the bound is
 * the margin there (Chen, Zhang, Si, Li, Boning &amp; Hsieh 2019, section 3.1); where two don't, the domain is split between
 * them, where that brings most. So features are split only where trees can't agree, and the search is complete.
 *
 * <p>Sums are of doubles that are widened by what they may round; where that leaves open whether a margin is above zero, the
 * exact sum decides.
 */
final class LeafSearch {
    /** Splits of a domain that are compared. */
    private static final int TRIALS = 64;

    private final Ball ball;
    /** Of each margin. */
    private final double[] bases;

    private final double[] slacks;
    /** Of each margin what all inputs have in common, exactly; null where a weight isn't known to be finite. */
    private final List<BigDecimal> common = new ArrayList<>();

    private final List<Margin> of;
    /** Which margin a tree is of. */
    private final int[] margins;

    private final double[] sums;
    /** The features that leaves differ in. */
    private final int[] features;

    private final Groups groups;
    private final Domain whole;

    private long domains;

    /**
     * A leaf in reach.
     *
     * @param axes what its box bounds, by their places in {@link #features}
     */
    private record Item(int[] axes, int[] first, int[] last, double weight) {
        /** Whether the box has a cell from {@code low} to {@code high} along an axis. */
        boolean meets(int axis, int low, int high) {
            int i = place(axis);
            return i < 0 || first[i] <= high && last[i] >= low;
        }

        /** The last cell along an axis that the box bounds; −1 along others. */
        int end(int axis) {
            int i = place(axis);
            return i < 0 ? -1 : last[i];
        }

        private int place(int axis) {
            for (int i = 0; i < axes.length; i++) {
                if (axes[i] == axis) {
                    return i;
                }
            }
            return -1;
        }
    }

    /**
     * A part of the ball.
     *
     * @param trees the leaves of each that can be reached, the smallest first
     * @param first the first cell along each axis
     * @param last the last
     * @param sums what no margin in it is below, but for rounding
     * @param bound what the largest isn't below
     */
    private record Domain(Item[][] trees, int[] first, int[] last, double[] sums, double bound) {
        /** Whether a box in it is narrower along an axis. */
        boolean exceeds(int axis, int[] low, int[] high) {
            return low[axis] > first[axis] || high[axis] < last[axis];
        }

        /** A cut beside a box that is narrower along an axis. */
        Cut beside(int axis, int[] low, int[] high) {
            return new Cut(axis, low[axis] > first[axis] ? low[axis] - 1 : high[axis], 0);
        }
    }

    /** The value of a feature in some cells that is nearest to the example's, by some measure. */
    @FunctionalInterface
    private interface Nearest {
        float in(int feature, int first, int last);
    }

    /** Where a domain is cut: behind a cell. */
    private record Cut(int axis, int behind, double gain) {}

    /**
     * One of the numbers that are to be at or below zero together.
     *
     * @param strict whether it is to be below zero
     * @param error by how much it may be less than the sum of the trees
     */
    record Margin(Forest.Trees trees, boolean strict, double error) {
        Margin(Forest.Trees trees) {
            this(trees, false, 0);
        }
    }

    /** @param of the margins, the largest of which is looked at */
    static LeafSearch of(List<Forest.Trees> of, Ball ball) {
        return new LeafSearch(of.stream().map(Margin::new).toList(), ball);
    }

    /** @param of the margins, the largest of which is looked at */
    LeafSearch(List<Margin> of, Ball ball) {
        this.of = of;
        this.ball = ball;
        this.bases = new double[of.size()];
        this.slacks = new double[of.size()];
        this.sums = new double[of.size()];
        Map<Integer, Integer> places = new HashMap<>();
        List<Item[]> open = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int margin = 0; margin < bases.length; margin++) {
            for (Item[] tree : open(of.get(margin).trees(), margin, places)) {
                open.add(tree);
                owners.add(margin);
            }
        }
        this.margins = owners.stream().mapToInt(Integer::intValue).toArray();
        this.features = new int[places.size()];
        places.forEach((feature, place) -> features[place] = feature);
        int[] first = new int[features.length];
        int[] last = new int[features.length];
        for (int axis = 0; axis < features.length; axis++) {
            first[axis] = ball.first(features[axis]);
            last[axis] = ball.last(features[axis]);
        }
        this.groups = new Groups(ball, places);
        this.whole = domain(open.toArray(Item[][]::new), first, last);
    }

    /** The trees of a margin that differ in the ball; what the others give is in its base. */
    private List<Item[]> open(Forest.Trees trees, int margin, Map<Integer, Integer> places) {
        List<Item[]> open = new ArrayList<>();
        double sum = trees.base().lower();
        double magnitude = Math.abs(sum);
        BigDecimal exact = exact(sum);
        boolean finite = exact != null;
        for (List<Leaf> leaves : trees.trees()) {
            List<Item> items = new ArrayList<>();
            double largest = 0;
            for (Leaf leaf : leaves) {
                Item item = reached(leaf, places);
                if (item != null) {
                    items.add(item);
                    largest = Math.max(largest, Math.abs(item.weight()));
                    finite &= Double.isFinite(item.weight());
                }
            }
            magnitude += largest;
            if (items.size() == 1) {
                sum += items.getFirst().weight();
                exact = finite ? exact.add(new BigDecimal(items.getFirst().weight())) : null;
            } else {
                items.sort(Comparator.comparingDouble(Item::weight));
                open.add(items.toArray(Item[]::new));
            }
        }
        bases[margin] = sum;
        double error = of.get(margin).error();
        common.add(finite ? exact.subtract(new BigDecimal(error)) : null);
        slacks[margin] = magnitude * (trees.trees().size() + 4) * 0x1p-52 + error * (1 + 0x1p-50);
        return open;
    }

    private static BigDecimal exact(double number) {
        return Double.isFinite(number) ? new BigDecimal(number) : null;
    }

    /** The leaf with what of its box the ball doesn't bound by itself; null where the two don't meet. */
    private Item reached(Leaf leaf, Map<Integer, Integer> places) {
        int count = 0;
        int[] axes = new int[leaf.features().length];
        int[] first = new int[axes.length];
        int[] last = new int[axes.length];
        double shares = 0;
        for (int i = 0; i < axes.length; i++) {
            int feature = leaf.features()[i];
            int least = ball.first(feature);
            int most = ball.last(feature);
            int low = Math.max(leaf.first()[i], least);
            int high = Math.min(leaf.last()[i], most);
            if (low > high || !ball.holds(feature, low, high)) {
                return null;
            }
            shares += ball.share(feature, low, high);
            if (low > least || high < most) {
                axes[count] = feature;
                first[count] = low;
                last[count++] = high;
            }
        }
        if (ball.beyond(shares)) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            axes[i] = places.computeIfAbsent(axes[i], _ -> places.size());
        }
        return new Item(
                Arrays.copyOf(axes, count),
                Arrays.copyOf(first, count),
                Arrays.copyOf(last, count),
                leaf.weight().lower());
    }

    private Domain domain(Item[][] trees, int[] first, int[] last) {
        double[] own = bases.clone();
        for (int tree = 0; tree < trees.length; tree++) {
            own[margins[tree]] += trees[tree][0].weight();
        }
        double bound = largest(own);
        return new Domain(trees, first, last, own, bound > 0 || !isAbove(trees, own) ? bound : Double.MIN_VALUE);
    }

    /** Whether a margin is above zero, or at it where it is to be below, by the exact sum of the smallest leaves. */
    private boolean isAbove(Item[][] trees, double[] own) {
        for (int margin = 0; margin < own.length; margin++) {
            boolean strict = of.get(margin).strict();
            double most = own[margin] + slacks[margin];
            if (common.get(margin) != null && !(strict ? most < 0 : most <= 0)) {
                BigDecimal sum = common.get(margin);
                for (int tree = 0; tree < trees.length; tree++) {
                    sum = margins[tree] == margin ? sum.add(new BigDecimal(trees[tree][0].weight())) : sum;
                }
                if (strict ? sum.signum() >= 0 : sum.signum() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the largest margin isn't below, rounding covered. */
    private double largest(double[] sums) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int margin = 0; margin < sums.length; margin++) {
            largest = Math.max(largest, sums[margin] - slacks[margin]);
        }
        return largest;
    }

    /** Domains that were bounded. */
    long domains() {
        return domains;
    }

    /**
     * Searches.
     *
     * @param most domains that may be bounded
     * @param candidate told of a point for each box in which no margin is known to be above zero, and of one that doesn't hang on
     *     how scaling rounds, where that is another; true ends the search
     * @param example that points are to be near
     * @return what the largest margin is nowhere in the ball below: above zero where that is proved, or that one that is to be below
     *     zero isn't
     */
    double run(long most, Predicate<float[]> candidate, float[] example, BooleanSupplier stopped) {
        double proved = Double.POSITIVE_INFINITY;
        Deque<Domain> open = new ArrayDeque<>();
        open.push(whole);
        while (!open.isEmpty()) {
            Domain domain = open.pop();
            if (domains >= most || stopped.getAsBoolean()) {
                open.push(domain);
                break;
            }
            domains++;
            if (domain.bound() > 0) {
                proved = Math.min(proved, domain.bound());
                continue;
            }
            int[] first = domain.first().clone();
            int[] last = domain.last().clone();
            boolean meet = meeting(domain, first, last);
            Cut cut = meet ? beside(domain, first, last) : best(domain, first, last);
            if (cut == null) {
                float[] point = point(first, last, example, ball::nearest);
                float[] clear = point(first, last, example, ball::nearestClear);
                if (candidate.test(point) || !Arrays.equals(point, clear) && candidate.test(clear)) {
                    proved = Math.min(proved, domain.bound());
                    break;
                }
                cut = around(domain, first, last);
            }
            if (cut == null) {
                proved = Math.min(proved, domain.bound());
                continue;
            }
            Domain below = part(domain, cut.axis(), domain.first()[cut.axis()], cut.behind());
            Domain above = part(domain, cut.axis(), cut.behind() + 1, domain.last()[cut.axis()]);
            boolean lower = above == null || below != null && below.bound() <= above.bound();
            Domain next = lower ? below : above;
            Domain later = lower ? above : below;
            if (later != null) {
                open.push(later);
            }
            if (next != null) {
                open.push(next);
            }
        }
        double least = proved;
        for (Domain domain : open) {
            least = Math.min(least, domain.bound());
        }
        return least;
    }

    /** Cuts the box of the smallest leaves out of a domain; false where it is empty. */
    private static boolean meeting(Domain domain, int[] first, int[] last) {
        boolean meet = true;
        for (Item[] tree : domain.trees()) {
            Item item = tree[0];
            for (int i = 0; i < item.axes().length; i++) {
                int axis = item.axes()[i];
                first[axis] = Math.max(first[axis], item.first()[i]);
                last[axis] = Math.min(last[axis], item.last()[i]);
                meet &= first[axis] <= last[axis];
            }
        }
        return meet;
    }

    /** The cut between smallest leaves that don't meet which raises the bounds of both parts most. */
    private Cut best(Domain domain, int[] first, int[] last) {
        double wanted = -domain.bound();
        double little = Arrays.stream(slacks).max().orElseThrow();
        Cut best = null;
        int trials = 0;
        for (int axis = 0; axis < features.length && trials < TRIALS; axis++) {
            if (first[axis] <= last[axis]) {
                continue;
            }
            // Each that ends before another begins.
            int most = first[axis];
            long seen = Long.MIN_VALUE;
            for (Item[] tree : domain.trees()) {
                int behind = tree[0].end(axis);
                if (behind >= 0 && behind < most && behind != seen && trials < TRIALS) {
                    seen = behind;
                    trials++;
                    double below = Math.min(wanted, raised(domain, axis, domain.first()[axis], behind));
                    double above = Math.min(wanted, raised(domain, axis, behind + 1, domain.last()[axis]));
                    double gain = (below + little) * (above + little);
                    if (best == null || gain > best.gain()) {
                        best = new Cut(axis, behind, gain);
                    }
                }
            }
        }
        return best;
    }

    /** By how much the bound is above the domain's in a part of it. */
    private double raised(Domain domain, int axis, int low, int high) {
        System.arraycopy(domain.sums(), 0, sums, 0, sums.length);
        for (int place = 0; place < margins.length; place++) {
            Item[] tree = domain.trees()[place];
            if (!tree[0].meets(axis, low, high)) {
                int next = 1;
                while (next < tree.length && !tree[next].meets(axis, low, high)) {
                    next++;
                }
                if (next == tree.length) {
                    return Double.POSITIVE_INFINITY;
                }
                sums[margins[place]] += tree[next].weight() - tree[0].weight();
            }
        }
        return largest(sums) - domain.bound();
    }

    /** A cut beside a box whose point was no use, so that the rest of its domain is looked at; null where there is none. */
    private static Cut around(Domain domain, int[] first, int[] last) {
        for (int axis = 0; axis < first.length; axis++) {
            if (domain.exceeds(axis, first, last)) {
                return domain.beside(axis, first, last);
            }
        }
        return null;
    }

    /** A cut beside a box that holds no allowed value, or before the longest move to one out of reach; null of others. */
    private Cut beside(Domain domain, int[] first, int[] last) {
        for (int i = 0; i < features.length; i++) {
            if (!ball.holds(features[i], first[i], last[i])) {
                return domain.beside(i, first, last);
            }
        }
        for (int axis : groups.brokenAxes(first, last)) {
            if (domain.exceeds(axis, first, last)) {
                return domain.beside(axis, first, last);
            }
        }
        if (!ball.beyond(shares(first, last))) {
            return null;
        }
        Cut longest = null;
        for (int axis = 0; axis < features.length; axis++) {
            double more = ball.share(features[axis], first[axis], last[axis])
                    - ball.share(features[axis], domain.first()[axis], domain.last()[axis]);
            if (!ball.isCategory(features[axis]) && more > (longest == null ? 0 : longest.gain())) {
                boolean above = ball.share(features[axis], domain.first()[axis], last[axis])
                        < ball.share(features[axis], first[axis], last[axis]);
                longest = new Cut(axis, above ? first[axis] - 1 : last[axis], more);
            }
        }
        for (int axis = 0; axis < features.length && longest == null; axis++) {
            if (ball.isCategory(features[axis]) && domain.exceeds(axis, first, last)) {
                longest = domain.beside(axis, first, last);
            }
        }
        return longest;
    }

    /** A domain between two cells of an axis; null where nothing of the ball is in it. */
    private Domain part(Domain domain, int axis, int low, int high) {
        if (!ball.holds(features[axis], low, high)) {
            return null;
        }
        int[] first = domain.first().clone();
        int[] last = domain.last().clone();
        first[axis] = low;
        last[axis] = high;
        if (!groups.hold(first, last) || ball.beyond(shares(first, last))) {
            return null;
        }
        Item[][] trees = domain.trees().clone();
        for (int t = 0; t < trees.length; t++) {
            trees[t] = kept(trees[t], axis, low, high);
            if (trees[t].length == 0) {
                return null;
            }
        }
        return domain(trees, first, last);
    }

    private double shares(int[] first, int[] last) {
        double shares = 0;
        for (int axis = 0; axis < features.length && !ball.isBox(); axis++) {
            shares += ball.isCategory(features[axis]) ? 0 : ball.share(features[axis], first[axis], last[axis]);
        }
        return ball.isBox() ? 0 : shares + groups.shares(first, last);
    }

    /** The leaves that meet a part; the same array where all do. */
    private static Item[] kept(Item[] tree, int axis, int low, int high) {
        int count = 0;
        for (Item item : tree) {
            count += item.meets(axis, low, high) ? 1 : 0;
        }
        if (count == tree.length) {
            return tree;
        }
        Item[] kept = new Item[count];
        int at = 0;
        for (Item item : tree) {
            if (item.meets(axis, low, high)) {
                kept[at++] = item;
            }
        }
        return kept;
    }

    /** The example, moved into a box. */
    private float[] point(int[] first, int[] last, float[] example, Nearest nearest) {
        float[] point = example.clone();
        for (int axis = 0; axis < features.length; axis++) {
            float moved = nearest.in(features[axis], first[axis], last[axis]);
            if (!Float.isNaN(moved)) {
                point[features[axis]] = moved;
            }
        }
        groups.settle(first, last, point);
        return point;
    }
}
