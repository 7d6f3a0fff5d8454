package io.jaspis.certify.linear;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Transposes;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.linear.Relaxation.Line;
import io.jaspis.certify.linear.Relaxation.Plane;
import io.jaspis.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** One walk from linear forms of a value back to the inputs. */
final class BackwardPass {
    private final Map<Value, Value> known;
    private final Function<Value, Relaxation> relaxations;
    private final Rounding rounding;
    private final Transposes transposes;
    /** What the forms take of each value, {@code [rows, …shape of the value]}. */
    private final Map<Value, Value> coefficients = new HashMap<>();

    private Value constant;

    /**
     * No forms yet.
     *
     * @param known values that don't depend on the bounded inputs, in the trace of the bounds; all others are bounded
     * @param relaxations of each value that isn't linear in its operands
     * @param rounding is told of every operation that may round
     */
    BackwardPass(Map<Value, Value> known, Function<Value, Relaxation> relaxations, Rounding rounding) {
        this.known = known;
        this.relaxations = relaxations;
        this.rounding = rounding;
        this.transposes = new Transposes(1, known::get);
    }

    /** What the forms take of a value; null where they take nothing. */
    Value coefficients(Value value) {
        return coefficients.get(value);
    }

    /** What the forms have got from known values and from relaxations, {@code [rows]}; null for nothing. */
    Value constant() {
        return constant;
    }

    /** Adds to what the forms take of a value; of a known value that is a constant. */
    void add(Value value, Value coefficient) {
        Value fixed = known.get(value);
        if (fixed != null) {
            rounding.constant(value, coefficient);
            addConstant(coefficient, fixed);
        } else if (coefficients.merge(value, coefficient, Value::plus) != coefficient) {
            rounding.sum(value, coefficients.get(value));
        }
    }

    private void addConstant(Value coefficient, Value value) {
        addTerm(Forms.at(coefficient, value));
    }

    /** Adds to the constants, {@code [rows]}. */
    void addTerm(Value term) {
        rounding.term(term);
        constant = constant == null ? term : constant.plus(term);
    }

    /** From what the forms take of a value to what they take of its operands. */
    void step(Value y, Value a) {
        rounding.step(y, a);
        switch (y.op()) {
            case Linear linear -> linear(linear, y, a);
            case Movement movement -> {
                for (int i = 0; i < y.operands().size(); i++) {
                    add(y.operand(i), transposes.of(movement, y, i, a));
                }
            }
            case Pointwise _, Product _, Quotient _, Maximum _ -> relaxed(relaxations.apply(y), y, a);
            case Source _, Random _ -> throw new AssertionError("without operands a value isn't bounded: " + y);
        }
    }

    private void linear(Linear op, Value y, Value a) {
        switch (op) {
            case Linear.Dense _, Linear.Convolve _ -> requireKnown(y, "its weights depend on the input");
            case Linear.Select _ -> requireKnown(y, "what it selects depends on the input");
            case Linear.BatchSum _ -> throw refusal(y, "a sum over the batch mixes examples");
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _ -> {}
        }
        for (int i = 0; i < Transposes.operands(op); i++) {
            add(y.operand(i), transposes.of(op, y, i, a));
        }
    }

    private void requireKnown(Value y, String otherwise) {
        if (!known.containsKey(y.operand(1))) {
            throw refusal(y, otherwise);
        }
    }

    /** A form is least with the lower line where it takes more of a value the larger that is, else with the upper one. */
    private void relaxed(Relaxation relaxation, Value y, Value a) {
        switch (relaxation) {
            case Relaxation.Exact(int operand, Line line) -> {
                addOffset(a, line);
                add(y.operand(operand), times(a, line));
            }
            case Relaxation.Between(Line lower, Line upper) -> {
                Value positive = a.relu();
                Value negative = a.minus(positive);
                addOffset(positive, lower);
                addOffset(negative, upper);
                add(y.operand(0), times(positive, lower).plus(times(negative, upper)));
            }
            case Relaxation.Planes(Plane lower, Plane upper) -> {
                Value positive = a.relu();
                Value negative = a.minus(positive);
                addConstant(positive, lower.offset());
                addConstant(negative, upper.offset());
                add(y.operand(0), positive.times(lower.first()).plus(negative.times(upper.first())));
                add(y.operand(1), positive.times(lower.second()).plus(negative.times(upper.second())));
            }
            case Relaxation.Pooled(var pooling, Value selector, Value upper) -> {
                Value positive = a.relu();
                addConstant(a.minus(positive), upper);
                Shape shape = a.shape().leading(1).then(selector.shape());
                add(y.operand(0), positive.select(selector.broadcastTo(shape), pooling, true));
            }
            case Relaxation.Within(Enclosure bounds) -> {
                Value positive = a.relu();
                addConstant(positive, bounds.lower());
                addConstant(a.minus(positive), bounds.upper());
            }
            case Relaxation.None(String reason) -> throw refusal(y, reason);
        }
    }

    private void addOffset(Value a, Line line) {
        if (line.offset() != null) {
            addConstant(a, line.offset());
        }
    }

    private static Value times(Value a, Line line) {
        return line.slope() == null ? a : a.times(line.slope());
    }

    private static InputException refusal(Value y, String reason) {
        return new InputException("no linear bounds for " + y + ": " + reason);
    }
}
