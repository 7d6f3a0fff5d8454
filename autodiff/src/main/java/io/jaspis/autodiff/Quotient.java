package io.jaspis.autodiff;

import java.util.List;

/**
 * a / b, element by element, of one shape: rounded once, unlike {@link Value#over(Value)}, which multiplies by a
 * reciprocal. A family of its own, since it is linear in its first operand alone and no function of one number.
 */
public record Quotient() implements Op, Elementwise {
    @Override
    public Type infer(List<Type> operands) {
        return Check.same(operands);
    }
}
