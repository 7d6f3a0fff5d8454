package io.jaspis.cli;

import io.jaspis.attacks.Logits;
import io.jaspis.attacks.Norm;
import io.jaspis.attacks.Problem;
import io.jaspis.attacks.Threat;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.IntervalCertifier;
import java.util.List;
import java.util.stream.IntStream;

/** What a trained network is worth on examples that it wasn't trained on. */
final class Evaluation {
    private static final int BATCH = 100;

    private Evaluation() {}

    /** The share of examples that the network has right. */
    static double clean(Graph graph, Examples examples, Device device) {
        int size = examples.shape().size();
        int classes = examples.classes();
        int right = 0;
        for (int from = 0; from < examples.count(); from += BATCH) {
            int count = Math.min(BATCH, examples.count() - from);
            float[] x = new float[count * size];
            for (int i = 0; i < count; i++) {
                examples.copy(from + i, x, i * size);
            }
            try (Execution execution = device.load(Plan.of(graph, count))) {
                execution.write(graph.onlyInput(), x);
                execution.run();
                float[] logits = execution.read(graph.onlyOutput());
                for (int i = 0; i < count; i++) {
                    right += Logits.largest(logits, i * classes, classes) == examples.label(from + i) ? 1 : 0;
                }
            }
        }
        return (double) right / examples.count();
    }

    /** The share of examples whose label interval bounds prove all over the L∞ ball in the range 0 … 1. */
    static double certified(Graph graph, Examples examples, double radius, Device device) {
        Problem problem = new Problem(graph, examples, new Threat(Norm.LINF, radius, 0, 1), device, BATCH);
        List<Integer> all = IntStream.range(0, examples.count()).boxed().toList();
        int proved = 0;
        try (IntervalCertifier certifier = new IntervalCertifier(problem)) {
            for (float margin : certifier.margins(all, radius)) {
                proved += margin > 0 ? 1 : 0;
            }
        }
        return (double) proved / examples.count();
    }
}
