package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write opens in ONNX Runtime with the same outputs, and reads back with the same outputs. */
class OnnxWriterTest {
    private static final int BATCH = 3;
    private static final Random RANDOM = new Random(7);

    private enum Net {
        DENSE(
                Shape.of(6),
                x -> x.dense(random(x, 5, 6)).plus(random(x, 5)).relu().dense(random(x, 2, 5))),
        DENSE_TRANSPOSED(Shape.of(6), x -> x.denseTransposed(random(x, 6, 4)).plus(random(x, 4))),
        DENSE_OF_ROWS(
                Shape.of(3, 6), x -> x.dense(random(x, 5, 6)).plus(random(x, 5)).denseTransposed(random(x, 5, 2))),
        CONVOLUTION(
                Shape.of(2, 7, 6),
                x -> x.convolve(
                                random(x, 4, 1, 3, 2),
                                Window.of(3, 2).stride(2, 1).padding(1, 0, 1, 1),
                                2)
                        .plus(random(x, 4, 1, 1))
                        .relu()),
        CONVOLUTION_OF_MANY(Shape.of(2, 3, 5, 5), x -> x.convolve(random(x, 4, 3, 3, 3), Window.of(3, 3), 1)),
        CONVOLUTION_TRANSPOSED(
                Shape.of(4, 3, 3),
                x -> x.convolveTransposed(
                        random(x, 4, 2, 3, 3),
                        new Convolution(
                                2, 8, 7, 4, 1, Window.of(3, 3).stride(2, 2).padding(0, 0, 0, 0)))),
        POOL(Shape.of(2, 6, 6), x -> x.maxPool(Window.of(2, 3).stride(2, 2).padding(0, 1, 0, 1))),
        SOFTMAX(Shape.of(3, 4), x -> x.softmax(0).plus(x.logSoftmax(1))),
        POINTWISE(
                Shape.of(5),
                x -> x.absolute()
                        .plus(1)
                        .logarithm()
                        .plus(x.sigmoid())
                        .plus(x.tanh().exponential())
                        .plus(x.exponentialMinusOne())
                        .plus(x.softplus())
                        .plus(x.sine().times(x.cosine()))
                        .plus(x.leakyRelu(0.1f))
                        .plus(x.clip(-0.5f, 0.25f))
                        .plus(x.power(2).plus(0.5f).squareRoot().reciprocal())
                        .plus(x.scale(3).floor())
                        .plus(x.step())
                        .plus(x.sign())
                        .plus(x.negate())),
        MOVEMENT(
                Shape.of(2, 3, 4),
                x -> x.trace()
                        .concatenate(
                                1,
                                List.of(
                                        x.transpose(0, 2, 1).slice(1, 1, 2),
                                        x.pad(1, 1, 2).slice(2, 0, 3).gather(1, List.of(5, 1, 1)),
                                        x.sum(1).reshape(Shape.of(2, 1, 4)).slice(2, 0, 3)))),
        REPEAT(Shape.of(3), x -> random(x, 2, 3).repeatBatch().plus(x).reshape(Shape.of(6))),
        EXTREMES(
                Shape.of(4),
                x -> x.max(random(x, 4)).min(x.scale(2)).minus(x.filled(0.5f)).maximum(0)),
        MATRICES(Shape.of(2, 3, 3), x -> x.matMul(x).matMul(random(x, 2, 3, 4))),
        BATCH(Shape.of(3), x -> x.minus(x.batchSum().over(x.trace().batchSize()))),
        IDENTITY(Shape.of(3), x -> x);

        private final Shape shape;
        private final UnaryOperator<Value> function;

        Net(Shape shape, UnaryOperator<Value> function) {
            this.shape = shape;
            this.function = function;
        }
    }

    private static Value random(Value x, int... extents) {
        return x.trace().constant(numbers(Shape.of(extents)));
    }

    private static Tensor numbers(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) RANDOM.nextGaussian();
        }
        return tensor;
    }

    @ParameterizedTest
    @EnumSource
    void opensInOnnxRuntimeWithTheSameOutputs(Net net) throws Exception {
        Trace trace = new Trace();
        Graph graph = trace.graph("y", net.function.apply(trace.input("x", net.shape)));
        byte[] model = Onnx.write(graph);
        try (OnnxRuntime peer = new OnnxRuntime(model)) {
            Map<String, Tensor> inputs = Map.of("x", numbers(net.shape.insert(0, BATCH)));
            assertClose(OnnxParity.compare(graph, peer, BATCH, inputs));
            // These mix the batch with other axes on the way, which the reader refuses.
            if (net != Net.BATCH && net != Net.CONVOLUTION_OF_MANY) {
                assertClose(OnnxParity.compare(Onnx.read(model), peer, BATCH, inputs));
            }
        }
    }

    private static void assertClose(OnnxParity.Comparison comparison) {
        assertTrue(comparison.relative() <= OnnxParity.CLOSE, comparison::toString);
    }
}
