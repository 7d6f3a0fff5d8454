package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import java.util.function.UnaryOperator;

/**
 * The inner maximisation of a robust objective (Madry, Makelov, Schmidt, Tsipras &amp; Vladu 2018, eq. 2.1): from a start,
 * so many equal moves to the point at which the objective is then measured. Both are recorded as graphs, which the trainer
 * runs before each step on its device; what they draw at random follows from the seed and the example's number, so that
 * the points are the same bits for any number of threads, and for a run that was resumed.
 *
 * <p>In the search the network normalises by its running averages, as in use: so each example's point is its own.
 */
public interface Ascent {
    /** The name of the input that holds the points, {@code [batch, …]} like the examples. */
    String POINT = "point";

    /** The name of what {@link #fixed} gives, where that isn't the label. */
    String FIXED = "fixed";

    /** Moves from the start, at least 0. */
    int steps();

    /**
     * Records where the search starts.
     *
     * @param network from points to logits
     */
    Value start(UnaryOperator<Value> network, Value x, Value label);

    /**
     * Records what moves need of the examples and what none of them changes: the label, or what the network makes of the
     * examples as they are. It is computed once for all moves.
     */
    default Value fixed(UnaryOperator<Value> network, Value x, Value label) {
        return label;
    }

    /**
     * Records one move.
     *
     * @param fixed as {@link #fixed} gives it
     */
    Value move(UnaryOperator<Value> network, Value x, Value fixed, Value point);

    /** The points that were found, as an input of the objective's trace. */
    static Value point(Value x) {
        return x.trace().input(POINT, x.type());
    }
}
