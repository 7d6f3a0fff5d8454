package io.jaspis.bench.suites;

import io.jaspis.autodiff.Graph;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Work;
import io.jaspis.certify.intervals.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Float-sound interval bounds, against our own forward pass of the same batch: the ratio says what soundness costs. */
final class Bounds {
    static final float EPSILON = 0.01f;
    private static final String FORWARD = "Jaspis forward";

    private Bounds() {}

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        for (Network network : Passes.networks()) {
            for (int batch : lineup.quick() ? new int[] {2} : new int[] {1, 16, 128}) {
                cases.add(intervals(lineup, network, batch));
            }
        }
        return cases;
    }

    private static Case intervals(Lineup lineup, Network network, int batch) {
        return Case.of(
                        "intervals " + network.name() + " batch " + batch,
                        lineup.threads(),
                        new Work(2 * batch * network.operations(), 0))
                .agreeing(Agreement.encloses())
                .jaspis(() -> {
                    Graph graph = Intervals.of(network.graph(), Set.of("input"));
                    float[] lower = examples(network, batch, -EPSILON);
                    float[] upper = examples(network, batch, EPSILON);
                    return new PlanContender(
                            lineup,
                            graph,
                            batch,
                            Map.of("input" + Intervals.LOWER, lower, "input" + Intervals.UPPER, upper),
                            "logits" + Intervals.LOWER,
                            "logits" + Intervals.UPPER);
                })
                .peer(FORWARD, () -> Passes.forwardOf(lineup, network, batch));
    }

    /** The examples, each element moved by so much. */
    static float[] examples(Network network, int batch, float shift) {
        float[] moved = Passes.examples(network, batch);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += shift;
        }
        return moved;
    }
}
