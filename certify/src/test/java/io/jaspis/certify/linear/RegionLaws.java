package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RegionLaws {
    private static final double ROUNDING = 1e-12;

    private static double[] numbers(SplittableRandom random, int count) {
        return DoubleStream.generate(() -> random.nextDouble(-2, 2))
                .limit(count)
                .toArray();
    }

    private static List<Double> list(double... numbers) {
        return DoubleStream.of(numbers).boxed().toList();
    }

    private static double least(Trace trace, Region region, double[] coefficients, Map<String, List<Double>> inputs) {
        Value form = trace.input("form", Shape.of(1, coefficients.length));
        Map<String, List<Double>> all = new HashMap<>(inputs);
        all.put("form", list(coefficients));
        return Evaluate.run(trace.graph("y", region.least(form)), 1, all, Map.of(), DOUBLE)
                .get("y")
                .getFirst();
    }

    private static double at(double[] coefficients, double[] point) {
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            sum += coefficients[i] * point[i];
        }
        return sum;
    }

    private static double norm(Norm norm, double[] x) {
        DoubleStream sizes = DoubleStream.of(x).map(Math::abs);
        return switch (norm) {
            case LINF -> sizes.max().orElseThrow();
            case L2 -> Math.sqrt(sizes.map(size -> size * size).sum());
            case L1 -> sizes.sum();
        };
    }

    /** Where on the unit ball a form is largest. */
    private static double[] steepest(Norm norm, double[] coefficients) {
        double[] steepest = new double[coefficients.length];
        int largest = 0;
        for (int i = 0; i < steepest.length; i++) {
            steepest[i] = switch (norm) {
                case LINF -> Math.signum(coefficients[i]);
                case L2 -> coefficients[i] / norm(Norm.L2, coefficients);
                case L1 -> 0;
            };
            largest = Math.abs(coefficients[i]) > Math.abs(coefficients[largest]) ? i : largest;
        }
        if (norm == Norm.L1) {
            steepest[largest] = Math.signum(coefficients[largest]);
        }
        return steepest;
    }

    @Property(tries = 200)
    @Label("on a ball a form is nowhere less than the least, and as small where it falls fastest")
    void ball(@ForAll Norm norm, @ForAll @IntRange(min = 1, max = 6) int size, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] form = numbers(random, size);
        double[] centre = numbers(random, size);
        double radius = random.nextDouble(2);
        Trace trace = new Trace();
        Region ball = new Region.Ball(
                trace.input("centre", Shape.of(size)), trace.input("radius", Type.shared(Shape.scalar())), norm);
        double least = least(trace, ball, form, Map.of("centre", list(centre), "radius", list(radius)));
        for (int i = 0; i < 20; i++) {
            double[] point = numbers(random, size);
            double length = norm(norm, point);
            double share = random.nextDouble() * radius / length;
            for (int j = 0; j < size; j++) {
                point[j] = centre[j] + share * point[j];
            }
            assertTrue(at(form, point) >= least - ROUNDING * (1 + Math.abs(least)));
        }
        double lowest = at(form, centre) - radius * at(form, steepest(norm, form));
        assertEquals(lowest, least, ROUNDING * (1 + Math.abs(lowest)));
    }

    @Property(tries = 200)
    @Label("on a box a form is least where each element is at the end it falls to")
    void box(@ForAll @IntRange(min = 1, max = 6) int size, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] form = numbers(random, size);
        double[] lower = numbers(random, size);
        double[] upper = new double[size];
        double[] lowest = new double[size];
        for (int i = 0; i < size; i++) {
            upper[i] = lower[i] + random.nextDouble(3);
            lowest[i] = form[i] > 0 ? lower[i] : upper[i];
        }
        Trace trace = new Trace();
        Region box = new Region.Box(
                new Enclosure(trace.input("lower", Shape.of(size)), trace.input("upper", Shape.of(size))));
        double least = least(trace, box, form, Map.of("lower", list(lower), "upper", list(upper)));
        assertEquals(at(form, lowest), least, ROUNDING * 20);
    }
}
