package io.jaspis.autodiff.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The law of carried values: an execution that carries gives the bits of one whose outputs are read and written to the
 * inputs by hand. The state is of every kind: points, one row an example; a shared number; and a parameter.
 */
public final class CarriedState {
    private static final int SIZE = 7;
    private static final int WIDTH = 5;
    private static final int STEPS = 6;
    private static final Map<String, String> CARRIED = Map.of("x.next", "x", "pace.next", "pace", "bias.next", "bias");

    private final SplittableRandom random;
    private final int batch;
    private final Graph graph;

    private CarriedState(boolean separable, int batch, long seed) {
        this.random = new SplittableRandom(seed);
        this.batch = batch;
        this.graph = graph(separable);
    }

    /**
     * Carries and does so by hand, with rows written in between, and compares every output of every step.
     *
     * @param separable whether examples are apart, so that the device may take a part of them at a time
     */
    public static void check(Device device, boolean separable, int batch, long seed) {
        new CarriedState(separable, batch, seed).check(device);
    }

    private Graph graph(boolean separable) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(SIZE));
        Value pace = trace.input("pace", Type.shared(Shape.scalar()));
        Value bias = trace.parameter("bias", Shape.of(WIDTH));
        Value weights = trace.constant(tensor(Shape.of(WIDTH, SIZE)));
        Value hidden = x.dense(weights).plus(bias).tanh();
        Value drift = separable ? bias.scale(0.1f) : hidden.batchSum();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("hidden", hidden);
        outputs.put("x.next", x.plus(hidden.denseTransposed(weights).times(pace)));
        outputs.put("pace.next", pace.scale(0.9f));
        outputs.put("bias.next", bias.minus(drift.times(pace)));
        return trace.graph(outputs);
    }

    private Tensor tensor(Shape shape) {
        return Sample.uniform(random, shape, -1, 1);
    }

    private void check(Device device) {
        Tensor bias = tensor(Shape.of(WIDTH));
        Tensor given = bias.copy();
        try (Execution byHand = device.load(Plan.of(graph, batch), Map.of("bias", bias));
                Execution carrying = device.load(Plan.carrying(graph, batch, CARRIED), Map.of("bias", given))) {
            float[] x = tensor(Shape.of(batch, SIZE)).data();
            for (Execution each : new Execution[] {byHand, carrying}) {
                each.write("x", x);
                each.write("pace", 0.3f);
            }
            for (int step = 0; step < STEPS; step++) {
                byHand.run();
                carrying.run();
                refill(byHand, carrying, bias);
                compare(byHand, carrying);
            }
            given.data()[0] = Float.NaN;
            byHand.run();
            carrying.run();
            compare(byHand, carrying);
        }
    }

    /** Brings the state over by hand, then gives some rows, and at times the parameter, other numbers in both. */
    private void refill(Execution byHand, Execution carrying, Tensor bias) {
        byHand.write("x", byHand.read("x.next"));
        byHand.write("pace", byHand.read("pace.next"));
        byHand.read("bias.next", bias.data(), 0);
        int row = random.nextInt(batch);
        int rows = random.nextInt(batch - row + 1);
        float[] fresh = tensor(Shape.of(rows * SIZE + 3)).data();
        byHand.write("x", fresh, 3, row, rows);
        carrying.write("x", fresh, 3, row, rows);
        if (random.nextInt(3) == 0) {
            System.arraycopy(tensor(Shape.of(WIDTH)).data(), 0, bias.data(), 0, WIDTH);
            carrying.write("bias", bias.data());
        }
    }

    private void compare(Execution byHand, Execution carrying) {
        graph.outputs().forEach((name, value) -> {
            float[] expected = byHand.read(name);
            assertArrayEquals(expected, carrying.read(name), name);
            int size = value.shape().size();
            int row = random.nextInt(carrying.plan().rows(value));
            float[] one = new float[size];
            carrying.read(name, one, 0, row, 1);
            assertArrayEquals(Arrays.copyOfRange(expected, row * size, (row + 1) * size), one, name);
        });
    }
}
