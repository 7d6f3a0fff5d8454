package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whole numbers that stand for fractions: {@code (q − zero) · scale}. What depends on the model's input is rounded to the
 * nearest step and cut off at the ends of the type, as the integers do; bounds see the very steps.
 */
final class QuantisedOperators {
    private QuantisedOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("DequantizeLinear", QuantisedOperators::fractions);
        operators.put("QuantizeLinear", QuantisedOperators::steps);
        operators.put("DynamicQuantizeLinear", QuantisedOperators::dynamic);
        operators.put("QLinearMatMul", QuantisedOperators::matMul);
        operators.put("MatMulInteger", QuantisedOperators::integerMatMul);
        operators.put("QLinearConv", QuantisedOperators::convolution);
        operators.put("ConvInteger", QuantisedOperators::integerConvolution);
    }

    /** The least and the largest of a type of 16 bits at most. */
    private static float[] range(ElementType type) {
        return switch (type) {
            case UINT4 -> new float[] {0, 15};
            case INT4 -> new float[] {-8, 7};
            case UINT8 -> new float[] {0, 255};
            case INT8 -> new float[] {-128, 127};
            case UINT16 -> new float[] {0, 65535};
            case INT16 -> new float[] {-32768, 32767};
            case FLOAT, UINT32, UINT64, INT32, INT64, BOOL, FLOAT16, DOUBLE, BFLOAT16 ->
                throw new IllegalArgumentException("numbers are quantised to " + type.word()
                        + ", which is not supported; supported: uint4, int4, uint8, int8, uint16, int16");
        };
    }

    /** One number, or one for each place of an axis or block of places, to meet a term of these extents. */
    private static Term perAxis(Node node, int input, int[] met) {
        Term numbers = ComparisonOperators.number(node.term(input));
        int[] extents = ShapeOperators.extents(numbers);
        if (extents.length > 1) {
            return blocks(node, numbers, met);
        }
        int rank = met.length;
        boolean one = extents.length == 0 || extents[0] == 1;
        int axis = one || rank == 0 ? 0 : Node.positive(node.integer("axis", 1), rank);
        int[] wide = new int[one ? 0 : rank - axis];
        Arrays.fill(wide, 1);
        if (!one) {
            wide[0] = extents[0];
        }
        return switch (numbers) {
            case Term.Known known -> known.reshaped(wide);
            case Term.Flowing flowing -> flowing.with(flowing.value().reshape(Shape.of(wide)));
        };
    }

    /** Numbers of which each is for a block of places along an axis, once for each of these. */
    private static Term blocks(Node node, Term numbers, int[] met) {
        require(numbers instanceof Term.Known, "scales in blocks must be known while reading");
        int[] extents = ShapeOperators.extents(numbers);
        int axis = Node.positive(node.integer("axis", 1), met.length);
        int size = Node.small(node.integer("block_size", 0), "block_size");
        int[] due = met.clone();
        due[axis] = size < 1 ? 0 : Math.ceilDiv(met[axis], size);
        require(
                size >= 1 && Arrays.equals(extents, due),
                "with the block_size %d along axis %d of what is %s, scales and zeros must be %s, but are %s",
                size,
                axis,
                Arrays.toString(met),
                Arrays.toString(due),
                Arrays.toString(extents));
        int[] places = new int[met[axis]];
        Arrays.setAll(places, place -> place / size);
        return SelectionOperators.pick(numbers, axis, places);
    }

    private static List<Term> fractions(Node node) {
        Term x = ComparisonOperators.number(node.term(0));
        int[] met = ShapeOperators.extents(x);
        Term scale = perAxis(node, 1, met);
        ElementType type = scale.type();
        long made = node.integer("output_dtype", 0);
        require(
                made == 0 || ElementType.of(made, "what it makes") == type,
                "attribute output_dtype is another type than the scale's, %s",
                type.word());
        Term centred = x;
        if (node.has(2)) {
            Term zero = perAxis(node, 2, met);
            centred = x instanceof Term.Reals first && zero instanceof Term.Reals second
                    ? Folding.paired(first, second, (a, b) -> a - b)
                    : minus(node, x, zero);
        }
        if (centred instanceof Term.Reals first && scale instanceof Term.Reals second) {
            Optional<Term> exact = Folding.exactly(first, second, Folding::product);
            if (exact.isPresent()) {
                return List.of(exact.get());
            }
        }
        Aligned both = Aligned.of(node, List.of(centred, scale));
        return List.of(both.flow(type, both.first().times(both.second())));
    }

    private static Term minus(Node node, Term a, Term b) {
        Aligned both = Aligned.of(node, List.of(a, b));
        return both.flow(ElementType.FLOAT, both.first().minus(both.second()));
    }

    private static List<Term> steps(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        ElementType type = node.has(2)
                ? node.term(2).type()
                : node.integer("output_dtype", 0) == 0
                        ? ElementType.UINT8
                        : ElementType.of(node.integer("output_dtype", 0), "what it makes");
        Term scale = perAxis(node, 1, x.extents());
        Aligned both = Aligned.of(node, List.of(x, scale));
        Value quotient = both.first().dividedBy(both.second());
        Term zero = node.has(2) ? perAxis(node, 2, x.extents()) : Term.Floats.scalar(0);
        return List.of(quantised(node, both.flow(ElementType.FLOAT, quotient), zero, type));
    }

    /** Rounded, moved by the zero point, and cut off at the ends of the type. */
    private static Term.Flowing quantised(Node node, Term.Flowing quotient, Term zero, ElementType type) {
        float[] range = range(type);
        Aligned both = Aligned.of(node, List.of(quotient.with(quotient.value().round()), zero));
        return both.flow(type, both.first().plus(both.second()).clip(range[0], range[1]));
    }

    /** To uint8, by the least and the largest of the whole input and 0. */
    private static List<Term> dynamic(Node node) {
        Term.Flowing x = node.flowing(0);
        require(!x.hasBatch(), "the scale would be that of the whole batch");
        Value all = x.value().flatten();
        Value largest = all.maximum(0).relu();
        Value least = all.negate().maximum(0).relu().negate();
        // Of zeros alone the scale is 1, as ONNX Runtime has it.
        Value scale = largest.minus(least).over(255).notZero();
        Value zero = least.negate().dividedBy(scale).clip(0, 255).round();
        Value quotient = x.value().dividedBy(scale).round().plus(zero).clip(0, 255);
        return List.of(
                x.with(quotient).with(ElementType.UINT8),
                Term.Flowing.whole(ElementType.FLOAT, scale),
                Term.Flowing.whole(ElementType.UINT8, zero));
    }

    private static Term centred(Node node, int input, int zero, int axisFromEnd) {
        Term x = ComparisonOperators.number(node.term(input));
        if (!node.has(zero)) {
            return x;
        }
        Term point = ComparisonOperators.number(node.term(zero));
        return minus(node, x, axisFromEnd == 2 ? perRow(point) : scalarIfOne(point));
    }

    /** A number of all rows, or a list of one for each as a column. */
    private static Term perRow(Term numbers) {
        return ShapeOperators.extents(numbers).length == 1 ? alongFirst(numbers, 2) : scalarIfOne(numbers);
    }

    /** One number as a scalar, or a list along the first of so many axes. */
    private static Term alongFirst(Term numbers, int rank) {
        int[] extents = ShapeOperators.extents(numbers);
        if (extents.length == 0 || extents[0] == 1) {
            return scalarIfOne(numbers);
        }
        int[] wide = new int[rank];
        Arrays.fill(wide, 1);
        wide[0] = extents[0];
        return switch (numbers) {
            case Term.Known known -> known.reshaped(wide);
            case Term.Flowing flowing -> flowing.with(flowing.value().reshape(Shape.of(wide)));
        };
    }

    private static Term scalar(Term one) {
        return switch (one) {
            case Term.Known known -> known.reshaped(new int[0]);
            case Term.Flowing flowing -> flowing.with(flowing.value().reshape(Shape.of()));
        };
    }

    private static List<Term> matMul(Node node) {
        Term.Flowing product = LinearOperators.matMul(node, centred(node, 0, 2, 2), centred(node, 3, 5, 1));
        requireSingle(node, 6, 7);
        Aligned all = Aligned.of(
                node, List.of(product, perRow(node.term(1)), scalarIfOne(node.term(4)), scalarIfOne(node.term(6))));
        Value factor = all.values().get(1).times(all.values().get(2));
        Value quotient = all.first().times(factor).dividedBy(all.values().get(3));
        Term zero = scalarIfOne(ComparisonOperators.number(node.term(7)));
        return List.of(quantised(
                node, all.flow(ElementType.FLOAT, quotient), zero, node.term(7).type()));
    }

    /** Refuses lists where scales and zero points are one number each. */
    private static void requireSingle(Node node, int... inputs) {
        for (int input : inputs) {
            int count = node.has(input) ? Layout.size(ShapeOperators.extents(node.term(input))) : 1;
            require(count == 1, "input %d must be one number, but there are %d", input, count);
        }
    }

    private static List<Term> convolution(Node node) {
        requireSingle(node, 1, 2, 6, 7);
        Term.Flowing sum = convolved(node, 0, 2, 3, 5);
        int rank = sum.rank();
        if (node.has(8)) {
            Aligned both = Aligned.of(node, List.of(sum, perChannel(node, 8, rank - 1)));
            sum = both.flow(ElementType.FLOAT, both.first().plus(both.second()));
        }
        Term weights = perChannel(node, 4, rank - 1);
        Aligned all = Aligned.of(node, List.of(sum, scalarIfOne(node.term(1)), weights, scalarIfOne(node.term(6))));
        Value factor = all.values().get(1).times(all.values().get(2));
        Value quotient = all.first().times(factor).dividedBy(all.values().get(3));
        Term zero = scalarIfOne(ComparisonOperators.number(node.term(7)));
        return List.of(quantised(
                node, all.flow(ElementType.FLOAT, quotient), zero, node.term(7).type()));
    }

    private static List<Term> integerConvolution(Node node) {
        requireSingle(node, 2);
        return List.of(convolved(node, 0, 2, 1, 3).with(ElementType.INT32));
    }

    /** The sums over windows of whole numbers less their zero points, which is what the padding holds. */
    private static Term.Flowing convolved(Node node, int input, int inputZero, int weights, int weightsZero) {
        Term x = ComparisonOperators.number(node.term(input));
        Term w = ComparisonOperators.number(node.term(weights));
        Term image = node.has(inputZero)
                ? minus(node, x, scalarIfOne(ComparisonOperators.number(node.term(inputZero))))
                : node.flowing(x).with(ElementType.FLOAT);
        Term kernels = w;
        if (node.has(weightsZero)) {
            Term zero = perChannel(node, weightsZero, ShapeOperators.extents(w).length);
            kernels = w instanceof Term.Reals first && zero instanceof Term.Reals second
                    ? Folding.paired(first, second, (a, b) -> a - b)
                    : minus(node, w, zero);
        }
        return (Term.Flowing)
                WindowOperators.convolution(node.with(List.of(image, kernels))).getFirst();
    }

    /** One number, or one for each output channel, which is the first of so many axes. */
    private static Term perChannel(Node node, int input, int rank) {
        Term numbers = ComparisonOperators.number(node.term(input));
        require(
                ShapeOperators.extents(numbers).length <= 1,
                "there must be one scale or zero point, or one for each channel");
        return alongFirst(numbers, rank);
    }

    private static Term scalarIfOne(Term term) {
        int[] extents = ShapeOperators.extents(term);
        return extents.length == 1 && extents[0] == 1 ? scalar(term) : term;
    }

    private static List<Term> integerMatMul(Node node) {
        Term.Flowing product = LinearOperators.matMul(node, centred(node, 0, 2, 2), centred(node, 1, 3, 1));
        return List.of(product.with(ElementType.INT32));
    }
}
