package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.reference.Evaluate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that are composed of others, against values worked out by hand or with SciPy. */
class ComposedOperatorsTest {
    private static void check(
            String operator, float[] x, List<TensorProto> more, float[] expected, AttributeProto... all)
            throws OnnxException {
        float[] actual = single(18, operator, extents(-1, x.length), more, all).run(1, x);
        assertArrayEquals(expected, actual, 1e-6f, operator);
    }

    @Test
    void functionsAreTheirOwn() throws OnnxException {
        check("Erf", numbers(-3, -0.5f, 0, 1), List.of(), numbers(-0.99997791f, -0.52049988f, 0, 0.84270079f));
        check("Round", numbers(-2.5f, -0.5f, 0.5f, 1.5f, 2.4f), List.of(), numbers(-2, -0f, 0, 2, 2));
        check("Mish", numbers(-1, 2), List.of(), numbers(-0.30340147f, 1.94395896f));
        check("Hardmax", numbers(1, 3, 3, 2), List.of(), numbers(0, 1, 0, 0));
        check("Atan", numbers(-3, 0, 1, 1e9f), List.of(), numbers(-1.24904577f, 0, 0.78539816f, 1.57079633f));
        check(
                "Asin",
                numbers(-1, 0.25f, 0.75f, 1),
                List.of(),
                numbers(-1.57079633f, 0.25268026f, 0.84806208f, 1.57079633f));
        check("Acos", numbers(-1, 0.25f, 0.75f, 1), List.of(), numbers(3.14159265f, 1.31811607f, 0.72273425f, 0));
    }

    /** To 1e-6 of each number. */
    private static void checkFar(String operator, float[] x, float... expected) throws OnnxException {
        float[] actual = single(18, operator, extents(-1, x.length), List.of()).run(1, x);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6 * Math.abs(expected[i]), operator);
        }
    }

    /** Values by SciPy in double precision. */
    @Test
    void hyperbolicFunctionsHoldFarOut() throws OnnxException {
        checkFar("Sinh", numbers(-12, -20, 15, 1e-4f), -81377.3957f, -242582597.7f, 1634508.686f, 1.0000000017e-4f);
        checkFar("Asinh", numbers(1e20f, -1e20f, 3e38f, -2), 46.7448494f, -46.7448494f, 89.2899923f, -1.44363548f);
        checkFar("Acosh", numbers(1e20f, 2), 46.7448494f, 1.31695790f);
    }

    /** Nothing is reduced, and the rest of the operator stays: ReduceSumSquare is a square then. */
    @Test
    void nothingToReduceLeavesWhatIsDoneToEachElement() throws OnnxException {
        AttributeProto none = whole("noop_with_empty_axes", 1);
        check("ReduceL1", numbers(1, -2, 3), List.of(), numbers(1, 2, 3), none);
        check("ReduceL2", numbers(1, -2, 3), List.of(), numbers(1, 2, 3), none);
        check("ReduceSumSquare", numbers(1, -2, 3), List.of(), numbers(1, 4, 9), none);
        check("ReduceLogSum", numbers(1, 2), List.of(), numbers(0, 0.69314718f), none);
        check("ReduceLogSumExp", numbers(1, -2), List.of(), numbers(1, -2), none);
        check("ReduceSum", numbers(1, -2), List.of(), numbers(1, -2), none);
    }

    /** As ONNX Runtime has it: nothing at all sums to nothing, and what is infinite stays so. */
    @Test
    void exponentialsOfInfinitiesSum() throws OnnxException {
        float infinity = Float.POSITIVE_INFINITY;
        List<TensorProto> last = List.of(integers("axes", -1));
        check("ReduceLogSumExp", numbers(-infinity, -infinity), last, numbers(-infinity));
        check("ReduceLogSumExp", numbers(infinity, 1), last, numbers(infinity));
        check("ReduceLogSumExp", numbers(-infinity, 1), last, numbers(1));
        check("ReduceLogSumExp", numbers(3e38f, -3e38f), last, numbers(3e38f));
    }

    @Test
    void limitsAndZerosAtTheirEdges() throws OnnxException {
        AttributeProto[] negative = {real("lambd", -1), real("bias", 0.25f)};
        check("Shrink", numbers(0, -2, 2), List.of(), numbers(0.25f, -1.75f, 1.75f), negative);
        check("LpNormalization", numbers(0, 0), List.of(), numbers(0, 0));
        check("LpNormalization", numbers(3, 4), List.of(), numbers(0.6f, 0.8f));
    }

    /** A negative axis counts from the end, also of a constant; a slice backwards begins at the first element at the least. */
    @Test
    void axesAndStartsCountFromTheEnd() throws OnnxException {
        float[] flat = Models.of(13, -1, 1)
                .constant(floats("c", new int[] {2, 2}, 1, 2, 3, 4))
                .node("Flatten", "c", "f", whole("axis", -1))
                .node("ReduceMax", "f", "m", list("axes", 1), whole("keepdims", 0))
                .node("Add", "x m", "y")
                .run(1, 1);
        assertArrayEquals(numbers(3, 5), flat);
        float[] first = Models.of(13, -1, 3)
                .constant(integers("starts", -100))
                .constant(integers("ends", -200))
                .constant(integers("axes", 1))
                .constant(integers("steps", -1))
                .node("Slice", "x starts ends axes steps", "y")
                .run(1, 7, 8, 9);
        assertArrayEquals(numbers(7), first);
    }

    /** Fractions of whole numbers would be cut off, and narrow ones wrap around: neither is done by floats. */
    @Test
    void wholeNumbersThatFloatsWouldNotKeepAreRefused() {
        for (Models model : List.of(
                Models.of(18, -1, 2).node("Cast", "x", "i", whole("to", 7)).node("Div", "i i", "y"),
                Models.of(18, -1, 2).node("Cast", "x", "i", whole("to", 2)).node("Sub", "i i", "y"),
                Models.of(18, -1, 2).node("Cast", "x", "i", whole("to", 3)).node("Add", "i i", "y"),
                Models.of(18, -1, 2).node("Cast", "x", "i", whole("to", 6)).node("Add", "i i", "y"),
                Models.of(18, -1, 2).node("Cast", "x", "i", whole("to", 6)).node("Mul", "i i", "y"),
                Models.of(18, -1, 2)
                        .constant(floats("half", 0.5f))
                        .node("Cast", "x", "i", whole("to", 7))
                        .node("Pow", "i half", "y"),
                Models.of(18, -1, 2)
                        .constant(integers("axes", 1))
                        .node("Cast", "x", "i", whole("to", 7))
                        .node("ReduceMean", "i axes", "y"),
                Models.of(18, -1, 2)
                        .constant(integers("base", 64))
                        .constant(floats("half", 0.5f))
                        .node("Pow", "base half", "p")
                        .node("Cast", "p", "f", whole("to", 1))
                        .node("Div", "x f", "y"))) {
            String told = assertThrows(OnnxException.class, () -> Onnx.read(model.bytes()))
                    .getMessage();
            assertTrue(told.contains("cast") || told.contains("wrap around"), told);
        }
    }

    /** Of indices that the input makes, a negative one counts from the end and one beyond is nowhere. */
    @Test
    void oneHotCountsFromTheEnd() throws OnnxException {
        float[] actual = Models.of(13, -1, 1)
                .constant(integers("depth", 3))
                .constant(floats("values", 0, 1))
                .node("Cast", "x", "i", whole("to", 7))
                .node("OneHot", "i depth values", "y")
                .run(3, -1, 2, 3);
        assertArrayEquals(numbers(0, 0, 1, 0, 0, 1, 0, 0, 0), actual);
    }

    @Test
    void sparseWeightsAreZeroElsewhere() throws OnnxException {
        SparseTensorProto weights = SparseTensorProto.newBuilder()
                .setValues(floats("w", 2, -3))
                .setIndices(integers("places", 1, 5))
                .addDims(2)
                .addDims(3)
                .build();
        float[] expected = numbers(0, 20, -300);
        float[] actual = Models.of(13, -1, 2)
                .graph(graph -> graph.addSparseInitializer(weights))
                .node("MatMul", "x w", "y")
                .run(1, 10, 100);
        assertArrayEquals(expected, actual);
        AttributeProto value = AttributeProto.newBuilder()
                .setName("sparse_value")
                .setType(11)
                .setSparseTensor(weights)
                .build();
        Models constant = Models.of(13, -1, 2)
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput("w")
                        .addAttribute(value)))
                .node("MatMul", "x w", "y");
        assertArrayEquals(expected, constant.run(1, 10, 100));
        GraphProto branch = GraphProto.newBuilder()
                .addSparseInitializer(weights)
                .addNode(NodeProto.newBuilder()
                        .setOpType("MatMul")
                        .addInput("x")
                        .addInput("w")
                        .addOutput("product"))
                .addOutput(Models.declared(ElementType.FLOAT, "product"))
                .build();
        AttributeProto taken = AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(5)
                .setG(branch.toByteString())
                .build();
        Models chosen = Models.of(13, -1, 2)
                .constant(ConstantsTest.stored(ElementType.BOOL, "c", 1).toBuilder()
                        .clearDims()
                        .build())
                .node("If", "c", "y", taken, branch("else_branch", "Neg"));
        assertArrayEquals(expected, chosen.run(1, 10, 100));
    }

    /** What no float is, such as a third, is a quotient of whole numbers, so that bounds are those of the very parts. */
    @Test
    void thirdsAreExact() throws OnnxException {
        Graph graph = Onnx.read(Models.of(13, -1, 1, 2)
                .constant(floats("scales", 1, 1, 3))
                .node("Resize", "x  scales", "y", text("mode", "linear"))
                .bytes());
        List<BigDecimal> exact = Evaluate.run(graph, 1, Map.of("x", EXACT.of(numbers(0, 1))), Map.of(), EXACT)
                .get("y");
        BigDecimal third = BigDecimal.ONE.divide(new BigDecimal(3), new MathContext(50));
        assertEquals(
                0,
                third.subtract(exact.get(2))
                        .setScale(40, RoundingMode.HALF_EVEN)
                        .signum());
    }

    @Test
    void quantisationHasItsSteps() throws OnnxException {
        TensorProto zero = ConstantsTest.stored(ElementType.UINT8, "z", 10).toBuilder()
                .clearDims()
                .build();
        float[] actual = Models.of(13, -1, 4)
                .constant(scalar("s", 0.5f))
                .constant(zero)
                .node("QuantizeLinear", "x s z", "q")
                .node("DequantizeLinear", "q s z", "y")
                .run(1, 0.3f, 0.25f, -100, 1000);
        assertArrayEquals(numbers(0.5f, 0, -5, 122.5f), actual);
    }

    @Test
    void functionsOfTheModelAreInlined() throws OnnxException {
        NodeProto.Builder sum = NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("a")
                .addInput("a")
                .addOutput("b");
        FunctionProto.Builder twice = FunctionProto.newBuilder()
                .setName("Twice")
                .setDomain("own")
                .addInput("a")
                .addOutput("b")
                .addNode(sum);
        Models models = Models.of(13, -1, 2)
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Twice")
                        .setDomain("own")
                        .addInput("x")
                        .addOutput("y")));
        ModelProto model = models.model().addFunctions(twice).build();
        assertArrayEquals(numbers(2, 4), Models.run(Onnx.read(model.toByteArray()), 1, 1, 2));
        twice.clearNode()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Twice")
                        .setDomain("own")
                        .addInput("a")
                        .addOutput("b"));
        ModelProto endless = models.model().addFunctions(twice).build();
        String message = assertThrows(OnnxException.class, () -> Onnx.read(endless.toByteArray()))
                .getMessage();
        assertTrue(message.contains("without end"), message);
    }

    /** Names of the model may be those that a call's own would get. */
    @Test
    void whatFunctionsNameIsNothingOfTheModels() throws OnnxException {
        FunctionProto.Builder four = FunctionProto.newBuilder()
                .setName("Four")
                .setDomain("own")
                .addInput("a")
                .addOutput("b")
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("a")
                        .addInput("a")
                        .addOutput("t"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("t")
                        .addInput("t")
                        .addOutput("b"));
        Models models = Models.of(13, -1, 2)
                .node("Neg", "x", "call/0/t")
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setName("call")
                        .setOpType("Four")
                        .setDomain("own")
                        .addInput("x")
                        .addOutput("z")))
                .node("Add", "z call/0/t", "y");
        ModelProto model = models.model().addFunctions(four).build();
        assertArrayEquals(numbers(3, 6), Models.run(Onnx.read(model.toByteArray()), 1, 1, 2));
    }

    @Test
    void branchesThatAreKnownAreTaken() throws OnnxException {
        Models model = Models.of(13, -1, 2)
                .constant(ConstantsTest.stored(ElementType.BOOL, "c", 0).toBuilder()
                        .clearDims()
                        .build())
                .node("If", "c", "y", branch("then_branch", "Relu"), branch("else_branch", "Neg"));
        assertArrayEquals(numbers(1, -2), model.run(1, -1, 2));
    }

    private static AttributeProto branch(String name, String operator) {
        GraphProto graph = GraphProto.newBuilder()
                .addNode(
                        NodeProto.newBuilder().setOpType(operator).addInput("x").addOutput(name + operator))
                .addOutput(Models.declared(ElementType.FLOAT, name + operator))
                .build();
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(5)
                .setG(graph.toByteString())
                .build();
    }

    @Test
    void imagesGrow() throws OnnxException {
        float[] nearest = Models.of(13, -1, 1, 1, 2)
                .constant(floats("scales", 1, 1, 1, 2))
                .node("Resize", "x  scales", "y", text("mode", "nearest"))
                .run(1, 1, 3);
        assertArrayEquals(numbers(1, 1, 3, 3), nearest);
        float[] linear = Models.of(13, -1, 1, 1, 2)
                .constant(integers("sizes", 1, 1, 1, 4))
                .node("Resize", "x   sizes", "y", text("mode", "linear"))
                .run(1, 1, 3);
        assertArrayEquals(numbers(1, 1.5f, 2.5f, 3), linear);
    }

    private static float[] nearest(int opset, float[] x, float scale, AttributeProto... all) throws OnnxException {
        Models models = Models.of(opset, -1, 1, 1, x.length).constant(floats("scales", 1, 1, 1, scale));
        AttributeProto[] with = Arrays.copyOf(all, all.length + 1);
        with[all.length] = text("mode", "nearest");
        return models.node("Resize", opset < 11 ? "x scales" : "x  scales", "y", with)
                .run(1, x);
    }

    /** As ONNX Runtime has it: 4 / 0.8 is 5 in float32, though 0.8 is a little more there. */
    @Test
    void theNearestElementIsChosenByFloats() throws OnnxException {
        AttributeProto[] below = {text("coordinate_transformation_mode", "asymmetric"), text("nearest_mode", "floor")};
        assertArrayEquals(
                numbers(0, 1, 2, 3, 5, 6, 7, 8), nearest(13, numbers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 0.8f, below));
    }

    /** The place of the ninth element is 3 but for rounding. */
    @Test
    void whereRoundingChoosesTheNearestElementItIsRefused() throws OnnxException {
        AttributeProto[] above = {
            text("coordinate_transformation_mode", "half_pixel_symmetric"), text("nearest_mode", "ceil")
        };
        String told = assertThrows(OnnxException.class, () -> nearest(19, numbers(0, 1, 2, 3, 4), 2.5f, above))
                .getMessage();
        assertTrue(told.contains("hangs on rounding"), told);
        assertArrayEquals(numbers(0, 1, 2, 2), nearest(19, numbers(0, 1, 2), 1.4f, above));
    }

    /** Opset 10 takes the element above where there are fewer than before: ONNX's own test_resize_downsample_scales_nearest. */
    @Test
    void opset10ChoosesUpwardsWhereThereAreFewer() throws OnnxException {
        assertArrayEquals(numbers(1, 3), nearest(10, numbers(1, 2, 3, 4), 0.6f));
        assertArrayEquals(numbers(1, 1, 2, 3, 3, 4), nearest(10, numbers(1, 2, 3, 4), 1.5f));
    }

    /** Without an arrow a letter that stands twice anywhere is summed over. */
    @Test
    void lettersThatStandTwiceAreSummedOver() throws OnnxException {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90};
        for (String equation : List.of("bii", "bii->b")) {
            Models trace = Models.of(13, -1, 3, 3).node("Einsum", "x", "y", text("equation", equation));
            assertArrayEquals(numbers(15, 150), trace.run(2, x), equation);
        }
        float[] two = Models.of(13, -1, 3, 3)
                .constant(floats("w", 1, 2))
                .node("Einsum", "x w", "y", text("equation", "bii,k"))
                .run(2, x);
        assertArrayEquals(numbers(15, 30, 150, 300), two);
    }

    @Test
    void zerosAreQuantisedToZeros() throws OnnxException {
        float[] y = Models.of(13, 2, 3)
                .node("DynamicQuantizeLinear", "x", "q s z")
                .node("DequantizeLinear", "q s z", "y")
                .run(1, 0, 0, 0, 0, 0, 0);
        assertArrayEquals(new float[6], y);
    }

    /** ONNX's text cuts fractions of indices off, ONNX Runtime takes them for no place. */
    @Test
    void oneHotTakesNoFractions() throws OnnxException {
        Models flowing = Models.of(13, -1, 4)
                .constant(integers("depth", 3))
                .constant(floats("values", 0, 1))
                .node("OneHot", "x depth values", "y");
        refused(flowing, "(OneHot)", "may have fractions", "cast them to int64");
        assertArrayEquals(
                new float[] {0, 1, 0, 0, 0, 0, 0, 0, 1},
                known(floats("i", 1, 3, -1), integers("depth", 3)).run(1, new float[9]));
        refused(known(floats("i", 1, 0.75f, -1), integers("depth", 3)), "(OneHot)", "an index is 0.75");
        refused(known(floats("i", 1, 2, -1), floats("depth", 3.5f)), "(OneHot)", "the depth is 3.5");
    }

    private static Models known(TensorProto indices, TensorProto depth) {
        return Models.of(13, -1, 3, 3)
                .constant(indices)
                .constant(depth)
                .constant(floats("values", 0, 1))
                .node("OneHot", "i depth values", "h")
                .node("Add", "x h", "y");
    }

    /** Of two that are the largest the first counts, or the last, however long the axis is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1024, 1025, 3000, 50_176})
    void theLargestOfAnAxisOfAnyLengthIsFound(int extent) throws OnnxException {
        int first = extent / 3;
        int last = extent / 2;
        float[] x = new float[extent];
        x[first] = 2;
        x[last] = 2;
        for (boolean back : List.of(false, true)) {
            float[] place = Models.of(13, -1, extent)
                    .node("ArgMax", "x", "a", whole("axis", 1), whole("select_last_index", back ? 1 : 0))
                    .node("Cast", "a", "y", whole("to", 1))
                    .run(1, x);
            assertArrayEquals(numbers(back ? last : first), place);
        }
        float[] hard = new float[extent];
        hard[first] = 1;
        assertArrayEquals(
                hard,
                Models.of(13, -1, extent)
                        .node("Hardmax", "x", "y", whole("axis", 1))
                        .run(1, x));
    }

    @Test
    void sumsOfALongAxisTakeMoreThanThereIs() {
        refused(
                Models.of(13, -1, 50_000).constant(integers("axis", 1)).node("CumSum", "x axis", "y"),
                "(CumSum)",
                "[50000, 50000]");
    }

    /** Axes of an ellipsis that have one element are repeated over those of the others; letters are as they are. */
    @Test
    void axesOfAnEllipsisAreRepeated() throws OnnxException {
        TensorProto row = floats("w", new int[] {1, 2}, 10, 100);
        String[] equations = {"b...i,...i->b...i", "...i,...i->...i", "b...,...->b..."};
        for (String equation : equations) {
            float[] y = Models.of(13, -1, 3, 2)
                    .constant(row)
                    .node("Einsum", "x w", "y", text("equation", equation))
                    .run(2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            assertArrayEquals(numbers(10, 200, 30, 400, 50, 600, 70, 800, 90, 1000, 110, 1200), y, equation);
        }
        float[] column = Models.of(13, -1, 1, 2)
                .constant(floats("w", new int[] {3, 2}, 1, 10, 2, 20, 3, 30))
                .node("Einsum", "x w", "y", text("equation", "b...i,...i->b..."))
                .run(2, 1, 2, 3, 4);
        assertArrayEquals(numbers(21, 42, 63, 43, 86, 129), column);
        refused(
                Models.of(13, -1, 2)
                        .constant(floats("w", new int[] {3, 2}, 1, 10, 2, 20, 3, 30))
                        .node("Einsum", "x w", "y", text("equation", "...i,...i->...i")),
                "axes of 1 and 3 elements");
    }

    /** Without a number of turns a loop goes on until its condition says no. */
    @Test
    void loopsMayLeaveOutHowOftenTheyRun() throws OnnxException {
        GraphProto body = GraphProto.newBuilder()
                .addInput(Models.declared(ElementType.INT64, "turn"))
                .addInput(Models.declared(ElementType.BOOL, "before"))
                .addInput(Models.declared(ElementType.FLOAT, "v"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Less")
                        .addInput("turn")
                        .addInput("two")
                        .addOutput("goes"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("v")
                        .addInput("v")
                        .addOutput("twice"))
                .addOutput(Models.declared(ElementType.BOOL, "goes"))
                .addOutput(Models.declared(ElementType.FLOAT, "twice"))
                .build();
        AttributeProto graph = AttributeProto.newBuilder()
                .setName("body")
                .setType(5)
                .setG(body.toByteString())
                .build();
        Models model = Models.of(13, -1, 1)
                .constant(OnnxTensors.encode("two", new int[0], new long[] {2}))
                .node("Loop", "  x", "y", graph);
        assertArrayEquals(numbers(8), model.run(1, 1));
    }

    @Test
    void scalesThatFitNoExtentAreRefusedWhereItMatters() {
        Models model = Models.of(13, -1, 1, 1, 4)
                .constant(floats("scales", 1, 1, 1, 0.6f))
                .node(
                        "Resize",
                        "x  scales",
                        "y",
                        text("mode", "linear"),
                        text("coordinate_transformation_mode", "align_corners"));
        String message = assertThrows(OnnxException.class, () -> Onnx.read(model.bytes()))
                .getMessage();
        assertTrue(message.contains("2.4 elements") && message.contains("align_corners"), message);
    }

    @Test
    void theLargestComeInOrderAndOfEqualOnesTheFirst() throws OnnxException {
        Models model = Models.of(13, -1, 5)
                .constant(integers("k", 3))
                .node("TopK", "x k", "y i")
                .graph(graph -> graph.addOutput(Models.declared(ElementType.INT64, "i")));
        float[] x = {1, 7, -2, 7, 3, 0, 0, 0, 0, 0};
        assertArrayEquals(numbers(7, 7, 3, 0, 0, 0), model.run(2, x));
        Models places = Models.of(13, -1, 5)
                .constant(integers("k", 3))
                .node("TopK", "x k", "v i", whole("largest", 0))
                .node("Cast", "i", "y", whole("to", 1));
        assertArrayEquals(numbers(2, 0, 4, 0, 1, 2), places.run(2, x));
    }

    /** ONNX's own tests test_gridsample_reflection_padding and test_gridsample_bicubic. */
    @Test
    void imagesAreSampledAtKnownPlaces() throws OnnxException {
        int[] extents = {1, 2, 4, 2};
        float[] pixels = {0, 1, 2, 3, 4, 5};
        float[] reflected = Models.of(16, 1, 1, 3, 2)
                .constant(floats(
                        "g", extents, -10, -10, -5, -5, -0.2f, -0.2f, 10, 10, 10, 10, -0.2f, -0.2f, 5, 5, 10, 10))
                .node("GridSample", "x g", "y", text("padding_mode", "reflection"))
                .run(1, pixels);
        assertArrayEquals(numbers(2.5f, 0, 1.7f, 2.5f, 2.5f, 1.7f, 5, 2.5f), reflected, 1e-5f);
        float[] cubic = Models.of(16, 1, 1, 3, 2)
                .constant(floats(
                        "g", extents, -1, -1, -0.5f, -0.5f, -0.2f, -0.2f, 0, 0, 0, 0, -0.2f, -0.2f, 0.5f, 0.5f, 1, 1))
                .node("GridSample", "x g", "y", text("mode", "bicubic"))
                .run(1, pixels);
        assertArrayEquals(
                numbers(-0.1406f, 0.3828f, 1.7556f, 2.9688f, 2.9688f, 1.7556f, 5.1445f, 1.3906f), cubic, 1e-4f);
    }

    /** The sums are those of ONNX's own test_convinteger_with_padding. */
    @Test
    void wholeNumbersAreConvolved() throws OnnxException {
        TensorProto weights = ConstantsTest.stored(ElementType.UINT8, "w", 1, 1, 1, 1).toBuilder()
                .clearDims()
                .addAllDims(List.of(1L, 1L, 2L, 2L))
                .build();
        TensorProto zero = ConstantsTest.stored(ElementType.UINT8, "z", 1).toBuilder()
                .clearDims()
                .build();
        float[] pixels = {2, 3, 4, 5, 6, 7, 8, 9, 10};
        float[] sums = Models.of(13, -1, 1, 3, 3)
                .constant(scalar("one", 1))
                .node("QuantizeLinear", "x one", "u")
                .constant(weights)
                .constant(zero)
                .node("ConvInteger", "u w z", "s", list("pads", 1, 1, 1, 1))
                .node("Cast", "s", "y", whole("to", 1))
                .run(1, pixels);
        assertArrayEquals(numbers(1, 3, 5, 3, 5, 12, 16, 9, 11, 24, 28, 15, 7, 15, 17, 9), sums);
        // s · 0.5 · 0.5 / 2, to the nearest whole number, of two the even one; 100 stands for 0.
        TensorProto shift = ConstantsTest.stored(ElementType.UINT8, "q", 100).toBuilder()
                .clearDims()
                .build();
        float[] steps = Models.of(13, -1, 1, 3, 3)
                .constant(scalar("one", 1))
                .node("QuantizeLinear", "x one", "u")
                .constant(weights)
                .constant(zero)
                .constant(shift)
                .constant(scalar("a", 0.5f))
                .constant(scalar("b", 2))
                .constant(ConstantsTest.stored(ElementType.UINT8, "n", 0).toBuilder()
                        .clearDims()
                        .build())
                .node("QLinearConv", "u a z w a n b q", "s", list("pads", 1, 1, 1, 1))
                .node("Cast", "s", "y", whole("to", 1))
                .run(1, pixels);
        float[] rounded = new float[sums.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = 100 + (float) Math.rint(sums[i] / 8);
        }
        assertArrayEquals(rounded, steps);
    }

    @Test
    void smallMatricesHaveDeterminants() throws OnnxException {
        float[] y = Models.of(13, -1, 3, 3)
                .node("Det", "x", "y")
                .run(2, 2, 0, 1, 1, 3, 2, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1);
        assertArrayEquals(numbers(0, -1), y, 1e-6f);
    }
}
