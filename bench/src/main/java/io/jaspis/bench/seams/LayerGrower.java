package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows what flows: one layer after the other, whatever the shape that has come about. Axis 0 is the batch. */
final class LayerGrower {
    private static final int MOST = 64;

    private final Draft draft;
    private final ConstantGrower constants;
    private final String input;
    private final int batch;
    private final List<String> earlier = new ArrayList<>();

    LayerGrower(Draft draft, ConstantGrower constants, String input, int batch) {
        this.draft = draft;
        this.constants = constants;
        this.input = input;
        this.batch = batch;
        earlier.add(input);
    }

    /** Goes on in another type, if x is cast to it; what was before has another and isn't taken up again. */
    String widened(String x, Element type) {
        String cast = constants.castTo(x, type);
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
        int rank = draft.shape(x).length;
        boolean image = rank == 3 || rank == 4;
        int chance = draft.random.nextInt(image ? 21 : 15);
        return switch (chance) {
            case 0, 1 -> dense(x);
            case 2, 3 -> function(x);
            case 4, 5 -> withConstant(x);
            case 6 -> withEarlier(x);
            case 7 -> moved(x);
            case 8 -> picked(x);
            case 9 -> reduced(x);
            case 10 -> normalised(x);
            case 11 -> reshaped(x);
            case 12 -> draft.is(0.4) ? rare(x) : spread(x);
            case 13 -> swamped(x);
            case 14 -> many(x);
            case 15, 16, 17 -> convolution(x);
            case 18, 19 -> pool(x);
            default -> global(x);
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
            case "Clip" -> constants.clip(from, draft.element);
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

    private String moved(String x) {
        int rank = draft.shape(x).length;
        if (rank < 3) {
            int[] axes = {draft.random.nextInt(1, rank + 1)};
            return constants.withAxes("Unsqueeze", x, axes);
        }
        int[] permutation = new int[rank];
        Arrays.setAll(permutation, axis -> axis);
        int a = draft.random.nextInt(1, rank);
        int b = draft.random.nextInt(1, rank);
        permutation[a] = b;
        permutation[b] = a;
        return draft.node("Transpose", List.of(x), Attributes.wholes("perm", permutation));
    }

    private String picked(String x) {
        int[] shape = draft.shape(x);
        if (shape.length < 2) {
            throw Draft.unavailable();
        }
        int axis = draft.random.nextInt(1, shape.length);
        int extent = shape[axis];
        switch (draft.random.nextInt(6)) {
            case 0 -> {
                long start = draft.random.nextInt(extent);
                return draft.is(0.3)
                        ? constants.slice(x, axis, extent, -extent - 1L, -1)
                        : constants.slice(
                                x, axis, start, draft.any(Long.MAX_VALUE, (long) Integer.MAX_VALUE, (long) extent), 1);
            }
            case 1 -> {
                long[] places = new long[draft.random.nextInt(1, 4)];
                Arrays.setAll(places, _ -> draft.random.nextInt(draft.opset >= 11 ? -extent : 0, extent));
                String indices = draft.is(0.2) ? draft.list(places[0]) : draft.list(places);
                return draft.node("Gather", List.of(x, indices), Attributes.whole("axis", axis));
            }
            case 2 -> {
                if (extent < 2) {
                    throw Draft.unavailable();
                }
                int first = draft.random.nextInt(1, extent);
                List<String> parts = constants.split(x, axis, new int[] {first, extent - first});
                return draft.is(0.5)
                        ? draft.any(parts)
                        : draft.node("Concat", parts.reversed(), Attributes.whole("axis", axis));
            }
            case 3 -> {
                int[] pads = new int[2 * shape.length];
                pads[axis] = draft.random.nextInt(2);
                pads[axis + shape.length] = draft.random.nextInt(extent > 1 ? -1 : 0, 2);
                String mode = draft.opset >= 19 && draft.is(0.2)
                        ? "wrap"
                        : draft.any("constant", "edge", "reflect", "constant");
                if (!mode.equals("constant")) {
                    pads[axis + shape.length] = Math.max(0, pads[axis + shape.length]);
                    if (extent < 2) {
                        throw Draft.unavailable();
                    }
                }
                return constants.pad(x, pads, mode, draft.element);
            }
            case 4 -> {
                int[] repeats = new int[shape.length];
                Arrays.fill(repeats, 1);
                repeats[axis] = 2;
                return draft.node("Tile", List.of(x, draft.list(repeats)));
            }
            default -> {
                if (draft.opset < 8 || extent != 1) {
                    throw Draft.unavailable();
                }
                int[] target = shape.clone();
                target[axis] = 2;
                return draft.node("Expand", List.of(x, draft.list(target)));
            }
        }
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
                ? constants.reduce(operator, x, keep, 2, 3)
                : constants.reduce(operator, x, keep, draft.opset >= 11 && draft.is(0.3) ? axis - rank : axis);
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

    /** To other axes, by a shape that keeps the batch in one of the ways in which files say so. */
    private String reshaped(String x) {
        int[] shape = inner(x);
        int size = FileTensor.size(shape);
        if (draft.is(0.4)) {
            return flattened(x);
        }
        List<int[]> shapes = new ArrayList<>();
        for (int a = 1; a <= size; a++) {
            if (size % a == 0) {
                shapes.add(new int[] {a, size / a});
                for (int b = 1; b <= size / a; b++) {
                    if (size / a % b == 0) {
                        shapes.add(new int[] {a, b, size / a / b});
                    }
                }
            }
        }
        return toShape(x, draft.any(shapes));
    }

    String flattened(String x) {
        int size = FileTensor.size(inner(x));
        return draft.is(0.5) ? draft.node("Flatten", List.of(x)) : toShape(x, new int[] {size});
    }

    private String toShape(String x, int[] rest) {
        long[] target = new long[rest.length + 1];
        Arrays.setAll(target, axis -> axis == 0 ? 0 : rest[axis - 1]);
        switch (draft.random.nextInt(batch > 0 ? 4 : 3)) {
            case 0 -> {}
            case 1 -> target[0] = -1;
            case 2 -> {
                return draft.node("Reshape", List.of(x, computedShape(x, rest)));
            }
            default -> target[0] = batch;
        }
        if (batch > 1) {
            target[0] = 0;
        }
        if (target[0] == 0 && draft.is(0.5)) {
            target[draft.random.nextInt(1, target.length)] = -1;
        }
        return draft.node("Reshape", List.of(x, draft.list(target)));
    }

    /** The batch from the shape of what flows, and the rest of constants or arithmetic. */
    private String computedShape(String x, int[] rest) {
        String all = draft.node("Shape", List.of(draft.is(0.5) ? x : input));
        String first;
        if (draft.is(0.5)) {
            String place = draft.constant(Element.INT64, new int[0], new long[] {0});
            String number = draft.node("Gather", List.of(all, place), Attributes.whole("axis", 0));
            first = constants.withAxes("Unsqueeze", number, 0);
        } else {
            first = constants.slice(all, 0, 0, 1, 1);
        }
        List<String> parts = new ArrayList<>(List.of(first));
        for (int extent : rest) {
            parts.add(
                    extent % 2 == 0 && draft.is(0.5)
                            ? draft.node("Mul", List.of(draft.list(new int[] {extent / 2}), draft.list(new int[] {2})))
                            : draft.list(new int[] {extent}));
        }
        return draft.node("Concat", parts, Attributes.whole("axis", 0));
    }

    /** What a reader may refuse, but must not read as something else. */
    private String rare(String x) {
        return switch (draft.random.nextInt(8)) {
            case 0 -> {
                Element other =
                        draft.any(Element.FLOAT16, Element.BFLOAT16, Element.FLOAT, Element.DOUBLE, Element.INT32);
                yield constants.castTo(constants.castTo(x, other), draft.element);
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
                yield draft.node("Mul", List.of(x, constants.castTo(size, draft.element)));
            }
            case 3 -> {
                String product = draft.node("ReduceProd", List.of(draft.list(new int[] {2, 3})));
                yield draft.node("Add", List.of(x, constants.castTo(product, draft.element)));
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
        String target = computedShape(x, shape);
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

    private String convolution(String x) {
        int[] shape = draft.shape(x);
        int axes = shape.length - 2;
        boolean turned = draft.is(0.3);
        String operator = turned ? "ConvTranspose" : "Conv";
        if (!has(operator)) {
            throw Draft.unavailable();
        }
        int in = shape[1];
        int groups = in % 2 == 0 && draft.is(0.3) ? 2 : 1;
        int out = groups * draft.random.nextInt(1, 3);
        int[] weights = new int[axes + 2];
        weights[0] = turned ? in : out;
        weights[1] = turned ? out / groups : in / groups;
        List<AttributeProto> attributes = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            weights[2 + axis] = draft.random.nextInt(1, 4);
        }
        if (draft.is(0.5)) {
            attributes.add(Attributes.wholes("kernel_shape", Arrays.copyOfRange(weights, 2, weights.length)));
        }
        if (groups > 1 || draft.is(0.2)) {
            attributes.add(Attributes.whole("group", groups));
        }
        window(attributes, axes, turned, true);
        List<String> inputs = new ArrayList<>(List.of(x, constants.weights(weights)));
        if (draft.is(0.6)) {
            inputs.add(constants.weights(out));
        }
        return draft.node(operator, inputs, attributes.toArray(AttributeProto[]::new));
    }

    private void window(List<AttributeProto> attributes, int axes, boolean turned, boolean dilates) {
        if (draft.is(0.5)) {
            attributes.add(Attributes.wholes("strides", some(axes, 1, 3)));
        }
        if (dilates && draft.is(0.2)) {
            attributes.add(Attributes.wholes("dilations", some(axes, 1, 3)));
        }
        if (draft.is(0.4)) {
            attributes.add(Attributes.wholes("pads", some(2 * axes, 0, 2)));
        } else if (draft.is(0.3)
                && attributes.stream().noneMatch(each -> each.getName().equals("dilations"))) {
            attributes.add(Attributes.text(
                    "auto_pad",
                    turned ? draft.any("NOTSET", "VALID") : draft.any("SAME_UPPER", "SAME_LOWER", "VALID")));
        }
    }

    private int[] some(int count, int least, int beyond) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, _ -> draft.random.nextInt(least, beyond));
        return numbers;
    }

    private String pool(String x) {
        int axes = draft.shape(x).length - 2;
        boolean maximum = draft.is(0.5);
        if (!has("MaxPool")) {
            throw Draft.unavailable();
        }
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(Attributes.wholes("kernel_shape", some(axes, 1, 4)));
        window(attributes, axes, false, draft.opset >= (maximum ? 10 : 19));
        if (draft.opset >= 10 && draft.is(0.2)) {
            attributes.add(Attributes.whole("ceil_mode", 1));
        }
        if (!maximum && draft.is(0.4)) {
            attributes.add(Attributes.whole("count_include_pad", 1));
        }
        return draft.node(maximum ? "MaxPool" : "AveragePool", List.of(x), attributes.toArray(AttributeProto[]::new));
    }

    private String global(String x) {
        if (!has("GlobalMaxPool")) {
            throw Draft.unavailable();
        }
        return draft.node(draft.any("GlobalMaxPool", "GlobalAveragePool"), List.of(x));
    }
}
