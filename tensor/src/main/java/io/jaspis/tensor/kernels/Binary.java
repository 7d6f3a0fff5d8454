package io.jaspis.tensor.kernels;

/** Functions of two numbers. NaN in either gives NaN, but in GATE; −0 is below +0. */
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** a · b, but +0 where a is 0, whatever b is. */
    GATE,
    /** a / b, correctly rounded. */
    DIVIDE,
    MAXIMUM,
    MINIMUM
}
