package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which elements of a softmax's operand are behind a mask of minus infinity: 1 where an element surely is, ½ where that depends on the
 * input, ¼ where it is behind a finite number that is as low, 0 where it surely isn't. What masks pass on the way is little, see {@link Masks}.
 */
final class Hidden {
    private static final float PERHAPS = 0.5f;

    /** Of what a finite number hides that is as far below all others, which ONNX keeps above minus infinity. */
    static final float LOW = 0.25f;

    /** Below this no number is one of a network. */
    private static final float LOWEST = -1e36f;

    private final Map<Value, Term.Floats> marks = new HashMap<>();
    private final Map<Value, Term.Floats> numbers = new HashMap<>();

    /** The marks of a value, in its shape; null where no element is hidden. */
    Term.Floats of(Value value) {
        Deque<Value> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            Value next = open.peek();
            List<Value> missing = marks.containsKey(next)
                    ? List.of()
                    : before(next).stream()
                            .filter(operand -> !marks.containsKey(operand))
                            .toList();
            if (missing.isEmpty()) {
                open.pop();
                if (!marks.containsKey(next)) {
                    marks.put(next, marks(next));
                }
            } else {
                missing.forEach(open::push);
            }
        }
        return marks.get(value);
    }

    /** The operands whose marks a value's hang on. */
    private static List<Value> before(Value value) {
        return switch (value.op()) {
            case Linear.Add(), Movement _, Pointwise.Shift _ -> value.operands();
            case Product.Gate() -> List.of(value.operand(1));
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _, Maximum _ -> List.of();
        };
    }

    private Term.Floats marks(Value value) {
        return switch (value.op()) {
            case Source.Constant(Tensor tensor) -> hidden(tensor);
            case Linear.Add() -> either(marks.get(value.operand(0)), marks.get(value.operand(1)));
            case Pointwise.Shift(float amount) ->
                either(marks.get(value.operand(0)), hidden(Tensor.filled(value.shape(), amount)));
            case Product.Gate() -> behind(number(value.operand(0)), marks.get(value.operand(1)));
            case Movement movement -> moved(movement, value, marks::get);
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _, Maximum _ -> null;
        };
    }

    private static Term.Floats hidden(Tensor tensor) {
        float[] marks = new float[tensor.data().length];
        boolean any = false;
        for (int i = 0; i < marks.length; i++) {
            float number = tensor.data()[i];
            marks[i] = number == Masks.FAR_BELOW ? 1 : number < LOWEST ? LOW : 0;
            any |= marks[i] != 0;
        }
        return any ? floats(tensor.shape().extents(), marks) : null;
    }

    private static Term.Floats floats(int[] extents, float[] data) {
        return new Term.Floats(ElementType.FLOAT, extents, data);
    }

    private static Term.Floats either(Term.Floats a, Term.Floats b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        float[] marks = new float[a.size()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = Math.max(a.data()[i], b.data()[i]);
        }
        return floats(a.extents(), marks);
    }

    /** @param gate null where it depends on the input */
    private static Term.Floats behind(Term.Floats gate, Term.Floats marks) {
        if (marks == null) {
            return null;
        }
        float[] through = new float[marks.size()];
        for (int i = 0; i < through.length; i++) {
            float mark = marks.data()[i];
            through[i] = gate == null ? Math.min(mark, PERHAPS) : gate.data()[i] == 0 ? 0 : mark;
        }
        return floats(marks.extents(), through);
    }

    /** The numbers of a condition, in its shape; null where they depend on the input. */
    private Term.Floats number(Value value) {
        if (!numbers.containsKey(value)) {
            numbers.put(value, numbers(value));
        }
        return numbers.get(value);
    }

    private Term.Floats numbers(Value value) {
        return switch (value.op()) {
            case Source.Constant(Tensor tensor) -> floats(tensor.shape().extents(), tensor.data());
            case Linear.Scale(float factor) -> each(number(value.operand(0)), x -> x * factor);
            case Pointwise.Shift(float amount) -> each(number(value.operand(0)), x -> x + amount);
            case Movement movement -> moved(movement, value, this::number);
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _, Maximum _ -> null;
        };
    }

    private static Term.Floats each(Term.Floats x, Function<Float, Float> function) {
        if (x == null) {
            return null;
        }
        float[] data = new float[x.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = function.apply(x.data()[i]);
        }
        return floats(x.extents(), data);
    }

    private static Term.Floats moved(Movement movement, Value value, Function<Value, Term.Floats> of) {
        Term.Floats x = of.apply(value.operand(0));
        if (x == null) {
            return null;
        }
        int[] extents = value.shape().extents();
        return (Term.Floats)
                switch (movement) {
                    case Movement.Reshape _ -> x.reshaped(extents);
                    case Movement.RepeatBatch() -> x;
                    case Movement.Transpose(List<Integer> permutation) ->
                        Layout.transpose(
                                x, permutation.stream().mapToInt(axis -> axis).toArray());
                    case Movement.Broadcast(int axis, int _) ->
                        Layout.broadcast(
                                x.reshaped(
                                        value.operand(0).shape().insert(axis, 1).extents()),
                                extents);
                    case Movement.Slice(int axis, int start, int count) -> {
                        int[] places = Layout.range(count);
                        for (int i = 0; i < count; i++) {
                            places[i] += start;
                        }
                        yield along(x, axis, places);
                    }
                    case Movement.Gather(int axis, List<Integer> indices) ->
                        along(x, axis, indices.stream().mapToInt(index -> index).toArray());
                    case Movement.Pad(int axis, int before, int _) -> padded(x, extents, axis, before);
                    // No mask passes these.
                    case Movement.Concatenate _, Movement.ScatterAdd _ -> null;
                };
    }

    private static Term.Floats padded(Term.Floats x, int[] extents, int axis, int before) {
        int inner = Layout.size(Arrays.copyOfRange(extents, axis + 1, extents.length));
        float[] data = new float[Layout.size(extents)];
        int run = x.extents()[axis] * inner;
        for (int outer = 0; outer * run < x.size(); outer++) {
            System.arraycopy(x.data(), outer * run, data, (outer * extents[axis] + before) * inner, run);
        }
        return floats(extents, data);
    }

    private static Term.Known along(Term.Floats x, int axis, int[] places) {
        int[][] all = new int[x.rank()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = i == axis ? places : Layout.range(x.extents()[i]);
        }
        return Layout.select(x, all);
    }
}
