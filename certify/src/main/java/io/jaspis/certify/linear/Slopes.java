package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;

/**
 * How the line below a ReLU that may be on or off is chosen: it goes through the origin, with any slope from 0 to 1.
 * Slopes that are inputs of the graph can be climbed along their gradient, which is α-CROWN (Xu et al. 2021).
 */
@FunctionalInterface
public interface Slopes {
    /** 1 where the ReLU is on for the greater part of its bounds, else 0 (Zhang et al. 2018): the smaller area. */
    Slopes ADAPTIVE = (relu, bounds) ->
            bounds.upper().relu().minus(bounds.lower().negate().relu()).step();

    /**
     * The slopes, from 0 to 1, in the trace of the bounds: of the ReLU's shape, or {@code [rows, …shape]} for each form
     * its own.
     *
     * @param relu the ReLU, in the network
     * @param bounds those of its operand
     */
    Value below(Value relu, Enclosure bounds);
}
