package io.jaspis.certify;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Trial;
import io.jaspis.certify.specification.Margins;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Map;
import java.util.Set;

/** What interval bounds certify of examples in the range [0, 1]. */
public final class CertifiedAccuracy {
    private CertifiedAccuracy() {}

    /** The share of examples whose margins are all positive on the L∞ ball. */
    public static double of(Graph network, Examples examples, double radius) {
        int certified = 0;
        for (int i = 0; i < examples.count(); i++) {
            certified += margin(network, examples, i, new Threat(Norm.LINF, radius, 0, 1)) > 0 ? 1 : 0;
        }
        return (double) certified / examples.count();
    }

    /** A lower bound of an example's smallest margin on the L∞ ball around it, which holds the others' too. */
    public static float margin(Graph network, Examples examples, int index, Threat threat) {
        float[] centre = new float[examples.shape().size()];
        examples.copy(index, centre, 0);
        Box box = new Box(new float[centre.length], new float[centre.length]);
        for (int i = 0; i < centre.length; i++) {
            box.lower()[i] = threat.outerLower(i, centre[i]);
            box.upper()[i] = threat.outerUpper(i, centre[i]);
        }
        float[] hot = new float[examples.classes()];
        hot[examples.label(index)] = 1;
        String input = network.onlyInput();
        Box bounds = new Trial(
                        Margins.of(network), 1, Map.of(input, box, Margins.LABEL, new Box(hot, hot)), Set.of(input))
                .bounds();
        float smallest = Float.POSITIVE_INFINITY;
        for (int j = 0; j < hot.length; j++) {
            smallest = j == examples.label(index) ? smallest : Math.min(smallest, bounds.lower()[j]);
        }
        return smallest;
    }
}
