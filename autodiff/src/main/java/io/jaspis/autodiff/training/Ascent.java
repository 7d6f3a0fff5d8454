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

    /** Moves from the start, at least 0. */
    int steps();

    /**
     * Records where the search starts.
     *
     * @param network from points to logits
     */
    Value start(UnaryOperator<Value> network, Value x, Value label);

    /** Records one move. */
    Value move(UnaryOperator<Value> network, Value x, Value label, Value point);

    /** The points that were found, as an input of the objective's trace. */
    static Value point(Value x) {
        return x.trace().input(POINT, x.type());
    }
}
