package io.jaspis.defend.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.stream.IntStream;

/** What interval bounds certify of examples in the range [0, 1]. */
final class CertifiedAccuracy {
    private CertifiedAccuracy() {}

    /** The share of examples whose margins are all positive on the L∞ ball. */
    static double of(Graph network, Examples examples, double radius) {
        Problem problem =
                new Problem(network, examples, new Threat(Norm.LINF, radius, 0, 1), Cpu.best(), examples.count());
        int certified = 0;
        try (Certifier.Prover prover = new IntervalBounds().prepare(problem)) {
            for (float margin :
                    prover.margins(IntStream.range(0, examples.count()).boxed().toList(), radius)) {
                certified += margin > 0 ? 1 : 0;
            }
        }
        return (double) certified / examples.count();
    }
}
