package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Training that is robust half way and then collapses, as its attack finds nothing any more: the first coordinate tells six of
 * seven examples from afar, and the second all of them, by less than an attacker may move it.
 */
class CollapseTest {
    private static final Device DEVICE = Cpu.best();
    private static final Layer NETWORK = Architecture.parse("dense 8, relu, dense 2", new Initial.He());
    private static final int EPOCHS = 60;
    private static final double RADIUS = 0.1;
    private static final int COUNT = 105;
    private static final Points POINTS = points();
    private static final Measure MEASURE = new Measure.Attacked(new Threat(Norm.LINF, RADIUS, 0, 1));
    private static final Goal COLLAPSING =
            new AdversarialTraining(progress -> progress < 0.5 ? RADIUS : 0, ProjectedAscent.madry(5, 0.5, 0, 1));

    private static Points points() {
        float[][] points = new float[COUNT][];
        int[] labels = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = i % 2;
            int seen = i % 7 == 0 ? 1 - labels[i] : labels[i];
            points[i] = new float[] {seen == 1 ? 0.85f : 0.15f, labels[i] == 1 ? 0.58f : 0.42f};
        }
        return new Points(Shape.of(2), 2, points, labels);
    }

    private final List<Double> scores = new ArrayList<>();
    private final List<Double> clean = new ArrayList<>();

    private double kept(double fall) throws IOException {
        Validation validation = new Validation(
                "attacked",
                (network, _, _) -> {
                    scores.add(MEASURE.of(network, POINTS, 1, DEVICE));
                    clean.add(new Measure.Clean().of(network, POINTS, 1, DEVICE));
                    return new Validation.Score(scores.getLast(), clean.getLast(), 0);
                },
                0,
                EPOCHS,
                fall);
        Recipe recipe = new Recipe(EPOCHS, 15, Schedule.constant(0.05), 0, 0, 4, Optional.empty());
        Parameters parameters = new Trainer(NETWORK, COLLAPSING, new Adam(0), recipe, Optional.of(validation), DEVICE)
                .train(POINTS, Progress.SILENT);
        return MEASURE.of(Trainer.network(NETWORK, parameters, POINTS.shape()), POINTS, 1, DEVICE);
    }

    private double best() {
        return scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    @Test
    void theWeightsFromBeforeTheCollapseAreKept() throws IOException {
        double kept = kept(Double.POSITIVE_INFINITY);
        assertEquals(EPOCHS, scores.size());
        assertEquals(best(), kept);
        assertTrue(kept > scores.getLast() + 0.2, kept + " is kept, " + scores.getLast() + " is left at the end");
        assertTrue(clean.getLast() > 0.95, "clean accuracy tells nothing of it: " + clean.getLast());
    }

    @Test
    void trainingEndsWhereTheCollapseBegins() throws IOException {
        double kept = kept(0.2);
        assertEquals(best(), kept);
        assertTrue(scores.size() < EPOCHS && scores.getLast() <= kept - 0.2 + 1e-6, scores::toString);
    }
}
