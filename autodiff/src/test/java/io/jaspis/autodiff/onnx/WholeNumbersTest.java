package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole numbers that depend on the input are those of their type, or the file is refused; and so are casts that round. */
class WholeNumbersTest {
    private static AttributeProto to(ElementType type) {
        return whole("to", type.code());
    }

    /** A model of two numbers of a type, whose output has another. */
    private static Models model(ElementType from, ElementType to) {
        return Models.of(from, 18, 1, 2)
                .graph(graph -> graph.setOutput(0, Models.declared(to, "y")))
                .constant(integers("axis", 1))
                .constant(integers("two", 2));
    }

    private static Models model(ElementType type) {
        return model(type, type);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT16"})
    void theLeastNumberHasNoOpposite(ElementType type) {
        refused(model(type).node("Neg", "x", "y"), "(Neg)", type.word(), "wrap around", "cast");
        refused(model(type).node("Abs", "x", "y"), "(Abs)", type.word(), "wrap around", "cast");
    }

    @ParameterizedTest
    @CsvSource({"INT32, 2147483647", "UINT32, 4294967295", "INT8, 1", "UINT8, 1", "UINT16, 1", "INT64, 16777217"})
    void aKnownNumberMayLeadBeyond(ElementType type, long number) {
        for (String operator : List.of("Add", "Mul", "Sub")) {
            if (number != 1 || !operator.equals("Mul")) {
                Models model = model(type)
                        .constant(ConstantsTest.stored(type, "c", number))
                        .node(operator, "x c", "y");
                refused(model, operator, type.word());
            }
        }
    }

    /** Whole numbers of the model's meet those of the input, as far as float32 has all. */
    @Test
    void knownNumbersMeetThoseOfTheInput() throws OnnxException {
        ElementType type = ElementType.INT64;
        float[] y = model(type)
                .constant(ConstantsTest.stored(type, "c", 3, -2))
                .constant(matrix(type))
                .constant(ConstantsTest.stored(type, "five", 5))
                .node("Sub", "x c", "a")
                .node("Max", "a five", "b")
                .node("MatMul", "b m", "d")
                .node("Einsum", "d m", "e", text("equation", "ij,jk->ik"))
                .node("Gemm", "e m c", "f")
                .node("Concat", "f c2", "g", whole("axis", 1))
                .node("Pad", "g pads five", "y")
                .constant(matrix(type).toBuilder()
                        .setName("c2")
                        .setDims(0, 1)
                        .setDims(1, 4)
                        .build())
                .constant(integers("pads", 0, 0, 0, 1))
                .run(1, 10, 1);
        // (7, 5) by the matrix becomes (22, 34), (124, 180), and with c (667, 966).
        assertArrayEquals(new float[] {667, 966, 1, 2, 3, 4, 5}, y);
    }

    private static TensorProto matrix(ElementType type) {
        return ConstantsTest.stored(type, "m", 1, 2, 3, 4).toBuilder()
                .clearDims()
                .addDims(2)
                .addDims(2)
                .build();
    }

    /** A limit of Clip that no number passes is none, whatever it is. */
    @ParameterizedTest
    @CsvSource({
        "INT64, -3, 9223372036854775807, 4, -3",
        "INT64, -9223372036854775808, 2, 2, -9",
        "INT64, -16777216, 16777216, 4, -9",
        "INT32, -2147483648, 0, 0, -9",
        "INT32, 3, 2, 2, 2",
        "INT8, -128, 3, 3, -9",
        "INT8, -4, 127, 4, -4"
    })
    void wholeNumbersAreClipped(ElementType type, long least, long most, float first, float second)
            throws OnnxException {
        Models model = model(type)
                .constant(number(type, "least", least))
                .constant(number(type, "most", most))
                .node("Clip", "x least most", "y");
        assertArrayEquals(new float[] {first, second}, model.run(1, 4, -9));
    }

    @Test
    void aLimitThatNoFloat32IsIsRefused() {
        refused(
                model(ElementType.INT64)
                        .constant(number(ElementType.INT64, "least", 16_777_217))
                        .node("Clip", "x least", "y"),
                "(Clip)",
                "16777217");
    }

    private static TensorProto number(ElementType type, String name, long value) {
        return ConstantsTest.stored(type, name, value).toBuilder().clearDims().build();
    }

    @Test
    void factorsOfAProductOfWholeNumbersAreWhole() throws OnnxException {
        assertArrayEquals(
                new float[] {14, 20},
                model(ElementType.INT64)
                        .constant(matrix(ElementType.INT64))
                        .node("Gemm", "x m", "y", real("alpha", 2))
                        .run(1, 1, 2));
        refused(
                model(ElementType.INT64)
                        .constant(matrix(ElementType.INT64))
                        .node("Gemm", "x m", "y", real("alpha", 0.5f)),
                "(Gemm)",
                "alpha",
                "0.5");
    }

    @ParameterizedTest
    @CsvSource({"INT32, 5", "INT64, 2", "INT32, 2"})
    void powersOfNumbersOf32BitsAreRefused(ElementType exponent, long number) {
        refused(
                model(ElementType.INT32)
                        .constant(ConstantsTest.stored(exponent, "c", number))
                        .node("Pow", "x c", "y"),
                "(Pow)",
                "int32");
        refused(model(ElementType.INT32).constant(floats("c", number)).node("Pow", "x c", "y"), "(Pow)", "int32");
    }

    /** Of numbers up to 2³⁰ or 2³¹: an input, which is up to 2²⁴, doubled so many times. */
    @ParameterizedTest
    @CsvSource({"INT32, 6", "UINT32, 7"})
    void sumsAndProductsAreRefused(ElementType type, int times) {
        refused(doubled(type, times).node("ReduceSum", "l axis", "y"), "(ReduceSum)", type.word());
        refused(doubled(type, times).node("ReduceProd", "l axis", "y"), "(ReduceProd)", type.word());
        refused(doubled(type, times).node("ReduceL1", "l axis", "y"), "(ReduceL1)", type.word());
        refused(doubled(type, times).node("ReduceSumSquare", "l axis", "y"), "(ReduceSumSquare)", type.word());
        refused(doubled(type, times).node("CumSum", "l axis", "y"), "(CumSum)", type.word());
        refused(doubled(type, times).node("Einsum", "l", "y", text("equation", "ij->i")), "(Einsum)", type.word());
        refused(
                model(type).node("Transpose", "x", "t", list("perm", 1, 0)).node("MatMul", "x t", "y"),
                "(MatMul)",
                type.word());
        refused(model(type).node("Gemm", "x x", "y", whole("transB", 1)), "(Gemm)", type.word());
    }

    private static Models doubled(ElementType type, int times) {
        Models model = model(type);
        for (int i = 1; i <= times; i++) {
            String from = i == 1 ? "x" : "x" + (i - 1);
            model = model.node("Add", from + " " + from, i == times ? "l" : "x" + i);
        }
        return model;
    }

    /** Up to 2²⁴ they all are, as far as float32 has all whole numbers. */
    @ParameterizedTest
    @EnumSource(names = {"INT32", "INT64"})
    void inputsOfManyBitsAreFarFromTheEndsOfTheirType(ElementType type) throws OnnxException {
        assertArrayEquals(
                new float[] {0x1p23f + 3},
                model(type)
                        .node("Neg", "x", "m")
                        .node("Abs", "m", "b")
                        .node("Cast", "b", "n", to(ElementType.INT32))
                        .node("ReduceSum", "n axis", "s")
                        .node("Cast", "s", "y", to(type))
                        .run(1, -0x1p23f, 3));
        assertArrayEquals(
                new float[] {0, 0},
                model(type)
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Cast", "s", "t", to(type))
                        .node("Sub", "t x", "y")
                        .run(1, 7, 0x1p24f));
    }

    @Test
    void sumsOf8BitsAreRefused() {
        refused(model(ElementType.INT8).node("Einsum", "x", "y", text("equation", "ij->i")), "(Einsum)", "int8");
    }

    @ParameterizedTest
    @CsvSource({"INT32, UINT64", "INT32, UINT8", "INT16, INT8", "FLOAT, INT8", "UINT8, INT8"})
    void castsThatWrapAroundAreRefused(ElementType from, ElementType to) {
        refused(model(from, to).node("Cast", "x", "y", to(to)), "(Cast)", "wrap around", to.word());
    }

    @Test
    void whatWasMadeOfMoreBitsIsTooMuchForFewer() {
        refused(
                model(ElementType.INT32)
                        .node("Cast", "x", "wide", to(ElementType.INT64))
                        .node("Mul", "wide wide", "square")
                        .node("Cast", "square", "y", to(ElementType.INT32)),
                "(Cast)",
                "int32");
    }

    /** The same numbers are within an int32 where they are cast to one, and may be beyond where they are int64. */
    @Test
    void aCastOfRealNumbersSaysNothingOfAnother() throws OnnxException {
        Models model = model(ElementType.FLOAT, ElementType.INT32)
                .node("Cast", "x", "narrow", to(ElementType.INT32))
                .node("Cast", "x", "wide", to(ElementType.INT64))
                .node("Cast", "wide", "cut", to(ElementType.INT32))
                .node("Max", "narrow cut", "y");
        refused(model, "'cut'", "int32");
        assertArrayEquals(
                new float[] {-2, 7},
                model(ElementType.FLOAT, ElementType.INT32)
                        .node("Cast", "x", "narrow", to(ElementType.INT32))
                        .node("Cast", "narrow", "wide", to(ElementType.INT64))
                        .node("Cast", "wide", "y", to(ElementType.INT32))
                        .run(1, -2.5f, 7.9f));
    }

    @Test
    void whatStaysWithinIsRead() throws OnnxException {
        Models place = model(ElementType.INT32).node("ArgMax", "x", "a", whole("axis", 1));
        assertArrayEquals(
                new float[] {-2},
                place.node("Cast", "a", "n", to(ElementType.INT32))
                        .node("Neg", "n", "m")
                        .node("Abs", "m", "b")
                        .node("Add", "b b", "s")
                        .node("Neg", "s", "y")
                        .run(1, 4, 5));
        assertArrayEquals(
                new float[] {2},
                model(ElementType.BOOL, ElementType.INT8)
                        .node("Cast", "x", "n", to(ElementType.INT8))
                        .node("Einsum", "n", "y", text("equation", "ij->i"))
                        .run(1, 1, 1));
        assertArrayEquals(
                new float[] {-510},
                model(ElementType.UINT8, ElementType.INT32)
                        .node("Cast", "x", "n", to(ElementType.INT32))
                        .node("Neg", "n", "m")
                        .node("ReduceSum", "m axis", "y")
                        .run(1, 255, 255));
        assertArrayEquals(
                new float[] {255, 0},
                model(ElementType.FLOAT, ElementType.UINT8)
                        .constant(floats("least", new int[0], 0))
                        .constant(floats("most", new int[0], 255))
                        .node("Clip", "x least most", "c")
                        .node("Cast", "c", "y", to(ElementType.UINT8))
                        .run(1, 300, -4));
        assertArrayEquals(
                new float[] {7, -3},
                model(ElementType.INT64).node("Neg", "x", "y").run(1, -7, 3));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT32", "UINT32"})
    void whatOnlyChoosesIsRead(ElementType type) throws OnnxException {
        Models model = model(type)
                .node("Max", "x x", "a")
                .node("ReduceMin", "a axis", "b")
                .node("TopK", "x two", "c places")
                .node("Greater", "x b", "d")
                .node("Where", "d c b", "y");
        assertArrayEquals(new float[] {3, 3}, model.run(1, 3, 5));
    }

    /** The difference to what it was before is 0 in the graph. */
    @Test
    void whatACastToFloat32RoundsIsNotUsedAsItWas() {
        ElementType wide = ElementType.DOUBLE;
        refused(
                model(wide)
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Cast", "s", "t", to(wide))
                        .node("Sub", "t x", "y"),
                "rounded to float32",
                "(Cast)",
                "(Sub)");
        refused(
                model(wide, ElementType.FLOAT)
                        .node("Mul", "x x", "square")
                        .node("Cast", "square", "q", to(ElementType.FLOAT))
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Add", "s q", "y"),
                "rounded to float32",
                "(Cast)",
                "(Mul)");
        refused(
                model(wide, ElementType.BOOL)
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Cast", "s", "t", to(wide))
                        .node("Greater", "x t", "y"),
                "rounded to float32");
        // Whole numbers beyond 2²⁴ are rounded, too.
        refused(
                model(ElementType.INT64)
                        .node("Mul", "x x", "square")
                        .node("Cast", "square", "s", to(ElementType.FLOAT))
                        .node("Cast", "s", "t", to(ElementType.INT64))
                        .node("Sub", "t square", "y"),
                "rounded to float32");
    }

    /** On which side of a known number it lies may be told by both at once. */
    @Test
    void whatACastToFloat32RoundsIsNotComparedAsItWas() {
        refused(
                model(ElementType.DOUBLE, ElementType.FLOAT)
                        .constant(floats("f", 2))
                        .node("Cast", "f", "c", to(ElementType.DOUBLE))
                        .node("Greater", "x c", "g")
                        .node("Cast", "g", "h", to(ElementType.FLOAT))
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Mul", "h s", "t")
                        .node("Sign", "t", "y"),
                "rounded to float32",
                "(Greater)");
    }

    /** Or an output beside it would tell the difference. */
    @Test
    void whatACastToFloat32RoundsIsNoOutputAsItWas() {
        refused(
                model(ElementType.DOUBLE, ElementType.FLOAT)
                        .graph(graph -> graph.addOutput(Models.declared(ElementType.DOUBLE, "z")))
                        .node("Identity", "x", "z")
                        .node("Cast", "x", "y", to(ElementType.FLOAT)),
                "rounded to float32",
                "'z'");
    }

    @Test
    void whatFloat32HoldsIsUsedAsItWas() throws OnnxException {
        assertArrayEquals(
                new float[] {0, 0},
                model(ElementType.FLOAT)
                        .node("Cast", "x", "wide", to(ElementType.DOUBLE))
                        .node("Cast", "wide", "back", to(ElementType.FLOAT))
                        .node("Cast", "back", "again", to(ElementType.DOUBLE))
                        .node("Sub", "again wide", "d")
                        .node("Cast", "d", "y", to(ElementType.FLOAT))
                        .run(1, 0.1f, 3));
        assertArrayEquals(
                new float[] {0, 0},
                model(ElementType.INT16)
                        .node("Cast", "x", "s", to(ElementType.FLOAT))
                        .node("Cast", "s", "t", to(ElementType.INT32))
                        .node("Cast", "x", "w", to(ElementType.INT32))
                        .node("Equal", "t w", "e")
                        .node("Not", "e", "n")
                        .node("Cast", "n", "y", to(ElementType.INT16))
                        .run(1, 4, -5));
    }

    @Test
    void knownWholeNumbersThatAnOperatorIsNotComputedOfAreToldAsSuch() {
        Models model = Models.of(13, -1, 1)
                .constant(OnnxTensors.encode("c", new int[] {1, 4, 1, 1}, new long[] {1, 2, 3, 4}))
                .node("DepthToSpace", "c", "d", Models.whole("blocksize", 2))
                .node("Cast", "d", "f", Models.whole("to", 1))
                .node("Add", "x f", "y");
        Models.refused(model, "(DepthToSpace)", "known numbers of the type int64", "store what it makes as a constant");
    }
}
