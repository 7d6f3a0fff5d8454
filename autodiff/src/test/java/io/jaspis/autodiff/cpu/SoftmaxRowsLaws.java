package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SoftmaxRowsLaws {
    private static final List<Device> DEVICES = List.of(
            new Cpu(Providers.best(), Workers.of(1)),
            new Cpu(Providers.best(), Workers.of(2)),
            new Cpu(Providers.scalar(), Workers.of(1)));

    /** A softmax between other operations, and what its powers are made of. */
    private record Net(Trace trace, Value powers, Value y) {
        static Net of(Shape shape, int axis, boolean between) {
            Trace trace = new Trace();
            Value x = trace.input("x", shape);
            Value scores = between ? x.scale(3).plus(x.relu()) : x;
            int position = shape.axis(axis);
            int extent = shape.extent(position);
            Value powers = scores.minus(scores.maximum(axis).broadcast(position, extent))
                    .exponential();
            Value y = powers.times(powers.sum(axis).reciprocal().broadcast(position, extent));
            return new Net(trace, powers, between ? y.sum(0) : y);
        }

        Graph graph() {
            return trace.graph("y", y);
        }

        /** In which each operation has results of its own. */
        Graph apart() {
            return trace.graph(Map.of("y", y, "powers", powers));
        }
    }

    private static long softmaxes(Plan plan) {
        return IntStream.range(0, plan.steps().size())
                .filter(first -> SoftmaxRows.at(plan, first).isPresent())
                .count();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    @Label("a softmax as one has the bits of its operations, alone or between others, in any part of a batch")
    void bits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 70) int batch,
            @ForAll @IntRange(min = 1, max = 4) int lines,
            @ForAll @IntRange(min = 1, max = 80) int columns,
            @ForAll boolean between) {
        Net net = Net.of(Shape.of(lines, columns), -1, between);
        Random random = new Random(seed);
        float[] x = new float[batch * lines * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(500) == 0 ? Float.NEGATIVE_INFINITY : (float) (10 * random.nextGaussian());
        }
        Plan whole = Plan.of(net.graph(), batch);
        Plan apart = Plan.of(net.apart(), batch);
        assertEquals(columns < 16 ? 0 : 1, softmaxes(whole));
        assertEquals(0, softmaxes(apart));
        Map<String, float[]> given = Map.of("x", x);
        for (Device device : DEVICES) {
            assertArrayEquals(Bits.of(apart, device, given), Bits.of(whole, device, given), device.name());
        }
    }

    @Example
    @Label(
            "neither another axis, nor a maximum of something else, nor a power that is needed elsewhere is such a softmax")
    void others() {
        Shape shape = Shape.of(20, 20);
        assertEquals(1, softmaxes(Plan.of(Net.of(shape, 1, true).graph(), 2)));
        assertEquals(0, softmaxes(Plan.of(Net.of(shape, 0, true).graph(), 2)));
        Trace trace = new Trace();
        Value x = trace.input("x", shape);
        Value other = x.relu().maximum(1).broadcast(1, 20);
        Value powers = x.minus(other).exponential();
        Value y = powers.times(powers.sum(1).reciprocal().broadcast(1, 20));
        assertEquals(0, softmaxes(Plan.of(trace.graph("y", y), 2)));
        Value own = x.minus(x.maximum(1).broadcast(1, 20)).exponential();
        Value sums = own.sum(1).reciprocal().broadcast(1, 20);
        assertEquals(1, softmaxes(Plan.of(trace.graph("y", own.times(sums)), 2)));
        assertEquals(0, softmaxes(Plan.of(trace.graph("y", own.times(sums).plus(own.copied())), 2)));
    }
}
