package io.jaspis.autodiff;

import java.util.List;

/**
 * An operation of the graph. The set is small and closed, and sealed again by family, since analyses think in families:
 * each is an exhaustive {@code switch}, so that the compiler names every rule which a new operation still lacks. All
 * axes are those of one example; the batch is never an axis. Two more views cut across the families, {@link Elementwise}
 * and {@link Weighted}, for what concerns only some: so no {@code switch} over operations needs a {@code default}.
 *
 * <p>The open door is {@link Custom}: an operation of a user's, which expands into these when it is traced.
 */
public sealed interface Op permits Source, Linear, Pointwise, Product, Quotient, Maximum, Movement, Random {

    /**
     * The type of the result.
     *
     * @throws IllegalArgumentException where the operands don't fit, saying which and why
     */
    Type infer(List<Type> operands);

    /** A named operation that expands into core operations, and so has every analysis and every device. */
    interface Custom {
        Value expand(List<Value> operands);
    }
}
