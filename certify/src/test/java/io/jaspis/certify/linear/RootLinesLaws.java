package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** The lines below and above a square root. */
class RootLinesLaws {
    /** What rounding in double makes of some ten operations on numbers of this size. */
    private static final double ROUNDING = 1e-13;

    /** Bounds of a number, from 0, of the least size or any other. */
    private record Box(double lower, double upper) {
        static Box of(SplittableRandom random) {
            double size = Math.scalb(random.nextDouble(0.5, 1), random.nextInt(-140, 20));
            double lower = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> size * (1 - Math.scalb(1.0, -random.nextInt(1, 50)));
                default -> size * random.nextDouble();
            };
            return new Box(lower, random.nextInt(20) == 0 ? lower : size);
        }

        Map<String, List<Double>> inputs(double row) {
            return Map.of(
                    "x" + Intervals.LOWER,
                    List.of(lower),
                    "x" + Intervals.UPPER,
                    List.of(upper),
                    LinearBounds.ROWS,
                    List.of(row));
        }
    }

    /** √x + slope · x. */
    private static Graph network(float slope) {
        return Graph.of("x", Shape.of(1), "y", x -> x.squareRoot().plus(x.scale(slope)));
    }

    private static double linear(Graph network, Box box, double row) {
        return Evaluate.run(LinearBounds.of(network, 1), 1, box.inputs(row), Map.of(), DOUBLE)
                .get("y" + Intervals.LOWER)
                .getFirst();
    }

    private static double size(Box box, float slope) {
        return Math.sqrt(box.upper) + Math.abs(slope) * box.upper;
    }

    @Property(tries = 400)
    @Label("no point between the bounds gives less than the lines do, from 0 on and however small the bounds are")
    void sound(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = Box.of(random);
        float slope = (float) (random.nextDouble(-2, 2) / Math.sqrt(Math.max(box.upper, 1e-30)));
        Graph network = network(slope);
        for (double row : new double[] {1, -1}) {
            double bound = linear(network, box, row);
            for (int i = 0; i < 40; i++) {
                double x = i < 2
                        ? i == 0 ? box.lower : box.upper
                        : box.lower + random.nextDouble() * (box.upper - box.lower);
                double value = row * (Math.sqrt(x) + slope * x);
                assertTrue(
                        bound <= value + ROUNDING * size(box, slope),
                        () -> bound + " is no lower bound of " + value + " in " + box + ", row " + row);
            }
        }
    }

    @Property(tries = 400)
    @Label("bounds by lines are no wider than those of intervals")
    void noWiderThanIntervals(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = Box.of(random);
        float slope = (float) (random.nextDouble(-2, 2) / Math.sqrt(Math.max(box.upper, 1e-30)));
        Graph network = network(slope);
        var intervals = Evaluate.run(Intervals.of(network), 1, box.inputs(0), Map.of(), DOUBLE);
        double lower = intervals.get("y" + Intervals.LOWER).getFirst();
        double upper = intervals.get("y" + Intervals.UPPER).getFirst();
        // Where the bounds are nearly 0, the lines are those of roots that are a little larger.
        double slack = ROUNDING * size(box, slope) + 0x1p-40;
        assertTrue(linear(network, box, 1) >= lower - slack, box::toString);
        assertTrue(-linear(network, box, -1) <= upper + slack, box::toString);
    }

    @Example
    @Label("what a root and a line make together is seen: √x − x / 2 between 0 and 4 is from 0 to 1, not from −2 to 2")
    void seesWhatRootAndLineMake() {
        Box box = new Box(0, 4);
        Graph network = network(-0.5f);
        // The chord is x / 2, the tangent at 4 is 1 + x / 4.
        assertEquals(0, linear(network, box, 1), 1e-6);
        assertEquals(1, -linear(network, box, -1), 1e-6);
    }

    @Example
    @Label("of bounds below 0 nothing is said")
    void nothingOfWhatIsUndefined() {
        Box box = new Box(-1, 4);
        for (double row : new double[] {1, -1}) {
            double bound = linear(network(0.5f), box, row);
            assertFalse(bound > Double.NEGATIVE_INFINITY, () -> "the bound is " + bound);
        }
    }
}
