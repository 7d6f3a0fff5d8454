package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Over which examples GradAlign takes its mean. */
class GradAlignTest {
    private static final int SIZE = 3;

    /** Squares of what is above 0: around an input far below, the gradient is zero. */
    private static Value logits(Scope scope, Value x) {
        Value above = x.relu();
        Value weights = x.trace().constant(Tensor.of(Shape.of(2, SIZE), 1, -2, 3, -1, 2, 0.5f));
        return above.times(above).dense(weights);
    }

    /** What GradAlign adds to the loss of each example, the first of which isn't flat while all others are. */
    private static float[] added(int flat) {
        float[] with = losses(2, flat);
        float[] without = losses(0, flat);
        float[] added = new float[with.length];
        for (int i = 0; i < added.length; i++) {
            added[i] = with[i] - without[i];
        }
        return added;
    }

    private static float[] losses(double alignment, int flat) {
        var objective = new FastAdversarialTraining(Schedule.constant(0.4), 1.25, alignment, Surroundings.alike(-8, 8));
        Layer layer = GradAlignTest::logits;
        Graph graph = Objectives.loss(objective, layer, Shape.of(SIZE), 2, 1);
        int count = 1 + flat;
        float[] x = new float[count * SIZE];
        Arrays.fill(x, -5);
        x[0] = 0.5f;
        x[1] = 0.3f;
        x[2] = 0.2f;
        float[] labels = new float[2 * count];
        for (int i = 0; i < count; i++) {
            labels[2 * i] = 1;
        }
        try (Workers workers = Workers.of(1);
                Execution execution = new Cpu(Providers.best(), workers).load(Plan.of(graph, count))) {
            // Without GradAlign the loss is that of the point alone.
            Map<String, float[]> inputs = new HashMap<>(Map.of("x", x, "point", x, "label", labels));
            inputs.keySet().retainAll(graph.inputs().keySet());
            inputs.forEach((name, values) -> execution.write(name, values, 0));
            execution.run();
            return execution.read("y");
        }
    }

    @Test
    void theMeanIsOverExamplesWithGradients() {
        float alone = added(0)[0];
        assertTrue(alone > 0.01, () -> "nothing was added: " + alone);
        float[] among = added(3);
        assertEquals(4 * alone, among[0], 1e-4);
        for (int i = 1; i < among.length; i++) {
            assertEquals(0, among[i]);
        }
    }
}
