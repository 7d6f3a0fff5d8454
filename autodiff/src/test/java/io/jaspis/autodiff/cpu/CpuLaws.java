package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.Operations.Operation;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CpuLaws {
    private static final Workers ALONE = Workers.of(1);
    private static final Device SCALAR = new Cpu(Providers.scalar(), ALONE);
    private static final Device SIMD = new Cpu(Providers.best(), ALONE);
    private static final int[] BATCHES = {1, 2, 5, 9};

    @Provide
    Arbitrary<Sample> graphs() {
        return RandomGraphs.all().samples();
    }

    @Provide
    Arbitrary<Sample> gradients() {
        return RandomGraphs.all().samples().map(CpuLaws::gradient);
    }

    static Sample gradient(Sample sample) {
        List<String> names = new ArrayList<>(sample.graph().inputs().keySet());
        names.addAll(sample.graph().parameters().keySet());
        return sample.withGraph(Gradient.of(sample.graph(), "y", names.toArray(String[]::new)));
    }

    @Example
    @Label("the tests run the SIMD kernels too")
    void simdIsThere() {
        assertTrue(Providers.best().name().startsWith("SIMD"), Providers.best().name());
    }

    @Example
    @Label("every operation is within its rounding of the reference")
    void everyOperation() {
        for (Operation operation : Operations.all()) {
            for (int batch : BATCHES) {
                RoundingCheck.check(SCALAR, operation.sample(), batch);
                RoundingCheck.check(SIMD, operation.sample(), batch);
            }
        }
    }

    @Property(tries = 150)
    @Label("every value of a random graph is within its rounding of the reference")
    void randomGraphs(@ForAll("graphs") Sample sample) {
        for (int batch : BATCHES) {
            RoundingCheck.check(SCALAR, sample, batch);
            RoundingCheck.check(SIMD, sample, batch);
        }
    }

    @Property(tries = 40)
    @Label("every value of a random graph's gradient is within its rounding of the reference")
    void randomGradients(@ForAll("gradients") Sample sample) {
        RoundingCheck.check(SCALAR, sample, 3);
        RoundingCheck.check(SIMD, sample, 3);
    }

    static void assertSameBits(Map<String, Tensor> expected, Map<String, Tensor> actual, Object where) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) -> assertArrayEquals(
                bits(tensor), bits(actual.get(name)), () -> "output " + name + " differs in " + where));
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.data().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(tensor.data()[i]);
        }
        return bits;
    }

    private static Map<String, Tensor> run(Device device, Plan plan, Sample sample) {
        try (Execution execution = device.load(plan, sample.parameters())) {
            return execution.run(sample.inputs(plan.batch()));
        }
    }

    @Property(tries = 200)
    @Label("a plan that reuses space gives the same bits as one that does not")
    void reuse(@ForAll("gradients") Sample sample) {
        Plan plan = Plan.of(sample.graph(), 5);
        Plan other = Plan.withoutReuse(sample.graph(), 5);
        assertTrue(plan.arenaSize() <= other.arenaSize());
        assertSameBits(run(SIMD, other, sample), run(SIMD, plan, sample), sample);
    }

    @Property(tries = 100)
    @Label("what is repeated along an axis within a chain has the bits of what is written out first, in parts too")
    void repeated(
            @ForAll @IntRange(min = 1, max = 5) int lead,
            @ForAll @IntRange(min = 1, max = 1500) int extent,
            @ForAll @IntRange(min = 1, max = 40) int inner,
            @ForAll boolean inParts,
            @ForAll long seed) {
        int most = inParts ? extent % 60 + 1 : extent;
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(lead, most, inner));
        Value factor = trace.input("factor", Shape.of(lead, inner));
        Value least = x.maximum(1).broadcast(1, most);
        Value total = x.absolute().sum(1).reshape(Shape.of(inner * lead)).broadcast(1, most);
        Value powers = x.minus(least).exponential().times(factor.broadcast(1, most));
        Graph graph = trace.graph(Map.of("y", powers.flatten().over(total.flatten()), "factor again", factor));
        Sample sample = new Sample("repeated", graph, seed, -1, 1);
        int batch = inParts ? 32 : 3;
        Map<String, Tensor> expected = run(SIMD, Plan.withoutReuse(graph, batch), sample);
        assertSameBits(expected, run(SIMD, Plan.of(graph, batch), sample), sample);
        if (inParts) {
            try (Workers workers = Workers.of(2)) {
                Cpu two = new Cpu(Providers.best(), workers);
                assertSameBits(expected, run(two, Plan.of(graph, batch), sample), sample);
            }
        }
    }

    @Property(tries = 100)
    @Label("running again gives the same bits, and inputs written once stay")
    void again(@ForAll("gradients") Sample sample) {
        int batch = 2;
        try (Execution execution = SIMD.load(Plan.of(sample.graph(), batch), sample.parameters())) {
            Map<String, Tensor> first = execution.run(sample.inputs(batch));
            for (int i = 0; i < 3; i++) {
                assertSameBits(first, execution.run(Map.of()), sample);
            }
            execution.run(sample.withSeed(sample.seed() + 1).inputs(batch));
            assertSameBits(first, execution.run(sample.inputs(batch)), sample);
        }
    }

    /** Work that is cut for several threads: wide layers, long element-wise chains, many examples. */
    private static Sample large() {
        return LargeGraphs.convolutional();
    }

    @Example
    @Label("one, two and three threads give the same bits")
    void threads() {
        for (Sample sample : List.of(large(), LargeGraphs.elementwise(), LargeGraphs.noisy())) {
            Plan plan = Plan.of(sample.graph(), 17);
            for (Kernels kernels : List.of(Providers.scalar(), Providers.best())) {
                Map<String, Tensor> alone = run(new Cpu(kernels, ALONE), plan, sample);
                for (int threads = 2; threads <= 3; threads++) {
                    try (Workers workers = Workers.of(threads)) {
                        assertSameBits(alone, run(new Cpu(kernels, workers), plan, sample), sample.name());
                    }
                }
            }
        }
    }
}
