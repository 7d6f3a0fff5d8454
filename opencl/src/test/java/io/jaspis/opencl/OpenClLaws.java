package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.cpu.RoundingCheck;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.Operations.Operation;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OpenClLaws {

    @Provide
    Arbitrary<Sample> graphs() {
        return RandomGraphs.all().samples();
    }

    static Sample gradient(Sample sample) {
        List<String> names = new ArrayList<>(sample.graph().inputs().keySet());
        names.addAll(sample.graph().parameters().keySet());
        return sample.withGraph(Gradient.of(sample.graph(), "y", names.toArray(String[]::new)));
    }

    @Example
    @Label("the arithmetic of the device is what float-sound bounds assume")
    void probe() {
        assertEquals(List.of(), Open.device().brokenPromises());
    }

    @Example
    @Label("every operation is within its rounding of the reference, with batches of 1 and 5")
    void everyOperation() {
        for (Operation operation : Operations.all()) {
            RoundingCheck.check(Open.device(), operation.sample(), 1);
            RoundingCheck.check(Open.device(), operation.sample(), 5);
        }
    }

    @Property(tries = 10)
    @Label("every value of a random graph is within its rounding of the reference")
    void randomGraphs(@ForAll("graphs") Sample sample) {
        if (Open.skipped()) {
            return;
        }
        RoundingCheck.check(Open.device(), sample, 5);
    }

    private static Map<String, Tensor> run(OpenClDevice device, Plan plan, Sample sample) {
        try (Execution execution = device.load(plan, sample.parameters())) {
            return execution.run(sample.inputs(plan.batch()));
        }
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual, Sample sample) {
        expected.forEach((name, tensor) -> assertTrue(
                Arrays.equals(tensor.data(), actual.get(name).data()), () -> name + " differs in " + sample));
    }

    /** Values by themselves are of few programs, for all samples; only what is fused is compiled for each. */
    @Property(tries = 5)
    @Label(
            "every value of a random graph's gradient is within its rounding of the reference, and a plan that fuses and "
                    + "reuses space gives the same bits as one that does not, and again in a second run")
    void gradients(@ForAll("graphs") Sample sample) {
        if (Open.skipped()) {
            return;
        }
        Sample whole = gradient(sample);
        RoundingCheck.checkSingly(Open.device(), whole, 3);
        Map<String, Tensor> expected = run(Open.device(), Plan.withoutReuse(whole.graph(), 3), whole);
        Plan plan = Plan.of(whole.graph(), 3);
        try (Execution execution = Open.device().load(plan, whole.parameters())) {
            assertSame(expected, execution.run(whole.inputs(3)), whole);
            assertSame(expected, execution.run(whole.inputs(3)), whole);
        }
    }
}
