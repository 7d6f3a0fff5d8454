package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;
import java.util.Map;
import java.util.Optional;

/**
 * A choice written as arithmetic, {@code first · step + second · (1 − step)} with a step that is 0 or 1: whichever is chosen
 * where the step is known, and otherwise one of both, which bounds of the products apart don't see.
 */
record Choice(Value first, Value second, Value step) {

    /** The choice that a sum is; nothing where it is none. */
    static Optional<Choice> of(Value sum) {
        boolean products = sum.operand(0).op() instanceof Product.Multiply
                && sum.operand(1).op() instanceof Product.Multiply;
        if (!products) {
            return Optional.empty();
        }
        Value step = sum.operand(0).operand(1);
        Value other = sum.operand(1).operand(1);
        boolean opposite = other.op() instanceof Pointwise.Shift(float one)
                && one == 1
                && other.operand(0).op() instanceof Linear.Scale(float minus)
                && minus == -1
                && other.operand(0).operand(0) == step;
        return opposite && isStep(step)
                ? Optional.of(
                        new Choice(sum.operand(0).operand(0), sum.operand(1).operand(0), step))
                : Optional.empty();
    }

    private static boolean isStep(Value value) {
        Value base = value;
        // Where a scatter meets an index again, it adds.
        while (base.op() instanceof Movement
                && base.operands().size() == 1
                && !(base.op() instanceof Movement.ScatterAdd)) {
            base = base.operand(0);
        }
        boolean several = base.op() instanceof Movement.Concatenate;
        return several ? base.operands().stream().allMatch(Choice::isStep) : base.op() instanceof Pointwise.Step;
    }

    /** The hull of what can be chosen. Factors of 0 and 1 round nothing but what is infinite, which stays enclosed. */
    Enclosure enclose(Map<Value, Enclosure> enclosures) {
        Enclosure yes = enclosures.get(first);
        Enclosure no = enclosures.get(second);
        Value always = enclosures.get(step).lower();
        Value never = enclosures.get(step).upper().negate().plus(1);
        Value open = enclosures.get(step).upper().minus(always);
        Value lower = yes.lower()
                .times(always)
                .plus(no.lower().times(never))
                .plus(yes.lower().min(no.lower()).times(open));
        Value upper = yes.upper()
                .times(always)
                .plus(no.upper().times(never))
                .plus(yes.upper().max(no.upper()).times(open));
        return Enclosure.rounded(lower, upper, 1);
    }
}
