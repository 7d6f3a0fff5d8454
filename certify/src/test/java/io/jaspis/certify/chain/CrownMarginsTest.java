package io.jaspis.certify.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.certify.MarginReferences;
import io.jaspis.certify.intervals.Box;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chains are bounded as tightly as by auto_LiRPA's CROWN in float64 with the same slopes (Xu et al. 2020). */
class CrownMarginsTest {
    @Test
    void marginsOfAnMnistNetwork() throws IOException {
        MarginReferences references = MarginReferences.required();
        Chain chain = Chain.of(references.network()).orElseThrow();
        List<MarginReferences.Row> rows = references.rows("CROWN");
        assertEquals(270, rows.size());
        Map<String, double[]> found = new HashMap<>();
        double gained = 0;
        for (MarginReferences.Row row : rows) {
            if (!found.containsKey(row.instance())) {
                found.put(row.instance(), margins(chain, references.box(row.instance()), row.label()));
            }
            double bound = found.get(row.instance())[row.other()];
            // Intervals, which bounds are intersected with, and the second pass can only tighten. But the references
            // cover no
            // rounding: float32's, in any order of summation through four layers, and ours, is up to half a percent
            // here.
            double doubt = 1e-2 * Math.max(1, Math.abs(row.lower()));
            assertTrue(bound >= row.lower() - doubt, () -> row + " but " + bound);
            assertTrue(bound <= row.atMidpoint() + doubt, () -> row + " but " + bound);
            gained += (bound - row.lower()) / Math.max(1, Math.abs(row.lower()));
        }
        assertTrue(gained >= 0, "looser on average");
    }

    private static double[] margins(Chain chain, Box box, int label) {
        int classes = MarginReferences.CLASSES;
        double[][] outputs = new double[classes][classes];
        int[] wanted = new int[classes];
        for (int j = 0; j < classes; j++) {
            outputs[j][label] += 1;
            outputs[j][j] -= 1;
            wanted[j] = j;
        }
        ChainBounds bounds = new ChainBounds(
                chain, box.lower(), box.upper(), outputs, new double[classes][chain.inputs()], new double[classes]);
        bounds.bound(box.lower(), box.upper(), bounds.known(), bounds.level(), wanted, classes);
        double[] margins = new double[classes];
        for (int j = 0; j < classes; j++) {
            margins[j] = bounds.bound(j);
        }
        return margins;
    }
}
