package io.jaspis.autodiff.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FusionTest {
    private static Value constant(Value near, int... extents) {
        return near.trace().constant(Tensor.filled(Shape.of(extents), 0.5f));
    }

    private static List<Step> steps(Graph graph) {
        return Plan.of(graph, 2).steps();
    }

    @Test
    void aLayerTakesItsBiasAndRelu() {
        List<Step> steps = steps(Graph.of(
                "x",
                Shape.of(4),
                "y",
                x -> x.dense(constant(x, 3, 4)).plus(constant(x, 3)).relu()));
        assertEquals(1, steps.size());
        Step.Layer layer = assertInstanceOf(Step.Layer.class, steps.getFirst());
        assertTrue(layer.relu());
        assertEquals(3, layer.bias().shape().size());
    }

    @Test
    void aConvolutionTakesTheBiasThatIsRepeatedOverItsImage() {
        List<Step> steps = steps(Graph.of(
                "x",
                Shape.of(2, 5, 5),
                "y",
                x -> x.convolve(constant(x, 3, 2, 3, 3), Window.of(3, 3), 1).plus(constant(x, 3, 1, 1))));
        assertEquals(1, steps.size());
        Step.Layer layer = assertInstanceOf(Step.Layer.class, steps.getFirst());
        assertEquals(3, layer.bias().shape().size());
        assertTrue(!layer.relu());
    }

    /** As many images an example as channels: a number for each image is no bias. */
    @Test
    void aNumberForEachImageStaysApart() {
        for (int[] shape : new int[][] {{2, 1, 1, 1}, {2, 2, 1, 1}}) {
            List<Step> steps = steps(Graph.of(
                    "x",
                    Shape.of(2, 1, 3, 3),
                    "y",
                    x -> x.convolve(constant(x, 2, 1, 3, 3), Window.of(3, 3), 1).plus(constant(x, shape))));
            assertTrue(steps.size() > 1);
        }
    }

    @Test
    void aBiasThatDiffersWithinAChannelStaysApart() {
        List<Step> steps = steps(Graph.of(
                "x",
                Shape.of(2, 5, 5),
                "y",
                x -> x.convolve(constant(x, 3, 2, 3, 3), Window.of(3, 3), 1).plus(constant(x, 1, 1, 3))));
        assertEquals(2, steps.size());
        assertInstanceOf(Step.Chain.class, steps.getLast());
    }

    @Test
    void whatIsAskedForIsNotHiddenInALayer() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(4));
        Value sum = x.dense(constant(x, 3, 4));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("sum", sum);
        outputs.put("y", sum.relu());
        List<Step> steps = steps(trace.graph(outputs));
        assertEquals(2, steps.size());
        assertInstanceOf(Step.Single.class, steps.getFirst());
    }

    @Test
    void theSumOfTwoLayersIsTheBiasOfOne() {
        Trace trace = new Trace();
        Value x = trace.input("x", io.jaspis.autodiff.Type.shared(Shape.of(4)));
        Value y = x.dense(constant(x, 3, 4)).plus(x.scale(2).dense(trace.constant(Tensor.zeros(Shape.of(3, 4)))));
        Plan plan = Plan.of(trace.graph("y", y), 2);
        assertEquals(
                1, plan.steps().stream().filter(Step.Layer.class::isInstance).count());
        assertTrue(plan.offset(y) >= 0);
    }

    @Test
    void elementwiseWorkOverTheSameElementsIsOneChain() {
        List<Step> steps = steps(Graph.of(
                "x",
                Shape.of(7),
                "y",
                x -> x.scale(2).plus(x.relu()).times(x.tanh()).max(x)));
        assertEquals(1, steps.size());
        Step.Chain chain = assertInstanceOf(Step.Chain.class, steps.getFirst());
        assertEquals(chain.members().size() - 1, chain.inner().size());
    }

    @Test
    void whatIsRepeatedForOneUserIsPartOfItsChain() {
        List<Step> steps = steps(Graph.of("x", Shape.of(3, 7), "y", x -> x.softmax(-1)));
        assertEquals(5, steps.size());
        Step.Chain powers = assertInstanceOf(Step.Chain.class, steps.get(1));
        assertEquals(3, powers.members().size());
        assertEquals(Set.copyOf(powers.members().subList(0, 2)), powers.inner());
        assertEquals(2, steps.getLast().members().size());
    }

    @Test
    void whatIsRepeatedForSeveralIsWrittenOutOnce() {
        List<Step> steps = steps(Graph.of("x", Shape.of(3, 7), "y", x -> {
            Value repeated = x.sum(1).broadcast(1, 7);
            return x.minus(repeated).times(x.plus(repeated));
        }));
        assertEquals(1, steps.stream().filter(Step.Chain.class::isInstance).count());
        assertInstanceOf(
                Movement.Broadcast.class, steps.get(1).members().getFirst().op());
        assertEquals(3, steps.size());
    }

    @Test
    void aLayerMayHaveParametersButNoWeightsThatARunComputes() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(4));
        Value w = trace.parameter("w", Shape.of(3, 4));
        Value y = x.dense(w).plus(trace.parameter("b", Shape.of(3)));
        assertInstanceOf(Step.Layer.class, steps(trace.graph("y", y)).getFirst());
        Value z = x.dense(w.absolute()).plus(trace.parameter("b", Shape.of(3)));
        assertTrue(steps(trace.graph("z", z)).stream().noneMatch(Step.Layer.class::isInstance));
    }

    @Test
    void whatDependsOnConstantsAloneIsComputedOnce() {
        Plan plan = Plan.of(
                Graph.of(
                        "x",
                        Shape.of(4),
                        "y",
                        x -> x.dense(constant(x, 3, 4).absolute().scale(2))),
                2);
        assertEquals(2, plan.folded().size());
        assertEquals(1, plan.steps().size());
    }

    @Test
    void onlyPlansThatMixExamplesMustRunWhole() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(4));
        Value y = x.dense(trace.parameter("w", Shape.of(3, 4))).sum();
        Graph graph = trace.graph("y", y);
        assertTrue(Plan.of(Gradient.of(graph, "y", "x"), 64).separable());
        assertTrue(!Plan.of(Gradient.of(graph, "y", "w"), 64).separable());
    }
}
