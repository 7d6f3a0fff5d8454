package io.jaspis.tensor.kernels;

/** Functions of two numbers. NaN in either gives NaN; −0 is below +0. */
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** a / b, correctly rounded. */
    DIVIDE,
    MAXIMUM,
    MINIMUM
}
