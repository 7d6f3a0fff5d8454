package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasureLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int COUNT = 60;

    /** Points on the unit square that are of class 1 where the first coordinate is above a half, and labelled so. */
    private static Points halves(long seed) {
        float[][] points = Points.clouds(COUNT, seed).points();
        int[] labels = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = points[i][0] > 0.5f ? 1 : 0;
        }
        return new Points(Shape.of(2), 2, points, labels);
    }

    /** Tells the halves apart: the logits are ∓(x₀ − 1/2). */
    private static Graph line() {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(2));
        Value weights = trace.constant(Tensor.of(Shape.of(2, 2), -1, 0, 1, 0));
        return trace.graph("logits", x.dense(weights).plus(trace.constant(Tensor.of(Shape.of(2), 0.5f, -0.5f))));
    }

    /** The same by two neurons that move together, of which intervals don't know: 5·relu(x₀ + 1) − 4·relu(x₀ + 2) + 5/2. */
    private static Graph together() {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(2));
        Value neurons = x.dense(trace.constant(Tensor.of(Shape.of(2, 2), 1, 0, 1, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 1, 2)))
                .relu();
        Value weights = trace.constant(Tensor.of(Shape.of(2, 2), -5, 4, 5, -4));
        return trace.graph("logits", neurons.dense(weights).plus(trace.constant(Tensor.of(Shape.of(2), -2.5f, 2.5f))));
    }

    /** The same behind steps of 1/64, whose gradient is zero: no single gradient leads anywhere. */
    private static Graph stairs() {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(2));
        Value steps = null;
        for (int step = 1; step < 64; step++) {
            Value above = x.plus(-step / 64f).step().scale(1 / 64f);
            steps = steps == null ? above : steps.plus(above);
        }
        Value weights = trace.constant(Tensor.of(Shape.of(2, 2), -1, 0, 1, 0));
        return trace.graph("logits", steps.dense(weights).plus(trace.constant(Tensor.of(Shape.of(2), 0.5f, -0.5f))));
    }

    private static Threat within(double radius) {
        return new Threat(Norm.LINF, radius, 0, 1);
    }

    private static long farther(Points points, double radius) {
        return Arrays.stream(points.points())
                .filter(point -> Math.abs(point[0] - 0.5) > radius)
                .count();
    }

    @Property(tries = 20)
    @Label("behind a line, both attack and bounds count those that are farther from it than the radius")
    void exactOfALine(
            @ForAll @DoubleRange(min = 0.01, max = 0.29) double radius, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        double expected = (double) farther(points, radius) / COUNT;
        // What is within rounding of the border may count either way.
        double unsure = (double) (farther(points, radius - 1e-5) - farther(points, radius + 1e-5)) / COUNT;
        assertEquals(expected, new Measure.Attacked(within(radius)).of(line(), points, seed, DEVICE), unsure + 1e-9);
        assertEquals(expected, new Measure.Certified(within(radius)).of(line(), points, seed, DEVICE), unsure + 1e-9);
        assertEquals(1, new Measure.Clean().of(line(), points, seed, DEVICE));
    }

    @Example
    @Label("what is stopped has no figure: of some of the examples it would be another")
    void nothingIsToldOfSome() {
        Points points = halves(1);
        for (Measure measure : List.<Measure>of(
                new Measure.Clean(),
                new Measure.Attacked(within(0.1)),
                new Measure.Noisy(0.1),
                new Measure.Smoothed(0.1, 0.1),
                new Measure.Certified(within(0.1)),
                new Measure.Certified(within(0.1), true))) {
            assertThrows(
                    CancellationException.class,
                    () -> measure.of(together(), points, 1, DEVICE, () -> true),
                    measure::toString);
        }
        assertThrows(CancellationException.class, () -> own(1, 1, 0.1).accuracy(line(), points, 1, DEVICE, () -> true));
    }

    @Example
    @Label("linear bounds ask before each example whether to stop")
    void linearBoundsAskOften() {
        Points points = halves(1);
        int[] asked = new int[1];
        new Measure.Certified(within(0.05), true).of(together(), points, 1, DEVICE, () -> {
            asked[0]++;
            return false;
        });
        // Intervals leave what is within 9 times the radius.
        long left = COUNT - farther(points, 9 * 0.05 - 0.01);
        assertTrue(left > COUNT / 4, () -> left + " left");
        assertTrue(asked[0] >= left, () -> "asked " + asked[0] + " times");
    }

    /** Interval bounds of the two neurons are 5 + 4 times as wide as the truth. */
    @Property(tries = 20)
    @Label("linear bounds go on where intervals end, and count what they prove as well")
    void linearBoundsGoOn(
            @ForAll @DoubleRange(min = 0.01, max = 0.05) double radius, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        Measure.Certified intervals = new Measure.Certified(within(radius));
        Measure.Certified linear = new Measure.Certified(within(radius), true);
        // What is within rounding of the borders may count either way.
        double unsure = (double) (farther(points, radius - 1e-4) - farther(points, radius + 1e-4)) / COUNT;
        assertEquals(
                (double) farther(points, radius) / COUNT, linear.of(together(), points, seed, DEVICE), unsure + 1e-9);
        unsure = (double) (farther(points, 9 * radius - 1e-3) - farther(points, 9 * radius + 1e-3)) / COUNT;
        assertEquals(
                (double) farther(points, 9 * radius) / COUNT,
                intervals.of(together(), points, seed, DEVICE),
                unsure + 1e-9);
        // Steps have no linear bounds: there intervals count alone.
        assertEquals(intervals.of(stairs(), points, seed, DEVICE), linear.of(stairs(), points, seed, DEVICE));
    }

    /** Noise passes the line with probability Φ(−d/σ). */
    @Property(tries = 10)
    @Label("under noise, a line keeps the share that the normal distribution gives, within four standard errors")
    void noisyLine(@ForAll @DoubleRange(min = 0.05, max = 0.5) double sigma, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        double expected = 0;
        double variance = 0;
        for (float[] point : points.points()) {
            double kept = 1 - tail(Math.abs(point[0] - 0.5) / sigma);
            expected += kept / COUNT;
            variance += kept * (1 - kept) / (4.0 * COUNT * COUNT);
        }
        double found = new Measure.Noisy(sigma).of(line(), points, seed, DEVICE);
        assertEquals(expected, found, 4 * Math.sqrt(variance) + 0.01);
        assertEquals(found, new Measure.Noisy(sigma).of(line(), points, seed, DEVICE), "the same seed, the same draws");
    }

    /** 63 of 64 draws tell of 2.154 σ, Φ⁻¹(63/64). */
    @Example
    void drawsTellOfNoMoreThanTheyCan() {
        assertEquals("with a radius of 0.53 under noise of σ = 0.25", new Measure.Smoothed(0.25, 0.53).words());
        String beyond = new Measure.Smoothed(0.25, 6).words();
        assertTrue(beyond.contains("all 64 draws right") && beyond.contains("up to 0.538, and not of 6.0"), beyond);
        Points points = halves(1);
        assertEquals(
                new Measure.Smoothed(0.1, 0.22).of(line(), points, 1, DEVICE),
                new Measure.Smoothed(0.1, 9).of(line(), points, 1, DEVICE),
                "all draws of each of them");
    }

    /** On a line the smoothed classifier's radius is the distance (Cohen et al. 2019, section 3). */
    @Property(tries = 10)
    @Label("a smoothed line has the radii that distances are, but for what 64 draws can't tell")
    void smoothedLine(@ForAll @DoubleRange(min = 0.05, max = 0.2) double sigma, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        double radius = sigma;
        // Of 64 draws 54 must be right (Φ(1) = 0.841): nearly always at 2σ, and nearly never at σ / 4.
        double least = (double) farther(points, 2 * sigma) / COUNT;
        double most = (double) farther(points, sigma / 4) / COUNT;
        double found = new Measure.Smoothed(sigma, radius).of(line(), points, seed, DEVICE);
        assertTrue(found >= least - 0.02 && found <= most + 0.02, least + " ≤ " + found + " ≤ " + most);
        assertEquals(found, new Measure.Smoothed(sigma, radius).of(line(), points, seed, DEVICE));
        assertTrue(new Measure.Smoothed(sigma, 3 * radius).of(line(), points, seed, DEVICE) <= found);
    }

    /** 1 − Φ(z), by Simpson's rule up to 8 standard deviations. */
    private static double tail(double z) {
        int steps = 2000;
        double width = (8 - z) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = z + i * width;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-at * at / 2);
        }
        return sum * width / 3 / Math.sqrt(2 * Math.PI);
    }

    @Property(tries = 20)
    @Label("what is certified withstands the attack, and what withstands the attack is right")
    void inOrder(@ForAll @DoubleRange(min = 0.01, max = 0.4) double radius, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        for (Graph network : new Graph[] {line(), stairs()}) {
            double certified = new Measure.Certified(within(radius)).of(network, points, seed, DEVICE);
            double attacked = new Measure.Attacked(within(radius)).of(network, points, seed, DEVICE);
            assertTrue(certified <= attacked);
            assertTrue(attacked <= new Measure.Clean().of(network, points, seed, DEVICE));
        }
    }

    private static OwnAttack own(int steps, double length, double radius) {
        AdversarialTraining goal =
                new AdversarialTraining(Schedule.constant(radius), ProjectedAscent.madry(steps, length, 0, 1));
        return goal.ownAttack().orElseThrow();
    }

    @Property(tries = 20)
    @Label("training's own attack with one full step is exact behind a line")
    void ownAttackOfALine(
            @ForAll @DoubleRange(min = 0.01, max = 0.29) double radius, @ForAll @IntRange(max = 99) int seed) {
        Points points = halves(seed);
        double expected = (double) farther(points, radius) / COUNT;
        double unsure = (double) (farther(points, radius - 1e-5) - farther(points, radius + 1e-5)) / COUNT;
        assertEquals(expected, own(1, 2, radius).accuracy(line(), points, seed, DEVICE), unsure + 1e-9);
        assertEquals(expected, own(4, 0.5, radius).accuracy(line(), points, seed, DEVICE), unsure + 1e-9);
    }

    /** A divergence says nothing of labels: what training's attack leaves right is counted where it aims at them. */
    @Example
    void ownAttacksAimAtLabels() {
        Trades trades = Trades.of(Schedule.constant(0.1), 6, 3, 0.5, 0, 1);
        ProjectedAscent onLabel = new ProjectedAscent(
                Norm.LINF,
                3,
                0.5,
                Start.BESIDE,
                InnerLoss.CROSS_ENTROPY,
                1,
                trades.attack().around());
        Optional<OwnAttack> expected = Optional.of(new OwnAttack(onLabel, 0.1));
        assertEquals(expected, trades.ownAttack());
        assertEquals(expected, new Awp(trades, Schedule.constant(0.005)).ownAttack());
    }

    /** From a random start and with steps that go nowhere, an attack finds little; a real one finds all. */
    @Example
    void anAttackThatFindsNothingIsTold() {
        Points points = halves(3);
        double own = own(1, 1e-6, 0.41).accuracy(line(), points, 3, DEVICE);
        double stronger = new Measure.Attacked(within(0.41)).of(line(), points, 3, DEVICE);
        assertEquals(0, stronger);
        assertEquals(
                OwnAttack.Gap.OVERFITTED,
                OwnAttack.gap(own, stronger, 0, COUNT),
                own + " under the attack that goes nowhere");
        assertEquals(
                OwnAttack.Gap.SMALL,
                OwnAttack.gap(own(2, 1, 0.41).accuracy(line(), points, 3, DEVICE), stronger, 0, COUNT));
    }

    /** More than a fifth of the examples, however the shares of them are rounded. */
    @Property
    @Label("A gap is told where more than a fifth of the examples withstand training's own attack alone")
    void moreThanAFifth(@ForAll @IntRange(min = 1, max = 200) int count) {
        for (int own = 0; own <= count; own++) {
            for (int stronger = 0; stronger <= own; stronger++) {
                assertEquals(
                        5 * (own - stronger) > count,
                        OwnAttack.gap((double) own / count, (double) stronger / count, 0, count) != OwnAttack.Gap.SMALL,
                        own + " and " + stronger + " of " + count);
            }
        }
    }

    /** A network that gains under both attacks is none that has learned to fool one. */
    @ParameterizedTest
    @CsvSource({
        "0.62, 0.33, 0.33, 1000, OVERSTATED",
        "0.62, 0.29, 0.33, 1000, OVERSTATED",
        "0.89, 0.05, 0.05, 1000, OVERFITTED",
        "0.89, 0.42, 0.95, 1000, OVERFITTED",
        "0.89, 0.05, 0.6, 1000, OVERFITTED",
        "0.62, 0.42, 0.6, 1000, SMALL",
        "0.5, 0.2, 0.2, 20, OVERSTATED",
        "0.5, 0.2, 0.2, 2000, OVERFITTED"
    })
    void overfittingLeavesLittle(double own, double stronger, double best, int count, OwnAttack.Gap gap) {
        assertEquals(gap, OwnAttack.gap(own, stronger, best, count));
    }

    @Property
    @Label("Overfitting is told only where less than half is left, and with more examples of the same shares as well")
    void whatIsLittleStaysSo(
            @ForAll @DoubleRange(min = 0, max = 1) double own,
            @ForAll @DoubleRange(min = 0, max = 1) double stronger,
            @ForAll @DoubleRange(min = 0, max = 1) double best,
            @ForAll @IntRange(min = 1, max = 10_000) int count,
            @ForAll @IntRange(min = 1, max = 100) int times) {
        if (OwnAttack.gap(own, stronger, best, count) == OwnAttack.Gap.OVERFITTED) {
            assertTrue(2 * stronger < Math.max(own, best));
            assertEquals(OwnAttack.Gap.OVERFITTED, OwnAttack.gap(own, stronger, best, times * count));
            assertEquals(OwnAttack.Gap.OVERFITTED, OwnAttack.gap(own, stronger / 2, best, count));
        }
    }

    /** With features a radius of 1 is none in the units of the inputs. */
    @Example
    void radiiOfFeaturesSayWhatTheyCountIn() {
        Threat features = Threat.of(Norm.LINF, 1, new Features(List.of(Feature.real("x", 2, 0, 9))));
        String radius = " at ε = 1.0 in units of each feature's own";
        assertEquals("under PGD-10×2" + radius, new Measure.Attacked(features).words());
        assertEquals("certified by intervals" + radius, new Measure.Certified(features).words());
        assertEquals("certified by intervals at ε = 0.1", new Measure.Certified(within(0.1)).words());
    }
}
