package io.jaspis.certify;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.ReluNetwork;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Lower bounds of the margins of an MNIST network on boxes, by auto_LiRPA in float64 (Xu et al. 2020). */
public record MarginReferences(Path folder, Graph network) {
    public static final int CLASSES = 10;
    /** The references are written with six digits behind the point. */
    public static final double WRITTEN = 1e-6;

    private static final int INPUTS = 784;
    private static final Pattern LIMIT = Pattern.compile("\\(assert \\((<=|>=) X_(\\d+) ([-+.0-9eE]+)\\)\\)");

    /** The margin between two classes, its value at the box's midpoint, and its lower bound. */
    public record Row(String instance, int label, int other, double atMidpoint, double lower) {}

    /** The references, which lie beside the checkout; where they don't, a test that asks for them is skipped. */
    public static MarginReferences required() throws IOException {
        Path data = Path.of(System.getProperty("jaspis.data", "missing"));
        Path folder = data.resolve("linear-bounds");
        Path model = data.resolve("vnncomp/mnist_fc/onnx/mnist-net_256x4.onnx.gz");
        Assumptions.assumeTrue(
                Files.exists(folder.resolve("margins.csv")) && Files.exists(model),
                () -> "skipped: no " + folder + " or no " + model);
        return new MarginReferences(folder, Onnx.read(model));
    }

    /** The bounds by one method, 9 for each of 30 boxes. */
    public List<Row> rows(String method) throws IOException {
        return Files.readAllLines(folder.resolve("margins.csv")).stream()
                .map(line -> line.split(","))
                .filter(cells -> cells[0].equals("mnist_fc_256x4") && cells[4].equals(method))
                .map(cells -> new Row(
                        cells[1],
                        Integer.parseInt(cells[2]),
                        Integer.parseInt(cells[3]),
                        Double.parseDouble(cells[5]),
                        Double.parseDouble(cells[6])))
                .toList();
    }

    public Box box(String instance) throws IOException {
        Box box = new Box(new float[INPUTS], new float[INPUTS]);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("vnnlib/" + instance + ".gz")))) {
            Matcher matcher = LIMIT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                float[] ends = matcher.group(1).equals("<=") ? box.upper() : box.lower();
                ends[Integer.parseInt(matcher.group(2))] = Float.parseFloat(matcher.group(3));
            }
        }
        return box;
    }

    /** The network as plain layers. */
    public ReluNetwork layers() {
        List<ReluNetwork.Layer> layers = new ArrayList<>();
        for (Value value : network.values()) {
            if (value.op() instanceof Linear.Add && value.operand(0).op() instanceof Linear.Dense) {
                Tensor weights = constant(value.operand(0).operand(1));
                int inputs = weights.shape().extent(1);
                float[][] rows = new float[weights.shape().extent(0)][];
                for (int out = 0; out < rows.length; out++) {
                    rows[out] = Arrays.copyOfRange(weights.data(), out * inputs, (out + 1) * inputs);
                }
                layers.add(
                        new ReluNetwork.Layer(rows, constant(value.operand(1)).data()));
            }
        }
        return new ReluNetwork(layers);
    }

    private static Tensor constant(Value value) {
        Value source = value;
        while (source.op() instanceof Movement.Reshape) {
            source = source.operand(0);
        }
        return ((Source.Constant) source.op()).value();
    }
}
