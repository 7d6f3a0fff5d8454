package io.jaspis.defend.training;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random images in [0, 1], labels and weights, and the losses that objectives give them, in double. */
record LossTrial(String network, List<Double> x, List<Double> label, long seed) {
    static final int BATCH = 3;
    static final int CLASSES = 3;
    static final Shape IMAGE = Shape.of(1, 4, 4);

    static LossTrial of(String network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> x = new ArrayList<>();
        List<Double> label = new ArrayList<>();
        for (int example = 0; example < BATCH; example++) {
            for (int i = 0; i < IMAGE.size(); i++) {
                x.add((double) random.nextFloat());
            }
            for (int j = 0; j < CLASSES; j++) {
                label.add(j == example ? 1.0 : 0.0);
            }
        }
        return new LossTrial(network, x, label, seed);
    }

    /** The losses at these points, which stand for x itself in a clean loss. */
    List<Double> losses(Objective objective, List<Double> points) {
        return losses(Objectives.loss(objective, network, IMAGE, CLASSES, 1), points);
    }

    /** The losses that a graph gives at these points. */
    List<Double> losses(Graph graph, List<Double> points) {
        Map<String, List<Double>> inputs = new LinkedHashMap<>();
        inputs.put("x", x);
        inputs.put("label", label);
        inputs.put(Ascent.POINT, points);
        inputs.keySet().retainAll(graph.inputs().keySet());
        return Evaluate.run(graph, BATCH, inputs, weights(graph), DOUBLE).get("y");
    }

    /** Of about the size that networks begin with; the same for each graph of the network. */
    private Map<String, List<Double>> weights(Graph graph) {
        Map<String, List<Double>> weights = new LinkedHashMap<>();
        graph.parameters().forEach((name, value) -> {
            SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
            int fanIn = Math.max(1, value.shape().size() / value.shape().extent(0));
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < value.shape().size(); i++) {
                numbers.add((double) (float) (random.nextGaussian() / Math.sqrt(fanIn)));
            }
            weights.put(name, numbers);
        });
        return weights;
    }

    /** Points of the boxes around the examples: corners and what lies between. */
    List<Double> inside(double radius, SplittableRandom random) {
        List<Double> points = new ArrayList<>();
        for (double centre : x) {
            double share = random.nextBoolean() ? random.nextDouble(-1, 1) : random.nextBoolean() ? 1 : -1;
            points.add(Math.clamp(centre + share * radius, 0, 1));
        }
        return points;
    }
}
