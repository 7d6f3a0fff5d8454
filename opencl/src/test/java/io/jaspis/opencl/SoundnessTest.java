package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Faults;
import io.jaspis.opencl.runtime.Platforms;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What keeps float-sound bounds off devices that don't compute as such bounds assume. */
class SoundnessTest {
    private static final float[] X = Soundness.numbers();
    private static final int COUNT = X.length / 3;

    /** A single operation on one of the triples. */
    @FunctionalInterface
    private interface Operation {
        float of(float a, float b, float c);
    }

    /** In the order of the probe. */
    private static final List<Operation> SOUND = List.of(
            (a, b, c) -> a * b + c,
            (a, b, c) -> Math.fma(a, b, c),
            (a, b, _) -> a / b,
            (a, _, _) -> (float) Math.sqrt(a),
            (a, b, _) -> a * b,
            (a, b, _) -> a + b);

    private static Soundness probed(List<Operation> operations) {
        float[] y = new float[operations.size() * COUNT];
        for (int kind = 0; kind < operations.size(); kind++) {
            for (int i = 0; i < COUNT; i++) {
                y[kind * COUNT + i] = operations.get(kind).of(X[i], X[COUNT + i], X[2 * COUNT + i]);
            }
        }
        return Soundness.of(X, y);
    }

    /** Where the operation of this kind alone is done otherwise, its promise alone is broken. */
    private static void assertBroken(int kind, String words, Operation otherwise) {
        List<Operation> operations = new ArrayList<>(SOUND);
        operations.set(kind, otherwise);
        List<String> broken = probed(operations).broken();
        assertEquals(1, broken.size(), broken::toString);
        assertTrue(broken.getFirst().contains(words), broken::toString);
    }

    private static float flushed(float number) {
        return Math.abs(number) < Float.MIN_NORMAL ? 0 * number : number;
    }

    /** Rounded to the next float on the way to zero. */
    private static float cut(double number) {
        float near = (float) number;
        if (Math.abs(near) <= Math.abs(number)) {
            return near;
        }
        return near > 0 ? Math.nextDown(near) : Math.nextUp(near);
    }

    @Test
    void eachPromiseIsHeldToTheBitsOfItsOperation() {
        assertTrue(probed(SOUND).holds());
        assertBroken(0, "fuses products and sums", (a, b, c) -> Math.fma(a, b, c));
        assertBroken(1, "fused multiply-add", (a, b, c) -> a * b + c);
        assertBroken(2, "division", (a, b, _) -> a * (1 / b));
        assertBroken(2, "division", (a, b, _) -> flushed(a / b));
        assertBroken(3, "square root", (a, _, _) -> 1 / (1 / (float) Math.sqrt(a)));
        assertBroken(4, "products are flushed", (a, b, _) -> flushed(a * b));
        assertBroken(4, "products are flushed", (a, b, _) -> flushed(a) * flushed(b));
        assertBroken(4, "products are flushed", (a, b, _) -> cut((double) a * b));
        assertBroken(5, "sums are flushed", (a, b, _) -> flushed(a + b));
        assertBroken(5, "sums are flushed", (a, b, _) -> flushed(a) + flushed(b));
        assertBroken(5, "sums are flushed", (a, b, _) -> cut((double) a + b));
    }

    /** The processor, and what it was given. */
    private static final class Noting implements Device {
        private final Device processor = Cpu.best();
        private final List<Execution> loaded = new ArrayList<>();

        @Override
        public String name() {
            return processor.name();
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            loaded.add(processor.load(plan, parameters));
            return loaded.getLast();
        }
    }

    private static OpenClDevice opened(Faults faults, Device processor, List<String> notices) {
        Platforms.Found found = faults.devices().getFirst();
        long largest = found.facts().largestAllocation() / 4;
        return new OpenClDevice(found, notices::add, processor, largest);
    }

    private static Plan plan(UnaryOperator<Value> function) {
        return Plan.of(Graph.of("x", Shape.of(8), "y", function), 2);
    }

    private static void assertOnProcessor(OpenClDevice device, Noting processor, UnaryOperator<Value> function) {
        int before = processor.loaded.size();
        try (Execution execution = device.load(plan(function))) {
            assertEquals(before + 1, processor.loaded.size());
            assertSame(processor.loaded.getLast(), execution);
        }
    }

    private static void assertOnDevice(OpenClDevice device, UnaryOperator<Value> function) {
        try (Execution execution = device.load(plan(function))) {
            assertInstanceOf(OpenClExecution.class, execution);
        }
    }

    /** There is one notice of bounds, and it has these words. */
    private static void assertSaid(List<String> notices, String words) {
        List<String> ofBounds =
                notices.stream().filter(notice -> notice.contains("bounds")).toList();
        assertEquals(1, ofBounds.size(), notices::toString);
        assertTrue(ofBounds.getFirst().contains(words), notices::toString);
    }

    @Test
    void boundsThatADeviceWouldBreakAreComputedOnTheProcessor() {
        Open.found();
        Faults faults = new Faults();
        faults.flushDenormals();
        Noting processor = new Noting();
        List<String> notices = new ArrayList<>();
        try (OpenClDevice device = opened(faults, processor, notices)) {
            assertOnProcessor(device, processor, x -> x.scale(3).roundUp(1));
            assertOnProcessor(device, processor, x -> x.scale(3).roundDown(1));
            assertOnDevice(device, x -> x.scale(3));
        }
        assertSaid(notices, "its products are flushed to zero");
    }

    @Test
    void boundsThatNeedDoublesAreComputedOnTheProcessorWhereADeviceHasNone() {
        Open.found();
        Faults faults = new Faults();
        faults.hideDoubles();
        Noting processor = new Noting();
        List<String> notices = new ArrayList<>();
        try (OpenClDevice device = opened(faults, processor, notices)) {
            assertEquals(List.of(), device.brokenPromises());
            assertOnProcessor(device, processor, x -> x.sine().roundUp(1));
            assertOnProcessor(device, processor, x -> x.cosine().roundUp(1));
            assertOnProcessor(device, processor, x -> x.power(3).roundUp(1));
            assertOnDevice(device, x -> x.scale(3).roundUp(1));
            assertOnDevice(device, Value::sine);
        }
        assertSaid(notices, "has no doubles");
    }
}
