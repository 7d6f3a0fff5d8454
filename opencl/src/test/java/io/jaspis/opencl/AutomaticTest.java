package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.Automatic.Rates;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The choice of {@code --device auto}. */
class AutomaticTest {
    private static Graph layer(int size) {
        Trace trace = new Trace();
        return trace.graph(
                "y", trace.input("x", Shape.of(size)).dense(trace.constant(Tensor.filled(Shape.of(size, size), 0.5f))));
    }

    /** Nanoseconds of the fake devices' own clock, which goes on while they run. */
    private static long now;

    /** A device that computes nothing, but takes the time that its rates say. */
    private record Fake(String name, double launch, double operation) implements Device {
        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            double seconds = plan.steps().size() * launch + Work.of(plan).operations() * operation;
            return new Execution() {
                @Override
                public Plan plan() {
                    return plan;
                }

                @Override
                public void write(String input, float[] source, int offset, int row, int rows) {}

                @Override
                public void run() {
                    now += Math.round(seconds * 1e9);
                }

                @Override
                public void read(String output, float[] destination, int offset, int row, int rows) {}

                @Override
                public void seed(long seed, long firstExample) {}

                @Override
                public void close() {}
            };
        }
    }

    private static final Device PROCESSOR = new Fake("the processor", 1e-6, 1e-10);
    private static final Device OTHER = new Fake("a card", 1e-3, 1e-12);

    /** Of n operations the first takes 10⁻⁶ + 10⁻¹⁰·n, the other 10⁻³ + 10⁻¹²·n: the same at n = 1.009·10⁷. */
    @Test
    void theChoiceTurnsWhereBothTakeTheSame() {
        Automatic automatic = new Automatic(PROCESSOR, OTHER, new Rates(1e-6, 1e-10, 0), new Rates(1e-3, 1e-12, 0));
        Graph graph = layer(256);
        // 2·256² operations an example, so 76 examples have 9.96·10⁶ and 77 have 1.0093·10⁷.
        assertSame(PROCESSOR, automatic.choice(Plan.of(graph, 1)));
        assertSame(PROCESSOR, automatic.choice(Plan.of(graph, 76)));
        assertSame(OTHER, automatic.choice(Plan.of(graph, 78)));
        assertSame(OTHER, automatic.choice(Plan.of(graph, 4096)));
    }

    @Test
    void elementsThatMustBeBroughtOverCount() {
        Automatic automatic = new Automatic(PROCESSOR, OTHER, new Rates(0, 1e-10, 0), new Rates(0, 1e-12, 1e-6));
        // Little work for each element that goes there and back, then much.
        assertSame(PROCESSOR, automatic.choice(Plan.of(layer(8), 1000)));
        assertSame(
                OTHER,
                new Automatic(PROCESSOR, OTHER, new Rates(0, 1e-10, 0), new Rates(0, 1e-12, 1e-9))
                        .choice(Plan.of(layer(1024), 1000)));
    }

    @Test
    void ratesAreMeasured() {
        Rates rates = Automatic.measure(new Fake("slow", 1e-3, 1e-10), () -> now);
        assertEquals(1e-3, rates.launch(), 1e-9);
        // A product of 512 rows has a launch too, and 2·512³ operations, of which the clock tells whole nanoseconds.
        assertEquals(1e-10, rates.operation(), 1e-16);
        // 2²⁰ elements, each an operation of 10⁻¹⁰ s and brought over or written three times.
        assertEquals(1e-10 / 3, rates.element(), 1e-13);
    }

    @Test
    void closingItClosesWhatHoldsADevice() {
        OpenClDevice opened = new OpenClDevice(Open.found(), _ -> {});
        Device automatic = new Automatic(PROCESSOR, opened, new Rates(0, 1e-9, 0), new Rates(0, 1e-9, 0));
        assertInstanceOf(AutoCloseable.class, automatic);
        ((Automatic) automatic).close();
        assertThrows(IllegalStateException.class, () -> opened.load(Plan.of(layer(8), 1)));
    }

    @Test
    void theMeasuredRatesDecide() {
        Automatic automatic = (Automatic) Automatic.of(PROCESSOR, OTHER, () -> now);
        assertSame(PROCESSOR, automatic.choice(Plan.of(layer(16), 1)));
        assertSame(OTHER, automatic.choice(Plan.of(layer(1024), 4096)));
        assertEquals("by the size of the plan: the processor, or a card", automatic.name());
    }
}
