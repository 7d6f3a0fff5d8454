package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.reference.ExactArithmetic;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a model makes of constants is exactly what real arithmetic, or the width of their type, makes of them. */
class ConstantsTest {
    /** The model's output at one example, in real arithmetic. */
    private static double[] exactly(Models model, float... x) throws OnnxException {
        Graph graph = Onnx.read(model.bytes());
        ExactArithmetic in = ExactArithmetic.EXACT;
        List<BigDecimal> input = new java.util.ArrayList<>();
        for (float each : x) {
            input.add(in.of(each));
        }
        return Evaluate.run(graph, 1, Map.of("x", input), Map.of(), in).get("y").stream()
                .mapToDouble(BigDecimal::doubleValue)
                .toArray();
    }

    /** A model that adds to x what a node makes of constants, cast to float32. */
    private static Models adding(String operator, String inputs, List<TensorProto> constants, AttributeProto... more) {
        Models model = Models.of(18, -1, 1);
        constants.forEach(model::constant);
        return model.node(operator, inputs, "c", more)
                .node("Cast", "c", "f", whole("to", ElementType.FLOAT.code()))
                .node("Add", "x f", "y");
    }

    static TensorProto stored(ElementType type, String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.code()).addDims(values.length);
        LongStream.of(values).forEach(value -> {
            switch (type) {
                case INT64 -> tensor.addInt64Data(value);
                case UINT32, UINT64 -> tensor.addUint64Data(value);
                default -> tensor.addInt32Data((int) value);
            }
        });
        return tensor.build();
    }

    private static AttributeProto to(ElementType type) {
        return whole("to", type.code());
    }

    @Test
    void sumsAndPowersThatRoundStayInTheGraph() throws OnnxException {
        // x + 1 − 2·(Sum(1e8, 1) − 1e8), of which float32 would make x + 1.
        Models sum = Models.of(13, -1, 1)
                .constant(scalar("big", 1e8f))
                .constant(scalar("one", 1))
                .constant(scalar("two", 2))
                .node("Sum", "big one", "s")
                .node("Sub", "s big", "d")
                .node("Mul", "two d", "e")
                .node("Add", "x one", "f")
                .node("Sub", "f e", "y");
        assertArrayEquals(new double[] {-0.5}, exactly(sum, 0.5f));
        Models power = Models.of(13, -1, 1)
                .constant(scalar("base", 10001))
                .constant(scalar("two", 2))
                .constant(scalar("near", 100020000))
                .node("Pow", "base two", "p")
                .node("Sub", "p near", "d")
                .node("Sub", "x d", "y");
        assertArrayEquals(new double[] {-0.5}, exactly(power, 0.5f));
        Models mean = Models.of(13, -1, 1)
                .constant(scalar("a", 1e8f))
                .constant(scalar("b", 1))
                .constant(scalar("c", 1))
                .constant(scalar("third", 100000000))
                .node("Mean", "a b c c", "m")
                .node("Add", "x m", "y");
        assertArrayEquals(new double[] {25000000.75 + 0.5}, exactly(mean, 0.5f));
    }

    @Test
    void whatIsExactIsFolded() throws OnnxException {
        Graph graph = Onnx.read(Models.of(13, -1, 1)
                .constant(scalar("a", 1.5f))
                .constant(scalar("b", 4))
                .node("Mul", "a b", "m")
                .node("Sqrt", "b", "r")
                .node("Sum", "m r b", "s")
                .node("Add", "x s", "y")
                .bytes());
        assertEquals(2, graph.values().size(), graph.toString());
    }

    @Test
    void castsRoundWrapAndAreTrueOfAllButZero() throws OnnxException {
        assertArrayEquals(
                new double[] {1, 0, 1},
                exactly(
                        Models.of(13, -1, 3)
                                .constant(floats("c", 0.5f, 0, -3))
                                .node("Cast", "c", "b", to(ElementType.BOOL))
                                .node("Cast", "b", "f", to(ElementType.FLOAT))
                                .node("Add", "x f", "y"),
                        0,
                        0,
                        0));
        assertArrayEquals(
                new double[] {44, 255, -2},
                exactly(
                        Models.of(13, -1, 3)
                                .constant(integers("c", 300, -1, -2))
                                .node("Cast", "c", "u", to(ElementType.UINT8))
                                .node("Cast", "u", "f", to(ElementType.FLOAT))
                                .constant(floats("d", 0, 0, -256))
                                .node("Add", "f d", "e")
                                .node("Add", "x e", "y"),
                        0,
                        0,
                        0));
        // 2049 lies between 2048 and 2050 of float16, 257 between 256 and 258 of bfloat16: both go to the even one.
        for (ElementType narrow : List.of(ElementType.FLOAT16, ElementType.BFLOAT16)) {
            double rounded = narrow == ElementType.FLOAT16 ? 2048 : 256;
            assertArrayEquals(
                    new double[] {rounded},
                    exactly(adding("Cast", "a", List.of(floats("a", (float) rounded + 1)), to(narrow)), 0),
                    narrow.word());
        }
        // 65535 lies between 65280 and 65536 of bfloat16, and beyond float16 but for its own rounding.
        assertArrayEquals(
                new double[] {65536},
                exactly(
                        adding("Cast", "a", List.of(stored(ElementType.UINT16, "a", 65535)), to(ElementType.BFLOAT16)),
                        0));
        refused(adding("Cast", "a", List.of(floats("a", 3e9f)), to(ElementType.INT32)), "int32");
    }

    @Test
    void wholeNumbersWrapAtTheirWidth() throws OnnxException {
        TensorProto a = stored(ElementType.INT32, "a", 1 << 30);
        TensorProto b = stored(ElementType.INT32, "b", 4);
        assertArrayEquals(new double[] {0}, exactly(adding("Mul", "a b", List.of(a, b)), 0));
        TensorProto small = stored(ElementType.INT8, "a", 100);
        TensorProto smaller = stored(ElementType.INT8, "b", 100);
        assertArrayEquals(new double[] {-56}, exactly(adding("Add", "a b", List.of(small, smaller)), 0));
        TensorProto low = stored(ElementType.INT32, "a", -7);
        TensorProto two = stored(ElementType.INT32, "b", 2);
        assertArrayEquals(new double[] {-3}, exactly(adding("Div", "a b", List.of(low, two)), 0));
        refused(adding("Div", "a b", List.of(low, stored(ElementType.INT32, "b", 0))), "divisor");
    }

    @Test
    void reductionsOfWholeNumbersAreWhole() throws OnnxException {
        TensorProto numbers = stored(ElementType.INT32, "a", 1, 2, 4);
        assertArrayEquals(new double[] {2}, exactly(adding("ReduceMean", "a", List.of(numbers)), 0));
        assertArrayEquals(new double[] {4}, exactly(adding("ReduceL2", "a", List.of(numbers)), 0));
        assertArrayEquals(new double[] {8}, exactly(adding("ReduceProd", "a", List.of(numbers)), 0));
        TensorProto negative = stored(ElementType.INT32, "a", -1, -2, -4);
        assertArrayEquals(new double[] {-2}, exactly(adding("ReduceMean", "a", List.of(negative)), 0));
        assertArrayEquals(new double[] {7}, exactly(adding("ReduceL1", "a", List.of(negative)), 0));
    }

    @Test
    void reductionsOfRealsAreExact() throws OnnxException {
        TensorProto numbers = floats("a", 1e8f, 1, -1e8f);
        assertArrayEquals(new double[] {1}, exactly(adding("ReduceSum", "a", List.of(numbers)), 0));
        assertArrayEquals(
                new double[] {1.0 / 3}, exactly(adding("ReduceMean", "a", List.of(floats("a", 1, 0, 0))), 0), 1e-15);
        assertArrayEquals(new double[] {5}, exactly(adding("ReduceL2", "a", List.of(floats("a", 3, 4))), 0));
        assertArrayEquals(
                new double[] {Math.sqrt(2)}, exactly(adding("ReduceL2", "a", List.of(floats("a", 1, 1))), 0), 1e-15);
    }

    /** What float32 makes of such a sum hangs on its order, which bounds for float32 must see. */
    @Test
    void reductionsThatMayBeRoundedOnTheWayStayInTheGraph() throws OnnxException {
        assertTrue(reduces("ReduceSum", 1e8f, 1, -1e8f));
        assertTrue(reduces("ReduceSum", 3e38f, 3e38f, -3e38f));
        assertTrue(reduces("ReduceSumSquare", 4097, 1, 1));
        assertFalse(reduces("ReduceSum", 8e6f, 1, -8e6f));
        assertTrue(reduces("ReduceSum", 0x1p-149f, 3, -3));
        assertFalse(reduces("ReduceL1", 0.5f, -0.25f, 8));
        assertFalse(reduces("ReduceProd", 3, 0.5f, 1e6f));
        assertFalse(reduces("ReduceMax", 1e8f, 1, -1e8f));
    }

    private static boolean reduces(String operator, float... numbers) throws OnnxException {
        return Onnx.read(adding(operator, "a", List.of(floats("a", numbers))).bytes()).values().stream()
                .anyMatch(value -> value.op() instanceof Linear.Sum);
    }

    @Test
    void rangesAreExact() throws OnnxException {
        Models model = Models.of(13, -1, 3)
                .constant(scalar("from", 0.1f))
                .constant(scalar("to", 0.35f))
                .constant(scalar("step", 0.1f))
                .node("Range", "from to step", "r")
                .node("Add", "x r", "y");
        double step = 0.1f;
        assertArrayEquals(new double[] {step, step + step, step + 2 * step}, exactly(model, 0, 0, 0), 1e-15);
    }

    @Test
    void weightsOfFloat64AreReadWhereFloat32HoldsThem() throws OnnxException {
        TensorProto fitting = wide(1.5, -16777216);
        assertArrayEquals(
                new double[] {2.5, -16777215},
                exactly(
                        Models.of(ElementType.DOUBLE, 13, -1, 2)
                                .constant(fitting)
                                .node("Add", "x w", "y"),
                        1,
                        1));
        refused(
                Models.of(ElementType.DOUBLE, 13, -1, 2)
                        .constant(wide(1.5, 16777217))
                        .node("Add", "x w", "y"),
                "'w'",
                "1.6777217E7",
                "element 1",
                "float32");
        // Arithmetic on constants has all of float64's digits.
        Models difference = Models.of(ElementType.DOUBLE, 13, -1, 2)
                .constant(wide(16777217, 0.1))
                .node("Sub", "w w", "z")
                .node("Add", "x z", "y");
        assertArrayEquals(new double[] {1, 2}, exactly(difference, 1, 2));
    }

    private static TensorProto wide(double first, double second) {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.DOUBLE.code())
                .addDims(2)
                .addDoubleData(first)
                .addDoubleData(second)
                .build();
    }

    @Test
    void castsRoundWhatFlows() throws OnnxException {
        for (ElementType narrow : List.of(ElementType.FLOAT16, ElementType.BFLOAT16)) {
            float x = narrow == ElementType.FLOAT16 ? 1 + 0x1.8p-10f : 1 + 0x1.8p-7f;
            assertArrayEquals(
                    new double[] {narrow == ElementType.FLOAT16 ? 1 + 0x1p-9 : 1 + 0x1p-6},
                    exactly(
                            Models.of(19, -1, 1)
                                    .node("Cast", "x", "h", to(narrow))
                                    .node("Cast", "h", "y", to(ElementType.FLOAT)),
                            x));
        }
        assertArrayEquals(
                new double[] {0.1f},
                exactly(
                        Models.of(13, -1, 1)
                                .node("Cast", "x", "d", to(ElementType.DOUBLE))
                                .node("Cast", "d", "y", to(ElementType.FLOAT)),
                        0.1f));
    }

    @Test
    void typesThatDoNotMeetAreRefused() {
        refused(Models.of(13, -1, 1).constant(integers("c", 1)).node("Add", "x c", "y"), "float32", "int64");
        refused(
                Models.of(13, -1, 1)
                        .constant(integers("c", 1))
                        .node("Sigmoid", "c", "s")
                        .node("Add", "x s", "y"),
                "int64",
                "Cast");
    }

    @Test
    void infiniteBoundsBoundNothing() throws OnnxException {
        Models clip = Models.of(13, -1, 2)
                .constant(scalar("low", Float.NEGATIVE_INFINITY))
                .constant(scalar("high", 2))
                .node("Clip", "x low high", "y");
        assertArrayEquals(new double[] {-1e30f, 2}, exactly(clip, -1e30f, 3), 1e20);
        Models max = Models.of(13, -1, 2)
                .constant(scalar("low", Float.NEGATIVE_INFINITY))
                .node("Max", "x low", "y");
        assertArrayEquals(new double[] {-5, 3}, exactly(max, -5, 3));
        refused(
                Models.of(13, -1, 2)
                        .constant(scalar("low", Float.NEGATIVE_INFINITY))
                        .node("Add", "x low", "y"),
                "-Infinity");
    }

    @Test
    void normalisationByTheBatchIsRefused() {
        for (int opset : new int[] {9, 14}) {
            Models model = Models.of(opset, -1, 2);
            for (String name : List.of("s", "b", "m", "v")) {
                model.constant(floats(name, 1, 1));
            }
            String outputs = opset < 14 ? "y mean var sm sv" : "y mean var";
            refused(
                    opset < 14
                            ? model.node("BatchNormalization", "x s b m v", outputs)
                            : model.node("BatchNormalization", "x s b m v", outputs, whole("training_mode", 1)),
                    "training");
        }
    }

    @Test
    void attributesAreAsExactAsConstants() throws OnnxException {
        // 1/6 is no float: the gate of HardSwish at 3 − 2^-20 is below 1 by 2^-20 / 6.
        double x = 3 - 0x1p-20;
        double exact = x * (x + 3) / 6;
        assertArrayEquals(
                new double[] {exact}, exactly(Models.of(14, -1, 1).node("HardSwish", "x", "y"), (float) x), 1e-14);
        assertEquals(1, exactly(Models.of(13, -1, 1).node("LeakyRelu", "x", "y", real("alpha", 0.5f)), 1).length);
        assertTrue(exactly(Models.of(13, -1, 1).node("Unsqueeze", "x a", "y").constant(integers("a", 1)), 1).length
                == 1);
        refused(Models.of(13, -1, 1).node("Unsqueeze", "x", "y", list("axes", 1)), "Unsqueeze", "inputs");
    }
}
