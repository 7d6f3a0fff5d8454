package io.jaspis.certify.specification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.MarginReferences;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.ReluNetwork;
import io.jaspis.certify.intervals.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Lower bounds of margins on MNIST boxes against auto_LiRPA's in float64 (Xu et al. 2020), method IBP: below them by no
 * more than {@link ReluNetwork} derives for float rounding, never above.
 */
class MarginsReferenceTest {

    /** The model's layers, the last of them the difference of two rows, rounded to floats. */
    private static ReluNetwork margin(ReluNetwork network, MarginReferences.Row row) {
        List<ReluNetwork.Layer> layers = new ArrayList<>(network.layers());
        ReluNetwork.Layer last = layers.removeLast();
        float[] difference = new float[last.weights()[0].length];
        for (int in = 0; in < difference.length; in++) {
            difference[in] = last.weights()[row.label()][in] - last.weights()[row.other()][in];
        }
        float bias = last.bias()[row.label()] - last.bias()[row.other()];
        layers.add(new ReluNetwork.Layer(new float[][] {difference}, new float[] {bias}));
        return new ReluNetwork(layers);
    }

    @Test
    void intervalBoundsOfMargins() throws IOException {
        MarginReferences references = MarginReferences.required();
        Graph margins = Margins.of(references.network());
        ReluNetwork network = references.layers();
        String input = margins.inputs().keySet().stream()
                .filter(name -> !name.equals(Margins.LABEL))
                .findFirst()
                .orElseThrow();
        Map<String, Box> found = new HashMap<>();
        Map<String, Box> boxes = new HashMap<>();
        List<MarginReferences.Row> rows = references.rows("IBP");
        assertEquals(270, rows.size());
        double worst = 0;
        double widest = 0;
        for (MarginReferences.Row row : rows) {
            Box ours = found.get(row.instance());
            if (ours == null) {
                float[] hot = new float[MarginReferences.CLASSES];
                hot[row.label()] = 1;
                Box box = references.box(row.instance());
                ours = new Trial(margins, 1, Map.of(input, box, Margins.LABEL, new Box(hot, hot)), Set.of(input))
                        .bounds();
                found.put(row.instance(), ours);
                boxes.put(row.instance(), box);
            }
            double lower = ours.lower()[row.other()];
            ReluNetwork.Bounds inDouble = margin(network, row).inDouble(boxes.get(row.instance()));
            double doubt = MarginReferences.WRITTEN + 0x1p-22 * inDouble.size()[0];
            assertEquals(row.lower(), inDouble.lower()[0], doubt, "in double, for " + row);
            assertTrue(lower <= row.lower() + doubt, lower + " is above the bound in float64 of " + row);
            assertTrue(lower >= row.lower() - inDouble.slack()[0] - doubt, lower + " is far below " + row);
            assertTrue(lower <= row.atMidpoint(), lower + " is above a margin that is reached, " + row);
            worst = Math.max(worst, (row.lower() - lower) / Math.abs(row.lower()));
            widest = Math.max(widest, (row.lower() - lower) / inDouble.size()[0]);
        }
        System.out.printf(
                "%d margins are at most %.1e of their size below float64's, and %.1e of the terms they are summed from%n",
                rows.size(), worst, widest);
    }
}
