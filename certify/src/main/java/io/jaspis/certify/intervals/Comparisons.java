package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import java.util.Map;
import java.util.Optional;

/**
 * Steps of a sum of two numbers, as a model's comparisons are written: of a − b whether a is above b, of |a − b| whether they differ. A
 * rounded sum of two floats has the sign of the sum itself, because underflow is gradual, so that its bounds need not be widened: where
 * both numbers are known and equal, neither is above the other.
 */
final class Comparisons {
    private Comparisons() {}

    /**
     * Bounds of the step of a value, no wider than those of the value tell.
     *
     * @param known the bounds of the value and of what it is computed from
     */
    static Enclosure step(Value value, Map<Value, Enclosure> known) {
        Enclosure bounds = known.get(value).map(Value::step);
        if (bounds.exact()) {
            return bounds;
        }
        if (value.op() instanceof Pointwise.Absolute) {
            return sum(value.operand(0), known)
                    .map(sum -> {
                        Enclosure above = above(sum);
                        Enclosure below = above(sum.negated());
                        return bounds.within(new Enclosure(
                                above.lower().max(below.lower()), above.upper().max(below.upper())));
                    })
                    .orElse(bounds);
        }
        return sum(value, known).map(sum -> bounds.within(above(sum))).orElse(bounds);
    }

    /** Bounds of a sum with the right signs, though rounded either way; empty where the value is no sum of two. */
    private static Optional<Enclosure> sum(Value value, Map<Value, Enclosure> known) {
        return switch (value.op()) {
            case Pointwise.Shift(float amount) ->
                Optional.of(known.get(value.operand(0)).plus(amount));
            case Linear.Add() -> Optional.of(known.get(value.operand(0)).plus(known.get(value.operand(1))));
            case Linear.Subtract() -> Optional.of(known.get(value.operand(0)).minus(known.get(value.operand(1))));
            default -> Optional.empty();
        };
    }

    /** Whether what lies between these is above 0; where a bound is no number, it may be. */
    private static Enclosure above(Enclosure sum) {
        Value never = sum.upper().negate().plus(Float.MIN_VALUE).step();
        return new Enclosure(sum.lower().step(), never.not());
    }
}
