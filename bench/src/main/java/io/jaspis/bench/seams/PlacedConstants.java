package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;

/** Grows constants whose elements are taken from places that other constants name, and those of logic and bits. */
final class PlacedConstants {
    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;

    PlacedConstants(Draft draft, ConstantGrower constants, Forms forms) {
        this.draft = draft;
        this.constants = constants;
        this.forms = forms;
    }

    private void since(int opset) {
        if (draft.opset < opset) {
            throw Draft.unavailable();
        }
    }

    /** Elements of an array of the same shape elsewhere, or with some of another in their places. */
    String placed(Element type, int[] shape, int depth) {
        since(type == Element.BFLOAT16 ? 13 : 11);
        int rank = shape.length;
        if (rank == 0 || FileTensor.size(shape) == 0) {
            throw Draft.unavailable();
        }
        int axis = draft.random.nextInt(rank);
        switch (draft.random.nextInt(rank < 2 ? 5 : 8)) {
            case 0 -> {
                int[] other = shape.clone();
                other[axis] = draft.random.nextInt(1, 4);
                long[] places = new long[FileTensor.size(shape)];
                Arrays.setAll(places, _ -> draft.random.nextInt(-other[axis], other[axis]));
                return draft.node(
                        "GatherElements",
                        List.of(constants.grow(type, other, depth), draft.constant(Element.INT64, shape, places)),
                        Attributes.whole("axis", axis));
            }
            case 1 -> {
                int[] indices = Arrays.copyOf(shape, rank + 1);
                indices[rank] = 1;
                int extent = draft.random.nextInt(1, 4);
                long[] places = new long[FileTensor.size(indices)];
                Arrays.setAll(places, _ -> draft.random.nextInt(-extent, extent));
                return draft.node(
                        "GatherND",
                        List.of(
                                constants.grow(type, new int[] {extent}, depth),
                                draft.constant(Element.INT64, indices, places)));
            }
            case 2 -> {
                int[] some = shape.clone();
                some[axis] = 1;
                long[] places = new long[FileTensor.size(some)];
                Arrays.setAll(places, _ -> draft.random.nextInt(-shape[axis], shape[axis]));
                return draft.node(
                        "ScatterElements",
                        List.of(
                                constants.grow(type, shape, depth),
                                draft.constant(Element.INT64, some, places),
                                constants.grow(type, some, depth)),
                        Attributes.whole("axis", axis));
            }
            case 3 -> {
                int[] rest = Arrays.copyOfRange(shape, 1, rank);
                int[] one = shape.clone();
                one[0] = 1;
                String place = draft.constant(
                        Element.INT64, new int[] {1, 1}, new long[] {draft.random.nextInt(-shape[0], shape[0])});
                return draft.node(
                        "ScatterND",
                        List.of(
                                constants.grow(type, shape, depth),
                                place,
                                constants.grow(type, rest.length == 0 ? new int[] {1} : one, depth)));
            }
            case 4 -> {
                int[] more = shape.clone();
                more[axis] += draft.random.nextInt(2);
                long[] kept = new long[more[axis]];
                int dropped = draft.random.nextInt(more[axis]);
                Arrays.setAll(kept, i -> more[axis] > shape[axis] && i == dropped ? 0 : 1);
                return draft.node(
                        "Compress",
                        List.of(
                                constants.grow(type, more, depth),
                                draft.constant(Element.BOOL, new int[] {kept.length}, kept)),
                        Attributes.whole("axis", axis));
            }
            case 5 -> {
                long[] lengths = new long[shape[1]];
                Arrays.setAll(lengths, _ -> draft.random.nextInt(1, shape[0] + 1));
                return draft.node(
                        "ReverseSequence",
                        List.of(
                                constants.grow(type, shape, depth),
                                draft.constant(Element.INT64, new int[] {lengths.length}, lengths)));
            }
            case 6 -> {
                since(14);
                return draft.node(
                        "Trilu",
                        List.of(constants.grow(type, shape, depth)),
                        Attributes.whole("upper", draft.random.nextInt(2)));
            }
            default -> {
                return identity(type, shape);
            }
        }
    }

    private String identity(Element type, int[] shape) {
        since(9);
        if (shape.length != 2 || type == Element.BFLOAT16) {
            throw Draft.unavailable();
        }
        return draft.node(
                "EyeLike",
                List.of(draft.leaf(Element.FLOAT, shape)),
                Attributes.whole("k", draft.random.nextInt(-1, 2)),
                Attributes.whole("dtype", type.code()));
    }

    /** Where the elements of a list aren't zero. */
    String nonZero(int count) {
        since(9);
        long[] list = new long[count + 2];
        int first = draft.random.nextInt(count + 1);
        Arrays.setAll(list, i -> i == first || i == count + 1 ? 0 : 1 + draft.random.nextInt(3));
        String places = draft.node("NonZero", List.of(draft.constant(Element.INT32, new int[] {list.length}, list)));
        return draft.node("Reshape", List.of(places, draft.list((long) count)));
    }

    /** Of truth values, or of the bits of whole numbers, or what is left by a division. */
    String bits(Element type, int[] shape, int depth) {
        if (type == Element.BOOL) {
            return truth(shape, depth);
        }
        return bits(
                draft.any("BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "BitShift", "Mod", "Mod"),
                type,
                shape,
                depth);
    }

    /** Numbers of which one operator of bits, remainders or odd numbers has a part. */
    String of(String operator) {
        int[] shape = {1};
        return switch (operator) {
            case "BitShift" -> bits(operator, draft.any(Element.UINT8, Element.UINT32, Element.UINT64), shape, 0);
            case "IsNaN", "IsInf" -> odd(operator, shape);
            case "NonZero" -> nonZero(1);
            case "EyeLike" -> identity(draft.any(Element.FLOAT, Element.INT32), new int[] {1, 1});
            default -> bits(operator, draft.any(Element.INT32, Element.UINT8, Element.INT64), shape, 0);
        };
    }

    private String bits(String operator, Element type, int[] shape, int depth) {
        if (operator.equals("Mod")) {
            since(type == Element.BFLOAT16 ? 13 : 10);
            return draft.node(
                    operator,
                    List.of(constants.grow(type, shape, depth), constants.grow(type, constants.narrower(shape), depth)),
                    Attributes.whole("fmod", type.isFloat() || draft.is(0.5) ? 1 : 0));
        }
        if (type.isFloat()) {
            throw Draft.unavailable();
        }
        if (operator.equals("BitShift")) {
            since(11);
            if (type.isSigned()) {
                throw Draft.unavailable();
            }
            return draft.node(
                    operator,
                    List.of(
                            constants.grow(type, shape, depth),
                            draft.constant(type, new int[0], new long[] {draft.random.nextInt(8)})),
                    Attributes.text("direction", draft.any("LEFT", "RIGHT")));
        }
        since(18);
        return operator.equals("BitwiseNot")
                ? draft.node(operator, List.of(constants.grow(type, shape, depth)))
                : draft.node(
                        operator,
                        List.of(
                                constants.grow(type, shape, depth),
                                constants.grow(type, constants.narrower(shape), depth)));
    }

    private String odd(String operator, int[] shape) {
        since(operator.equals("IsNaN") ? 9 : 10);
        Element type = draft.any(Element.FLOAT, Element.DOUBLE);
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(
                bits,
                _ -> Numbers.bits(
                        type, draft.any(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, 1.0)));
        String x = draft.constant(type, shape, bits);
        return operator.equals("IsInf") && draft.is(0.5)
                ? draft.node(operator, List.of(x), Attributes.whole("detect_negative", 0))
                : draft.node(operator, List.of(x));
    }

    private String truth(int[] shape, int depth) {
        switch (draft.random.nextInt(4)) {
            case 0 -> {
                String operator = draft.any("And", "Or", "Xor");
                return draft.node(
                        operator,
                        List.of(
                                constants.grow(Element.BOOL, shape, depth),
                                constants.grow(Element.BOOL, constants.narrower(shape), depth)));
            }
            case 1 -> {
                return draft.node("Not", List.of(constants.grow(Element.BOOL, shape, depth)));
            }
            case 2 -> {
                return odd(draft.any("IsNaN", "IsInf"), shape);
            }
            default -> {
                String operator = draft.any("Greater", "Less", "GreaterOrEqual", "LessOrEqual");
                Element type = draft.any(Element.FLOAT, Element.INT64, Element.INT32, Element.UINT64, Element.DOUBLE);
                if (!draft.has(operator, type)) {
                    throw Draft.unavailable();
                }
                String a = constants.grow(type, shape, depth);
                return draft.node(operator, List.of(a, draft.is(0.3) ? a : constants.grow(type, shape, depth)));
            }
        }
    }

    /** The places of the largest of rows, or of each row its elements one hot. */
    String chosen(Element type, int[] shape, int depth) {
        int rank = shape.length;
        Element from = draft.any(Element.FLOAT, Element.INT32, Element.INT64);
        if (draft.is(0.5)) {
            int[] more = Arrays.copyOf(shape, rank + 1);
            more[rank] = draft.random.nextInt(1, 4);
            String operator = draft.any("ArgMax", "ArgMin");
            String places = draft.node(
                    operator,
                    List.of(constants.grow(from, more, depth)),
                    Attributes.whole("axis", rank),
                    Attributes.whole("keepdims", 0));
            return type == Element.INT64 ? places : forms.castTo(places, type);
        }
        if (rank < 2 || !draft.has("OneHot", type)) {
            throw Draft.unavailable();
        }
        int[] rest = Arrays.copyOf(shape, rank - 1);
        long[] places = new long[FileTensor.size(rest)];
        Arrays.setAll(places, _ -> draft.random.nextInt(-shape[rank - 1] - 1, shape[rank - 1] + 2));
        return draft.node(
                "OneHot",
                List.of(
                        draft.constant(Element.INT64, rest, places),
                        draft.list((long) shape[rank - 1]),
                        constants.grow(type, new int[] {2}, depth)));
    }
}
