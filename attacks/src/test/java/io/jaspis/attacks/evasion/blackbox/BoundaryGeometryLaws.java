package io.jaspis.attacks.evasion.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Picture;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Lines, semicircles, noise and numbers of which searches along a boundary are made. */
@PropertyDefaults(tries = 100)
class BoundaryGeometryLaws {
    private static double[] way(Random random, int size) {
        double[] way = new double[size];
        for (int i = 0; i < size; i++) {
            way[i] = random.nextGaussian();
        }
        return way;
    }

    @Property
    @Label("a semicircle goes from its point to the example, and every point on it sees both under a right angle")
    void semicircles(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int size) {
        Random random = new Random(seed);
        double[] point = way(random, size);
        double[] other = way(random, size);
        Ways.normalize(other);
        Semicircle circle = Semicircle.of(point, other).orElseThrow();
        double length = Ways.length(point);
        assertArrayEquals(point, circle.at(0), 1e-9 * length);
        assertEquals(0, Ways.length(circle.at(Math.PI / 2)), 1e-9 * length);
        assertEquals(Ways.dot(point, other) / length, Math.cos(circle.angle()), 1e-9);
        for (double angle = 0.1; angle < 1.5; angle += 0.2) {
            double[] at = circle.at(angle);
            assertEquals(length * Math.cos(angle), Ways.length(at), 1e-9 * length);
            assertEquals(0, Ways.dot(at, Ways.sum(1, point, -1, at)), 1e-9 * length * length);
        }
    }

    @Property
    @Label("a bisection ends at an adversarial number no farther from one that isn't than it was told")
    void bisections(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double edge,
            @ForAll @IntRange(min = 3, max = 20) int halvings) {
        double tolerance = Math.scalb(1.0, -halvings);
        Random random = new Random(seed);
        float[] centre = {0.5f, random.nextFloat()};
        Boundary boundary = new Boundary(new Offsets(new Threat(Norm.L2, 1, -10, 10), centre));
        List<Boundary.Found> found = new ArrayList<>();
        Question question = boundary.bisect(
                number -> new double[] {number, 0}, new Boundary.Found(1, new double[] {1, 0}), 0, tolerance, last -> {
                    found.add(last);
                    return Question.NONE;
                });
        while (question.count() > 0) {
            double[] asked = new double[2];
            question.points().write(0, asked);
            question = question.then().apply(new Question.Replies() {
                @Override
                public int count() {
                    return 1;
                }

                @Override
                public boolean adversarial(int point) {
                    return asked[0] >= edge;
                }

                @Override
                public void read(int point, double[] to) {
                    System.arraycopy(asked, 0, to, 0, to.length);
                }
            });
        }
        double last = found.getFirst().number();
        assertTrue(last >= edge && last - edge <= tolerance);
        assertEquals(last, found.getFirst().at()[0]);
    }

    @Property(tries = 10)
    @Label(
            "low frequencies of a large picture are smooth and as long as the noise they were made of; small ones keep theirs")
    void lowFrequencies(@ForAll long seed, @ForAll boolean channelsLast) {
        Picture picture = new Picture(3, 224, 240, channelsLast);
        double[] noise = way(new Random(seed), 3 * 224 * 240);
        double kept = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int row = 0; row < 56; row++) {
                for (int column = 0; column < 56; column++) {
                    kept += Math.pow(noise[picture.at(channel, row, column)], 2);
                }
            }
        }
        LowFrequencies frequencies = LowFrequencies.of(Optional.of(picture));
        frequencies.keep(noise);
        assertEquals(Math.sqrt(kept), Ways.length(noise), 1e-9 * Math.sqrt(kept));
        double steps = 0;
        for (int column = 1; column < 240; column++) {
            steps += Math.pow(noise[picture.at(0, 0, column)] - noise[picture.at(0, 0, column - 1)], 2);
        }
        double squares = 0;
        for (int column = 0; column < 240; column++) {
            squares += Math.pow(noise[picture.at(0, 0, column)], 2);
        }
        // A cosine of frequency k changes by at most 2 sin(πk/480) times itself from one element to the next.
        assertTrue(steps <= Math.pow(2 * Math.sin(Math.PI * 56 / 480), 2) * squares);
        double[] small = way(new Random(seed), 28 * 28);
        double[] before = small.clone();
        LowFrequencies.of(Optional.of(new Picture(1, 28, 28, channelsLast))).keep(small);
        assertArrayEquals(before, small);
    }

    @Property
    @Label("the median radius parts what lies between two in halves of the same weight, nearer to the larger one")
    void medians(
            @ForAll @DoubleRange(min = 0, max = 0.9) double low,
            @ForAll @DoubleRange(min = 0.01, max = 1) double width) {
        double high = Math.min(1, low + width);
        double median = Adba.median(low, high, 1);
        assertTrue(median > (low + high) / 2 && median < high);
        assertEquals(weight(low, median), weight(median, high), 1e-3 * weight(low, high));
        // Radii count by their share of the best.
        assertEquals(0.3 * median, Adba.median(0.3 * low, 0.3 * high, 0.3), 1e-9);
    }

    /** The paper's density, summed up: of the share k by which a radius is less, a/(k + d)ᵇ + c. */
    private static double weight(double low, double high) {
        int parts = 10_000;
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            double k = 1 - (low + (high - low) * (i + 0.5) / parts);
            sum += 0.0313329277 / Math.pow(k + 0.1340385026, 3.0659694404) + 0.1675564697;
        }
        return sum * (high - low) / parts;
    }

    @Property
    @Label("the bridge takes nine tenths of a small k and two thirds of a large one, and grows in between")
    void bridges(@ForAll @DoubleRange(min = 0, max = 1) double k) {
        double taken = TangentBoundary.bridge(k);
        assertTrue(taken <= 0.9 * k + 1e-12 && taken >= 2.0 / 3 * k - 1e-12);
        assertTrue(k > 0.1 || taken == 0.9 * k);
        assertTrue(k < 0.2 || taken == 2.0 / 3 * k);
        assertTrue(k > 0.999 || TangentBoundary.bridge(k + 1e-3) > taken);
    }

    @Property
    @Label("where a way settles settles there again, and is allowed")
    void settling(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        Features table = new Features(List.of(
                Feature.real("income", 30, 0, 200),
                Feature.integer("loans", 2, 0, 9).moving(Feature.Way.ONLY_UP),
                Feature.category("web", 1, "channel"),
                Feature.category("shop", 1, "channel"),
                Feature.immutable("born")));
        float[] row = {random.nextFloat() * 200, random.nextInt(10), 1, 0, random.nextFloat()};
        Threat threat = Threat.of(norm, 0.1, table);
        Offsets offsets = new Offsets(threat, row);
        double[] way = Ways.scaled(random.nextDouble() * 3, way(random, row.length));
        float[] x = new float[row.length];
        offsets.settle(way, x, 0);
        assertTrue(threat.everywhere(row.length).contains(row, 0, x, 0, row.length));
        float[] again = new float[row.length];
        offsets.settle(offsets.settled(way), again, 0);
        assertArrayEquals(x, again, 1e-5f * 200);
        assertArrayEquals(row, settledAtRest(offsets, row.length));
    }

    private static float[] settledAtRest(Offsets offsets, int size) {
        float[] x = new float[size];
        offsets.settle(new double[size], x, 0);
        return x;
    }
}
