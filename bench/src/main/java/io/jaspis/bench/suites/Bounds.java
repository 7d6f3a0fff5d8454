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
    private static final float EPSILON = 0.01f;
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
                    float[] lower = Passes.examples(network, batch);
                    float[] upper = lower.clone();
                    for (int i = 0; i < lower.length; i++) {
                        lower[i] -= EPSILON;
                        upper[i] += EPSILON;
                    }
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
}
