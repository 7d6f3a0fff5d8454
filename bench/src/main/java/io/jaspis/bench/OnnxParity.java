package io.jaspis.bench;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
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
 * Reads each model of the benchmark families and compares its outputs with ONNX Runtime's, on random inputs in the box
 * of the model's first property. Run with the folder {@code vnncomp} as its argument.
 */
public final class OnnxParity {
    private static final Pattern BOUND = Pattern.compile("\\(\\s*(<=|>=)\\s+X_(\\d+)\\s+([-+.\\deE]+)\\s*\\)");
    private static final int SAMPLES = 8;

    /** The part of the output's scale within which two runs of a model agree. */
    static final double CLOSE = 1e-5;

    private OnnxParity() {}

    /**
     * How far two runs of one model are apart.
     *
     * @param family the folder that the model is in
     * @param difference the largest absolute difference of any output
     * @param scale the largest absolute output of the peer
     * @param ourError the largest distance of our outputs from those in float64; infinite where that wasn't computed
     * @param peerError the same of the peer
     */
    public record Comparison(
            String family, String model, double difference, double scale, double ourError, double peerError) {
        /** The difference as a part of the output's scale. */
        public double relative() {
            return difference / Math.max(1e-30, scale);
        }

        /** Our error as a part of the output's scale. */
        public double ourRelativeError() {
            return ourError / Math.max(1e-30, scale);
        }

        /** The peer's error as a part of the output's scale. */
        public double peerRelativeError() {
            return peerError / Math.max(1e-30, scale);
        }

        Comparison of(String otherFamily, String otherModel) {
            return new Comparison(otherFamily, otherModel, difference, scale, ourError, peerError);
        }

        static Comparison worse(Comparison a, Comparison b) {
            return new Comparison(
                    a.family,
                    a.model,
                    Math.max(a.difference, b.difference),
                    Math.max(a.scale, b.scale),
                    Math.max(a.ourError, b.ourError),
                    Math.max(a.peerError, b.peerError));
        }
    }

    /** A box of inputs. */
    public record Box(float[] lower, float[] upper) {
        static Box unit(int size) {
            float[] upper = new float[size];
            Arrays.fill(upper, 1);
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
                    "%-16s %-60s %.2e of %.3g = %.2e%s%n",
                    comparison.family(),
                    comparison.model(),
                    comparison.difference(),
                    comparison.scale(),
                    comparison.relative(),
                    comparison.relative() <= CLOSE
                            ? ""
                            : "; from float64: ours %.2e, peer %.2e"
                                    .formatted(comparison.ourRelativeError(), comparison.peerRelativeError()));
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
            Comparison worst = compare(graph, peer, box, false);
            if (worst.relative() > CLOSE) {
                worst = compare(graph, peer, box, true);
            }
            return worst.of(family.getFileName().toString(), model.getFileName().toString());
        }
    }

    private static Comparison compare(Graph graph, OnnxRuntime peer, Box box, boolean exactly) throws OrtException {
        Comparison worst = new Comparison("", "", 0, 0, 0, 0);
        Random random = new Random(1);
        int batch = (int) Math.max(1, peer.extents(graph.onlyInput())[0]);
        for (int sample = 0; sample < SAMPLES; sample++) {
            worst = Comparison.worse(worst, compare(graph, peer, batch, box, random, exactly));
        }
        return worst;
    }

    private static Comparison compare(Graph graph, OnnxRuntime peer, int batch, Box box, Random random, boolean exactly)
            throws OrtException {
        Shape shape = graph.input(graph.onlyInput()).shape();
        float[] points = new float[batch * shape.size()];
        for (int example = 0; example < batch; example++) {
            System.arraycopy(box.sample(random), 0, points, example * shape.size(), shape.size());
        }
        return compare(
                graph, peer, batch, Map.of(graph.onlyInput(), Tensor.of(shape.insert(0, batch), points)), exactly);
    }

    /** Compares one run of a graph with the peer's, and both with float64 if asked to, which is slow. */
    public static Comparison compare(
            Graph graph, OnnxRuntime peer, int batch, Map<String, Tensor> inputs, boolean exactly) throws OrtException {
        Map<String, Tensor> ours;
        try (Execution execution = Cpu.best().load(Plan.of(graph, batch))) {
            ours = execution.run(inputs);
        }
        Map<String, List<Double>> boxed = new HashMap<>();
        inputs.forEach((name, tensor) -> boxed.put(name, doubles(tensor.data())));
        Map<String, List<Double>> exact =
                exactly ? Evaluate.run(graph, batch, boxed, Map.of(), DoubleArithmetic.DOUBLE) : Map.of();
        Comparison worst = new Comparison("", "", 0, 0, 0, 0);
        for (Map.Entry<String, float[]> output : peer.run(inputs).entrySet()) {
            List<Double> theirs = doubles(output.getValue());
            List<Double> own = doubles(ours.get(output.getKey()).data());
            List<Double> reference = exact.get(output.getKey());
            worst = Comparison.worse(
                    worst,
                    new Comparison(
                            "",
                            "",
                            apart(theirs, own),
                            apart(theirs, Collections.nCopies(theirs.size(), 0.0)),
                            exactly ? apart(own, reference) : Double.POSITIVE_INFINITY,
                            exactly ? apart(theirs, reference) : Double.POSITIVE_INFINITY));
        }
        return worst;
    }

    private static List<Double> doubles(float[] numbers) {
        List<Double> doubles = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            doubles.add((double) number);
        }
        return doubles;
    }

    /** The largest difference, infinite where one is NaN. */
    private static double apart(List<Double> a, List<Double> b) {
        if (a.size() != b.size()) {
            throw new IllegalStateException("outputs of " + a.size() + " and " + b.size() + " elements");
        }
        double largest = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = Math.abs(a.get(i) - b.get(i));
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
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

    /** The bytes of a file, decompressed if it is named so. */
    static byte[] bytes(Path file) throws IOException {
        byte[] stored = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) {
            return stored;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        }
    }
}
