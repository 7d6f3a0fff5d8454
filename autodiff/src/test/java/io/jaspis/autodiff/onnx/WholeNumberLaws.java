package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.reference.ExactArithmetic;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Networks of whole numbers that are read are what arithmetic that wraps around makes of them. */
class WholeNumberLaws {
    private static final int WIDTH = 3;
    private static final int POINTS = 8;

    private static final List<ElementType> TYPES = List.of(
            ElementType.BOOL,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.UINT16,
            ElementType.INT32,
            ElementType.UINT32,
            ElementType.INT64);

    /**
     * A node, what it makes of three numbers, and the type of that.
     *
     * @param more its operands after the first: constants of the model, or what the model is given
     * @param own a constant of its own, its last operand, or null
     */
    private record Step(
            String operator,
            String more,
            AttributeProto[] attributes,
            ElementType type,
            Meaning meaning,
            TensorProto own) {
        Step(String operator, String more, AttributeProto[] attributes, ElementType type, Meaning meaning) {
            this(operator, more, attributes, type, meaning, null);
        }
    }

    private interface Meaning {
        long[] of(long[] x, long[] given);
    }

    private static Step step(String operator, ElementType type, Meaning meaning, AttributeProto... attributes) {
        return new Step(operator, "", attributes, type, meaning);
    }

    /** A function of each number and the one that the model is given in its place. */
    private static Step both(String operator, ElementType type, LongBinaryOperator function) {
        return new Step(operator, " x", new AttributeProto[0], type, (x, given) -> {
            long[] results = new long[WIDTH];
            Arrays.setAll(results, i -> function.applyAsLong(x[i], given[i]));
            return results;
        });
    }

    /** A function of each number and one of the model's. */
    private static Step known(String operator, ElementType type, Random random, LongBinaryOperator function) {
        long[] own =
                LongStream.generate(() -> number(type, random)).limit(WIDTH).toArray();
        Meaning meaning = (x, _) -> {
            long[] results = new long[WIDTH];
            Arrays.setAll(results, i -> function.applyAsLong(x[i], own[i]));
            return results;
        };
        return new Step(operator, "", new AttributeProto[0], type, meaning, ConstantsTest.stored(type, "", own));
    }

    /** The row times a matrix of the model's. */
    private static Step product(ElementType type, Random random) {
        long[] own = LongStream.generate(() -> number(type, random))
                .limit(WIDTH * WIDTH)
                .toArray();
        Meaning meaning = (x, _) -> {
            long[] results = new long[WIDTH];
            for (int i = 0; i < own.length; i++) {
                results[i % WIDTH] = Math.addExact(results[i % WIDTH], Math.multiplyExact(x[i / WIDTH], own[i]));
            }
            return results;
        };
        TensorProto matrix = ConstantsTest.stored(type, "", own).toBuilder()
                .clearDims()
                .addDims(WIDTH)
                .addDims(WIDTH)
                .build();
        return new Step("MatMul", "", new AttributeProto[0], type, meaning, matrix);
    }

    private static Meaning each(LongUnaryOperator function) {
        return (x, _) -> Arrays.stream(x).map(function).toArray();
    }

    /** All elements, made of the whole row. */
    private static Meaning row(LongBinaryOperator function) {
        return (x, _) -> {
            long all = Arrays.stream(x).reduce(function).orElseThrow();
            return new long[] {all, all, all};
        };
    }

    private static long number(ElementType type, Random random) {
        long any = random.nextBoolean() ? random.nextInt(7) - 3 : random.nextLong() >> random.nextInt(64);
        return switch (type) {
            case INT32, INT64 -> any >> 40;
            case UINT32 -> any >>> 40;
            default -> type.wrap(any);
        };
    }

    /** A step from numbers of a type, which ONNX may not have. */
    private static Step drawn(ElementType type, Random random) {
        AttributeProto[] none = {};
        ElementType other = TYPES.get(random.nextInt(TYPES.size()));
        return switch (random.nextInt(24)) {
            case 0 -> both("Add", type, Math::addExact);
            case 1 -> both("Sub", type, Math::subtractExact);
            case 2 -> both("Mul", type, Math::multiplyExact);
            case 3 -> step("Neg", type, each(Math::negateExact));
            case 4 -> step("Abs", type, each(Math::absExact));
            case 5 -> step("Sign", type, each(Long::signum));
            case 6 -> step("Relu", type, each(x -> Math.max(x, 0)));
            case 7 -> both("Max", type, Math::max);
            case 8 -> both("Min", type, Math::min);
            case 9 -> new Step("ReduceSum", " axis", none, type, row(Math::addExact));
            case 10 -> new Step("ReduceProd", " axis", none, type, row(Math::multiplyExact));
            case 11 ->
                new Step("CumSum", " axis", none, type, (x, _) -> {
                    long[] sums = x.clone();
                    Arrays.parallelPrefix(sums, Math::addExact);
                    return sums;
                });
            case 12 -> new Step("Pow", " two", none, type, each(x -> Math.multiplyExact(x, x)));
            case 13 -> step("Einsum", type, row(Math::addExact), Models.text("equation", "ij->i"));
            case 14 -> known("Add", type, random, Math::addExact);
            case 15 -> known("Sub", type, random, Math::subtractExact);
            case 16 -> known("Mul", type, random, Math::multiplyExact);
            case 17 -> known("Max", type, random, Math::max);
            case 18 -> known("Min", type, random, Math::min);
            case 19 -> product(type, random);
            default -> step("Cast", other, each(LongUnaryOperator.identity()), Models.whole("to", other.code()));
        };
    }

    /** The model of some steps, one after the other; each that makes one number of a row repeats it. */
    private static byte[] model(ElementType type, List<Step> steps) {
        ElementType last = steps.isEmpty() ? type : steps.getLast().type();
        Models model = Models.of(type, 18, 1, WIDTH)
                .graph(graph -> graph.setOutput(0, Models.declared(last, "y")))
                .constant(Models.integers("axis", 1))
                .constant(Models.integers("two", 2))
                .constant(Models.integers("row", 1, 1))
                .constant(Models.integers("wide", 1, WIDTH));
        String x = "x";
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String operands = x + step.more();
            if (step.own() != null) {
                model.constant(step.own().toBuilder().setName("own" + i).build());
                operands += " own" + i;
            }
            model.node(step.operator(), operands, "made" + i, step.attributes());
            x = "made" + i;
            if (step.operator().equals("Einsum")) {
                model.node("Reshape", x + " row", "column" + i);
                x = "column" + i;
            }
            model.node("Expand", x + " wide", "wide" + i);
            x = "wide" + i;
        }
        return model.node("Identity", x, "y").bytes();
    }

    @Property(tries = 150)
    @Label("what is read of whole numbers is what arithmetic that wraps around gives")
    void whatIsReadWrapsAround(@ForAll long seed) throws OnnxException {
        Random random = new Random(seed);
        ElementType type = TYPES.get(random.nextInt(TYPES.size()));
        List<Step> steps = new ArrayList<>();
        Graph graph = Onnx.read(model(type, steps));
        for (int i = 0; i < 12; i++) {
            List<Step> more = new ArrayList<>(steps);
            more.add(drawn(steps.isEmpty() ? type : steps.getLast().type(), random));
            try {
                graph = Onnx.read(model(type, more));
                steps = more;
            } catch (OnnxException e) {
                // Another step is drawn.
            }
        }
        for (int i = 0; i < POINTS; i++) {
            long[] x =
                    LongStream.generate(() -> number(type, random)).limit(WIDTH).toArray();
            String what = type + " " + Arrays.toString(x) + " through "
                    + steps.stream()
                            .map(step -> step.operator() + " to " + step.type())
                            .toList();
            long[] expected = expected(steps, x);
            if (expected != null) {
                assertEquals(Arrays.stream(expected).boxed().toList(), run(graph, x), what);
            }
        }
    }

    /** Null where an int64 would wrap around, which isn't followed. */
    private static long[] expected(List<Step> steps, long[] x) {
        long[] row = x;
        for (Step step : steps) {
            try {
                row = each(step.type()::wrap).of(step.meaning().of(row, x), x);
            } catch (ArithmeticException e) {
                if (step.type() == ElementType.INT64) {
                    return null;
                }
                throw e;
            }
        }
        return row;
    }

    private static List<Long> run(Graph graph, long[] x) {
        List<BigDecimal> numbers =
                Arrays.stream(x).mapToObj(BigDecimal::valueOf).toList();
        return Evaluate.run(graph, 1, Map.of("x", numbers), Map.of(), ExactArithmetic.EXACT).get("y").stream()
                .map(BigDecimal::longValueExact)
                .toList();
    }
}
