package io.jaspis.bench.jmh;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A convolution of 32 × 32 images and its two gradients, single-threaded unless asked otherwise.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp 'bench/target/jaspis-bench.jar:bench/target/lib/*' \
 *   org.openjdk.jmh.Main ConvolutionBenchmark.forward -p channels=32x64 -p batch=1</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {
    private static final int SIDE = 32;

    /** Channels in and out. */
    @Param({"3x32", "32x64", "64x128"})
    public String channels;

    /** Kernel and stride; the padding is 1. */
    @Param({"3/1", "4/2"})
    public String window;

    @Param({"1", "64"})
    public int batch;

    @Param("1")
    public int threads;

    private Convolution convolution;
    private Workers workers;
    private float[] x;
    private float[] weights;
    private float[] y;

    @Setup(Level.Trial)
    public void prepare() {
        String[] counts = channels.split("x");
        String[] sizes = window.split("/");
        int kernel = Integer.parseInt(sizes[0]);
        int stride = Integer.parseInt(sizes[1]);
        convolution = new Convolution(
                Integer.parseInt(counts[0]),
                SIDE,
                SIDE,
                Integer.parseInt(counts[1]),
                1,
                Window.of(kernel, kernel).stride(stride, stride).padding(1, 1, 1, 1));
        workers = Workers.of(threads);
        x = Floats.uniform(new Random(1), batch * convolution.inputSize());
        weights = Floats.uniform(new Random(2), convolution.weightSize());
        y = Floats.uniform(new Random(3), batch * convolution.outputSize());
    }

    @Benchmark
    public float[] forward() {
        Providers.best().convolutions().forward(workers, convolution, batch, x, 0, weights, 0, y, 0);
        return y;
    }

    @Benchmark
    public float[] inputGradient() {
        Providers.best().convolutions().inputGradient(workers, convolution, batch, y, 0, weights, 0, x, 0);
        return x;
    }

    @Benchmark
    public float[] weightGradient() {
        Providers.best().convolutions().weightGradient(workers, convolution, batch, x, 0, y, 0, weights, 0);
        return weights;
    }

    @TearDown(Level.Trial)
    public void close() {
        workers.close();
    }
}
