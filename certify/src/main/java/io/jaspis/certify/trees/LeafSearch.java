package io.jaspis.certify.trees;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The smallest margin of trees in a ball, by branch and bound; of several margins the smallest that the largest of them can
 * be, as a class has to beat all others, and as all rows of a violation have to hold. A domain is bounded by the smallest leaf
 * of each tree that can be reached in it. Boxes that meet pairwise have a point in common, so where those of the smallest leaves do, the bound is
 * the margin there (Chen, Zhang, Si, Li, Boning &amp; Hsieh 2019, section 3.1); where two don't, the domain is split between
 * them, where that brings most. So features are split only where trees can't agree, and the search is complete.
 */
final class LeafSearch {
    /** Splits of a domain that are compared. */
    private static final int TRIALS = 64;

    private final MarginSums margins;
    private final Axes axes;
    private final LeafDomain whole;

    private long domains;

    /** @param of the margins, the largest of which is looked at */
    static LeafSearch of(List<Forest.Trees> of, Ball ball) {
        return new LeafSearch(of.stream().map(Margin::new).toList(), ball);
    }

    /** @param of the margins, the largest of which is looked at */
    LeafSearch(List<Margin> of, Ball ball) {
        Reach reach = new Reach(ball);
        this.margins = new MarginSums(of, reach);
        this.axes = reach.axes();
        this.whole = margins.domain(margins.trees(), axes.first(), axes.last());
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
        Deque<LeafDomain> open = new ArrayDeque<>();
        open.push(whole);
        while (!open.isEmpty()) {
            LeafDomain domain = open.pop();
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
            boolean meet = domain.meet(first, last);
            Cut cut = meet ? axes.beside(domain, first, last) : best(domain, first, last);
            if (cut == null) {
                float[] point = axes.point(first, last, example);
                float[] clear = axes.clearPoint(first, last, example);
                if (candidate.test(point) || !Arrays.equals(point, clear) && candidate.test(clear)) {
                    proved = Math.min(proved, domain.bound());
                    break;
                }
                cut = domain.around(first, last);
            }
            if (cut == null) {
                proved = Math.min(proved, domain.bound());
                continue;
            }
            pushParts(open, domain, cut);
        }
        double least = proved;
        for (LeafDomain domain : open) {
            least = Math.min(least, domain.bound());
        }
        return least;
    }

    /** Adds what there is of a domain on both sides of a cut, the part with the smaller bound to be looked at first. */
    private void pushParts(Deque<LeafDomain> open, LeafDomain domain, Cut cut) {
        LeafDomain below = part(domain, cut.axis(), domain.first()[cut.axis()], cut.behind());
        LeafDomain above = part(domain, cut.axis(), cut.behind() + 1, domain.last()[cut.axis()]);
        boolean lower = above == null || below != null && below.bound() <= above.bound();
        LeafDomain next = lower ? below : above;
        LeafDomain later = lower ? above : below;
        if (later != null) {
            open.push(later);
        }
        if (next != null) {
            open.push(next);
        }
    }

    /** The cut between smallest leaves that don't meet which raises the bounds of both parts most. */
    private Cut best(LeafDomain domain, int[] first, int[] last) {
        double wanted = -domain.bound();
        double little = margins.slack();
        Cut best = null;
        int trials = 0;
        for (int axis = 0; axis < axes.count() && trials < TRIALS; axis++) {
            if (first[axis] <= last[axis]) {
                continue;
            }
            // Each that ends before another begins.
            int most = first[axis];
            long seen = Long.MIN_VALUE;
            for (ReachedLeaf[] tree : domain.trees()) {
                int behind = tree[0].end(axis);
                if (behind >= 0 && behind < most && behind != seen && trials < TRIALS) {
                    seen = behind;
                    trials++;
                    double below = Math.min(wanted, margins.raised(domain, axis, domain.first()[axis], behind));
                    double above = Math.min(wanted, margins.raised(domain, axis, behind + 1, domain.last()[axis]));
                    double gain = (below + little) * (above + little);
                    if (best == null || gain > best.gain()) {
                        best = new Cut(axis, behind, gain);
                    }
                }
            }
        }
        return best;
    }

    /** A domain between two cells of an axis; null where nothing of the ball is in it. */
    private LeafDomain part(LeafDomain domain, int axis, int low, int high) {
        if (!axes.holds(axis, low, high)) {
            return null;
        }
        int[] first = domain.first().clone();
        int[] last = domain.last().clone();
        first[axis] = low;
        last[axis] = high;
        if (!axes.reach(first, last)) {
            return null;
        }
        ReachedLeaf[][] trees = domain.trees().clone();
        for (int t = 0; t < trees.length; t++) {
            trees[t] = ReachedLeaf.meeting(trees[t], axis, low, high);
            if (trees[t].length == 0) {
                return null;
            }
        }
        return margins.domain(trees, first, last);
    }
}
