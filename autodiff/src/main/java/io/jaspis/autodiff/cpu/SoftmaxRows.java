package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.kernels.Softmax;
import io.jaspis.tensor.kernels.Window;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Successive steps of a plan that are the {@linkplain Value#softmax softmax} of rows, of which nothing else needs what is
 * in between: one kernel takes row after row through all of them, to the same bits.
 *
 * @param x what lies in rows
 * @param y its softmax
 * @param columns the elements of a row
 */
record SoftmaxRows(Value x, Value y, int columns) {
    /** Maximum, powers of differences, sum, its reciprocal, product. */
    static final int STEPS = 5;

    /** Those, the difference, and what is repeated for it and for the product. */
    private static final int OPERATIONS = 8;

    /** Shorter rows fill no vector, and are quicker taken through each operation together. */
    private static final int SHORTEST = 16;

    /** What the steps from one on come to, where they are such a softmax. */
    static Optional<SoftmaxRows> at(Plan plan, int first) {
        List<Step> steps = plan.steps();
        if (first + STEPS > steps.size() || !(steps.get(first) instanceof Step.Single(Value maximum))) {
            return Optional.empty();
        }
        List<Step> own = steps.subList(first, first + STEPS);
        Value y = own.getLast().members().getLast();
        SoftmaxRows rows = of(plan, y, maximum);
        if (rows == null || rows.columns < SHORTEST) {
            return Optional.empty();
        }
        Set<Value> members = new HashSet<>();
        own.forEach(step -> members.addAll(step.members()));
        boolean all = members.size() == OPERATIONS;
        members.remove(y);
        return all && !needed(plan, own, members) ? Optional.of(rows) : Optional.empty();
    }

    /** The softmax that ends in a value and begins with this maximum; null if it is none. */
    private static SoftmaxRows of(Plan plan, Value y, Value maximum) {
        if (!(y.op() instanceof Product.Multiply)) {
            return null;
        }
        Value powers = plan.storage(y.operand(0));
        Value reciprocal = repeated(plan, y.operand(1));
        if (reciprocal == null
                || !(reciprocal.op() instanceof Pointwise.Reciprocal)
                || !(powers.op() instanceof Pointwise.Exponential)) {
            return null;
        }
        Value sum = plan.storage(reciprocal.operand(0));
        Value difference = plan.storage(powers.operand(0));
        if (!(sum.op() instanceof Linear.Sum(int axis))
                || plan.storage(sum.operand(0)) != powers
                || !(difference.op() instanceof Linear.Subtract)
                || repeated(plan, difference.operand(1)) != maximum) {
            return null;
        }
        Value x = difference.operand(0);
        int columns = powers.shape().extent(axis);
        boolean alongRows = maximum.op() instanceof Maximum.Pool(var pooling)
                && pooling.height() == columns
                && pooling.width() == 1
                && pooling.window().equals(Window.of(columns, 1))
                && Site.inner(powers, axis) == 1
                && plan.storage(x) == plan.storage(maximum.operand(0))
                && plan.size(maximum) == plan.size(sum)
                && x.batched() == y.batched();
        return alongRows ? new SoftmaxRows(x, y, columns) : null;
    }

    /** What is repeated along the rows; null where nothing is, or along something else. */
    private static Value repeated(Plan plan, Value value) {
        Value base = plan.storage(value);
        return base.op() instanceof Movement.Broadcast(int axis, var _) && Site.inner(base, axis) == 1
                ? plan.storage(base.operand(0))
                : null;
    }

    /** Whether other steps read one of these values, or the plan's outputs are among them. */
    private static boolean needed(Plan plan, List<Step> own, Set<Value> values) {
        for (Step step : plan.steps()) {
            if (!own.contains(step)
                    && step.operands().stream().map(plan::storage).anyMatch(values::contains)) {
                return true;
            }
        }
        return plan.graph().outputs().values().stream().map(plan::storage).anyMatch(values::contains);
    }

    /** The steps as one; none where the result lies so that it would cover rows to come. */
    Optional<Action> lowered(Site site) {
        Location from = site.locate(x);
        Location to = site.locate(y);
        int size = site.plan().size(y);
        boolean inPlace = from.offset() == to.offset() && from.perExample() == to.perExample();
        boolean behind = site.workers().threads() == 1 && to.offset() <= from.offset();
        boolean apart = from.array() != to.array() || Math.abs(from.offset() - to.offset()) >= size;
        if (!apart && !inPlace && !behind) {
            return Optional.empty();
        }
        Softmax softmax = site.kernels().softmax();
        return Optional.of(site.perLine(
                size / columns,
                columns,
                (first, count) -> softmax.rows(
                        count,
                        columns,
                        from.array(),
                        from.at() + first * columns,
                        to.array(),
                        to.at() + first * columns)));
    }
}
