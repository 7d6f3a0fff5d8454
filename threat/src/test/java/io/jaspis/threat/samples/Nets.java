package io.jaspis.threat.samples;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Small networks, and examples for them. */
public final class Nets {
    private Nets() {}

    /** Dense layers of these widths with random weights, and ReLU between them. */
    public static Graph dense(long seed, int... widths) {
        return dense(seed, Shape.of(widths[0]), widths);
    }

    public static Graph dense(long seed, Shape input, int... widths) {
        Random random = new Random(seed);
        return Graph.of("x", input, "logits", x -> {
            Value value = x.flatten();
            for (int layer = 1; layer < widths.length; layer++) {
                float[] weights = new float[widths[layer] * widths[layer - 1]];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / widths[layer - 1]));
                }
                value = value.dense(x.trace().constant(Tensor.of(Shape.of(widths[layer], widths[layer - 1]), weights)));
                value = layer + 1 < widths.length ? value.relu() : value;
            }
            return value;
        });
    }

    /** Logits {@code (0, w·x + b)}: class 1 where that is positive. */
    public static Graph linear(float[] weights, float bias) {
        return Graph.of("x", Shape.of(weights.length), "logits", x -> {
            float[] both = new float[2 * weights.length];
            System.arraycopy(weights, 0, both, weights.length, weights.length);
            var trace = x.trace();
            return x.dense(trace.constant(Tensor.of(Shape.of(2, weights.length), both)))
                    .plus(trace.constant(Tensor.of(Shape.of(2), 0, bias)));
        });
    }

    /** Elements uniform in [0, 1). */
    public static float[] points(long seed, int elements) {
        Random random = new Random(seed);
        float[] result = new float[elements];
        for (int i = 0; i < elements; i++) {
            result[i] = random.nextFloat();
        }
        return result;
    }

    public record Listed(Shape shape, int classes, float[] values, int[] labels) implements Examples {
        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            System.arraycopy(values, index * shape.size(), destination, offset, shape.size());
        }
    }

    public static Problem problem(Graph network, float[] values, int[] labels, Threat threat, int batch) {
        return problem(network, values, labels, threat, new Cpu(Providers.best(), Workers.of(1)), batch);
    }

    public static Problem problem(
            Graph network, float[] values, int[] labels, Threat threat, Device device, int batch) {
        Shape shape = network.input(network.onlyInput()).shape();
        int classes = network.output(network.onlyOutput()).shape().size();
        return new Problem(network, new Listed(shape, classes, values, labels), threat, device, batch);
    }

    /** Random points, each with the class that the network gives it. */
    public static Problem classified(Graph network, long seed, int count, Threat threat, int batch) {
        int size = network.input(network.onlyInput()).shape().size();
        float[] values = points(seed, count * size);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            float[] x = Arrays.copyOfRange(values, i * size, (i + 1) * size);
            labels[i] = prediction(network, x);
        }
        return problem(network, values, labels, threat, batch);
    }

    /** The logits of one input in double precision. */
    public static List<Double> logits(Graph network, float[] x) {
        List<Double> input = new ArrayList<>();
        for (float element : x) {
            input.add((double) element);
        }
        return Evaluate.run(network, 1, Map.of(network.onlyInput(), input), Map.of(), DoubleArithmetic.DOUBLE)
                .get(network.onlyOutput());
    }

    public static int prediction(Graph network, float[] x) {
        List<Double> logits = logits(network, x);
        return IntStream.range(0, logits.size())
                .reduce((a, b) -> logits.get(b) > logits.get(a) ? b : a)
                .getAsInt();
    }

    /** The network of a problem as a model of no file, for what is made of other models. */
    public static Model model(Problem problem) {
        return new Model("itself", "", problem.scores(), List.of(), List.of());
    }

    public static List<Integer> all(Problem problem) {
        return IntStream.range(0, problem.examples().count()).boxed().toList();
    }
}
