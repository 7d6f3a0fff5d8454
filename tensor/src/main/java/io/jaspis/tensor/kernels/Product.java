package io.jaspis.tensor.kernels;

/**
 * The sizes of a dense product C = op(A)·op(B) of row-major matrices: op(A) is {@code [rows × depth]}, op(B) is {@code
 * [depth × columns]}, C is {@code [rows × columns]}.
 *
 * @param strideA elements from one stored row of A to the next; likewise B and C
 */
public record Product(Form form, int rows, int columns, int depth, int strideA, int strideB, int strideC) {

    /** Which operands are stored transposed: N as it stands, T transposed; first A, then B. */
    public enum Form {
        NN,
        NT,
        TN
    }

    /** The product of matrices stored without gaps. */
    public static Product of(Form form, int rows, int columns, int depth) {
        return new Product(
                form, rows, columns, depth, form == Form.TN ? rows : depth, form == Form.NT ? depth : columns, columns);
    }
}
