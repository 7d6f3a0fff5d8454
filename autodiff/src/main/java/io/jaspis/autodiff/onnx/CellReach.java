package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How far an LSTM's cell may get from 0. By ONNX's text {@code clip} cuts off what every activation is of, and so the cell before
 * its activation; ONNX Runtime cuts off the gates alone. Both are the same as long as the cell can't get beyond it.
 */
final class CellReach {
    private static final String TEXT =
            "clip of an LSTM is read in several ways: by ONNX's text it cuts off the cell before its activation as well, and in ONNX"
                    + " Runtime it doesn't; ";

    private static final String INSTEAD = "; write the layer as single nodes, with Clip where it is meant";

    /** Activations whose values are within ±1; those of gates, where a gate and what is left of it are shares, within 0 and 1. */
    private static final Set<String> SHARES = Set.of("sigmoid", "hardsigmoid");

    private static final Set<String> WITHIN_ONE = Set.of("sigmoid", "hardsigmoid", "tanh", "softsign");

    private CellReach() {}

    /**
     * Refuses a layer whose cell may get beyond the limit.
     *
     * @param names its activations: three for each direction
     * @param coupled whether it forgets as much as it takes in, so that the cell is between what it was and what is new
     */
    static void requireWithin(float limit, Node node, List<String> names, boolean coupled, int length) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            Set<String> due = i % 3 == 0 ? SHARES : WITHIN_ONE;
            require(
                    i % 3 == 2 || due.contains(name),
                    "%sthey are the same where the cell can't get beyond it, which isn't known with the activation '%s'%s",
                    TEXT,
                    names.get(i),
                    INSTEAD);
        }
        double first = 0;
        if (node.has(6)) {
            if (!(node.term(6) instanceof Term.Reals known)) {
                throw new IllegalArgumentException(TEXT
                        + "they are the same where the cell can't get beyond it, which isn't known where its first state depends"
                        + " on the model's input" + INSTEAD);
            }
            for (int i = 0; i < known.size(); i++) {
                first = Math.max(first, Math.abs(known.at(i)));
            }
        }
        double reach = coupled ? Math.max(first, 1) : first + length;
        require(
                reach <= limit,
                "%sthey are the same where the cell can't get beyond it, but in %d places it may reach %s, and clip is %s%s",
                TEXT,
                length,
                reach,
                limit,
                INSTEAD);
    }
}
