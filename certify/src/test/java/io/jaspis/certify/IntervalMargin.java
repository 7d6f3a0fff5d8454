package io.jaspis.certify;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Trial;
import io.jaspis.certify.specification.Margins;
import io.jaspis.threat.Threat;
import java.util.Map;
import java.util.Set;

/** What interval bounds prove of an example. */
final class IntervalMargin {
    private IntervalMargin() {}

    /** A lower bound of an example's smallest margin on the L∞ ball around it, which holds the others' too. */
    static float of(Graph network, Examples examples, int index, Threat threat) {
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
