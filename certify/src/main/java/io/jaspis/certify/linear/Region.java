package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;

/** Where an input lies, in each example its own. */
public sealed interface Region {

    /**
     * Records the least that linear forms can be in the region.
     *
     * @param coefficients {@code [rows, …shape of the input]}
     * @return {@code [rows]}
     */
    Value least(Value coefficients);

    /** All points between two bounds. */
    record Box(Enclosure bounds) implements Region {
        @Override
        public Value least(Value coefficients) {
            Value centre = bounds.lower().plus(bounds.upper()).scale(0.5f);
            Value radius = bounds.upper().minus(bounds.lower()).scale(0.5f);
            return Forms.at(coefficients, centre).minus(Forms.at(coefficients.absolute(), radius));
        }
    }

    /**
     * All points at most the radius away from the centre: a linear form falls by the radius times the dual norm of its
     * coefficients at most, L∞'s being L1, L1's L∞, and L2's its own.
     *
     * @param radius a scalar, at least 0
     */
    record Ball(Value centre, Value radius, Norm norm) implements Region {
        @Override
        public Value least(Value coefficients) {
            int rows = coefficients.shape().extent(0);
            Value matrix =
                    coefficients.reshape(Shape.of(rows, coefficients.shape().size() / rows));
            Value dual = switch (norm) {
                case LINF -> matrix.absolute().sum(1);
                case L2 -> matrix.times(matrix).sum(1).squareRoot();
                case L1 -> matrix.absolute().maximum(1);
            };
            return Forms.at(coefficients, centre).minus(dual.times(radius));
        }
    }
}
