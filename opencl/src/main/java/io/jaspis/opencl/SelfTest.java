package io.jaspis.opencl;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Each kind of kernel against the processor's on random numbers, with its speed. */
public final class SelfTest {
    private static final int BATCH = 64;
    private static final double SECONDS = 0.2;

    private final Device device;
    private final double seconds;
    private final Device processor = Cpu.best();

    /**
     * What came of one kernel.
     *
     * @param terms numbers that are summed for an element, 1 where none are
     * @param error the largest difference, in units of 2⁻²⁴ of the sum of the terms' sizes
     */
    public record Line(
            String kernel, int terms, double error, boolean right, double operationsPerSecond, double bytesPerSecond) {}

    public SelfTest(OpenClDevice device) {
        this(device, SECONDS);
    }

    /** @param seconds that each kernel is run for to see how fast it is; 0 for a single run */
    SelfTest(OpenClDevice device, double seconds) {
        this.device = device;
        this.seconds = seconds;
    }

    /** Runs all kernels; takes some seconds. */
    public List<Line> run() {
        Shape image = Shape.of(16, 32, 32);
        Window window = Window.of(3, 3).padding(1, 1, 1, 1);
        Convolution geometry = new Convolution(16, 32, 32, 16, 1, window);
        Pooling pooling = new Pooling(16, 32, 32, Window.of(2, 2).stride(2, 2));
        Shape row = Shape.of(512);
        List<Line> lines = new ArrayList<>();
        lines.add(line("product NT", 512, row, x -> x.dense(weights(x, 512, 512))));
        lines.add(line("product NN", 512, row, x -> x.denseTransposed(weights(x, 512, 512))));
        lines.add(line("product TN", BATCH, row, x -> x.denseWeight(x.scale(0.5f))));
        lines.add(line("product TN, long", BATCH * 1024, image, x -> {
            Value rows = x.reshape(Shape.of(1024, 16));
            return rows.denseWeight(rows.scale(0.5f));
        }));
        lines.add(line("convolution", 144, image, x -> x.convolve(weights(x, 16, 16, 3, 3), geometry)));
        lines.add(line(
                "convolution, transposed", 144, image, x -> x.convolveTransposed(weights(x, 16, 16, 3, 3), geometry)));
        lines.add(line("convolution, weights", BATCH * 1024, image, x -> x.convolveWeight(x.scale(0.5f), geometry)));
        lines.add(line("maximum of windows", 1, image, x -> x.maxPool(pooling.window())));
        lines.add(line(
                "scatter to maxima", 1, image, x -> x.maxPool(pooling.window()).select(x, pooling, true)));
        lines.add(line(
                "sum of columns",
                1024,
                image,
                x -> x.reshape(Shape.of(16, 1024)).sum(0).scale(1)));
        lines.add(line(
                "sum of rows", 1024, image, x -> x.reshape(Shape.of(16, 1024)).sum(1)));
        lines.add(line("sum over the batch", BATCH, image, Value::batchSum));
        lines.add(line("transpose", 1, image, x -> x.transpose(2, 0, 1)));
        lines.add(line("padding", 1, image, x -> x.pad(2, 2, 2)));
        lines.add(line("repetition", 1, image, x -> x.slice(0, 3, 1).broadcast(0, 16)));
        lines.add(line("gather", 1, image, x -> x.gather(1, everyThird())));
        lines.add(line("scattered sum", 32, image, x -> x.scatterAdd(1, everyThird(), 4)));
        // Sums of one number and one draw, of which none is larger than 7.
        lines.add(line("Gaussian noise", 8, image, x -> x.plus(x.trace().normal(image, 1))));
        lines.add(line(
                "chain of functions",
                16,
                image,
                x -> x.scale(0.5f).tanh().plus(1.5f).times(x.sigmoid())));
        lines.add(line("chain with repetition", 64, image, x -> x.softmax(1)));
        return lines;
    }

    private static List<Integer> everyThird() {
        return IntStream.range(0, 32).mapToObj(i -> i * 3 % 4).toList();
    }

    private static Value weights(Value x, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        fill(tensor.data(), 5);
        return x.trace().constant(tensor);
    }

    private static void fill(float[] numbers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
    }

    private Line line(String name, int terms, Shape shape, Function<Value, Value> function) {
        Trace trace = new Trace();
        Value x = trace.input("x", Type.batched(shape));
        Plan plan = Plan.of(trace.graph("y", function.apply(x)), BATCH);
        float[] numbers = new float[plan.size(plan.graph().input("x"))];
        fill(numbers, 7);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("x", Tensor.of(Shape.of(BATCH).then(shape), numbers));
        float[] expected;
        try (Execution execution = processor.load(plan)) {
            expected = execution.run(inputs).get("y").data();
        }
        try (Execution execution = device.load(plan)) {
            float[] found = execution.run(inputs).get("y").data();
            double error = 0;
            for (int i = 0; i < found.length; i++) {
                // All numbers lie between −1 and 1, so no term does more.
                error = Math.max(error, Math.abs((double) found[i] - expected[i]) / (terms * 0x1p-24));
            }
            double taken = taken(execution);
            Work work = Work.of(plan);
            return new Line(name, terms, error, error <= 2.0 * terms, work.operations() / taken, work.bytes() / taken);
        }
    }

    /** Seconds of a run, by the fastest of rounds of several that are queued together. */
    private double taken(Execution execution) {
        double least = Double.MAX_VALUE;
        int runs = 1;
        long begin = System.nanoTime();
        do {
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                execution.run();
            }
            if (execution instanceof Queued queued) {
                queued.finish();
            }
            least = Math.min(least, (System.nanoTime() - start) * 1e-9 / runs);
            runs = Math.min(64, 2 * runs);
        } while ((System.nanoTime() - begin) * 1e-9 < seconds);
        return least;
    }
}
