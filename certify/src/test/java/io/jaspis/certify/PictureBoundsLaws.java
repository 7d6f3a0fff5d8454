package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.certify.guided.VerifierAttack;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.tensor.Shape;
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
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Attacks and certificates over small pictures of few levels, held to every picture that there is in the ball. */
class PictureBoundsLaws {
    /** As in {@link CertifiedBallLaws}: an attack speaks of floats, a certificate of real arithmetic. */
    private static final float ROUNDING = 1e-4f;

    private static final int LAST = 7;
    private static final List<Feature> CHANNELS = List.of(
            Feature.real("channel 0", 0.3, 0, 1),
            Feature.real("channel 1", 0.9, -1, 2),
            Feature.real("channel 2", 0.15, 0, 1));
    private static final int[] CHANNEL_OF = {0, 0, 1, 1, 2, 2};

    private static int certified;
    private static int breakable;
    private static int broken;
    private static int breakableInBoxes;
    private static int brokenByTheVerifier;

    private static Levels levels(int element) {
        Feature channel = CHANNELS.get(CHANNEL_OF[element]);
        return new Levels(channel.lower(), channel.upper(), LAST);
    }

    /** Every picture of levels in the ball, by the threat's own word, which {@code ChannelFeaturesLaws} hold to its meaning. */
    private static void collect(Threat threat, float[] centre, float[] x, int from, List<float[]> pictures) {
        if (from == x.length) {
            if (threat.contains(centre, 0, x, 0, x.length)) {
                pictures.add(x.clone());
            }
            return;
        }
        for (int level = 0; level <= LAST; level++) {
            x[from] = levels(from).value(level);
            if (x[from] >= threat.innerLower(from, centre[from]) && x[from] <= threat.innerUpper(from, centre[from])) {
                collect(threat, centre, x, from + 1, pictures);
            }
        }
    }

    private static float[] margins(Problem problem) {
        try (var prover = new IntervalBounds().prepare(problem)) {
            return prover.margins(List.of(0), problem.threat().epsilon());
        }
    }

    private static boolean attacked(Problem problem, long seed) {
        boolean[] found = {false};
        for (Attack attack :
                List.of(GradientDescent.pgd(Loss.MARGIN, 12, 4), GradientDescent.pgd(Loss.CROSS_ENTROPY, 12, 2))) {
            attack.attack(
                    problem,
                    List.of(0),
                    seed,
                    Budget.UNLIMITED,
                    (_, outcome) -> found[0] |= outcome instanceof Outcome.Falsified,
                    () -> false);
        }
        return found[0];
    }

    @Property(tries = 80)
    @Label(
            "no picture in the ball contradicts a certificate, which is that of all real numbers, and mostly a break is found")
    void everyPicture(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        Graph network = new Normalization(0, new float[] {0.4f, 0.5f, 0.3f}, new float[] {0.3f, 0.9f, 0.2f})
                .before(Nets.dense(seed, Shape.of(3, 1, 2), 6, 8, 3));
        float[] centre = new float[6];
        for (int i = 0; i < 6; i++) {
            centre[i] = levels(i).value(random.nextInt(LAST + 1));
        }
        double epsilon = List.of(0.5, 1.0, 1.4).get(random.nextInt(3));
        int[] label = {Nets.prediction(network, centre)};
        Threat threat = Threat.of(norm, epsilon, Features.ofChannels(CHANNELS, CHANNEL_OF, LAST));
        Problem problem = Nets.problem(network, centre, label, threat, 2);
        float[] margins = margins(problem);
        assertArrayEquals(margins(problem.withThreat(threat.withoutLevels())), margins);
        List<float[]> pictures = new ArrayList<>();
        collect(threat, centre, new float[6], 0, pictures);
        boolean breaks = false;
        for (float[] picture : pictures) {
            breaks |= Nets.prediction(network, picture) != label[0];
        }
        certified += margins[0] > ROUNDING ? 1 : 0;
        assertTrue(margins[0] <= ROUNDING || !breaks);
        breakable += breaks ? 1 : 0;
        boolean found = attacked(problem, seed);
        broken += found ? 1 : 0;
        assertTrue(!found || breaks || margins[0] <= ROUNDING);
    }

    @Property(tries = 60)
    @Label(
            "what the verifier finds is a picture of levels in the ball, and nearly always it finds one where there is one")
    void everyPictureByTheVerifier(@ForAll long seed) {
        Random random = new Random(seed);
        Graph network = Nets.dense(seed, Shape.of(3, 1, 2), 6, 8, 3);
        float[] centre = new float[6];
        for (int i = 0; i < 6; i++) {
            centre[i] = levels(i).value(random.nextInt(LAST + 1));
        }
        int[] label = {Nets.prediction(network, centre)};
        Threat threat = Threat.of(Norm.LINF, 1.4, Features.ofChannels(CHANNELS, CHANNEL_OF, LAST));
        Problem problem = Nets.problem(network, centre, label, threat, 2);
        List<float[]> pictures = new ArrayList<>();
        collect(threat, centre, new float[6], 0, pictures);
        breakableInBoxes +=
                pictures.stream().anyMatch(picture -> Nets.prediction(network, picture) != label[0]) ? 1 : 0;
        new VerifierAttack(new Work(200, 1e8))
                .attack(
                        problem,
                        List.of(0),
                        seed,
                        Budget.UNLIMITED,
                        (_, outcome) -> {
                            if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                                brokenByTheVerifier++;
                                assertTrue(pictures.stream().anyMatch(picture -> Arrays.equals(picture, witness.x())));
                            }
                        },
                        () -> false);
    }

    @Property(tries = 40)
    @Label(
            "a normalization before the network proves what ranges, radii and data that are normalised prove of the network")
    void normalizedBesides(@ForAll long seed) {
        Random random = new Random(seed);
        Graph network = Nets.dense(seed, Shape.of(2, 1, 2), 4, 6, 3);
        // Powers of two, so that the data are normalised without rounding.
        float[] means = {0.25f, 0.5f};
        float[] deviations = {0.5f, 0.25f};
        Graph whole = new Normalization(0, means, deviations).before(network);
        float[] x = new float[4];
        float[] normalised = new float[4];
        for (int i = 0; i < 4; i++) {
            x[i] = random.nextInt(257) / 256f;
            normalised[i] = (x[i] - means[i / 2]) / deviations[i / 2];
        }
        int[] label = {Nets.prediction(network, normalised)};
        assertEquals(label[0], Nets.prediction(whole, x));
        double epsilon = 1.0 / 32;
        Threat before = Threat.of(
                Norm.LINF,
                1,
                Features.ofChannels(
                        List.of(Feature.real("channel 0", epsilon, 0, 1), Feature.real("channel 1", epsilon, 0, 1)),
                        new int[] {0, 0, 1, 1},
                        0));
        Threat behind = Threat.of(
                Norm.LINF,
                1,
                Features.ofChannels(
                        List.of(
                                Feature.real("channel 0", 2 * epsilon, -0.5f, 1.5f),
                                Feature.real("channel 1", 4 * epsilon, -2, 2)),
                        new int[] {0, 0, 1, 1},
                        0));
        float own = margins(Nets.problem(whole, x, label, before, 2))[0];
        float other = margins(Nets.problem(network, normalised, label, behind, 2))[0];
        // The bounds of the whole also cover the rounding of its first operations.
        assertEquals(other, own, ROUNDING);
    }

    @AfterContainer
    static void muchWasSeen() {
        assertTrue(certified > 0, "nothing was certified");
        assertTrue(broken > 0.75 * breakable, "attacks found a break in " + broken + " of " + breakable + " cases");
        assertTrue(
                brokenByTheVerifier > 0.95 * breakableInBoxes,
                "the verifier found a break in " + brokenByTheVerifier + " of " + breakableInBoxes + " cases");
    }
}
