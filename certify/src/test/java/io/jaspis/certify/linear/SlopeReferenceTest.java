package io.jaspis.certify.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.MarginReferences;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.linear.FormBounds.Climb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** α-CROWN with slopes of intermediate layers, against auto_LiRPA's after 20 steps of Adam at a rate of 0.5 (float64). */
class SlopeReferenceTest {
    private static final Device DEVICE = Cpu.best();
    private static final Climb TWENTY = new Climb(20, 0.5, 0, 0.98);
    /** Boxes that are tried: of those that few, several and nearly all neurons of are open. */
    private static final List<String> INSTANCES =
            List.of("prop_0_0.03.vnnlib", "prop_5_0.03.vnnlib", "prop_1_0.03.vnnlib");

    @Test
    void nowhereLooserAndTighterOnAverage() throws IOException {
        MarginReferences references = MarginReferences.required();
        double ratios = 0;
        int count = 0;
        List<MarginReferences.Row> all = references.rows("alpha20");
        for (String instance : INSTANCES) {
            List<MarginReferences.Row> rows =
                    all.stream().filter(row -> row.instance().equals(instance)).toList();
            assertEquals(9, rows.size(), instance);
            float[] bounds = bounds(references, references.box(instance), rows);
            for (int i = 0; i < bounds.length; i++) {
                double reference = rows.get(i).lower();
                String told = rows.get(i) + " against " + bounds[i];
                assertTrue(bounds[i] >= reference - 0.01 * Math.abs(reference), told);
                ratios += (bounds[i] - reference) / Math.abs(reference);
                count++;
            }
        }
        assertTrue(ratios / count > 0, "relative gain " + ratios / count);
    }

    private static float[] bounds(MarginReferences references, Box box, List<MarginReferences.Row> rows) {
        Activations activations = new Activations(references.network(), DEVICE);
        try (NeuronTightening tightening = new NeuronTightening(activations, DEVICE, box.lower(), box.upper(), 64);
                FormBounds forms = new FormBounds(activations, activations.output(), DEVICE, 16)) {
            NeuronBounds bounds = tightening.intervals();
            tightening.tighten(bounds, TWENTY, () -> false);
            forms.restrict(box.lower(), box.upper(), bounds);
            NeuronLines lines = NeuronLines.of(bounds);
            List<FormBounds.Row> forward = new ArrayList<>();
            for (MarginReferences.Row row : rows) {
                float[] form = new float[MarginReferences.CLASSES];
                form[row.label()] = 1;
                form[row.other()] = -1;
                forward.add(new FormBounds.Row(form, lines, new int[0], lines.adaptive()));
            }
            forms.bound(forward, TWENTY, Float.POSITIVE_INFINITY);
            float[] found = new float[forward.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = forward.get(i).bound();
            }
            return found;
        }
    }
}
