package io.jaspis.certify.specification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Lower bounds of margins on MNIST boxes against auto_LiRPA's in float64 (Xu et al. 2020), method IBP. */
class MarginsReferenceTest {
    private static final int INPUTS = 784;
    private static final int CLASSES = 10;

    /**
     * What float rounding may cost, relative to the bound: four layers of 256 to 784 terms, γ₇₈₄ ≈ 2^−14.4 of sums that
     * are of the bounds' own size.
     */
    private static final double TOLERANCE = 1e-4;

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

    @Test
    void intervalBoundsOfMargins() throws IOException {
        Path data = Path.of(System.getProperty("jaspis.data", "missing"));
        Path bounds = data.resolve("linear-bounds/margins.csv");
        Path model = data.resolve("vnncomp/mnist_fc/onnx/mnist-net_256x4.onnx.gz");
        if (!Files.exists(bounds) || !Files.exists(model)) {
            System.out.println("skipped: no " + bounds + " or no " + model);
            return;
        }
        Graph margins = Margins.of(Onnx.read(model));
        String input = margins.inputs().keySet().stream()
                .filter(name -> !name.equals(Margins.LABEL))
                .findFirst()
                .orElseThrow();
        Map<String, Box> found = new HashMap<>();
        List<Row> rows = rows(bounds);
        assertEquals(270, rows.size());
        double worst = 0;
        for (Row row : rows) {
            Box ours = found.get(row.instance);
            if (ours == null) {
                float[] hot = new float[CLASSES];
                hot[row.label] = 1;
                Box box = box(data.resolve("linear-bounds/vnnlib/" + row.instance + ".gz"));
                ours = new Trial(margins, 1, Map.of(input, box, Margins.LABEL, new Box(hot, hot)), Set.of(input))
                        .bounds();
                found.put(row.instance, ours);
            }
            double lower = ours.lower()[row.other];
            double difference = (row.lower - lower) / Math.abs(row.lower);
            worst = Math.max(worst, difference);
            assertTrue(lower <= row.lower + WRITTEN, lower + " is above the bound in float64 of " + row);
            assertTrue(difference <= TOLERANCE, lower + " is far below " + row);
            assertTrue(lower <= row.atMidpoint, lower + " is above a margin that is reached, " + row);
        }
        System.out.printf("%d margins agree with float64 within %.1e of their size%n", rows.size(), worst);
    }
}
