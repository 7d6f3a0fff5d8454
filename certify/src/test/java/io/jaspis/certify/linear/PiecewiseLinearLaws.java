package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class PiecewiseLinearLaws {
    private static final int SIZE = 2 * 4 * 5;

    private static Graph network(SplittableRandom random) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 4, 5));
        Window window = Window.of(1 + random.nextInt(3), 1 + random.nextInt(3))
                .stride(1 + random.nextInt(2), 1 + random.nextInt(2));
        boolean padded = window.kernelHeight() > 1 && window.kernelWidth() > 1;
        Value pooled = x.maxPool(padded ? window.padding(1, 1, 0, 1) : window);
        Value leaky = pooled.leakyRelu(random.nextFloat() * 2).absolute();
        Value clipped = leaky.clip(random.nextFloat() - 0.5f, 0.5f + random.nextFloat());
        Tensor other = Tensor.zeros(clipped.shape());
        for (int i = 0; i < other.data().length; i++) {
            other.data()[i] = (float) random.nextGaussian();
        }
        Value y = clipped.max(trace.constant(other)).min(leaky.minus(pooled));
        return trace.graph("y", y);
    }

    @Property(tries = 60)
    @Label("a network written as ReLUs is the same function in exact arithmetic, and can be split")
    void same(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = network(random);
        Graph written = PiecewiseLinear.of(graph);
        assertEquals(Optional.empty(), Activations.refusal(written));
        List<BigDecimal> x = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            x.add(EXACT.of((float) random.nextGaussian()));
        }
        List<BigDecimal> expected =
                Evaluate.run(graph, 1, Map.of("x", x), Map.of(), EXACT).get("y");
        List<BigDecimal> found =
                Evaluate.run(written, 1, Map.of("x", x), Map.of(), EXACT).get("y");
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(0, expected.get(i).compareTo(found.get(i)), "element " + i);
        }
    }
}
