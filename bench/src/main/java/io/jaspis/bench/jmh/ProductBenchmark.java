package io.jaspis.bench.jmh;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Product;
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
 * One dense product; GFLOP/s are 2·rows·columns·depth over the nanoseconds.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp 'bench/target/jaspis-bench.jar:bench/target/lib/*' \
 *   org.openjdk.jmh.Main ProductBenchmark -p shape=1x1024x1024,256x256x256 -p form=NN</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ProductBenchmark {
    /** Rows, columns and depth. */
    @Param({"1x1024x1024", "32x512x784", "64x64x64", "256x256x256", "1024x1024x1024"})
    public String shape;

    @Param({"NN", "NT", "TN"})
    public Product.Form form;

    @Param("1")
    public int threads;

    private Product product;
    private Workers workers;
    private float[] a;
    private float[] b;
    private float[] c;

    @Setup(Level.Trial)
    public void prepare() {
        String[] sizes = shape.split("x");
        product = Product.of(form, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
        workers = Workers.of(threads);
        a = Floats.uniform(new Random(1), product.rows() * product.depth());
        b = Floats.uniform(new Random(2), product.depth() * product.columns());
        c = new float[product.rows() * product.columns()];
    }

    @Benchmark
    public float[] multiply() {
        Providers.best().products().multiply(workers, product, a, 0, b, 0, c, 0);
        return c;
    }

    @TearDown(Level.Trial)
    public void close() {
        workers.close();
    }
}
