package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the batch is: on the first axis, elsewhere on the way, or nowhere. */
class BatchAxisTest {
    private static final TensorProto MATRIX = floats("w", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);

    @Test
    void theBatchMayMoveAndComeBack() throws OnnxException {
        // (x + [[1], [2]] over [2, batch])ᵀ
        Models model = Models.of(13, -1, 2)
                .constant(floats("c", new int[] {2, 1}, 1, 2))
                .node("Transpose", "x", "t", list("perm", 1, 0))
                .node("Add", "t c", "s")
                .node("Transpose", "s", "y", list("perm", 1, 0));
        assertArrayEquals(new float[] {11, 22, 31, 42}, model.run(2, 10, 20, 30, 40));
    }

    @Test
    void weightsMayStandOnTheLeftOfTheBatch() throws OnnxException {
        Models model = Models.of(13, -1, 3)
                .constant(MATRIX)
                .node("Transpose", "x", "t", list("perm", 1, 0))
                .node("MatMul", "w t", "m")
                .node("Transpose", "m", "y", list("perm", 1, 0));
        assertArrayEquals(new float[] {1, 4, 5, 11}, model.run(2, 1, 0, 0, 0, 1, 1));
    }

    /** As PyTorch's multi-head attention reshapes [sequence, batch, heads · width]. */
    @Test
    void headsMayBeSplitOffTheBatch() throws OnnxException {
        Models model = Models.of(13, -1, 2, 4)
                .constant(integers("heads", 2, -1, 2))
                .constant(integers("back", 2, -1, 4))
                .node("Transpose", "x", "s", list("perm", 1, 0, 2))
                .node("Reshape", "s heads", "h")
                .node("Transpose", "h", "q", list("perm", 1, 0, 2))
                .node("Transpose", "q", "k", list("perm", 0, 2, 1))
                .node("MatMul", "q k", "a")
                .node("MatMul", "a q", "o")
                .node("Transpose", "o", "t", list("perm", 1, 0, 2))
                .node("Reshape", "t back", "r")
                .node("Transpose", "r", "y", list("perm", 1, 0, 2));
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] both = model.run(2, 1, 2, 3, 4, 5, 6, 7, 8, -1, 0, 2, 1, 0, 3, 1, 1);
        float[] alone = model.run(1, x);
        // Head 0 of example 0: q = [[1, 2], [5, 6]], q·qᵀ·q.
        assertEquals(5 * 1 + 17 * 5, alone[0]);
        assertEquals(5 * 2 + 17 * 6, alone[1]);
        for (int i = 0; i < alone.length; i++) {
            assertEquals(alone[i], both[i]);
        }
    }

    @Test
    void aModelWithoutBatchIsReadAsOneExample() throws OnnxException {
        Graph graph = Onnx.read(
                Models.of(13, 3).constant(MATRIX).node("MatMul", "w x", "y").bytes());
        assertEquals(Shape.of(3), graph.input("x").shape());
        assertEquals(Shape.of(2), graph.output("y").shape());
        assertArrayEquals(new float[] {6, 15, 1, 4}, Models.run(graph, 2, 1, 1, 1, 1, 0, 0));
    }

    @Test
    void aBatchOfOneThatIsDroppedIsOneExample() throws OnnxException {
        Graph graph = Onnx.read(Models.of(13, 1, 2, 2)
                .constant(integers("all", 4))
                .node("Reshape", "x all", "y")
                .bytes());
        assertEquals(Shape.of(2, 2), graph.input("x").shape());
        assertArrayEquals(new float[] {1, 2, 3, 4}, Models.run(graph, 1, 1, 2, 3, 4));
    }

    @Test
    void anOpenBatchStaysApart() {
        for (Models model : List.of(
                Models.of(13, -1, 2).constant(integers("a", 0)).node("ReduceSum", "x a", "y"),
                Models.of(13, -1, 2).node("MatMul", "x t", "y").node("Transpose", "x", "t", list("perm", 1, 0)),
                Models.of(13, -1, 2)
                        .node("Transpose", "x", "t", list("perm", 1, 0))
                        .node("Softmax", "t", "y"),
                Models.of(13, -1, 2).node("Concat", "x x", "y", whole("axis", 0)))) {
            assertThrows(OnnxException.class, () -> Onnx.read(model.bytes()));
        }
    }

    /** Whether the batch has as many examples as a constant says, times x. */
    private static Models ofBatch(long batch, long size) {
        return Models.of(13, batch, 2)
                .constant(integers("size", size))
                .constant(integers("first", 0))
                .node("Shape", "x", "s")
                .node("Gather", "s first", "n")
                .node("Equal", "n size", "e")
                .node("Cast", "e", "f", whole("to", 1))
                .node("Mul", "x f", "y");
    }

    @Test
    void whatTheSizeOfTheBatchDecidesIsRefused() throws OnnxException {
        for (long size : new long[] {1, 2, 100}) {
            String message = assertThrows(
                            OnnxException.class,
                            () -> Onnx.read(ofBatch(-1, size).bytes()))
                    .getMessage();
            assertTrue(message.contains("size of the batch"), message);
        }
        assertArrayEquals(new float[] {3, 4}, ofBatch(1, 1).run(1, 3, 4));
    }

    /** Exporters ask an extent whether it is −1 before they expand to it. */
    @Test
    void noBatchHasLessThanOneExample() throws OnnxException {
        for (long size : new long[] {-1, 0}) {
            assertArrayEquals(new float[] {0, 0, 0, 0}, ofBatch(-1, size).run(2, 3, 4, 5, 6));
        }
    }

    @Test
    void sizesThatGrowWithTheBatchMayBeAlikeInEveryBatch() throws OnnxException {
        Models model = Models.of(13, -1, 2)
                .node("Shape", "x", "s")
                .node("Equal", "s s", "e")
                .node("Cast", "e", "f", whole("to", 1))
                .node("Mul", "x f", "y");
        assertArrayEquals(new float[] {3, 4, 5, 6}, model.run(2, 3, 4, 5, 6));
    }

    @Test
    void sizesThatFixTheBatchSaySo() throws OnnxException {
        byte[] resized = Models.of(13, -1, 1, 1, 2)
                .constant(integers("sizes", 2, 1, 1, 4))
                .node("Resize", "x   sizes", "y", text("mode", "nearest"))
                .bytes();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(resized)).getMessage();
        assertTrue(message.contains("sizes fix the batch at 2"), message);
        assertTrue(message.contains("--shape"), message);
        Graph fixed = Onnx.read(resized, Reading.PLAIN.shape("x", 2, 1, 1, 2));
        assertEquals(Shape.of(1, 1, 4), fixed.output("y").shape());
    }

    @Test
    void noShapeHasMoreThanTheBatch() {
        byte[] model = Models.of(13, -1, 2)
                .constant(integers("first", 0))
                .constant(integers("one", 1))
                .constant(integers("two", 2))
                .node("Shape", "x", "s")
                .node("Gather", "s first", "n")
                .node("Add", "n one", "m")
                .node("Concat", "m two", "t", whole("axis", 0))
                .node("Expand", "x t", "y")
                .bytes();
        assertThrows(OnnxException.class, () -> Onnx.read(model));
    }

    @Test
    void anOutputThatIsAnInputHasItsBatchInFront() {
        Models model = Models.of(13, -1, 2)
                .input("b", 2, -1)
                .node("Relu", "x", "y")
                .graph(graph -> graph.addOutput(Models.declared(ElementType.FLOAT, "b", 2, -1)));
        String message = assertThrows(OnnxException.class, () -> Onnx.read(model.bytes()))
                .getMessage();
        assertTrue(message.contains("the output 'b' would have the batch on axis 1"), message);
    }

    @Test
    void anAxisOfNoElementsIsNotOpen() throws OnnxException {
        byte[] model = Models.of(13, -1, 0).node("Relu", "x", "y").bytes();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        assertTrue(message.contains("axis 1 of the input 'x' has 0 elements"), message);
        Graph meant = Onnx.read(model, Reading.PLAIN.shape("x", 0, 3));
        assertEquals(Shape.of(3), meant.input("x").shape());
    }

    @Test
    void openAxesAreFixedByAShape() throws OnnxException {
        byte[] model = Models.of(13, -1, -1).node("Relu", "x", "y").bytes();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        assertTrue(message.contains("--shape x=1x?"), message);
        Graph open = Onnx.read(model, Reading.PLAIN.shape("x", 0, 3));
        assertEquals(Shape.of(3), open.input("x").shape());
        assertThrows(OnnxException.class, () -> Onnx.read(model, Reading.PLAIN.shape("z", 1, 3)));
        byte[] reduced = Models.of(13, -1, 2)
                .node("ReduceSum", "x", "y", whole("keepdims", 0))
                .bytes();
        Graph one = Onnx.read(reduced, Reading.PLAIN.shape("x", 1, 2));
        assertArrayEquals(new float[] {5}, Models.run(one, 1, 2, 3));
    }

    @Test
    void aSingleNumberIsNoneOfEachExample() throws OnnxException {
        byte[] model = Models.of(13, -1, 2).input("z").node("Mul", "x z", "y").bytes();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        assertTrue(message.contains("'z' is a single number"), message);
        assertTrue(message.contains("--input z=FILE.npy"), message);
        Graph given = Onnx.read(model, Reading.PLAIN.input("z", new Reading.Array(new int[0], new double[] {3})));
        assertArrayEquals(new float[] {6, 12}, Models.run(given, 1, 2, 4));
        Graph whole =
                Onnx.read(Models.of(13, 2).input("z").node("Mul", "x z", "y").bytes());
        assertEquals(Shape.of(), whole.input("z").shape());
    }

    @Test
    void allObstaclesAreToldAtOnce() {
        byte[] model = Models.of(13, -1, 2)
                .node("NoSuch", "x", "a")
                .node("Softmax", "x", "b", whole("axis", 0))
                .node("Add", "a b", "c")
                .node("Neither", "c", "y")
                .bytes();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        for (String word : List.of("3 reasons", "(NoSuch)", "(Softmax)", "(Neither)")) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void outputsThatAreNoScoresAreLeftOut() throws OnnxException {
        Models model = Models.of(13, -1, 2)
                .constant(floats("k", 1, 2))
                .node("Relu", "x", "y")
                .node("Identity", "k", "constant")
                .node("NoSuch", "x", "label")
                .graph(graph -> graph.addOutput(Models.declared(ElementType.FLOAT, "constant", 2))
                        .addOutput(Models.declared(ElementType.INT64, "label", -1)));
        Graph graph = Onnx.read(model.bytes());
        assertEquals("y", graph.onlyOutput());
        Graph constant = Onnx.read(model.bytes(), Reading.PLAIN.outputs(List.of("constant")));
        assertEquals("constant", constant.onlyOutput());
        assertThrows(OnnxException.class, () -> Onnx.read(model.bytes(), Reading.PLAIN.outputs(List.of("z"))));
    }

    /** Of what is the same for all examples each one gets its own, be it of whole numbers. */
    @Test
    void constantsAreRepeatedByTheBatch() throws OnnxException {
        for (String operator : List.of("Tile", "Expand")) {
            for (TensorProto constant : List.of(
                    floats("c", new int[] {1, 2}, 10, 20),
                    OnnxTensors.encode("c", new int[] {1, 2}, new long[] {10, 20}))) {
                Models model = repeated(constant, 1)
                        .node(operator, "c r", "t")
                        .node("Cast", "t", "f", whole("to", 1))
                        .node("Add", "x f", "y");
                assertArrayEquals(new float[] {11, 22, 13, 24}, model.run(2, 1, 2, 3, 4), operator);
            }
        }
        Models wide = repeated(floats("c", new int[] {1, 1}, 10), 2)
                .node("Tile", "c r", "t")
                .node("Add", "x t", "y");
        assertArrayEquals(new float[] {11, 12, 13, 14}, wide.run(2, 1, 2, 3, 4));
    }

    @Test
    void aShapeOfAMultipleOfTheBatchIsRefused() {
        Models tripled = repeated(floats("c", new int[] {1, 1}, 10), 2)
                .constant(integers("three", 3, 1))
                .node("Mul", "r three", "m")
                .node("Expand", "c m", "t")
                .node("Add", "x t", "y");
        Models.refused(tripled, "(Expand)", "axis 0 of the shape would be a multiple of the batch");
    }

    @Test
    void theBatchIsRepeatedByNothing() {
        Models again = repeated(floats("c", 0), 1).node("Tile", "x r", "y");
        Models.refused(again, "(Tile)", "it would repeat the batch");
    }

    /** A model with repeats {@code r}, of the batch and this number. */
    private static Models repeated(TensorProto constant, long second) {
        return Models.of(13, -1, 2)
                .constant(constant)
                .constant(integers("second", second))
                .constant(integers("first", 0))
                .node("Shape", "x", "s")
                .node("Gather", "s first", "n")
                .node("Concat", "n second", "r", whole("axis", 0));
    }

    /** As PyTorch's multi-head attention joins the sequence with the batch: an example's elements are apart there. */
    @Test
    void whatJoinsOtherAxesWithTheBatchIsReadOfOneExample() throws OnnxException {
        byte[] model = Models.of(13, -1, 2, 2)
                .constant(integers("joined", -1, 2))
                .constant(integers("apart", 2, -1, 2))
                .node("Transpose", "x", "s", list("perm", 1, 0, 2))
                .node("Reshape", "s joined", "j")
                .node("Relu", "j", "r")
                .node("Reshape", "r apart", "a")
                .node("Transpose", "a", "y", list("perm", 1, 0, 2))
                .bytes();
        Models.refused(model, "(Reshape)", "from one example to another", "--shape");
        Graph one = Onnx.read(model, Reading.PLAIN.shape("x", 1, 2, 2));
        assertArrayEquals(new float[] {1, 0, 3, 0}, Models.run(one, 1, 1, -2, 3, -4));
    }
}
