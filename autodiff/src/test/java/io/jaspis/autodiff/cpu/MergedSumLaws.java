package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MergedSumLaws {
    private static final float[] FACTORS = {0.5f, -1, 0, 3e20f, Float.NaN, -0.1f};
    private static final List<Device> DEVICES =
            List.of(new Cpu(Providers.best(), Workers.of(1)), new Cpu(Providers.scalar(), Workers.of(1)));

    private static Value operation(List<Value> before, SplittableRandom random) {
        Value x = before.get(Math.max(0, before.size() - 1 - random.nextInt(4)));
        Value y = before.get(random.nextInt(before.size()));
        Value each = x.batched() && !y.batched() ? y.repeatBatch() : y;
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> x.scale(FACTORS[random.nextInt(FACTORS.length)]);
            case 3 -> x.plus(each);
            case 4 -> x.minus(each);
            case 5 -> x.roundUp(random.nextInt(3));
            case 6 -> x.roundDown(random.nextInt(3));
            case 7 -> x.copied();
            default -> x.relu();
        };
    }

    /** What is an output is computed by itself. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    @Label("sums with their multiples and what moves them are the bits of each by itself")
    void bits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @IntRange(min = 1, max = 12) int depth) {
        SplittableRandom random = new SplittableRandom(seed);
        Trace trace = new Trace();
        List<Value> inputs = List.of(trace.input("a", Shape.of(size)), trace.input("b", Shape.of(size)));
        List<Value> values = new ArrayList<>(inputs);
        for (int i = 0; i < depth; i++) {
            values.add(operation(values, random));
        }
        Map<String, Value> all = new HashMap<>();
        for (int i = 2; i < values.size() - 1; i++) {
            all.put("v" + i, values.get(i).copied());
        }
        Value y = values.getLast().copied();
        all.put("y", y);
        float[] a = new float[2 * size];
        float[] b = new float[2 * size];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-38, 38)));
            b[i] = random.nextInt(4) == 0 ? -a[i] : (float) random.nextGaussian();
        }
        Map<String, float[]> given = Map.of("a", a, "b", b);
        for (Device device : DEVICES) {
            assertArrayEquals(
                    Bits.of(Plan.of(trace.graph(inputs, all), 2), device, given),
                    Bits.of(Plan.of(trace.graph(inputs, Map.of("y", y)), 2), device, given));
        }
    }
}
