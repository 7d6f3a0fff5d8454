package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;

/** Every attack by scores, and problems for them. */
final class ScoreAttackSamples {
    static final int CLASSES = 4;
    static final int EXAMPLES = 6;

    /** By their queries. */
    static final List<LongFunction<BlackBox>> ALL = List.of(
            Square::new,
            queries -> new Nes(queries, 10, 1e-3),
            queries -> new Spsa(queries, 10, 0.01),
            queries -> new Zoo(queries, 8, 1e-3, 10, 20),
            queries -> new Simba(queries, Simba.Basis.ELEMENTS),
            queries -> new Simba(queries, Simba.Basis.COSINES));

    /** Of three pixels of two channels and more, flat, and as a picture. */
    static final List<Shape> SHAPES = List.of(Shape.of(12), Shape.of(2, 4, 3), Shape.of(6, 5));

    private static final Features TABLE = new Features(List.of(
            Feature.real("income", 3000, 0, 200_000),
            Feature.integer("loans", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel"),
            Feature.category("phone", 1, "channel"),
            Feature.real("debt", 0.5, 0, 50).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("born"),
            Feature.integer("age", 1, 18, 99)));

    private ScoreAttackSamples() {}

    static Threat plain(Norm norm) {
        return new Threat(norm, norm == Norm.LINF ? 0.1 : norm == Norm.L2 ? 0.4 : 1, 0, 1);
    }

    /** Random points with the classes that a random network gives them. */
    static Problem classified(long seed, Shape shape, Norm norm, int batch) {
        Graph network = Nets.dense(seed, shape, shape.size(), 16, CLASSES);
        return Nets.classified(network, seed + 1, EXAMPLES, plain(norm), batch);
    }

    /** Rows of a table, each with the class that the network gives it. */
    static Problem table(long seed, Norm norm) {
        int size = TABLE.size();
        Random random = new Random(seed);
        float[] widths = {1 / 200_000f, 1 / 9f, 1, 1, 1, 1 / 50f, 1 / 2000f, 1 / 99f};
        Graph inner = Nets.dense(seed, size, 16, CLASSES);
        Graph network = Graph.of("x", Shape.of(size), "logits", x -> {
            var trace = x.trace();
            return trace.inline(inner, Map.of("x", x.times(trace.constant(Tensor.of(Shape.of(size), widths)))))
                    .get("logits");
        });
        float[] values = new float[EXAMPLES * size];
        for (int index = 0; index < EXAMPLES; index++) {
            float[] row = {
                random.nextFloat() * 200_000,
                random.nextInt(10),
                0,
                0,
                0,
                random.nextFloat() * 50,
                1900 + random.nextInt(120),
                18 + random.nextInt(82)
            };
            row[2 + random.nextInt(3)] = 1;
            System.arraycopy(row, 0, values, index * size, size);
        }
        return labelled(network, values, Threat.of(norm, 3, TABLE));
    }

    /** Pictures of two channels with ranges of their own, at levels. */
    static Problem levels(long seed, Norm norm) {
        Shape shape = Shape.of(2, 2, 3);
        int[] channelOf = new int[shape.size()];
        Arrays.setAll(channelOf, i -> i / 6);
        Features channels = Features.ofChannels(
                List.of(Feature.real("channel 0", 0.5, 0, 1), Feature.real("channel 1", 1.5, -1, 2)), channelOf, 15);
        Random random = new Random(seed);
        float[] values = new float[EXAMPLES * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = channels.levels(i % shape.size()).value(random.nextInt(16));
        }
        Graph network = Nets.dense(seed, shape, shape.size(), 16, CLASSES);
        return labelled(network, values, Threat.of(norm, 0.5, channels));
    }

    private static Problem labelled(Graph network, float[] values, Threat threat) {
        int size = values.length / EXAMPLES;
        int[] labels = new int[EXAMPLES];
        for (int index = 0; index < EXAMPLES; index++) {
            labels[index] = Nets.prediction(network, Arrays.copyOfRange(values, index * size, (index + 1) * size));
        }
        return Nets.problem(network, values, labels, threat, 4);
    }

    /** The same examples with other labels than their classes. */
    static Problem mislabelled(Problem problem) {
        Examples examples = problem.examples();
        float[] values = new float[examples.count() * problem.size()];
        int[] labels = new int[examples.count()];
        for (int index = 0; index < labels.length; index++) {
            examples.copy(index, values, index * problem.size());
            labels[index] = (examples.label(index) + 1) % CLASSES;
        }
        return Nets.problem(problem.network(), values, labels, problem.threat(), problem.batch());
    }
}
