package io.jaspis.certify.trees;

import io.jaspis.certify.trees.Stepped.Choice;
import io.jaspis.certify.trees.Stepped.Known;
import io.jaspis.certify.trees.Stepped.Scaled;
import io.jaspis.certify.trees.Stepped.Sum;
import io.jaspis.check.proof.PlainArithmetic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What sums of trees compare features with. */
final class TreeThresholds {
    /** Leaves of a tree, one for each way to them. */
    private static final long MOST_LEAVES = 1 << 20;

    private TreeThresholds() {}

    /**
     * All of them, by feature.
     *
     * @throws PlainArithmetic.NotPlain where scores are something else, or their trees too large
     */
    static Map<Integer, List<Threshold>> of(List<Stepped> scores) {
        requireFewLeaves(scores);
        Map<Integer, List<Threshold>> thresholds = new HashMap<>();
        Set<Stepped> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Stepped> open = new ArrayDeque<>(scores);
        while (!open.isEmpty()) {
            Stepped number = open.pop();
            if (!seen.add(number)) {
                continue;
            }
            switch (number) {
                case Choice(Threshold where, Stepped yes, Stepped no) -> {
                    thresholds
                            .computeIfAbsent(where.feature(), _ -> new ArrayList<>())
                            .add(where);
                    open.push(branch(yes));
                    open.push(branch(no));
                }
                case Sum(Stepped a, Stepped b) -> {
                    open.push(a);
                    open.push(b);
                }
                case Scaled(Known _, Stepped of) -> open.push(of);
                case Known _ -> {}
                case Stepped.Affine _, Stepped.Distance _ ->
                    throw new PlainArithmetic.NotPlain("a score grows with a feature");
            }
        }
        return thresholds;
    }

    private static Stepped branch(Stepped number) {
        if (number instanceof Sum || number instanceof Scaled(Known _, Sum _)) {
            throw new PlainArithmetic.NotPlain("a branch of a tree is a sum of others");
        }
        return number;
    }

    /**
     * Refuses trees with more leaves, written out, than are looked at: where many branches lead to one node there are as many as ways
     * to it.
     */
    private static void requireFewLeaves(List<Stepped> scores) {
        Map<Stepped, Long> leaves = new IdentityHashMap<>();
        Deque<Stepped> open = new ArrayDeque<>(scores);
        while (!open.isEmpty()) {
            Stepped number = open.peek();
            List<Stepped> parts = switch (number) {
                case Choice(Threshold _, Stepped yes, Stepped no) -> List.of(yes, no);
                case Sum(Stepped a, Stepped b) -> List.of(a, b);
                case Scaled(Known _, Stepped of) -> List.of(of);
                case Known _, Stepped.Affine _, Stepped.Distance _ -> List.of();
            };
            List<Stepped> missing =
                    parts.stream().filter(part -> !leaves.containsKey(part)).toList();
            if (!leaves.containsKey(number) && !missing.isEmpty()) {
                missing.forEach(open::push);
                continue;
            }
            open.pop();
            long own =
                    parts.isEmpty() ? 1 : parts.stream().mapToLong(leaves::get).sum();
            // A sum has trees of its own, each with its leaves.
            leaves.put(number, number instanceof Sum ? 1 : own);
            if (number instanceof Choice && own > MOST_LEAVES) {
                throw new PlainArithmetic.NotPlain(String.format(
                        Locale.ROOT,
                        "a tree has more than %,d leaves, as many as ways to them, which is too large",
                        MOST_LEAVES));
            }
        }
    }
}
