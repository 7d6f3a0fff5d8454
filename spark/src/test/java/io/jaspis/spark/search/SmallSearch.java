package io.jaspis.spark.search;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ModelFile;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/** A network of its own, of which the output is never above a number, which takes more than a look to see. */
public final class SmallSearch {
    /** What the output never is: its largest on a grid of points is 1.651. */
    private static final String NEVER = "1.70";

    private SmallSearch() {}

    /** The driver does next to nothing alone, so that there is something to hand out. */
    public static VerifyJob.Plan plan(int tasks, long slice, Splitting splitting) {
        return new VerifyJob.Plan(
                VerifySettings.STANDARD.withSplitting(splitting).within(new VerifySettings.Work(1, 0)), tasks, slice);
    }

    public static VerifyJob.Result run(SparkSession spark, VerifyJob.Plan plan) throws IOException {
        Random random = new Random(5);
        Graph network = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> layer(layer(layer(x, 8, random).relu(), 8, random).relu(), 1, random));
        StringBuilder text = new StringBuilder("(declare-const Y_0 Real)\n(assert (>= Y_0 %s))\n".formatted(NEVER));
        for (int i = 0; i < 3; i++) {
            text.append(
                    "(declare-const X_%d Real)\n(assert (>= X_%d 0.0))\n(assert (<= X_%d 1.0))\n".formatted(i, i, i));
        }
        ModelFile model = new ModelFile("small.onnx", Onnx.write(network), Double.NaN);
        return new VerifyJob(spark.sparkContext(), model, "small.vnnlib", text.toString(), plan)
                .run(() -> false, Progress.NONE);
    }

    private static Value layer(Value x, int outputs, Random random) {
        int inputs = x.shape().size();
        float[] weights = new float[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        float[] biases = new float[outputs];
        return x.dense(x.trace().constant(Tensor.of(Shape.of(outputs, inputs), weights)))
                .plus(x.trace().constant(Tensor.of(Shape.of(outputs), biases)));
    }
}
