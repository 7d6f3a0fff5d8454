package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.none;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators against outputs worked out by hand. */
class OnnxReaderTest {
    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    /** Checks one node on one example of six numbers. */
    private static void check(
            int opset,
            String operator,
            long[] extents,
            List<TensorProto> more,
            float[] expected,
            AttributeProto... attributes)
            throws OnnxException {
        float[] actual = single(opset, operator, extents, more, attributes).run(1, SIX);
        assertArrayEquals(expected, actual, 1e-5f, operator);
    }

    @Test
    void products() throws OnnxException {
        TensorProto matrix = floats("w", new int[] {3, 2}, 1, 0, 0, 1, 1, 1);
        TensorProto bias = floats("c", 10, 20);
        float[] x = {1, 2, 3};
        float[] gemm = single(13, "Gemm", extents(-1, 3), List.of(matrix, bias), real("alpha", 2), real("beta", 0.5f))
                .run(1, x);
        assertArrayEquals(numbers(8 + 5, 10 + 10), gemm);
        TensorProto turned = floats("w", new int[] {2, 3}, 1, 0, 1, 0, 1, 1);
        assertArrayEquals(
                numbers(4, 5),
                single(13, "Gemm", extents(-1, 3), List.of(turned), whole("transB", 1))
                        .run(1, x));
        check(13, "MatMul", extents(1, 2, 3), List.of(matrix), numbers(4, 5, 10, 11));
        check(13, "MatMul", extents(1, 2, 3), List.of(floats("w", 1, 1, 1)), numbers(6, 15));
        float[] left = Models.of(13, 1, 3, 2)
                .constant(turned)
                .node("MatMul", "w x", "y")
                .run(1, SIX);
        assertArrayEquals(numbers(6, 8, 8, 10), left);
    }

    @Test
    void arithmetic() throws OnnxException {
        check(13, "Add", extents(-1, 2, 3), List.of(floats("c", 10, 20, 30)), numbers(11, 22, 33, 14, 25, 36));
        check(13, "Sub", extents(1, 2, 3), List.of(floats("c", new int[] {1, 2, 1}, 1, 2)), numbers(0, 1, 2, 2, 3, 4));
        check(13, "Div", extents(1, 6), List.of(scalar("c", 2)), numbers(0.5f, 1, 1.5f, 2, 2.5f, 3));
        check(13, "Pow", extents(1, 6), List.of(scalar("c", 2)), numbers(1, 4, 9, 16, 25, 36));
        check(13, "Max", extents(1, 6), List.of(scalar("c", 3), scalar("d", 2)), numbers(3, 3, 3, 4, 5, 6));
        check(13, "Neg", extents(1, 6), List.of(), numbers(-1, -2, -3, -4, -5, -6));
        check(10, "Clip", extents(1, 6), List.of(), numbers(2, 2, 3, 4, 5, 5), real("min", 2), real("max", 5));
        check(13, "Clip", extents(1, 6), List.of(none(), scalar("high", 4)), numbers(1, 2, 3, 4, 4, 4));
        float[] x = {-1, 2};
        assertArrayEquals(
                numbers((float) Math.expm1(-1), 2),
                single(13, "Elu", extents(-1, 2), List.of()).run(1, x),
                1e-6f);
        assertArrayEquals(
                numbers(-0.25f, 2),
                single(13, "PRelu", extents(-1, 2), List.of(floats("slope", 0.25f, 9)))
                        .run(1, x));
    }

    @Test
    void windows() throws OnnxException {
        TensorProto ones = floats("w", new int[] {1, 1, 2, 2}, 1, 1, 1, 1);
        long[] image = extents(1, 1, 2, 3);
        check(13, "Conv", image, List.of(ones, floats("b", 1)), numbers(13, 17));
        check(13, "Conv", image, List.of(ones), numbers(12, 16, 9, 9, 11, 6), text("auto_pad", "SAME_UPPER"));
        check(13, "Conv", image, List.of(ones), numbers(1, 3, 5, 5, 12, 16), text("auto_pad", "SAME_LOWER"));
        check(
                13,
                "Conv",
                extents(1, 2, 3),
                List.of(floats("w", new int[] {2, 1, 2}, 1, 1, 1, -1)),
                numbers(3, 5, -1, -1),
                whole("group", 2));
        check(
                13,
                "ConvTranspose",
                extents(1, 1, 6),
                List.of(floats("w", new int[] {1, 1, 2}, 1, 2)),
                numbers(1, 4, 7, 10, 13, 16, 12));
        check(13, "MaxPool", image, List.of(), numbers(5, 6), list("kernel_shape", 2, 2));
        check(
                13,
                "MaxPool",
                image,
                List.of(),
                numbers(5, 6),
                list("kernel_shape", 2, 2),
                list("strides", 2, 2),
                whole("ceil_mode", 1));
        check(13, "AveragePool", image, List.of(), numbers(3, 4), list("kernel_shape", 2, 2));
        AttributeProto[] padded = {list("kernel_shape", 1, 2), list("pads", 0, 1, 0, 0)};
        check(13, "AveragePool", image, List.of(), numbers(1, 1.5f, 2.5f, 4, 4.5f, 5.5f), padded);
        check(
                13,
                "AveragePool",
                image,
                List.of(),
                numbers(0.5f, 1.5f, 2.5f, 2, 4.5f, 5.5f),
                padded[0],
                padded[1],
                whole("count_include_pad", 1));
        check(13, "GlobalAveragePool", extents(1, 2, 1, 3), List.of(), numbers(2, 5));
        check(13, "GlobalMaxPool", extents(1, 2, 1, 3), List.of(), numbers(3, 6));
        check(
                13,
                "BatchNormalization",
                extents(1, 2, 3),
                List.of(floats("s", 2, 1), floats("b", 1, 0), floats("m", 2, 5), floats("v", 1, 4)),
                numbers(-1, 1, 3, -0.5f, 0, 0.5f),
                real("epsilon", 0));
    }

    @Test
    void movement() throws OnnxException {
        long[] rows = extents(1, 2, 3);
        check(13, "Transpose", rows, List.of(), numbers(1, 4, 2, 5, 3, 6), list("perm", 0, 2, 1));
        check(9, "Slice", rows, List.of(), numbers(2, 5), list("starts", 1), list("ends", -1), list("axes", 2));
        check(
                13,
                "Slice",
                rows,
                List.of(integers("s", -1), integers("e", Long.MIN_VALUE), integers("a", 2), integers("t", -2)),
                numbers(3, 1, 6, 4));
        check(13, "Gather", rows, List.of(integers("i", 2, 0)), numbers(3, 1, 6, 4), whole("axis", 2));
        check(
                10,
                "Pad",
                rows,
                List.of(),
                numbers(9, 1, 2, 3, 9, 4, 5, 6),
                list("pads", 0, 0, 1, 0, 0, 0),
                real("value", 9));
        check(
                13,
                "Pad",
                rows,
                List.of(integers("p", 0, 0, 2, 0, 0, 0)),
                numbers(3, 2, 1, 2, 3, 6, 5, 4, 5, 6),
                text("mode", "reflect"));
        check(
                13,
                "Pad",
                rows,
                List.of(integers("p", 0, 0, -1, 0, 0, 1)),
                numbers(2, 3, 3, 5, 6, 6),
                text("mode", "edge"));
        check(13, "Tile", extents(1, 6), List.of(integers("r", 1, 2)), numbers(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6));
        assertArrayEquals(
                numbers(4, 5, 6, 1, 2, 3),
                Models.of(13, -1, 6)
                        .node("Split", "x", "a b", whole("axis", 1))
                        .node("Concat", "b a", "y", whole("axis", -1))
                        .run(1, SIX));
    }

    @Test
    void reductions() throws OnnxException {
        long[] rows = extents(1, 2, 3);
        check(13, "ReduceSum", rows, List.of(integers("a", 2)), numbers(6, 15));
        check(11, "ReduceMean", rows, List.of(), numbers(2.5f, 3.5f, 4.5f), list("axes", 1), whole("keepdims", 0));
        check(13, "ReduceMax", rows, List.of(), numbers(6), list("axes", 1, -1));
        check(13, "ReduceMin", rows, List.of(), numbers(1, 4), list("axes", 2));
        float e = (float) Math.exp(-3);
        check(
                13,
                "Softmax",
                rows,
                List.of(),
                numbers(e / (1 + e), e / (1 + e), e / (1 + e), 1 / (1 + e), 1 / (1 + e), 1 / (1 + e)),
                whole("axis", 1));
        double sum = 0;
        float[] all = new float[6];
        for (float x : SIX) {
            sum += Math.exp(x);
        }
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) (Math.exp(SIX[i]) / sum);
        }
        check(11, "Softmax", rows, List.of(), all, whole("axis", 1));
    }

    @Test
    void shapesThatExportersCompute() throws OnnxException {
        Graph graph = Onnx.read(Models.of(13, -1, 2, 3)
                .constant(integers("zero", 0))
                .constant(integers("rest", -1))
                .node("Shape", "x", "s")
                .node("Gather", "s zero", "n", whole("axis", 0))
                .node("Concat", "n rest", "t", whole("axis", 0))
                .node("Reshape", "x t", "y")
                .bytes());
        assertEquals(Shape.of(6), graph.output("y").shape());
        assertArrayEquals(
                new float[12],
                Models.of(13, -1, 6)
                        .constant(integers("zero", 0))
                        .constant(integers("six", 6))
                        .node("Shape", "x", "s")
                        .node("Gather", "s zero", "n")
                        .node("Concat", "n six", "t", whole("axis", 0))
                        .node("ConstantOfShape", "t", "z")
                        .node("Mul", "x z", "y")
                        .run(2, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6));
    }

    /** A state of zeros with the batch in the middle, as exporters make for recurrent layers. */
    @Test
    void aFilledShapeHasTheBatchWhereItStands() throws OnnxException {
        for (String shape : List.of("n one six", "one n six", "one six n")) {
            Models zeros = Models.of(13, -1, 6)
                    .constant(integers("zero", 0))
                    .constant(integers("one", 1))
                    .constant(integers("six", 6))
                    .node("Shape", "x", "s")
                    .node("Gather", "s zero", "n")
                    .node("Concat", shape, "t", whole("axis", 0))
                    .node("ConstantOfShape", "t", "z");
            long batch = List.of(shape.split(" ")).indexOf("n");
            float[] y = zeros.node("Transpose", "z", "first", list("perm", order(batch)))
                    .node("Reshape", "first flat", "rows")
                    .constant(integers("flat", -1, 6))
                    .node("Sub", "x rows", "y")
                    .run(2, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7}, y, shape);
        }
    }

    /** The batch to the front. */
    private static long[] order(long batch) {
        return batch == 0 ? new long[] {0, 1, 2} : batch == 1 ? new long[] {1, 0, 2} : new long[] {2, 0, 1};
    }

    /** Models of one benchmark by their files' names, how many of them there are, and how many numbers they take and give. */
    private record Family(String names, int count, int inputs, int outputs) {
        boolean has(Path file) {
            return file.toString().replace('\\', '/').matches(".*/" + names + "\\.onnx\\.gz");
        }
    }

    private static final List<Family> FAMILIES = List.of(
            new Family("acasxu/onnx/.*", 45, 5, 5),
            new Family("collins_rul_cnn/onnx/.*_window_20", 2, 400, 1),
            new Family("collins_rul_cnn/onnx/.*_window_40", 1, 800, 1),
            new Family("mnist_fc/onnx/.*", 3, 784, 10),
            new Family("oval21/onnx/.*", 3, 3072, 10),
            new Family("rl_benchmarks/onnx/cartpole", 1, 4, 2),
            new Family("rl_benchmarks/onnx/dubinsrejoin", 1, 8, 8),
            new Family("rl_benchmarks/onnx/lunarlander", 1, 8, 4),
            new Family("sri_resnet_a/onnx/.*", 1, 3072, 10),
            // The four of a size differ in their weights alone, and the larger are gigabytes, which the bench reads.
            new Family("tllverifybench/onnx/.*_N=M=(8|16|24|32|40)_.*_0", 5, 2, 1));

    private static int size(Map<String, Value> values) {
        return values.values().stream().mapToInt(value -> value.shape().size()).sum();
    }

    @Test
    void everyBenchmarkModelLoads() throws Exception {
        Path folder = Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");
        if (!Files.isDirectory(folder)) {
            System.out.println("skipped: there are no benchmark models in " + folder);
        }
        assumeTrue(Files.isDirectory(folder));
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(path -> path.toString().endsWith(".onnx.gz")).toList();
        }
        for (Path file : files) {
            assertTrue(
                    file.toString().contains("tllverifybench")
                            || FAMILIES.stream().anyMatch(family -> family.has(file)),
                    () -> file + " is of no family");
        }
        for (Family family : FAMILIES) {
            List<Path> models = files.stream().filter(family::has).toList();
            assertEquals(family.count(), models.size(), family::toString);
            for (Path model : models) {
                Graph graph = Onnx.read(model);
                assertEquals(family.inputs(), size(graph.inputs()), () -> "inputs of " + model);
                assertEquals(family.outputs(), size(graph.outputs()), () -> "outputs of " + model);
            }
        }
    }
}
