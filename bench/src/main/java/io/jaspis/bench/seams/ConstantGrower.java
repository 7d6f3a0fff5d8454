package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Grows sub-graphs whose leaves are constants, down to a wanted type and shape. */
final class ConstantGrower {
    private final Draft draft;
    private final Forms forms;
    private final MovedConstants moved;
    private final PlacedConstants placed;

    ConstantGrower(Draft draft) {
        this.draft = draft;
        this.forms = new Forms(draft, this);
        this.moved = new MovedConstants(draft, this, forms);
        this.placed = new PlacedConstants(draft, this, forms);
    }

    /** Numbers that one of the operators makes that only constants have, in the draft's type. */
    String made(String operator) {
        return forms.castTo(placed.of(operator), draft.element);
    }

    Forms forms() {
        return forms;
    }

    /** Numbers of the draft's type, most of them stored as they are. */
    String weights(int... shape) {
        int depth = draft.is(0.6) ? 0 : draft.random.nextInt(1, 4);
        return finite(draft.element, shape, depth);
    }

    /** Mostly finite numbers of moderate size, because a file with others is refused or bounds say nothing of it. */
    String finite(Element type, int[] shape, int depth) {
        String grown = grow(type, shape, depth);
        FileTensor value = draft.value(grown);
        if (type.isFloat() && draft.is(0.95)) {
            for (Real number : value.reals()) {
                if (!number.isFinite() || Math.abs(number.toDouble()) > 1e12) {
                    return gentle(type, shape);
                }
            }
        }
        return grown;
    }

    private String gentle(Element type, int[] shape) {
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(bits, _ -> draft.numbers.bits(type, Numbers.Style.GENTLE));
        return draft.constant(type, shape, bits);
    }

    /** Numbers of a type and shape, made by a tree of nodes of at most this depth. */
    String grow(Element type, int[] shape, int depth) {
        if (depth > 0) {
            for (int attempt = 0; attempt < 3; attempt++) {
                String grown = attempt(type, shape, depth - 1);
                if (grown != null && draft.value(grown).element() == type && Arrays.equals(draft.shape(grown), shape)) {
                    return grown;
                }
            }
        }
        return draft.leaf(type, shape);
    }

    private String attempt(Element type, int[] shape, int depth) {
        try {
            return branch(type, shape, depth);
        } catch (UndefinedException e) {
            return null;
        }
    }

    private String branch(Element type, int[] shape, int depth) {
        if (draft.is(0.25)) {
            return switch (draft.random.nextInt(3)) {
                case 0 -> placed.placed(type, shape, depth);
                case 1 -> placed.chosen(type, shape, depth);
                default -> placed.bits(type, shape, depth);
            };
        }
        return switch (draft.random.nextInt(type.isFloat() ? 16 : 12)) {
            case 0, 1 -> arithmetic(type, shape, depth);
            case 2 -> power(type, shape, depth);
            case 3 -> function(type, shape, depth);
            case 4, 5 -> cast(type, shape, depth);
            case 6 -> where(type, shape, depth);
            case 7, 8 -> moved.moved(type, shape, depth);
            case 9, 10 -> reduced(type, shape, depth);
            case 11 -> fromShape(type, shape, depth);
            case 12, 13 -> residue(type, shape, depth);
            case 14 -> narrowed(type, shape, depth);
            default -> product(type, shape, depth);
        };
    }

    /** A shape that repeats to this one. */
    int[] narrower(int[] shape) {
        if (draft.opset < 8 || draft.is(0.5)) {
            return shape;
        }
        int[] narrow = shape.clone();
        for (int axis = 0; axis < narrow.length; axis++) {
            narrow[axis] = draft.is(0.3) ? 1 : narrow[axis];
        }
        int dropped = narrow.length == 0 ? 0 : draft.random.nextInt(narrow.length + 1);
        return draft.is(0.5) ? Arrays.copyOfRange(narrow, dropped, narrow.length) : narrow;
    }

    private String arithmetic(Element type, int[] shape, int depth) {
        String operator = draft.any("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "Sum", "Mean");
        if (!draft.has(operator, type)) {
            throw Draft.unavailable();
        }
        boolean many = List.of("Max", "Min", "Sum", "Mean").contains(operator);
        List<String> inputs = new ArrayList<>();
        int count = many ? draft.random.nextInt(1, 4) : 2;
        int full = draft.random.nextInt(count);
        for (int i = 0; i < count; i++) {
            inputs.add(grow(type, i == full ? shape : narrower(shape), depth));
        }
        return draft.node(operator, inputs);
    }

    private String power(Element type, int[] shape, int depth) {
        if (!draft.has("Pow", type)) {
            throw Draft.unavailable();
        }
        Element exponent = draft.opset < 12 || draft.is(0.5)
                ? type
                : draft.any(Element.FLOAT, Element.INT32, Element.INT64, Element.DOUBLE);
        if (exponent == Element.BFLOAT16 && draft.opset < 15) {
            throw Draft.unavailable();
        }
        double number = draft.any(2.0, 2.0, 3.0, 1.0, 0.0, 0.5, -1.0, 7.0);
        return draft.node("Pow", List.of(grow(type, shape, depth), draft.constant(exponent, new int[0], new long[] {
            Numbers.bits(exponent, number)
        })));
    }

    private String function(Element type, int[] shape, int depth) {
        String operator = draft.any(
                "Neg",
                "Abs",
                "Sign",
                "Identity",
                "Floor",
                "Ceil",
                "Sqrt",
                "Exp",
                "Log",
                "Reciprocal",
                "Relu",
                "Tanh",
                "Sigmoid",
                "Sin",
                "Cos",
                "Softplus",
                "Softsign",
                "Elu",
                "Selu",
                "HardSigmoid",
                "LeakyRelu",
                "HardSwish",
                "Dropout",
                "Clip",
                "Neg",
                "Abs");
        if (!draft.has(operator, type)) {
            throw Draft.unavailable();
        }
        String x = grow(type, shape, depth);
        if (operator.equals("Clip")) {
            return forms.clip(x, type);
        }
        return draft.node(operator, List.of(x));
    }

    private String cast(Element type, int[] shape, int depth) {
        Element from = draft.any(Element.values());
        return forms.castTo(grow(draft.has("Cast", from) ? from : Element.FLOAT, shape, depth), type);
    }

    /** To another type and back. */
    private String narrowed(Element type, int[] shape, int depth) {
        Element other = draft.any(Element.values());
        return forms.castTo(forms.castTo(grow(type, shape, depth), other), type);
    }

    private String where(Element type, int[] shape, int depth) {
        if (!draft.has("Where", type)) {
            throw Draft.unavailable();
        }
        String condition;
        Element compared = draft.any(Element.values());
        if (draft.is(0.6) && draft.has("Equal", compared)) {
            String a = grow(compared, shape, depth);
            String b = draft.is(0.5)
                    ? grow(compared, narrower(shape), depth)
                    : draft.has("Identity", compared) ? draft.node("Identity", List.of(a)) : a;
            condition = draft.node("Equal", List.of(a, b));
        } else {
            condition = grow(Element.BOOL, narrower(shape), depth);
        }
        return draft.node("Where", List.of(condition, grow(type, shape, depth), grow(type, narrower(shape), depth)));
    }

    private String reduced(Element type, int[] shape, int depth) {
        String operator = draft.any(
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceProd");
        if (!draft.has(operator, type)) {
            throw Draft.unavailable();
        }
        int axis = draft.random.nextInt(shape.length + 1);
        int[] more = new int[shape.length + 1];
        System.arraycopy(shape, 0, more, 0, axis);
        more[axis] = draft.random.nextInt(1, 4);
        System.arraycopy(shape, axis, more, axis + 1, shape.length - axis);
        return forms.reduce(operator, grow(type, more, depth), false, axis);
    }

    /** Whole numbers from a shape, a size or a range, cast to what is wanted. */
    private String fromShape(Element type, int[] shape, int depth) {
        Supplier<String> made;
        if (shape.length == 0) {
            made = () -> draft.node("Size", List.of(draft.leaf(Element.FLOAT, new int[] {
                draft.random.nextInt(1, 3), draft.random.nextInt(1, 4)
            })));
        } else if (shape.length == 1 && draft.is(0.3)) {
            int[] extents = new int[shape[0]];
            Arrays.setAll(extents, _ -> draft.random.nextInt(1, 3));
            made = () -> shape(extents);
        } else if (shape.length == 1 && draft.is(0.3)) {
            made = () -> placed.nonZero(shape[0]);
        } else if (shape.length == 1) {
            made = () -> range(type, shape[0], depth);
        } else {
            throw Draft.unavailable();
        }
        String whole = made.get();
        return draft.value(whole).element() == type ? whole : forms.castTo(whole, type);
    }

    private String shape(int[] extents) {
        if (draft.opset < 15 || draft.is(0.5)) {
            return draft.node("Shape", List.of(draft.leaf(Element.FLOAT, extents)));
        }
        int[] more = new int[extents.length + 2];
        Arrays.fill(more, 1);
        System.arraycopy(extents, 0, more, 1, extents.length);
        return draft.node(
                "Shape",
                List.of(draft.leaf(Element.FLOAT, more)),
                Attributes.whole("start", draft.any(1, -extents.length - 1)),
                Attributes.whole("end", -1));
    }

    private String range(Element type, int count, int depth) {
        Element own = draft.has("Range", type) ? type : Element.INT64;
        if (!draft.has("Range", own)) {
            throw Draft.unavailable();
        }
        double start = draft.random.nextInt(-2, 3);
        double step = own.isFloat() ? draft.any(0.5, 0.25, 1.0, 0.1) : draft.any(1.0, 2.0);
        List<String> inputs = new ArrayList<>();
        for (double number : new double[] {start, start + (count - 0.5) * step, step}) {
            boolean cast = depth > 0 && draft.is(0.2);
            Element from = cast ? Element.DOUBLE : own;
            String end = draft.constant(
                    from, new int[0], new long[] {Numbers.bits(from, own.isFloat() ? number : Math.ceil(number))});
            inputs.add(cast ? forms.castTo(end, own) : end);
        }
        return draft.node("Range", inputs);
    }

    /**
     * What a result has beyond the number of its type that is nearest to it, made as large as a number that matters:
     * whoever rounds the result has nothing left.
     */
    private String residue(Element type, int[] shape, int depth) {
        String whole = grow(type, shape, Math.max(1, depth));
        if (!draft.has("Sub", type)) {
            throw Draft.unavailable();
        }
        FileTensor value = draft.value(whole);
        long[] nearest = new long[value.size()];
        double largest = 0;
        for (int i = 0; i < nearest.length; i++) {
            double number = value.reals()[i].toDouble();
            nearest[i] = Numbers.bits(type, number);
            if (!value.reals()[i].isFinite() || Math.abs(number) > 1e30) {
                throw Draft.unavailable();
            }
            Real stored = FileTensor.decode(Numbers.store(type, new int[0], new long[] {nearest[i]}, true))
                    .reals()[0];
            if (!stored.isFinite()) {
                throw Draft.unavailable();
            }
            largest = Math.max(largest, Math.abs(value.reals()[i].minus(stored).toDouble()));
        }
        String rest = draft.node("Sub", List.of(whole, draft.constant(type, shape, nearest)));
        if (largest == 0 || largest < 0x1p-100 || largest > 0x1p100 || draft.is(0.1)) {
            return rest;
        }
        double factor = Math.scalb(1.0, -Math.getExponent(largest));
        if (type == Element.FLOAT16) {
            factor = Math.min(factor, 0x1p15);
        }
        return draft.node("Mul", List.of(rest, draft.constant(type, new int[0], new long[] {Numbers.bits(type, factor)
        })));
    }

    private String product(Element type, int[] shape, int depth) {
        if (shape.length != 2 || !draft.has("MatMul", type)) {
            throw Draft.unavailable();
        }
        int inner = draft.random.nextInt(1, 4);
        String left = grow(type, new int[] {shape[0], inner}, depth);
        String right = grow(type, new int[] {inner, shape[1]}, depth);
        return draft.node("MatMul", List.of(left, right));
    }
}
