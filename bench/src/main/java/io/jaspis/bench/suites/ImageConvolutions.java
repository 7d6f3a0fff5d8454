package io.jaspis.bench.suites;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.OnnxContender;
import io.jaspis.bench.peers.OnnxModel;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutions on images of 32 × 32 with constant weights, and their gradients in the image and in the weights. */
final class ImageConvolutions {
    private static final int SIZE = 32;
    private static final int[][] CHANNELS = {{3, 32}, {32, 64}, {64, 128}};

    private ImageConvolutions() {}

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        Window same = Window.of(3, 3).padding(1, 1, 1, 1);
        Window half = Window.of(4, 4).stride(2, 2).padding(1, 1, 1, 1);
        for (int batch : lineup.quick() ? new int[] {1} : new int[] {1, 64}) {
            for (Window window : List.of(same, half)) {
                for (int[] channels : CHANNELS) {
                    Convolution shape = new Convolution(channels[0], SIZE, SIZE, channels[1], 1, window);
                    cases.add(forward(lineup, shape, batch));
                    cases.add(inputGradient(lineup, shape, batch));
                    cases.add(weightGradient(lineup, shape, batch));
                }
            }
        }
        return cases;
    }

    private static Case begin(String group, Lineup lineup, Convolution shape, int batch) {
        double operations = 2.0 * batch * shape.outputSize() * shape.depth();
        double bytes = 4.0 * ((double) batch * (shape.inputSize() + shape.outputSize()) + shape.weightSize());
        Window window = shape.window();
        String name = "%s %d×%d%s %d→%d batch %d"
                .formatted(
                        group,
                        window.kernelHeight(),
                        window.kernelWidth(),
                        window.strideHeight() == 1 ? "" : " stride " + window.strideHeight(),
                        shape.inputChannels(),
                        shape.outputChannels(),
                        batch);
        return Case.of(name, lineup.threads(), new Work(operations, bytes));
    }

    private static Shape image(Convolution shape) {
        return Shape.of(shape.inputChannels(), shape.height(), shape.width());
    }

    private static Shape result(Convolution shape) {
        return Shape.of(shape.outputChannels(), shape.outputHeight(), shape.outputWidth());
    }

    private static int[] weights(Convolution shape) {
        return new int[] {
            shape.outputChannels(),
            shape.inputChannels(),
            shape.window().kernelHeight(),
            shape.window().kernelWidth()
        };
    }

    private static int[] batched(int batch, Shape shape) {
        return shape.insert(0, batch).extents();
    }

    private static float[] x(Convolution shape, int batch) {
        return Operands.normal(1, batch * shape.inputSize());
    }

    private static float[] w(Convolution shape) {
        return Operands.normal(2, shape.weightSize());
    }

    private static float[] g(Convolution shape, int batch) {
        return Operands.normal(3, batch * shape.outputSize());
    }

    private static Case forward(Lineup lineup, Convolution shape, int batch) {
        Window window = shape.window();
        return begin("conv", lineup, shape, batch)
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value weights = trace.constant(Tensor.of(Shape.of(weights(shape)), w(shape)));
                    Graph graph =
                            trace.graph("y", trace.input("x", image(shape)).convolve(weights, shape));
                    return new PlanContender(on, graph, batch, Map.of("x", x(shape, batch)), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", batched(batch, image(shape)))
                                        .constant("w", w(shape), weights(shape))
                                        .output("y", batched(batch, result(shape)))
                                        .node(
                                                "Conv",
                                                List.of("x", "w"),
                                                "y",
                                                OnnxModel.attributes(
                                                        "strides", window.strideHeight(), window.strideWidth()),
                                                OnnxModel.attributes(
                                                        "pads",
                                                        window.padTop(),
                                                        window.padLeft(),
                                                        window.padBottom(),
                                                        window.padRight())),
                                lineup.threads(),
                                Map.of("x", x(shape, batch))))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray x = torch.array(x(shape, batch), batched(batch, image(shape)));
                    PtNDArray w = torch.array(w(shape), weights(shape));
                    return new TorchContender(torch, () -> convolve(x, w, window));
                });
    }

    private static PtNDArray convolve(PtNDArray x, PtNDArray w, Window window) {
        return JniUtils.convolution(
                x,
                w,
                null,
                new ai.djl.ndarray.types.Shape(window.strideHeight(), window.strideWidth()),
                new ai.djl.ndarray.types.Shape(window.padTop(), window.padLeft()),
                new ai.djl.ndarray.types.Shape(1, 1),
                1);
    }

    private static Case inputGradient(Lineup lineup, Convolution shape, int batch) {
        return begin("convInputGradient", lineup, shape, batch)
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value weights = trace.constant(Tensor.of(Shape.of(weights(shape)), w(shape)));
                    Graph graph =
                            trace.graph("dx", trace.input("g", result(shape)).convolveTransposed(weights, shape));
                    return new PlanContender(on, graph, batch, Map.of("g", g(shape, batch)), "dx");
                }))
                .peer(Case.PYTORCH, () -> backward(lineup, shape, batch, false));
    }

    private static Case weightGradient(Lineup lineup, Convolution shape, int batch) {
        return begin("convWeightGradient", lineup, shape, batch)
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value x = trace.input("x", image(shape));
                    Value dw = x.convolveWeight(trace.input("g", result(shape)), shape);
                    return new PlanContender(
                            on, trace.graph("dw", dw), batch, Map.of("x", x(shape, batch), "g", g(shape, batch)), "dw");
                }))
                .peer(Case.PYTORCH, () -> backward(lineup, shape, batch, true));
    }

    /**
     * The backward pass alone: the forward one was recorded once. PyTorch adds to the gradient that is there, so each
     * run has that one addition more than ours; the result is the gradient of the first run after it was set to zero.
     */
    private static TorchContender backward(Lineup lineup, Convolution shape, int batch, boolean ofWeights) {
        Torch torch = new Torch(lineup.threads());
        PtNDArray x = torch.array(x(shape, batch), batched(batch, image(shape)));
        PtNDArray w = torch.array(w(shape), weights(shape));
        PtNDArray g = torch.array(g(shape, batch), batched(batch, result(shape)));
        PtNDArray source = ofWeights ? w : x;
        source.setRequiresGradient(true);
        PtNDArray y = Torch.recording(() -> convolve(x, w, shape.window()));
        return new TorchContender(
                torch,
                () -> {
                    JniUtils.backward(y, g, true, false);
                    return null;
                },
                () -> {
                    JniUtils.zeroGrad(source);
                    JniUtils.backward(y, g, true, false);
                    try (PtNDArray gradient = JniUtils.getGradient(source)) {
                        return gradient.toFloatArray();
                    }
                });
    }
}
