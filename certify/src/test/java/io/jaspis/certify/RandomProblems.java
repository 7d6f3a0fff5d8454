package io.jaspis.certify;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random examples of a network from x to y, with the labels that it gives them. */
public final class RandomProblems {
    /** The number of examples. */
    public static final int EXAMPLES = 3;

    private RandomProblems() {}

    /** In an L∞ ball and the range from −1 to 1. */
    public static Problem of(Graph graph, double epsilon, SplittableRandom random) {
        return of(graph, new Threat(Norm.LINF, epsilon, -1, 1), random);
    }

    /** @param threat in the range from −1 to 1 */
    public static Problem of(Graph graph, Threat threat, SplittableRandom random) {
        Shape shape = graph.input("x").shape();
        float[][] points = new float[EXAMPLES][shape.size()];
        List<Double> inputs = new ArrayList<>();
        for (float[] point : points) {
            for (int i = 0; i < point.length; i++) {
                point[i] = (float) random.nextDouble(-1, 1);
            }
            inputs.addAll(DOUBLE.of(point));
        }
        int classes = graph.output("y").shape().size();
        List<Double> scores = Evaluate.run(graph, EXAMPLES, Map.of("x", inputs), Map.of(), DOUBLE)
                .get("y");
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            for (int j = 1; j < classes; j++) {
                labels[i] = scores.get(i * classes + j) > scores.get(i * classes + labels[i]) ? j : labels[i];
            }
        }
        return new Problem(graph, new Points(shape, classes, points, labels), threat, Cpu.best(), EXAMPLES);
    }
}
