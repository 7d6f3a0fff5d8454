package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.CarriedState;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CarriedLaws {

    @Property(tries = 60)
    @Label("what is carried gives the bits of what is read and written by hand, whole or in parts")
    void asByHand(
            @ForAll boolean separable,
            @ForAll @IntRange(min = 1, max = 150) int batch,
            @ForAll boolean simd,
            @ForAll @IntRange(min = 1, max = 3) int threads,
            @ForAll long seed) {
        try (Workers workers = Workers.of(threads)) {
            CarriedState.check(new Cpu(simd ? Providers.best() : Providers.scalar(), workers), separable, batch, seed);
        }
    }

    private static Graph twice() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value y = trace.input("y", Shape.of(3));
        return trace.graph(Map.of("x2", x.scale(2), "x3", x.scale(3), "same", x, "y2", y.scale(2)));
    }

    private static void refused(Map<String, String> carried, String... words) {
        var error = assertThrows(IllegalArgumentException.class, () -> Plan.carrying(twice(), 2, carried));
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), error::getMessage);
        }
    }

    @Example
    @Label("what can't be carried is refused")
    void refused() {
        refused(Map.of("x2", "y"), "x2", "y", "[batch, 3]");
        refused(Map.of("x2", "x"), "same", "scale(1)");
        refused(Map.of("x2", "z"), "z");
        refused(Map.of("z", "x"), "z");
    }

    @Example
    @Label("an output goes to an input of another execution, and rows that aren't there are refused")
    void handed() {
        Cpu cpu = new Cpu(Providers.scalar(), Workers.of(1));
        try (Execution first = cpu.load(Plan.of(twice(), 2));
                Execution second = cpu.load(Plan.of(twice(), 2))) {
            first.write("x", 1, 2, 3, 4);
            first.write("y", new float[6]);
            first.run();
            first.hand(Map.of("x2", "x"), second);
            assertArrayEquals(new float[] {2, 4, 6, 8}, second.read("x"));
            second.write("y", new float[6]);
            second.run();
            assertArrayEquals(new float[] {6, 12, 18, 24}, second.read("x3"));
            assertThrows(IllegalArgumentException.class, () -> first.hand(Map.of("x2", "y"), second));
            assertThrows(IllegalArgumentException.class, () -> first.write("x", new float[9], 0, 1, 2));
            assertThrows(IllegalArgumentException.class, () -> first.write("x", new float[9], 0, -1, 1));
            assertThrows(IllegalArgumentException.class, () -> first.write("x", new float[3], 0, 0, 2));
            assertThrows(IllegalArgumentException.class, () -> first.read("x2", new float[9], 0, 2, 1));
        }
    }
}
