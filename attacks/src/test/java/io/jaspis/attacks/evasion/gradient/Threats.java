package io.jaspis.attacks.evasion.gradient;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Random problems of every kind of threat, on examples of seven elements. */
record Threats(Threat threat, float[] values, int count) {
    static final int SIZE = 7;

    private static final List<Feature> TABLE = List.of(
            Feature.real("income", 0.5, 0, 2),
            Feature.integer("loans", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel"),
            Feature.category("phone", 1, "channel"),
            Feature.real("debt", 0.5, 0, 3).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("age"));

    private static final List<Feature> CHANNELS =
            List.of(Feature.real("red", 0.5, 0, 1), Feature.real("green", 1.5, -1, 2), Feature.real("blue", 0, 0, 1));

    private static final int[] CHANNEL_OF = {0, 0, 0, 1, 1, 1, 2};

    /** Where all elements are alike, where they have channels, levels too, or the features of a table. */
    static Threats of(long seed, int count) {
        Random random = new Random(seed);
        Norm norm = Norm.values()[random.nextInt(3)];
        double epsilon = random.nextDouble(0.02, 1);
        int kind = random.nextInt(4);
        int last = kind == 2 ? List.of(15, 255).get(random.nextInt(2)) : 0;
        Threat threat = switch (kind) {
            case 0 -> new Threat(norm, epsilon, 0, 1);
            case 3 -> Threat.of(norm, 1 + epsilon, new Features(TABLE));
            default -> Threat.of(norm, epsilon, Features.ofChannels(CHANNELS, CHANNEL_OF, last));
        };
        float[] values = new float[count * SIZE];
        for (int row = 0; row < count; row++) {
            int category = random.nextInt(3);
            for (int i = 0; i < SIZE; i++) {
                values[row * SIZE + i] = value(kind, last, i, category, random);
            }
        }
        return new Threats(threat, values, count);
    }

    private static float value(int kind, int last, int i, int category, Random random) {
        if (kind == 3) {
            Feature feature = TABLE.get(i);
            return switch (feature.values()) {
                case INTEGER -> random.nextInt((int) feature.lower(), (int) feature.upper() + 1);
                case CATEGORY -> i - 2 == category ? 1 : 0;
                case REAL ->
                    feature.way() == Feature.Way.NONE
                            ? random.nextFloat(-3, 3)
                            : random.nextFloat(feature.lower(), feature.upper());
            };
        }
        if (kind == 0) {
            return random.nextInt(4) == 0 ? random.nextInt(2) : random.nextFloat();
        }
        Feature channel = CHANNELS.get(CHANNEL_OF[i]);
        return last > 0
                ? new Levels(channel.lower(), channel.upper(), last).value(random.nextInt(last + 1))
                : random.nextFloat(channel.lower(), channel.upper());
    }

    private float[] row(int index) {
        float[] row = new float[SIZE];
        System.arraycopy(values, index * SIZE, row, 0, SIZE);
        return row;
    }

    /** Of a random net with a tail, whose classes are the labels, but for every fifth example. */
    Problem problem(long seed, int classes, UnaryOperator<Value> tail, int batch) {
        Graph plain = Nets.dense(seed, SIZE, 10, classes);
        Trace trace = new Trace();
        Graph net =
                trace.graph("logits", tail.apply(trace.inline(plain, Map.of()).get("logits")));
        int[] labels = IntStream.range(0, count)
                .map(index -> (Nets.prediction(net, row(index)) + (index % 5 == 4 ? 1 : 0)) % classes)
                .toArray();
        return Nets.problem(net, values, labels, threat, batch);
    }

    /** Whether a point is where the threat lets the example of this index be. */
    boolean allows(int index, float[] x) {
        return threat.around(row(index)).contains(x, 0);
    }
}
