package io.jaspis.bench;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads each model of the benchmark families and compares its outputs with ONNX Runtime's, on random inputs in the box of
 * the model's first property. Run with the folder {@code vnncomp} as its argument.
 */
public final class OnnxParity {
    private static final Pattern BOUND = Pattern.compile("\\(\\s*(<=|>=)\\s+X_(\\d+)\\s+([-+.\\deE]+)\\s*\\)");
    private static final int SAMPLES = 8;

    private OnnxParity() {}

    /**
     * How far two runs of one model are apart.
     *
     * @param family the folder that the model is in
     * @param difference the largest absolute difference of any output
     * @param scale the largest absolute output of the peer
     */
    public record Comparison(String family, String model, double difference, double scale) {
        public double relative() {
            return difference / Math.max(1e-30, scale);
        }
    }

    /** A box of inputs. */
    public record Box(float[] lower, float[] upper) {
        static Box unit(int size) {
            float[] upper = new float[size];
            java.util.Arrays.fill(upper, 1);
            return new Box(new float[size], upper);
        }

        float[] sample(Random random) {
            float[] point = new float[lower.length];
            for (int i = 0; i < point.length; i++) {
                point[i] = Math.clamp(lower[i] + random.nextFloat() * (upper[i] - lower[i]), lower[i], upper[i]);
            }
            return point;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Comparison> worst = new TreeMap<>();
        for (Comparison comparison : compareAll(Path.of(arguments[0]))) {
            System.out.printf(
                    "%-16s %-60s %.2e of %.3g = %.2e%n",
                    comparison.family(),
                    comparison.model(),
                    comparison.difference(),
                    comparison.scale(),
                    comparison.relative());
            worst.merge(comparison.family(), comparison, (a, b) -> a.relative() >= b.relative() ? a : b);
        }
        worst.forEach(
                (family, comparison) -> System.out.printf("worst of %-16s %.2e%n", family, comparison.relative()));
    }

    /** Compares every model of every family in the folder. */
    public static List<Comparison> compareAll(Path families) throws IOException, OrtException {
        List<Path> models;
        try (Stream<Path> files = Files.walk(families)) {
            models = files.filter(file -> file.toString().matches(".*\\.onnx(\\.gz)?"))
                    .sorted()
                    .toList();
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Path model : models) {
            comparisons.add(compare(model));
        }
        return comparisons;
    }

    private static Comparison compare(Path model) throws IOException, OrtException {
        Path family = model.getParent().getParent();
        Graph graph = Onnx.read(model);
        try (OnnxRuntime peer = new OnnxRuntime(bytes(model))) {
            Value input = graph.input(graph.onlyInput());
            Box box = box(family, model, input.shape().size());
            Comparison worst = new Comparison(family.getFileName().toString(), "", 0, 0);
            Random random = new Random(1);
            int batch = (int) Math.max(1, peer.extents(graph.onlyInput())[0]);
            for (int sample = 0; sample < SAMPLES; sample++) {
                worst = worse(worst, compare(graph, peer, batch, box, random));
            }
            return new Comparison(worst.family(), model.getFileName().toString(), worst.difference(), worst.scale());
        }
    }

    private static Comparison worse(Comparison a, Comparison b) {
        return new Comparison(
                a.family(), a.model(), Math.max(a.difference(), b.difference()), Math.max(a.scale(), b.scale()));
    }

    private static Comparison compare(Graph graph, OnnxRuntime peer, int batch, Box box, Random random)
            throws OrtException {
        Shape shape = graph.input(graph.onlyInput()).shape();
        float[] points = new float[batch * shape.size()];
        for (int example = 0; example < batch; example++) {
            System.arraycopy(box.sample(random), 0, points, example * shape.size(), shape.size());
        }
        return compare(graph, peer, batch, Map.of(graph.onlyInput(), Tensor.of(shape.insert(0, batch), points)));
    }

    /** Compares one run of a graph with the peer's. */
    public static Comparison compare(Graph graph, OnnxRuntime peer, int batch, Map<String, Tensor> inputs)
            throws OrtException {
        Map<String, Tensor> ours;
        try (Execution execution = Cpu.best().load(Plan.of(graph, batch))) {
            ours = execution.run(inputs);
        }
        double difference = 0;
        double scale = 0;
        for (Map.Entry<String, float[]> output : peer.run(inputs).entrySet()) {
            float[] expected = output.getValue();
            float[] actual = ours.get(output.getKey()).data();
            if (expected.length != actual.length) {
                throw new IllegalStateException("output " + output.getKey() + " has " + actual.length
                        + " elements, but ONNX Runtime's has " + expected.length);
            }
            for (int i = 0; i < expected.length; i++) {
                double apart = Math.abs((double) expected[i] - actual[i]);
                difference = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(difference, apart);
                scale = Math.max(scale, Math.abs(expected[i]));
            }
        }
        return new Comparison("", "", difference, scale);
    }

    /** The box of the first property listed for the model, or the unit box where there is none. */
    private static Box box(Path family, Path model, int size) throws IOException {
        Path instances = family.resolve("instances.csv");
        String name = model.getFileName().toString().replaceFirst("\\.gz$", "");
        if (Files.exists(instances)) {
            for (String line : Files.readAllLines(instances)) {
                String[] cells = line.split(",");
                if (cells.length > 1 && cells[0].endsWith("/" + name)) {
                    Path property = family.resolve(cells[1] + ".gz");
                    return bounds(new String(bytes(property), StandardCharsets.UTF_8), size);
                }
            }
        }
        return Box.unit(size);
    }

    private static Box bounds(String property, int size) {
        Box box = Box.unit(size);
        Map<Integer, Float> seen = new LinkedHashMap<>();
        Matcher matcher = BOUND.matcher(property);
        while (matcher.find()) {
            boolean above = matcher.group(1).equals("<=");
            int variable = Integer.parseInt(matcher.group(2));
            // The first bound of each kind counts: a property may go on with further boxes.
            if (seen.putIfAbsent(above ? variable : -1 - variable, 0f) == null) {
                (above ? box.upper() : box.lower())[variable] = Float.parseFloat(matcher.group(3));
            }
        }
        return box;
    }

    private static byte[] bytes(Path file) throws IOException {
        byte[] stored = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) {
            return stored;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        }
    }
}
