package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Schedule;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class CertifiedLossLaws {
    private static final Schedule ZERO = Schedule.constant(0);
    private static final Schedule ONE = Schedule.constant(1);
    private static final ProjectedAscent ATTACK = ProjectedAscent.madry(3, 1, 0, 1);

    /** What float32 controls and the rounding terms of bounds, some γ of logits of about 1, make of a loss. */
    private static final double ROUNDING = 1e-4;

    @Provide
    Arbitrary<String> networks() {
        return Arbitraries.of(
                "flatten, dense 6, relu, dense 3",
                "conv 2 3 1 1, relu, flatten, dense 5, relu, dense 3",
                "conv 2 2, relu, conv 3 2, relu, flatten, dense 3",
                "conv 2 2, relu, conv 3 2, avgpool",
                "flatten, dense 4, relu, dense 3, sigmoid");
    }

    private static Objective interval(double radius) {
        return new Ibp(Schedule.constant(radius), ZERO, ShiRegularizers.NONE, 0, 1);
    }

    private static Objective linear(double radius, Schedule beta) {
        return new CrownIbp(Schedule.constant(radius), ZERO, beta, ShiRegularizers.NONE, 0, 1);
    }

    /** The cross-entropy at given points. */
    private static Objective at(double radius) {
        return new AdversarialTraining(Schedule.constant(radius), ATTACK);
    }

    @Property(tries = 60)
    @Label("interval and linear bounds of the loss are above the loss at any point of the box")
    void soundness(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        List<Double> interval = trial.losses(interval(radius), trial.x());
        List<Double> linear = trial.losses(linear(radius, ONE), trial.x());
        List<Double> mixed = trial.losses(linear(radius, Schedule.constant(0.4)), trial.x());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            List<Double> reached = trial.losses(at(radius), trial.inside(radius, random));
            for (int example = 0; example < LossTrial.BATCH; example++) {
                assertTrue(reached.get(example) <= interval.get(example) + ROUNDING);
                assertTrue(reached.get(example) <= linear.get(example) + ROUNDING);
                assertTrue(reached.get(example) <= mixed.get(example) + ROUNDING);
            }
        }
    }

    @Property(tries = 30)
    @Label(
            "with a normalization before it a network has the loss and the regularisers that it has of normalized inputs")
    void normalization(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        Layer layers = Architecture.parse(network, new Initial.He());
        Normalization first = new Normalization(0, new float[] {0.5f}, new float[] {0.25f});
        Layer whole = (scope, x) -> layers.apply(scope, first.apply(scope, x));
        LossTrial normalized = new LossTrial(
                network, trial.x().stream().map(x -> 4 * (x - 0.5)).toList(), trial.label(), seed);
        // At half of training the regularisers have half their weight.
        Objective of = new Ibp(Schedule.ramp(0, radius, 0, 1), ZERO, ShiRegularizers.PAPER, 0, 1);
        Objective ofNormalized = new Ibp(Schedule.ramp(0, 4 * radius, 0, 1), ZERO, ShiRegularizers.PAPER, -2, 2);
        assertClose(
                normalized.losses(
                        Objectives.loss(ofNormalized, layers, LossTrial.IMAGE, LossTrial.CLASSES, 0.5), normalized.x()),
                trial.losses(Objectives.loss(of, whole, LossTrial.IMAGE, LossTrial.CLASSES, 0.5), trial.x()));
    }

    @Property(tries = 30)
    @Label("behind a normalization of the batch neither the loss nor the regularisers hang on the unit of inputs")
    void unit(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll long seed) {
        String behind = "norm, " + network;
        LossTrial trial = LossTrial.of(behind, seed);
        LossTrial larger =
                new LossTrial(behind, trial.x().stream().map(x -> 64 * x).toList(), trial.label(), seed);
        Layer layers = Architecture.parse(behind, new Initial.He());
        Objective of = new Ibp(Schedule.ramp(0, radius, 0, 1), ZERO, ShiRegularizers.PAPER, 0, 1);
        Objective ofLarger = new Ibp(Schedule.ramp(0, 64 * radius, 0, 1), ZERO, ShiRegularizers.PAPER, 0, 64);
        List<Double> expected =
                larger.losses(Objectives.loss(ofLarger, layers, LossTrial.IMAGE, LossTrial.CLASSES, 0.5), larger.x());
        List<Double> actual =
                trial.losses(Objectives.loss(of, layers, LossTrial.IMAGE, LossTrial.CLASSES, 0.5), trial.x());
        for (int example = 0; example < LossTrial.BATCH; example++) {
            // Variances are taken with 1e-5 more, which is less than a thousandth of them.
            assertEquals(expected.get(example), actual.get(example), 0.02 * Math.abs(expected.get(example)));
        }
    }

    @Property(tries = 30)
    @Label("SABR with λ = 1, MTL-IBP with α = 1 and CROWN-IBP with β = 0 are interval bounds")
    void sameAsIntervals(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        Schedule epsilon = Schedule.constant(radius);
        List<Double> expected = trial.losses(interval(radius), trial.x());
        assertClose(expected, trial.losses(new Sabr(epsilon, ZERO, 1, ATTACK, ShiRegularizers.NONE), trial.x()));
        assertClose(
                expected,
                trial.losses(
                        new MtlIbp(epsilon, ONE, ATTACK, ShiRegularizers.NONE),
                        trial.inside(radius, new SplittableRandom(seed))));
        assertClose(expected, trial.losses(linear(radius, ZERO), trial.x()));
    }

    @Property(tries = 30)
    @Label("MTL-IBP with α = 0 is adversarial training, and lies between for any other α")
    void mixture(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll @DoubleRange(min = 0, max = 1) double alpha,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        Schedule epsilon = Schedule.constant(radius);
        List<Double> points = trial.inside(radius, new SplittableRandom(seed));
        List<Double> adversarial = trial.losses(at(radius), points);
        assertClose(adversarial, trial.losses(new MtlIbp(epsilon, ZERO, ATTACK, ShiRegularizers.NONE), points));
        List<Double> certified = trial.losses(interval(radius), trial.x());
        List<Double> mixed =
                trial.losses(new MtlIbp(epsilon, Schedule.constant(alpha), ATTACK, ShiRegularizers.NONE), points);
        for (int i = 0; i < LossTrial.BATCH; i++) {
            assertEquals(
                    alpha * certified.get(i) + (1 - alpha) * adversarial.get(i), mixed.get(i), 1e-6 * certified.get(i));
        }
    }

    @Property(tries = 30)
    @Label("a weight that is 0 or 1 throughout gives what the same weight gives when it is computed with")
    void weightsThatNeverCount(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double radius,
            @ForAll boolean one,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        Schedule epsilon = Schedule.constant(radius);
        Schedule known = one ? ONE : ZERO;
        Schedule computed = _ -> one ? 1 : 0;
        List<Double> points = trial.inside(radius, new SplittableRandom(seed));
        assertClose(
                trial.losses(new Ibp(epsilon, computed, ShiRegularizers.NONE, 0, 1), trial.x()),
                trial.losses(new Ibp(epsilon, known, ShiRegularizers.NONE, 0, 1), trial.x()));
        assertClose(
                trial.losses(new CrownIbp(epsilon, ZERO, computed, ShiRegularizers.NONE, 0, 1), trial.x()),
                trial.losses(new CrownIbp(epsilon, ZERO, known, ShiRegularizers.NONE, 0, 1), trial.x()));
        assertClose(
                trial.losses(new MtlIbp(epsilon, computed, ATTACK, ShiRegularizers.NONE), points),
                trial.losses(new MtlIbp(epsilon, known, ATTACK, ShiRegularizers.NONE), points));
    }

    @Property(tries = 40)
    @Label("a small box inside the ball costs at most what the ball costs")
    void smallBox(
            @ForAll("networks") String network,
            @ForAll @DoubleRange(min = 0.01, max = 0.4) double radius,
            @ForAll @DoubleRange(min = 0.05, max = 1) double lambda,
            @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        List<Double> points = trial.inside(radius * (1 - lambda), new SplittableRandom(seed));
        List<Double> small =
                trial.losses(new Sabr(Schedule.constant(radius), ZERO, lambda, ATTACK, ShiRegularizers.NONE), points);
        List<Double> whole = trial.losses(interval(radius), trial.x());
        List<Double> centre = trial.losses(at(radius), points);
        for (int i = 0; i < LossTrial.BATCH; i++) {
            assertTrue(small.get(i) <= whole.get(i) + ROUNDING);
            assertTrue(small.get(i) >= centre.get(i) - ROUNDING);
        }
    }

    @Property(tries = 30)
    @Label("where no ReLU may be both on and off, linear bounds are those of the linear network, and never looser")
    void linearWhereStable(@ForAll("networks") String network, @ForAll long seed) {
        LossTrial trial = LossTrial.of(network, seed);
        double radius = 1e-6;
        List<Double> interval = trial.losses(interval(radius), trial.x());
        List<Double> linear = trial.losses(linear(radius, ONE), trial.x());
        for (int i = 0; i < LossTrial.BATCH; i++) {
            assertTrue(linear.get(i) <= interval.get(i) + 1e-7);
        }
    }

    private static void assertClose(List<Double> expected, List<Double> found) {
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), found.get(i), 1e-5 * (1 + expected.get(i)));
        }
    }
}
