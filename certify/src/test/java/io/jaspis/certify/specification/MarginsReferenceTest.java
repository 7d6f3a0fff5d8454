package io.jaspis.certify.specification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.ReluNetwork;
import io.jaspis.certify.intervals.Trial;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Lower bounds of margins on MNIST boxes against auto_LiRPA's in float64 (Xu et al. 2020), method IBP: below them by no
 * more than {@link ReluNetwork} derives for float rounding, never above.
 */
class MarginsReferenceTest {
    private static final int INPUTS = 784;
    private static final int CLASSES = 10;

    /** The references are written with six digits behind the point. */
    private static final double WRITTEN = 1e-6;

    private static final Pattern LIMIT = Pattern.compile("\\(assert \\((<=|>=) X_(\\d+) ([-+.0-9eE]+)\\)\\)");

    private record Row(String instance, int label, int other, double atMidpoint, double lower) {}

    private static List<Row> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(","))
                .filter(cells -> cells[0].equals("mnist_fc_256x4") && cells[4].equals("IBP"))
                .map(cells -> new Row(
                        cells[1],
                        Integer.parseInt(cells[2]),
                        Integer.parseInt(cells[3]),
                        Double.parseDouble(cells[5]),
                        Double.parseDouble(cells[6])))
                .toList();
    }

    private static Box box(Path file) throws IOException {
        Box box = new Box(new float[INPUTS], new float[INPUTS]);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            Matcher matcher = LIMIT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                float[] ends = matcher.group(1).equals("<=") ? box.upper() : box.lower();
                ends[Integer.parseInt(matcher.group(2))] = Float.parseFloat(matcher.group(3));
            }
        }
        return box;
    }

    /** The model's layers, the last of them the difference of two rows, rounded to floats. */
    private static ReluNetwork margin(Graph network, Row row) {
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
        ReluNetwork.Layer last = layers.removeLast();
        float[] difference = new float[last.weights()[0].length];
        for (int in = 0; in < difference.length; in++) {
            difference[in] = last.weights()[row.label][in] - last.weights()[row.other][in];
        }
        float bias = last.bias()[row.label] - last.bias()[row.other];
        layers.add(new ReluNetwork.Layer(new float[][] {difference}, new float[] {bias}));
        return new ReluNetwork(layers);
    }

    private static Tensor constant(Value value) {
        Value source = value;
        while (source.op() instanceof Movement.Reshape) {
            source = source.operand(0);
        }
        return ((Source.Constant) source.op()).value();
    }

    @Test
    void intervalBoundsOfMargins() throws IOException {
        Path data = Path.of(System.getProperty("jaspis.data", "missing"));
        Path bounds = data.resolve("linear-bounds/margins.csv");
        Path model = data.resolve("vnncomp/mnist_fc/onnx/mnist-net_256x4.onnx.gz");
        if (!Files.exists(bounds) || !Files.exists(model)) {
            System.out.println("skipped: no " + bounds + " or no " + model);
            return;
        }
        Graph network = Onnx.read(model);
        Graph margins = Margins.of(network);
        String input = margins.inputs().keySet().stream()
                .filter(name -> !name.equals(Margins.LABEL))
                .findFirst()
                .orElseThrow();
        Map<String, Box> found = new HashMap<>();
        Map<String, Box> boxes = new HashMap<>();
        List<Row> rows = rows(bounds);
        assertEquals(270, rows.size());
        double worst = 0;
        double widest = 0;
        for (Row row : rows) {
            Box ours = found.get(row.instance);
            if (ours == null) {
                float[] hot = new float[CLASSES];
                hot[row.label] = 1;
                Box box = box(data.resolve("linear-bounds/vnnlib/" + row.instance + ".gz"));
                ours = new Trial(margins, 1, Map.of(input, box, Margins.LABEL, new Box(hot, hot)), Set.of(input))
                        .bounds();
                found.put(row.instance, ours);
                boxes.put(row.instance, box);
            }
            double lower = ours.lower()[row.other];
            ReluNetwork.Bounds inDouble = margin(network, row).inDouble(boxes.get(row.instance));
            double doubt = WRITTEN + 0x1p-22 * inDouble.size()[0];
            assertEquals(row.lower, inDouble.lower()[0], doubt, "in double, for " + row);
            assertTrue(lower <= row.lower + doubt, lower + " is above the bound in float64 of " + row);
            assertTrue(lower >= row.lower - inDouble.slack()[0] - doubt, lower + " is far below " + row);
            assertTrue(lower <= row.atMidpoint, lower + " is above a margin that is reached, " + row);
            worst = Math.max(worst, (row.lower - lower) / Math.abs(row.lower));
            widest = Math.max(widest, (row.lower - lower) / inDouble.size()[0]);
        }
        System.out.printf(
                "%d margins are at most %.1e of their size below float64's, and %.1e of the terms they are summed from%n",
                rows.size(), worst, widest);
    }
}
