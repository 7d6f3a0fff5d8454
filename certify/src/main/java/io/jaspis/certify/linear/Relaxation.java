package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.tensor.kernels.Pooling;

/** What is known of an operation's result as a line over one of its operands, element by element. */
public sealed interface Relaxation {

    /**
     * slope · x + offset, for each element.
     *
     * @param slope null where it is 1
     * @param offset null where it is 0
     */
    record Line(Value slope, Value offset) {}

    /** The result is on a line over this operand; the others don't depend on the inputs. */
    record Exact(int operand, Line line) implements Relaxation {}

    /** The result of a function of one number lies between two lines, wherever its operand lies between its bounds. */
    record Between(Line lower, Line upper) implements Relaxation {}

    /** The result lies between two planes over the first two operands, wherever these lie between their bounds. */
    record Planes(Plane lower, Plane upper) implements Relaxation {}

    /** first · x + second · y + offset, for each element. */
    record Plane(Value first, Value second, Value offset) {}

    /**
     * The maximum of each window is at least the element whose lower bound is largest, and at most the largest upper bound.
     *
     * @param selector the lower bounds
     * @param upper of the result
     */
    record Pooled(Pooling pooling, Value selector, Value upper) implements Relaxation {}

    /** The result lies between bounds, whatever its operands are. */
    record Within(Enclosure bounds) implements Relaxation {}

    /** There is none, and so no linear bounds of a network with the operation. */
    record None(String reason) implements Relaxation {}
}
