package io.jaspis.certify.trees;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What several margins aren't below where the smallest leaves of their trees are known. Sums are of doubles that are widened by
 * what they may round; where that leaves open whether a margin is above zero, the exact sum decides.
 */
final class MarginSums {
    /** Of each margin. */
    private final double[] bases;

    private final double[] slacks;
    /** Of each margin what all inputs have in common, exactly; null where a weight isn't known to be finite. */
    private final List<BigDecimal> common = new ArrayList<>();

    private final List<Margin> of;
    private final ReachedLeaf[][] trees;
    /** Which margin a tree is of. */
    private final int[] margins;

    private final double[] sums;

    /** @param reach which leaves there are; it gets axes for them */
    MarginSums(List<Margin> of, Reach reach) {
        this.of = of;
        this.bases = new double[of.size()];
        this.slacks = new double[of.size()];
        this.sums = new double[of.size()];
        List<ReachedLeaf[]> open = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int margin = 0; margin < bases.length; margin++) {
            for (ReachedLeaf[] tree : open(of.get(margin), margin, reach)) {
                open.add(tree);
                owners.add(margin);
            }
        }
        this.trees = open.toArray(ReachedLeaf[][]::new);
        this.margins = owners.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The trees of a margin that differ in the ball; what the others give is in its base. */
    private List<ReachedLeaf[]> open(Margin about, int margin, Reach reach) {
        List<ReachedLeaf[]> open = new ArrayList<>();
        Forest.Trees all = about.trees();
        double sum = all.base().lower();
        double magnitude = Math.abs(sum);
        BigDecimal exact = exact(sum);
        boolean finite = exact != null;
        for (List<Leaf> leaves : all.trees()) {
            List<ReachedLeaf> reached = new ArrayList<>();
            double largest = 0;
            for (Leaf leaf : leaves) {
                ReachedLeaf met = reach.of(leaf);
                if (met != null) {
                    reached.add(met);
                    largest = Math.max(largest, Math.abs(met.weight()));
                    finite &= Double.isFinite(met.weight());
                }
            }
            magnitude += largest;
            if (reached.size() == 1) {
                sum += reached.getFirst().weight();
                exact = finite ? exact.add(new BigDecimal(reached.getFirst().weight())) : null;
            } else {
                reached.sort(Comparator.comparingDouble(ReachedLeaf::weight));
                open.add(reached.toArray(ReachedLeaf[]::new));
            }
        }
        bases[margin] = sum;
        double error = about.error();
        common.add(finite ? exact.subtract(new BigDecimal(error)) : null);
        slacks[margin] = magnitude * (all.trees().size() + 4) * 0x1p-52 + error * (1 + 0x1p-50);
        return open;
    }

    private static BigDecimal exact(double number) {
        return Double.isFinite(number) ? new BigDecimal(number) : null;
    }

    /** The trees that differ in the ball, the smallest leaf of each first. */
    ReachedLeaf[][] trees() {
        return trees;
    }

    /** What is covered of a margin's rounding, at the most. */
    double slack() {
        return Arrays.stream(slacks).max().orElseThrow();
    }

    /** A domain in which these leaves can be reached. */
    LeafDomain domain(ReachedLeaf[][] reached, int[] first, int[] last) {
        double[] own = bases.clone();
        for (int tree = 0; tree < reached.length; tree++) {
            own[margins[tree]] += reached[tree][0].weight();
        }
        double bound = largest(own);
        return new LeafDomain(
                reached, first, last, own, bound > 0 || !isAbove(reached, own) ? bound : Double.MIN_VALUE);
    }

    /** Whether a margin is above zero, or at it where it is to be below, by the exact sum of the smallest leaves. */
    private boolean isAbove(ReachedLeaf[][] reached, double[] own) {
        for (int margin = 0; margin < own.length; margin++) {
            boolean strict = of.get(margin).strict();
            double most = own[margin] + slacks[margin];
            if (common.get(margin) != null && !(strict ? most < 0 : most <= 0)) {
                BigDecimal sum = common.get(margin);
                for (int tree = 0; tree < reached.length; tree++) {
                    sum = margins[tree] == margin ? sum.add(new BigDecimal(reached[tree][0].weight())) : sum;
                }
                if (strict ? sum.signum() >= 0 : sum.signum() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the largest margin isn't below, rounding covered. */
    private double largest(double[] own) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int margin = 0; margin < own.length; margin++) {
            largest = Math.max(largest, own[margin] - slacks[margin]);
        }
        return largest;
    }

    /** By how much the bound is above the domain's in a part of it; infinite where nothing is reached there. */
    double raised(LeafDomain domain, int axis, int low, int high) {
        System.arraycopy(domain.sums(), 0, sums, 0, sums.length);
        for (int place = 0; place < margins.length; place++) {
            ReachedLeaf[] tree = domain.trees()[place];
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
}
