package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.nearest.NearestAttack.Nearest;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Each attack that looks for the nearest adversarial example with few steps, and problems of all kinds for them. */
final class NearestSamples {
    static final int SIZE = 6;
    static final int CLASSES = 4;
    static final int EXAMPLES = 7;

    private NearestSamples() {}

    static List<NearestAttack> nearestAttacks() {
        return List.of(
                Fab.untargeted(8, 2),
                Fab.targeted(8, 3, 2),
                new DeepFool(10, 3),
                new CarliniWagner(3, 30, true, 2),
                new CarliniWagnerLinf(20, 2),
                new DecoupledDirectionNorm(30, 2),
                FastMinimumNorm.inNorm(30, 2),
                FastMinimumNorm.inCount(30, 2),
                new ElasticNet(ElasticNet.Rule.L1, 0.01, 3, 20, true, 2),
                new ElasticNet(ElasticNet.Rule.ELASTIC_NET, 0.01, 3, 20, false, 1),
                new SaliencyMap(1),
                new SigmaZero(30, 2));
    }

    static List<Attack> attacks() {
        List<Attack> attacks = new ArrayList<>(nearestAttacks());
        attacks.add(new UniversalPerturbation(3, 0.8, 10));
        return attacks;
    }

    static Map<Integer, Outcome> outcomes(Attack attack, Problem problem, List<Integer> indices, Budget budget) {
        Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, indices, 5, budget);
        assertEquals(indices.size(), outcomes.size());
        return outcomes;
    }

    static Map<Integer, Nearest> nearest(NearestAttack attack, Problem problem, List<Integer> indices, Budget budget) {
        Map<Integer, Nearest> nearest = new TreeMap<>();
        attack.nearest(
                problem,
                indices,
                5,
                budget,
                (index, found) -> assertEquals(null, nearest.put(index, found)),
                () -> false);
        assertEquals(indices.size(), nearest.size());
        return nearest;
    }

    static double radius(Norm norm) {
        return switch (norm) {
            case LINF -> 0.15;
            case L2 -> 0.35;
            case L1 -> 0.7;
        };
    }

    static Problem plain(long seed, Norm norm, int batch) {
        Graph network = Nets.dense(seed, SIZE, 10, CLASSES);
        return Nets.classified(network, seed + 1, EXAMPLES, new Threat(norm, radius(norm), 0, 1), batch);
    }

    /** A real number, a whole one, one that only rises, one that stays, and a group of three. */
    static List<Feature> columns() {
        return List.of(
                Feature.real("real", 0.5, -1, 2),
                Feature.integer("whole", 2, -5, 5),
                Feature.real("rising", 0.7, 0, 3).moving(Feature.Way.ONLY_UP),
                Feature.immutable("staying"),
                Feature.category("first", 1, "group"),
                Feature.category("second", 1, "group"),
                Feature.category("third", 1, "group"));
    }

    static Problem table(long seed, Norm norm) {
        Random random = new Random(seed);
        Graph network = Nets.dense(seed, 7, 10, 3);
        float[] values = new float[EXAMPLES * 7];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            float[] row = {
                random.nextFloat(-1, 2), random.nextInt(-5, 6), random.nextFloat(0, 3), random.nextFloat(), 0, 0, 0
            };
            row[4 + random.nextInt(3)] = 1;
            System.arraycopy(row, 0, values, i * 7, 7);
            labels[i] = Nets.prediction(network, row);
        }
        Threat threat = Threat.of(norm, norm == Norm.LINF ? 1 : 2, new Features(columns()));
        return Nets.problem(network, values, labels, threat, 3);
    }

    static Problem pictures(long seed, Norm norm) {
        Random random = new Random(seed);
        List<Feature> channels = List.of(Feature.real("red", 0.5, 0, 1), Feature.real("blue", 1.5, -1, 2));
        int[] channelOf = {0, 0, 0, 1, 1, 1};
        int last = random.nextBoolean() ? 15 : 255;
        Graph network = Nets.dense(seed, SIZE, 10, CLASSES);
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < values.length; i++) {
            Feature channel = channels.get(channelOf[i % SIZE]);
            values[i] = new Levels(channel.lower(), channel.upper(), last).value(random.nextInt(last + 1));
        }
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i] = Nets.prediction(network, Arrays.copyOfRange(values, i * SIZE, (i + 1) * SIZE));
        }
        Threat threat = Threat.of(norm, radius(norm), Features.ofChannels(channels, channelOf, last));
        return Nets.problem(network, values, labels, threat, 3);
    }

    static List<Problem> problems(long seed, Norm norm) {
        return List.of(plain(seed, norm, 3), table(seed, norm), pictures(seed, norm));
    }

    static float[] centre(Problem problem, int index) {
        float[] centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        return centre;
    }
}
