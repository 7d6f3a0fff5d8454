package io.jaspis.autodiff;

import java.util.List;

/** The checks that the operations share. */
final class Check {
    private Check() {}

    static void require(boolean condition, String message, Object... details) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(details));
        }
    }

    /** The type of an element-wise result over two operands: one shape, batched if either is. */
    static Type same(List<Type> operands) {
        Type a = operands.get(0);
        Type b = operands.get(1);
        require(a.shape().equals(b.shape()), "the operands must have one shape, but are %s and %s", a, b);
        return new Type(a.batched() || b.batched(), a.shape());
    }
}
