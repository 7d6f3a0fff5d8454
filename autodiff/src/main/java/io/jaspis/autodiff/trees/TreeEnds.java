package io.jaspis.autodiff.trees;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Which nodes of an ensemble finite features get to, and which targets leaves have weights for. */
final class TreeEnds {
    private final TreeEnsemble ensemble;
    private final Nodes nodes;
    private final int targets;

    TreeEnds(TreeEnsemble ensemble) {
        this.ensemble = ensemble;
        this.nodes = ensemble.nodes();
        this.targets = ensemble.scoring().targets();
    }

    /** The node, or the one behind it that every finite feature gets to, where the threshold is infinite. */
    int decided(int node) {
        int at = node;
        while (nodes.feature()[at] != Nodes.LEAF && Double.isInfinite(nodes.threshold()[at])) {
            at = nodes.comparison()[at].holds(0, nodes.threshold()[at]) ? nodes.yes()[at] : nodes.no()[at];
        }
        return at;
    }

    /** Whether a node is a leaf with a weight for a target. */
    boolean tells(int node, int target) {
        return nodes.feature()[node] == Nodes.LEAF
                && IntStream.range(0, used(node)).anyMatch(i -> ensemble.target(nodes.first()[node] + i) == target);
    }

    /** How many weights of a leaf count: of one target the first alone. */
    int used(int leaf) {
        return targets == 1 ? Math.min(1, nodes.weights()[leaf]) : nodes.weights()[leaf];
    }

    /** Whether each leaf behind a node has a weight for a target. */
    boolean alwaysTells(int root, int target) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            int node = decided(open.pop());
            if (!seen.add(node)) {
                continue;
            }
            if (nodes.feature()[node] != Nodes.LEAF) {
                open.push(nodes.yes()[node]);
                open.push(nodes.no()[node]);
            } else if (!tells(node, target)) {
                return false;
            }
        }
        return true;
    }
}
