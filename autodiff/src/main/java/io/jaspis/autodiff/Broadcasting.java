package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;

/** NumPy's rule for shapes that meet in element-wise arithmetic. */
final class Broadcasting {
    private Broadcasting() {}

    static Shape common(Type a, Type b) {
        if (a.shape().equals(b.shape())) {
            return a.shape();
        }
        int rank = Math.max(a.shape().rank(), b.shape().rank());
        int[] extents = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int first = i <= a.shape().rank() ? a.shape().extent(-i) : 1;
            int second = i <= b.shape().rank() ? b.shape().extent(-i) : 1;
            Check.require(
                    first == second || first == 1 || second == 1,
                    "shapes %s and %s do not fit each other: axis −%d is %d and %d",
                    a,
                    b,
                    i,
                    first,
                    second);
            extents[rank - i] = Math.max(first, second);
        }
        return Shape.of(extents);
    }
}
