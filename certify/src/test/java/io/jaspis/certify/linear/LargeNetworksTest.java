package io.jaspis.certify.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.chain.Chain;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import org.junit.jupiter.api.Test;

/** Networks beyond what is bounded are told so before any work. */
class LargeNetworksTest {
    private static Graph relus(int elements) {
        return Graph.of("x", Shape.of(elements), "y", x -> x.relu().sum().reshape(Shape.of(1)));
    }

    @Test
    void layersWhoseSumsCantBeBoundedAreRefused() {
        String refusal = Activations.refusal(relus(1 << 22)).orElseThrow();
        assertTrue(refusal.contains("4,194,304"), refusal);
        assertEquals(
                refusal.replace("linear bounds", "bounds by splitting"),
                Activations.splittingRefusal(relus(1 << 22)).orElseThrow());
        assertTrue(Activations.refusal(relus(1 << 21)).isEmpty());
        // A sum of 2,048 products is none of so many, however many weights there are.
        Graph dense = Graph.of(
                "x", Shape.of(2048), "y", x -> x.dense(x.trace().constant(Tensor.zeros(Shape.of(2048, 2048)))));
        assertTrue(Activations.refusal(dense).isEmpty());
        // Of a convolution whose window is the image it is the transposed sum that is long.
        Graph whole = Graph.of(
                "x",
                Shape.of(1, 64, 64),
                "y",
                x -> x.convolve(
                        x.trace().constant(Tensor.zeros(Shape.of(1024, 1, 64, 64))),
                        new Window(64, 64, 1, 1, 0, 0, 0, 0, 1, 1),
                        1));
        assertTrue(Activations.refusal(whole).orElseThrow().contains("4,194,304"));
    }

    /** Written out, this convolution would have 87 million weights. */
    @Test
    void aLargeConvolutionIsNoChain() {
        Graph network = Graph.of(
                "x",
                Shape.of(64, 224, 224),
                "y",
                x -> x.relu()
                        .convolve(
                                x.trace().constant(Tensor.filled(Shape.of(3, 64, 3, 3), 0.5f)),
                                new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
                                1));
        assertTrue(Chain.of(network).isEmpty());
    }
}
