package io.jaspis.bench.suites;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.OnnxContender;
import io.jaspis.bench.peers.OnnxModel;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Product.Form;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Products of two matrices that both change from run to run ({@code product}), and of inputs with constant weights
 * {@code [out, in]} ({@code dense}), which each side may pack ahead.
 */
final class DenseProducts {
    private static final int[] SQUARES = {64, 128, 256, 512, 1024, 2048};

    /** What only a device does in good time. */
    private static final int[] LARGE_SQUARES = {4096, 8192};

    /** Rows, inputs and outputs of the networks' layers. */
    private static final int[][] LAYERS = {
        {32, 784, 512},
        {1, 784, 256},
        {1, 256, 256},
        {1, 256, 10},
        {1, 2048, 512},
        {1, 512, 10},
        {1, 1024, 1024},
        {1, 4096, 1024},
        {16, 784, 256},
        {16, 256, 256},
        {16, 256, 10},
        {16, 2048, 512},
        {16, 512, 10},
        {128, 784, 256},
        {128, 256, 256},
        {128, 256, 10},
        {128, 2048, 512},
        {128, 512, 10}
    };

    private DenseProducts() {}

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        for (Form form : Form.values()) {
            for (int size : squares(lineup)) {
                cases.add(product(lineup, form, size, size, size));
            }
            cases.add(product(lineup, form, 32, 512, 784));
            cases.add(product(lineup, form, 1, 1024, 1024));
        }
        for (int size : squares(lineup)) {
            cases.add(dense(lineup, size, size, size));
        }
        for (int[] layer : LAYERS) {
            if (!lineup.quick() || layer[0] < 128) {
                cases.add(dense(lineup, layer[0], layer[1], layer[2]));
            }
        }
        return cases;
    }

    private static int[] squares(Lineup lineup) {
        IntStream sizes = IntStream.of(SQUARES).filter(size -> !lineup.quick() || size <= 128);
        return lineup.onDevice() && !lineup.quick()
                ? IntStream.concat(sizes, IntStream.of(LARGE_SQUARES)).toArray()
                : sizes.toArray();
    }

    private static String shape(int rows, int depth, int columns) {
        return rows + "×" + depth + "·" + depth + "×" + columns;
    }

    private static Case product(Lineup lineup, Form form, int rows, int columns, int depth) {
        boolean transposeA = form == Form.TN;
        boolean transposeB = form == Form.NT;
        int[] shapeA = transposeA ? new int[] {depth, rows} : new int[] {rows, depth};
        int[] shapeB = transposeB ? new int[] {columns, depth} : new int[] {depth, columns};
        return Case.of(
                        "product " + form + " " + shape(rows, depth, columns),
                        lineup.threads(),
                        Work.product(rows, columns, depth))
                .entering(lineup.jaspis(on -> ours(on, Product.of(form, rows, columns, depth))))
                .peer(Case.ONNX_RUNTIME, () -> {
                    OnnxModel model = new OnnxModel()
                            .input("a", shapeA)
                            .input("b", shapeB)
                            .output("c", rows, columns);
                    if (form == Form.NN) {
                        model.node("MatMul", List.of("a", "b"), "c");
                    } else {
                        model.node(
                                "Gemm",
                                List.of("a", "b"),
                                "c",
                                OnnxModel.attribute("transA", transposeA ? 1 : 0),
                                OnnxModel.attribute("transB", transposeB ? 1 : 0));
                    }
                    return new OnnxContender(
                            model,
                            lineup.threads(),
                            Map.of("a", Operands.normal(1, rows * depth), "b", Operands.normal(2, depth * columns)));
                })
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    NDArray a = torch.array(Operands.normal(1, rows * depth), shapeA);
                    NDArray b = torch.array(Operands.normal(2, depth * columns), shapeB);
                    // A transposed view: PyTorch hands the strides on to its product.
                    NDArray left = transposeA ? a.transpose() : a;
                    NDArray right = transposeB ? b.transpose() : b;
                    return new TorchContender(torch, () -> left.matMul(right));
                });
    }

    private static Contender ours(Lineup lineup, Product product) {
        float[] a = Operands.normal(1, product.rows() * product.depth());
        float[] b = Operands.normal(2, product.depth() * product.columns());
        return lineup.onDevice() ? planned(lineup, product, a, b) : direct(lineup, product, a, b);
    }

    /** A device runs nothing but plans. */
    private static Contender planned(Lineup lineup, Product product, float[] a, float[] b) {
        Trace trace = new Trace();
        int rows = product.rows();
        int columns = product.columns();
        int depth = product.depth();
        Value c = switch (product.form()) {
            case NN ->
                trace.input("a", Shape.of(depth))
                        .denseTransposed(trace.input("b", Type.shared(Shape.of(depth, columns))));
            case NT -> trace.input("a", Shape.of(depth)).dense(trace.input("b", Type.shared(Shape.of(columns, depth))));
            case TN -> trace.input("a", Shape.of(rows)).denseWeight(trace.input("b", Shape.of(columns)));
        };
        int batch = product.form() == Form.TN ? depth : rows;
        return new PlanContender(lineup, trace.graph("c", c), batch, Map.of("a", a, "b", b), "c");
    }

    private static Contender direct(Lineup lineup, Product product, float[] a, float[] b) {
        Lineup.Engine engine = lineup.engine();
        float[] c = new float[product.rows() * product.columns()];
        return new Contender() {
            @Override
            public void run() {
                Providers.best().products().multiply(engine.workers(), product, a, 0, b, 0, c, 0);
            }

            @Override
            public float[] result() {
                return c.clone();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private static Case dense(Lineup lineup, int rows, int inputs, int outputs) {
        return Case.of("dense " + shape(rows, inputs, outputs), lineup.threads(), Work.product(rows, outputs, inputs))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    var weights =
                            trace.constant(Tensor.of(Shape.of(outputs, inputs), Operands.normal(2, outputs * inputs)));
                    Graph graph =
                            trace.graph("y", trace.input("x", Shape.of(inputs)).dense(weights));
                    return new PlanContender(on, graph, rows, Map.of("x", Operands.normal(1, rows * inputs)), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", rows, inputs)
                                        .constant("w", Operands.normal(2, outputs * inputs), outputs, inputs)
                                        .output("y", rows, outputs)
                                        .node("Gemm", List.of("x", "w"), "y", OnnxModel.attribute("transB", 1)),
                                lineup.threads(),
                                Map.of("x", Operands.normal(1, rows * inputs))))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray x = torch.array(Operands.normal(1, rows * inputs), rows, inputs);
                    PtNDArray w = torch.array(Operands.normal(2, outputs * inputs), outputs, inputs);
                    return new TorchContender(torch, () -> JniUtils.linear(x, w, null));
                });
    }
}
