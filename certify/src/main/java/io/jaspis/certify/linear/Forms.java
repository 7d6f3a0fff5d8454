package io.jaspis.certify.linear;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;

/** Linear forms of a value, one a row: coefficients {@code [rows, …shape of the value]}. */
final class Forms {
    private Forms() {}

    /** Σ coefficient · value of each row, {@code [rows]}. */
    static Value at(Value coefficients, Value value) {
        int rows = coefficients.shape().extent(0);
        int size = value.shape().size();
        Value matrix = coefficients.reshape(Shape.of(rows, size));
        Value sums = value.batched()
                ? matrix.matMul(value.reshape(Shape.of(size, 1)))
                : matrix.dense(value.reshape(Shape.of(1, size)));
        return sums.reshape(Shape.of(rows));
    }
}
