package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Grows what rounds, compares or chooses: where a step or a tie lies, the least error is another result. */
final class ChoiceGrower {
    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;

    ChoiceGrower(Draft draft, ConstantGrower constants) {
        this.draft = draft;
        this.constants = constants;
        this.forms = constants.forms();
    }

    /** By the operator that each is for. */
    Map<String, UnaryOperator<String>> layers() {
        Map<String, UnaryOperator<String>> layers = new TreeMap<>();
        layers.put("Round", x -> draft.node(available("Round"), List.of(stepped(x))));
        layers.put("Floor", x -> draft.node("Floor", List.of(stepped(x))));
        layers.put("Ceil", x -> draft.node("Ceil", List.of(stepped(x))));
        for (String operator : List.of("Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal")) {
            layers.put(operator, x -> compared(operator, x));
        }
        for (String operator : List.of("And", "Or", "Xor", "Not")) {
            layers.put(operator, x -> combined(operator, x));
        }
        layers.put("Where", x -> draft.node("Where", List.of(truth(x), x, constants.weights(inner(x)))));
        layers.put(
                "Cast",
                x -> forms.castTo(
                        forms.castTo(
                                stepped(x),
                                draft.any(
                                        Element.INT32, Element.INT64, Element.BOOL, Element.FLOAT16, Element.BFLOAT16)),
                        draft.element));
        layers.put("CastLike", this::castAsOthers);
        layers.put("ArgMax", x -> extreme("ArgMax", x));
        layers.put("ArgMin", x -> extreme("ArgMin", x));
        layers.put("TopK", this::top);
        layers.put("Hardmax", this::hardmax);
        layers.put("OneHot", this::oneHot);
        layers.put(
                "ThresholdedRelu",
                x -> draft.node(
                        available("ThresholdedRelu"),
                        List.of(stepped(x)),
                        Attributes.real("alpha", draft.any(1f, 0f, 0.5f, -1f))));
        layers.put(
                "Shrink",
                x -> draft.node(
                        available("Shrink"),
                        List.of(stepped(x)),
                        Attributes.real("lambd", draft.any(0.5f, 1f, 0f)),
                        Attributes.real("bias", draft.any(0f, 0.5f, 0.1f))));
        for (String operator : List.of(
                "BitShift",
                "BitwiseAnd",
                "BitwiseOr",
                "BitwiseXor",
                "BitwiseNot",
                "Mod",
                "IsNaN",
                "IsInf",
                "NonZero",
                "EyeLike")) {
            layers.put(operator, x -> draft.node("Add", List.of(x, constants.made(operator))));
        }
        layers.put("MaxOfEqual", x -> draft.node(draft.any("Max", "Min"), List.of(x, x, steps(x))));
        return layers;
    }

    private String castAsOthers(String x) {
        if (draft.opset < 15) {
            throw Draft.unavailable();
        }
        String whole = draft.node("CastLike", List.of(stepped(x), like(Element.INT64)));
        return draft.node("CastLike", List.of(whole, x));
    }

    private int[] inner(String x) {
        int[] shape = draft.shape(x);
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    /** Often on the very numbers at which something changes: halves and whole numbers. */
    private String stepped(String x) {
        return switch (draft.random.nextInt(4)) {
            case 0 -> x;
            case 1 -> draft.node("Add", List.of(x, draft.filled(draft.any(0.5, 1.0, -0.5))));
            case 2 -> draft.node("Mul", List.of(x, draft.filled(draft.any(2.0, 4.0, 0.5, 10.0))));
            default -> draft.node("Mul", List.of(draft.node("Floor", List.of(x)), draft.filled(0.5)));
        };
    }

    private String steps(String x) {
        return draft.node("Floor", List.of(x));
    }

    private String like(Element type) {
        return draft.leaf(type, new int[] {1});
    }

    private String other(String x) {
        return switch (draft.random.nextInt(4)) {
            case 0 -> draft.filled(draft.any(0.0, 0.5, 1.0, -0.25));
            case 1 -> x;
            case 2 -> steps(x);
            default -> constants.weights(inner(x));
        };
    }

    private String truth(String x) {
        String operator = draft.any("Greater", "Less", "GreaterOrEqual", "LessOrEqual");
        return draft.node(available(operator), draft.is(0.5) ? List.of(x, other(x)) : List.of(other(x), x));
    }

    private String available(String operator) {
        if (!draft.has(operator, draft.element)) {
            throw Draft.unavailable();
        }
        return operator;
    }

    /** As numbers, or as what decides between two. */
    private String used(String truth, String x) {
        if (draft.is(0.5) || !draft.has("Where", draft.element)) {
            return forms.castTo(truth, draft.element);
        }
        return draft.node("Where", List.of(truth, x, draft.is(0.5) ? steps(x) : constants.weights(inner(x))));
    }

    private String compared(String operator, String x) {
        return used(draft.node(available(operator), List.of(stepped(x), other(x))), x);
    }

    private String combined(String operator, String x) {
        String first = truth(x);
        return used(
                operator.equals("Not")
                        ? draft.node(operator, List.of(first))
                        : draft.node(operator, List.of(first, truth(x))),
                x);
    }

    private int axis(String x) {
        int rank = draft.shape(x).length;
        if (rank < 2) {
            throw Draft.unavailable();
        }
        return draft.random.nextInt(1, rank);
    }

    private String extreme(String operator, String x) {
        int axis = axis(x);
        int rank = draft.shape(x).length;
        List<AttributeProto> attributes = new ArrayList<>(List.of(Attributes.whole("axis", given(axis, rank))));
        boolean kept = rank == 2 || draft.is(0.5);
        attributes.add(Attributes.whole("keepdims", kept ? 1 : 0));
        if (draft.opset >= 12 && draft.is(0.4)) {
            attributes.add(Attributes.whole("select_last_index", draft.random.nextInt(2)));
        }
        String from = draft.is(0.4) ? steps(x) : x;
        String places = draft.node(available(operator), List.of(from), attributes.toArray(AttributeProto[]::new));
        return forms.castTo(places, draft.element);
    }

    private int given(int axis, int rank) {
        return draft.opset >= 11 && draft.is(0.3) ? axis - rank : axis;
    }

    private String top(String x) {
        int axis = axis(x);
        int count = draft.random.nextInt(1, draft.shape(x)[axis] + 1);
        String from = draft.is(0.4) ? steps(x) : x;
        AttributeProto along = Attributes.whole("axis", given(axis, draft.shape(x).length));
        List<String> both;
        if (draft.opset < 10) {
            both = draft.nodes("TopK", 2, List.of(from), along, Attributes.whole("k", count));
        } else if (draft.opset < 11) {
            both = draft.nodes("TopK", 2, List.of(from, draft.list((long) count)), along);
        } else {
            both = draft.nodes(
                    "TopK",
                    2,
                    List.of(from, draft.list((long) count)),
                    along,
                    Attributes.whole("largest", draft.random.nextInt(2)));
        }
        return draft.is(0.7) ? both.getFirst() : forms.castTo(both.getLast(), draft.element);
    }

    private String hardmax(String x) {
        int axis = axis(x);
        String from = draft.is(0.4) ? steps(x) : x;
        return draft.is(0.3)
                ? draft.node(available("Hardmax"), List.of(from))
                : draft.node(available("Hardmax"), List.of(from), Attributes.whole("axis", axis));
    }

    /** Of places that the input chooses: the largest element's, or numbers cut to whole ones, some of them nowhere. */
    private String oneHot(String x) {
        int axis = axis(x);
        String places = draft.is(0.5)
                ? draft.node(
                        available("ArgMax"),
                        List.of(x),
                        Attributes.whole("axis", axis),
                        Attributes.whole("keepdims", draft.shape(x).length == 2 ? 1 : 0))
                : forms.castTo(draft.node("Mul", List.of(x, draft.filled(draft.any(1.0, 3.0)))), Element.INT64);
        int rank = draft.shape(places).length;
        if (rank == 0 || draft.value(places).size() > 12) {
            throw Draft.unavailable();
        }
        long[] values = {Numbers.bits(draft.element, draft.any(0.0, -1.0, 0.5)), Numbers.bits(draft.element, 1)};
        return draft.node(
                available("OneHot"),
                List.of(
                        places,
                        draft.is(0.5) ? draft.list(3L) : draft.constant(Element.INT64, new int[0], new long[] {4}),
                        draft.constant(draft.element, new int[] {2}, values)),
                Attributes.whole("axis", draft.is(0.5) ? -1 : draft.random.nextInt(1, rank + 1)));
    }
}
