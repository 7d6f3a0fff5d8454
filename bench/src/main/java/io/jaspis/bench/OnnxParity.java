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
import java.util.function.Predicate;
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

    /** Of nothing that was run yet. */
    private static final Comparison NONE = new Comparison("", "", 0, 0, Double.NaN, Double.NaN);

    private OnnxParity() {}

    /**
     * How far two runs of one model are apart.
     *
     * @param family the folder that the model is in
     * @param difference the largest absolute difference of any output
     * @param scale the largest absolute output of the peer
     * @param ourError the largest distance of our outputs from those in float64, of the runs of which those were computed;
     *     no number where there is none
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
                    larger(a.ourError, b.ourError),
                    larger(a.peerError, b.peerError));
        }

        private static double larger(double a, double b) {
            return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
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
        for (Comparison comparison : compareAll(Path.of(arguments[0]), SAMPLES, _ -> true)) {
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

    /** Compares the wanted models of every family in the folder, each on so many inputs. */
    static List<Comparison> compareAll(Path families, int samples, Predicate<Path> wanted)
            throws IOException, OrtException {
        List<Path> models;
        try (Stream<Path> files = Files.walk(families)) {
            models = files.filter(file -> file.toString().matches(".*\\.onnx(\\.gz)?"))
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Path model : models) {
            comparisons.add(compare(model, samples));
        }
        return comparisons;
    }

    private static Comparison compare(Path model, int samples) throws IOException, OrtException {
        Path family = model.getParent().getParent();
        Graph graph = Onnx.read(model);
        try (OnnxRuntime peer = new OnnxRuntime(bytes(model))) {
            Value input = graph.input(graph.onlyInput());
            Box box = box(family, model, input.shape().size());
            return compare(graph, peer, box, samples)
                    .of(family.getFileName().toString(), model.getFileName().toString());
        }
    }

    /** On random inputs; in float64 too, which is slow, those on which both are further apart than they should be. */
    private static Comparison compare(Graph graph, OnnxRuntime peer, Box box, int samples) throws OrtException {
        Comparison worst = NONE;
        Random random = new Random(1);
        int batch = (int) Math.max(1, peer.extents(graph.onlyInput())[0]);
        try (Execution execution = Cpu.best().load(Plan.of(graph, batch))) {
            for (int sample = 0; sample < samples; sample++) {
                Map<String, Tensor> inputs = Map.of(graph.onlyInput(), points(graph, batch, box, random));
                Runs runs = new Runs(execution.run(inputs), peer.run(inputs));
                Comparison comparison = runs.compare(Map.of());
                worst = Comparison.worse(
                        worst, comparison.relative() <= CLOSE ? comparison : runs.compare(exact(graph, batch, inputs)));
            }
        }
        return worst;
    }

    private static Tensor points(Graph graph, int batch, Box box, Random random) {
        Shape shape = graph.input(graph.onlyInput()).shape();
        float[] points = new float[batch * shape.size()];
        for (int example = 0; example < batch; example++) {
            System.arraycopy(box.sample(random), 0, points, example * shape.size(), shape.size());
        }
        return Tensor.of(shape.insert(0, batch), points);
    }

    /** Compares one run of a graph with the peer's. */
    static Comparison compare(Graph graph, OnnxRuntime peer, int batch, Map<String, Tensor> inputs)
            throws OrtException {
        try (Execution execution = Cpu.best().load(Plan.of(graph, batch))) {
            return new Runs(execution.run(inputs), peer.run(inputs)).compare(Map.of());
        }
    }

    /** The outputs in float64. */
    private static Map<String, List<Double>> exact(Graph graph, int batch, Map<String, Tensor> inputs) {
        Map<String, List<Double>> boxed = new HashMap<>();
        inputs.forEach((name, tensor) -> boxed.put(name, doubles(tensor.data())));
        return Evaluate.run(graph, batch, boxed, Map.of(), DoubleArithmetic.DOUBLE);
    }

    /** The outputs of both on the same inputs. */
    private record Runs(Map<String, Tensor> ours, Map<String, float[]> theirs) {
        /**
         * Compares them with each other and with these.
         *
         * @param exact the outputs in float64; empty where they weren't computed
         */
        Comparison compare(Map<String, List<Double>> exact) {
            Comparison worst = NONE;
            for (Map.Entry<String, float[]> output : theirs.entrySet()) {
                List<Double> peer = doubles(output.getValue());
                List<Double> own = doubles(ours.get(output.getKey()).data());
                List<Double> reference = exact.get(output.getKey());
                worst = Comparison.worse(
                        worst,
                        new Comparison(
                                "",
                                "",
                                apart(peer, own),
                                apart(peer, Collections.nCopies(peer.size(), 0.0)),
                                reference == null ? Double.NaN : apart(own, reference),
                                reference == null ? Double.NaN : apart(peer, reference)));
            }
            return worst;
        }
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
