package io.jaspis.autodiff;

/**
 * Operations whose element depends on the same element of each operand alone: what devices compute in chains. A second
 * view of operations that belong to families of their own.
 */
public sealed interface Elementwise
        permits Pointwise,
                Linear.Add,
                Linear.Subtract,
                Linear.Scale,
                Product.Multiply,
                Product.Gate,
                Quotient,
                Maximum.Max,
                Maximum.Min {}
