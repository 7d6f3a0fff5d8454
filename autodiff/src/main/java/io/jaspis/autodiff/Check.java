package io.jaspis.autodiff;

import java.util.List;
import java.util.Locale;

/** The checks that the operations share. */
final class Check {
    private Check() {}

    static void require(boolean condition, String message, Object... details) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, details));
        }
    }

    /** Refuses another number of operands than the operation has. */
    static void operands(Op op, List<Type> operands) {
        int needed = switch (op) {
            case Source _, Random _ -> 0;
            case Linear.Scale _, Linear.Sum _, Linear.BatchSum _, Pointwise _, Maximum.Pool _ -> 1;
            case Linear.Dense _, Linear.Convolve _, Linear.Add _, Linear.Subtract _, Linear.Select _ -> 2;
            case Product _, Quotient _, Maximum.Max _, Maximum.Min _ -> 2;
            case Movement.Concatenate _ -> operands.size();
            case Movement _ -> 1;
        };
        require(operands.size() == needed, "it takes %d operands, not %d: %s", needed, operands.size(), operands);
    }

    /** The type of an element-wise result over two operands: one shape, batched if either is. */
    static Type same(List<Type> operands) {
        Type a = operands.get(0);
        Type b = operands.get(1);
        require(a.shape().equals(b.shape()), "the operands must have one shape, but are %s and %s", a, b);
        return new Type(a.batched() || b.batched(), a.shape());
    }
}
