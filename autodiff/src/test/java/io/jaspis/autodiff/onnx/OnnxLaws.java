package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Writing and reading a graph changes nothing. */
class OnnxLaws {
    private static final int BATCH = 2;

    @Property(tries = 200)
    @Label("read ∘ write = identity: a random graph and its copy have the same outputs")
    void readAfterWriteIsTheIdentity(@ForAll long seed) throws OnnxException {
        Random random = new Random(seed);
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 4, 3));
        Value y = x;
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            y = grown(y, random);
        }
        Graph graph = trace.graph("y", y);
        Graph copy = Onnx.read(Onnx.write(graph));
        assertEquals(graph.output("y").type(), copy.output("y").type());
        float[] points = numbers(Shape.of(BATCH, x.shape().size()), random).data();
        float[] expected = Models.run(graph, BATCH, points);
        float scale = 0;
        for (float number : expected) {
            scale = Math.max(scale, Math.abs(number));
        }
        // Both run the same operations but for how a bias is added: a few roundings, here amplified by few steps.
        assertArrayEquals(expected, Models.run(copy, BATCH, points), 1e-5f * scale);
    }

    @Property(tries = 50)
    @Label("write ∘ read ∘ write = write, but for names")
    void aSecondCopyHasAsManyNodes(@ForAll long seed) throws OnnxException {
        Random random = new Random(seed);
        Trace trace = new Trace();
        Value y = trace.input("x", Shape.of(2, 4, 3));
        for (int i = 0; i < 4; i++) {
            y = grown(y, random);
        }
        Graph once = Onnx.read(Onnx.write(trace.graph("y", y)));
        Graph twice = Onnx.read(Onnx.write(once));
        assertEquals(once.values().size(), twice.values().size());
    }

    /** One more random operation; the result keeps its size small and its numbers of moderate size. */
    private static Value grown(Value x, Random random) {
        int rank = x.shape().rank();
        int axis = random.nextInt(rank);
        int extent = x.shape().extent(axis);
        return switch (random.nextInt(18)) {
            case 0 -> x.relu().minus(x.scale(0.3f));
            case 1 -> x.tanh().plus(0.25f);
            case 2 -> x.softmax(axis).plus(x);
            case 3 -> x.dense(constant(x, random, 3, x.shape().extent(-1))).plus(constant(x, random, 3));
            case 4 -> x.denseTransposed(constant(x, random, x.shape().extent(-1), 4));
            case 5 ->
                rank == 3
                        ? x.convolve(
                                        constant(x, random, 3, x.shape().extent(0), 2, 2),
                                        Window.of(2, 2).padding(1, 1, 0, 0),
                                        1)
                                .plus(constant(x, random, 3, 1, 1))
                        : x.sigmoid();
            case 6 -> rank == 3 ? x.maxPool(Window.of(2, 2).padding(1, 1, 0, 0)) : x.leakyRelu(0.2f);
            case 7 -> x.plus(constant(x, random, x.shape().extent(-1)));
            case 8 -> rank > 1 ? x.transpose(turned(rank)) : x.negate();
            case 9 -> extent > 1 ? x.slice(axis, 1, extent - 1).pad(axis, 0, 1) : x.absolute();
            case 10 -> x.gather(axis, List.of(extent - 1, 0, 0));
            case 11 -> x.trace().concatenate(axis, List.of(x, x.sine()));
            case 12 -> x.max(x.cosine()).min(constant(x, random, x.shape().extents()));
            case 13 -> x.plus(x.mean(axis).broadcast(axis, extent));
            case 14 -> x.negate().softplus();
            case 15 -> x.tanh().exponentialMinusOne();
            case 16 -> x.clip(-1, 0.5f).times(constant(x, random, 1));
            default -> rank < 3 ? x.reshape(x.shape().insert(axis, 1)) : x.flatten();
        };
    }

    private static List<Integer> turned(int rank) {
        return rank == 2 ? List.of(1, 0) : List.of(1, 2, 0);
    }

    private static Value constant(Value x, Random random, int... extents) {
        return x.trace().constant(numbers(Shape.of(extents), random));
    }

    private static Tensor numbers(Shape shape, Random random) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) random.nextGaussian() / 2;
        }
        return tensor;
    }
}
