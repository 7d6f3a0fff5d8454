package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Grows what flows: one layer after the other, whatever the shape that has come about. Axis 0 is the batch. */
final class LayerGrower {
    private static final int MOST = 64;

    /** How often a layer is one of those that each is for an operator. */
    private static final double OTHERS = 0.3;

    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;
    private final ShapeGrower shapes;
    private final WindowGrower windows;
    private final Map<String, UnaryOperator<String>> others = new TreeMap<>();
    private final int batch;
    private final List<String> earlier = new ArrayList<>();

    LayerGrower(Draft draft, ConstantGrower constants, String input, int batch) {
        this.draft = draft;
        this.constants = constants;
        this.forms = constants.forms();
        this.shapes = new ShapeGrower(draft, forms, input, batch);
        this.windows = new WindowGrower(draft, constants);
        this.batch = batch;
        earlier.add(input);
        others.putAll(new ChoiceGrower(draft, constants).layers());
        others.putAll(new QuantisedGrower(draft, forms, batch).layers());
        others.putAll(new PlaceGrower(draft, constants, batch).layers());
        others.putAll(new BlockGrower(draft, constants).layers());
    }

    /** A layer of this operator, or of any of those that have layers of their own where none is named. */
    String aimed(String x, String operator) {
        for (int attempt = 0; attempt < 4; attempt++) {
            try {
                String next = operator == null
                        ? draft.any(List.copyOf(others.values())).apply(x)
                        : others.get(operator).apply(x);
                if (draft.flows(next) && moderate(next)) {
                    earlier.add(next);
                    return activated(next);
                }
            } catch (UndefinedException e) {
                // Another attempt.
            }
        }
        return x;
    }

    /** What flows as a matrix, a row for each example. */
    String flattened(String x) {
        return shapes.flattened(x);
    }

    /** Goes on in another type, if x is cast to it; what was before has another and isn't taken up again. */
    String widened(String x, Element type) {
        String cast = forms.castTo(x, type);
        draft.element = type;
        earlier.clear();
        earlier.add(cast);
        return cast;
    }

    /** The next value, of moderate size at the draft's point; x itself where no attempt gives one. */
    String layer(String x) {
        for (int attempt = 0; attempt < 4; attempt++) {
            String next = attempt(x);
            if (next != null && draft.flows(next) && moderate(next)) {
                earlier.add(next);
                return activated(next);
            }
        }
        return x;
    }

    /** With a function of each element behind it, as layers often have; most often a ReLU. */
    private String activated(String x) {
        if (draft.is(0.5)) {
            return x;
        }
        try {
            String next = draft.is(0.4) ? draft.node("Relu", List.of(x)) : function(x);
            return moderate(next) ? next : x;
        } catch (UndefinedException e) {
            return x;
        }
    }

    private boolean moderate(String name) {
        FileTensor value = draft.value(name);
        if (!value.isFloat() || value.size() == 0 || value.size() > MOST || value.rank() == 0 || value.rank() > 5) {
            return false;
        }
        if (value.shape()[0] != 1) {
            return false;
        }
        return draft.is(0.1)
                || Arrays.stream(value.reals())
                        .allMatch(number -> number.isFinite() && Math.abs(number.toDouble()) < 1e9);
    }

    private String attempt(String x) {
        try {
            return branch(x);
        } catch (UndefinedException e) {
            return null;
        }
    }

    private String branch(String x) {
        if (draft.is(OTHERS)) {
            return draft.any(List.copyOf(others.values())).apply(x);
        }
        int rank = draft.shape(x).length;
        boolean image = rank == 3 || rank == 4;
        int chance = draft.random.nextInt(image ? 21 : 15);
        return switch (chance) {
            case 0, 1 -> dense(x);
            case 2, 3 -> function(x);
            case 4, 5 -> withConstant(x);
            case 6 -> withEarlier(x);
            case 7 -> shapes.moved(x);
            case 8 -> shapes.picked(x);
            case 9 -> reduced(x);
            case 10 -> normalised(x);
            case 11 -> shapes.reshaped(x);
            case 12 -> draft.is(0.4) ? rare(x) : spread(x);
            case 13 -> swamped(x);
            case 14 -> many(x);
            case 15, 16, 17 -> windows.convolution(x);
            case 18, 19 -> windows.pool(x);
            default -> windows.global(x);
        };
    }

    private int[] inner(String x) {
        int[] shape = draft.shape(x);
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private boolean has(String operator) {
        return draft.has(operator, draft.element);
    }

    private String dense(String x) {
        int[] shape = draft.shape(x);
        if (shape.length >= 3 && draft.is(0.2)) {
            return draft.node(
                    "MatMul", List.of(constants.weights(draft.random.nextInt(1, 4), shape[shape.length - 2]), x));
        }
        if (shape.length >= 3 && draft.is(0.2)) {
            return draft.node("MatMul", List.of(x, constants.weights(shape[shape.length - 1])));
        }
        if (shape.length == 3 && draft.is(0.2)) {
            return draft.node(
                    "MatMul", List.of(x, draft.node("Transpose", List.of(x), Attributes.wholes("perm", new int[] {
                        0, 2, 1
                    }))));
        }
        return linear(x, shape[shape.length - 1], draft.random.nextInt(2, 6));
    }

    /** A product with a matrix, and mostly a bias. */
    String linear(String x, int in, int out) {
        if (draft.shape(x).length != 2 || draft.is(0.3)) {
            String product = draft.node("MatMul", List.of(x, constants.weights(in, out)));
            return draft.is(0.3) ? product : draft.node("Add", List.of(product, constants.weights(out)));
        }
        boolean turned = draft.is(0.5);
        List<String> inputs =
                new ArrayList<>(List.of(x, turned ? constants.weights(out, in) : constants.weights(in, out)));
        if (draft.opset < 11 || draft.is(0.8)) {
            inputs.add(
                    switch (draft.random.nextInt(8)) {
                        case 0 -> constants.weights(1, out);
                        case 1 -> constants.weights(1);
                        case 2 -> constants.weights();
                        default -> constants.weights(out);
                    });
        }
        List<AttributeProto> attributes = new ArrayList<>();
        if (turned || draft.is(0.3)) {
            attributes.add(Attributes.whole("transB", turned ? 1 : 0));
        }
        if (draft.is(0.2)) {
            attributes.add(Attributes.real("alpha", draft.any(0.1f, 2f, -1f, 1f / 3)));
        }
        if (draft.is(0.2)) {
            attributes.add(Attributes.real("beta", draft.any(0f, 0.1f, 2f, 1f)));
        }
        return draft.node("Gemm", inputs, attributes.toArray(AttributeProto[]::new));
    }

    private String function(String x) {
        String operator = draft.any(
                "Relu",
                "Relu",
                "Relu",
                "Abs",
                "Ceil",
                "Cos",
                "Exp",
                "Floor",
                "Log",
                "Reciprocal",
                "Sigmoid",
                "Sign",
                "Sin",
                "Sqrt",
                "Tanh",
                "Neg",
                "Identity",
                "Dropout",
                "Clip",
                "LeakyRelu",
                "Elu",
                "Selu",
                "HardSigmoid",
                "HardSwish",
                "Softplus",
                "Softsign",
                "LeakyRelu",
                "Clip");
        if (!has(operator)) {
            throw Draft.unavailable();
        }
        String from = switch (operator) {
            case "Log", "Sqrt" -> draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(0.5)));
            case "Reciprocal" -> draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(1)));
            default -> x;
        };
        return switch (operator) {
            case "Clip" -> forms.clip(from, draft.element);
            case "LeakyRelu", "Elu" ->
                draft.is(0.3)
                        ? draft.node(operator, List.of(from))
                        : draft.node(
                                operator, List.of(from), Attributes.real("alpha", draft.any(0.1f, 0.5f, 2f, -0.3f)));
            case "HardSigmoid" ->
                draft.is(0.5)
                        ? draft.node(operator, List.of(from))
                        : draft.node(
                                operator, List.of(from), Attributes.real("alpha", 0.3f), Attributes.real("beta", 0.1f));
            case "Dropout" ->
                draft.opset >= 12 && draft.is(0.3)
                        ? dropout(from)
                        : draft.opset < 12 && draft.is(0.5)
                                ? draft.node(operator, List.of(from), Attributes.real("ratio", 0.3f))
                                : draft.node(operator, List.of(from));
            default -> draft.node(operator, List.of(from));
        };
    }

    /** With inputs that say it is no training. */
    private String dropout(String x) {
        String ratio = draft.constant(Element.FLOAT, new int[0], new long[] {Numbers.bits(Element.FLOAT, 0.5)});
        String training = draft.constant(Element.BOOL, new int[0], new long[] {0});
        return draft.node("Dropout", List.of(x, ratio, training));
    }

    /** A shape that repeats over the examples: of their own axes, or all with 1 for the batch. */
    private int[] beside(String x) {
        int[] shape = inner(x);
        if (draft.opset < 8 && draft.is(0.5)) {
            return shape;
        }
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = draft.is(0.3) ? 1 : shape[axis];
        }
        if (draft.is(0.2)) {
            return new int[draft.random.nextInt(2)].length == 0 ? new int[0] : new int[] {1};
        }
        if (draft.is(0.2)) {
            int[] whole = new int[shape.length + 1];
            whole[0] = 1;
            System.arraycopy(shape, 0, whole, 1, shape.length);
            return whole;
        }
        return shape;
    }

    private String withConstant(String x) {
        String operator = draft.any("Add", "Sub", "Mul", "Div", "Add", "Mul", "PRelu", "Pow");
        if (!has(operator)) {
            throw Draft.unavailable();
        }
        if (operator.equals("Pow")) {
            double power = draft.any(2.0, 2.0, 3.0, 1.0, 0.5, -1.0, 1.5);
            String base = power == Math.rint(power) && power > 0
                    ? x
                    : draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(0.25)));
            return draft.node("Pow", List.of(base, exponent(power)));
        }
        String constant = constants.weights(beside(x));
        boolean swapped = !operator.equals("PRelu") && !operator.equals("Div") && draft.is(0.3);
        return draft.node(operator, swapped ? List.of(constant, x) : List.of(x, constant));
    }

    private String exponent(double power) {
        boolean own = draft.element == Element.BFLOAT16 ? draft.opset >= 15 && draft.is(0.6) : draft.is(0.6);
        Element type = own || draft.opset < 12
                ? draft.element
                : draft.any(Element.INT64, Element.INT32, Element.FLOAT, Element.DOUBLE);
        return draft.constant(type, new int[0], new long[] {Numbers.bits(type, power)});
    }

    /** With a value of before that has the same shape. */
    private String withEarlier(String x) {
        List<String> fitting = earlier.stream()
                .filter(each -> Arrays.equals(draft.shape(each), draft.shape(x)))
                .toList();
        String other = draft.any(fitting.isEmpty() ? List.of(x) : fitting);
        String operator = draft.any("Add", "Sub", "Mul", "Max", "Min", "Sum", "Mean", "Concat", "MatMul");
        if (operator.equals("Concat")) {
            int rank = draft.shape(x).length;
            int axis = draft.opset >= 11 && draft.is(0.3) ? -1 : draft.random.nextInt(1, Math.max(2, rank));
            return draft.node(operator, List.of(x, other), Attributes.whole("axis", axis));
        }
        return draft.node(operator, List.of(x, other));
    }

    private String many(String x) {
        String operator = draft.any("Sum", "Mean", "Max", "Min", "Sum", "Mean");
        List<String> inputs = new ArrayList<>(List.of(x));
        int more = draft.random.nextInt(3);
        for (int i = 0; i < more; i++) {
            // Before opset 8 nothing is repeated over the batch.
            inputs.add(draft.opset < 8 ? x : constants.weights(beside(x)));
        }
        return draft.node(operator, inputs);
    }

    private String reduced(String x) {
        int rank = draft.shape(x).length;
        if (rank < 3 && draft.is(0.5) || rank < 2) {
            throw Draft.unavailable();
        }
        String operator = draft.any(
                "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare");
        boolean keep = rank < 3 || draft.is(0.5);
        int axis = draft.random.nextInt(1, rank);
        return rank > 3 && draft.is(0.3)
                ? forms.reduce(operator, x, keep, 2, 3)
                : forms.reduce(operator, x, keep, draft.opset >= 11 && draft.is(0.3) ? axis - rank : axis);
    }

    private String normalised(String x) {
        int[] shape = draft.shape(x);
        if (shape.length < 2) {
            throw Draft.unavailable();
        }
        int last = shape[shape.length - 1];
        String operator = draft.any("Softmax", "LogSoftmax", "LayerNormalization", "BatchNormalization");
        if (!has(operator)) {
            throw Draft.unavailable();
        }
        return switch (operator) {
            case "LayerNormalization" ->
                draft.node(
                        operator,
                        draft.is(0.5)
                                ? List.of(x, constants.weights(last))
                                : List.of(x, constants.weights(last), constants.weights(last)),
                        Attributes.real("epsilon", draft.any(1e-5f, 1e-2f)));
            case "BatchNormalization" -> batchNormalization(x, shape[1]);
            default ->
                draft.is(0.3)
                        ? draft.node(operator, List.of(x))
                        : draft.node(
                                operator,
                                List.of(x),
                                Attributes.whole(
                                        "axis",
                                        draft.is(0.3) ? draft.random.nextInt(1, shape.length) : shape.length - 1));
        };
    }

    private String batchNormalization(String x, int channels) {
        long[] bits = new long[channels];
        Arrays.setAll(bits, _ -> Numbers.bits(draft.element, draft.any(1.0, 0.25, 0.1, 3.0, 1e-6)));
        String variance = draft.is(0.2)
                ? draft.node("Abs", List.of(constants.weights(channels)))
                : draft.constant(draft.element, new int[] {channels}, bits);
        List<AttributeProto> attributes = new ArrayList<>();
        if (draft.is(0.7)) {
            attributes.add(Attributes.real("epsilon", draft.any(1e-5f, 1e-3f)));
        }
        if (draft.is(0.3)) {
            attributes.add(Attributes.real("momentum", 0.9f));
        }
        if (draft.opset < 9 && draft.is(0.5)) {
            attributes.add(Attributes.whole("spatial", 1));
        }
        return draft.node(
                "BatchNormalization",
                List.of(
                        x,
                        constants.weights(channels),
                        constants.weights(channels),
                        constants.weights(channels),
                        variance),
                attributes.toArray(AttributeProto[]::new));
    }

    /** What a reader may refuse, but must not read as something else. */
    private String rare(String x) {
        return switch (draft.random.nextInt(8)) {
            case 0 -> {
                Element other =
                        draft.any(Element.FLOAT16, Element.BFLOAT16, Element.FLOAT, Element.DOUBLE, Element.INT32);
                yield forms.castTo(forms.castTo(x, other), draft.element);
            }
            case 1 -> {
                String condition = constants.grow(Element.BOOL, inner(x), 1);
                if (!has("Where")) {
                    throw Draft.unavailable();
                }
                yield draft.node("Where", List.of(condition, x, constants.weights(inner(x))));
            }
            case 2 -> {
                String size = draft.node("Size", List.of(draft.leaf(Element.FLOAT, new int[] {2, 3})));
                yield draft.node("Mul", List.of(x, forms.castTo(size, draft.element)));
            }
            case 3 -> {
                String product = draft.node("ReduceProd", List.of(draft.list(new int[] {2, 3})));
                yield draft.node("Add", List.of(x, forms.castTo(product, draft.element)));
            }
            default -> {
                String divisor = draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(2)));
                yield draft.node("Div", List.of(constants.weights(beside(x)), divisor));
            }
        };
    }

    /** With numbers that are spread over the batch by its own size. */
    private String spread(String x) {
        int[] shape = inner(x);
        int axis = draft.random.nextInt(shape.length + 1);
        if (draft.is(0.3) && axis > 0 && batch == 1) {
            int[] other = draft.shape(x).clone();
            other[axis] = draft.random.nextInt(1, 3);
            return draft.node("Concat", List.of(x, constants.weights(other)), Attributes.whole("axis", axis));
        }
        String target = shapes.computedShape(x, shape);
        String numbers = draft.is(0.5) && has("Expand")
                ? draft.node("Expand", List.of(constants.weights(beside(x)), target))
                : has("ConstantOfShape")
                        ? draft.node(
                                "ConstantOfShape",
                                List.of(target),
                                Attributes.tensor(
                                        "value",
                                        Numbers.store(
                                                draft.element,
                                                new int[] {1},
                                                new long[] {Numbers.bits(draft.element, draft.any(1.0, 0.5, -3.0))},
                                                draft.is(0.5))))
                        : constants.weights(beside(x));
        return draft.is(0.5) && shape.length > 0
                ? draft.node("Concat", List.of(x, numbers), Attributes.whole("axis", 1))
                : draft.node(draft.any("Add", "Mul", "Sub"), List.of(x, numbers));
    }

    /** Added to something large and taken from it again. */
    private String swamped(String x) {
        String large = draft.filled(draft.any(1e8, 16777216.0, 4096.0, 0x1p40, 3.0));
        String there = draft.node("Add", List.of(x, large));
        return draft.node("Sub", List.of(there, large));
    }
}
