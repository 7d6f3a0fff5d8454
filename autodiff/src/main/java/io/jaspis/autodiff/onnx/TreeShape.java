package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.trees.Nodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;

/** The check that branches lead to leaves. */
final class TreeShape {
    private TreeShape() {}

    /**
     * Refuses branches that lead back to where they come from. Two may lead to one node, as some converters write them.
     *
     * @param names of nodes, for the message
     */
    static void requireTrees(Nodes nodes, IntFunction<String> names) {
        byte[] state = new byte[nodes.count()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int start = 0; start < nodes.count(); start++) {
            if (state[start] != 0) {
                continue;
            }
            open.push(start);
            while (!open.isEmpty()) {
                int node = open.peek();
                int next = state[node] == 2 || nodes.feature()[node] == Nodes.LEAF ? -1 : next(nodes, state, node);
                if (next < 0) {
                    state[node] = 2;
                    open.pop();
                    continue;
                }
                require(
                        state[next] != 1 && next != node,
                        "attributes nodes_truenodeids and nodes_falsenodeids lead from %s back to %s: a circle",
                        names.apply(node),
                        names.apply(next));
                state[node] = 1;
                open.push(next);
            }
        }
    }

    /** A branch that isn't done yet, or −1. */
    private static int next(Nodes nodes, byte[] state, int node) {
        state[node] = 1;
        int yes = nodes.yes()[node];
        int no = nodes.no()[node];
        return state[yes] != 2 ? yes : state[no] != 2 ? no : -1;
    }
}
