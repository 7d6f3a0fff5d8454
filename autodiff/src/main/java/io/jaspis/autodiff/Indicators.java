package io.jaspis.autodiff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Values that are 0 or 1 in every element, as what they are computed by shows: steps, and what logic makes of them. What was found is
 * kept, so that many may be asked about.
 */
public final class Indicators {
    private final Set<Value> known = new HashSet<>();
    private final Set<Value> others = new HashSet<>();

    public boolean contains(Value value) {
        Set<Value> seen = new HashSet<>(Set.of(value));
        Deque<Value> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            Value next = open.pop();
            if (known.contains(next)) {
                continue;
            }
            Value opposite = opposite(next);
            if (opposite != null) {
                if (seen.add(opposite)) {
                    open.push(opposite);
                }
            } else if (keeps(next)) {
                next.operands().stream().filter(seen::add).forEach(open::push);
            } else if (others.contains(next) || !isMade(next)) {
                others.add(next);
                return false;
            }
        }
        known.addAll(seen);
        return true;
    }

    /** Of {@code 1 − x} x; null of all else. */
    public static Value opposite(Value value) {
        boolean is = value.op() instanceof Pointwise.Shift(float one)
                && one == 1
                && value.operand(0).op() instanceof Linear.Scale(float minus)
                && minus == -1;
        return is ? value.operand(0).operand(0) : null;
    }

    private static boolean isMade(Value value) {
        return switch (value.op()) {
            case Pointwise.Step() -> true;
            case Source.Constant(var tensor) -> {
                for (float number : tensor.data()) {
                    if (number != 0 && number != 1) {
                        yield false;
                    }
                }
                yield true;
            }
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _, Maximum _, Movement _ -> false;
        };
    }

    /** Whether an operation makes indicators of indicators. */
    private static boolean keeps(Value value) {
        return switch (value.op()) {
            // Where a scatter meets an index again, it adds.
            case Movement.ScatterAdd _ -> false;
            case Movement _, Maximum _, Product.Multiply _, Product.Gate _ -> true;
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _ -> false;
        };
    }
}
