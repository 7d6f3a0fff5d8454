package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.Ballots;
import io.jaspis.check.FileSource;
import io.jaspis.check.MethodKind;
import io.jaspis.check.ModelSource;
import io.jaspis.check.NoiseKind;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reports of smoothing that never ran. */
final class MadeUpSmoothing {
    private static final int SAMPLES = 100;

    private MadeUpSmoothing() {}

    /** @param reach whether a single radius was asked for */
    static SmoothingReport report(boolean reach) {
        return report(reach, 40);
    }

    /** Of so many examples. */
    static SmoothingReport report(boolean reach, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int successes = SAMPLES - i % 8 * 7;
            boolean certified = successes > 60;
            double radius = !certified ? 0 : reach ? 0.2 : (successes - 60) / 81.0;
            int[] votes = new int[SAMPLES];
            Arrays.fill(votes, successes, SAMPLES, 1);
            examples.add(new Example(
                    i * 3,
                    "b".repeat(64),
                    i % 13 == 0 ? 1 : 0,
                    0,
                    successes,
                    0,
                    SAMPLES,
                    certified,
                    radius,
                    reach ? 0 : radius * 0.8,
                    Ballots.format(votes)));
        }
        Provenance.Data data =
                new Provenance.Data("test", "e".repeat(64), 10_000, 10, List.of(1, 28, 28), List.of(), "");
        double[] radii = reach ? new double[] {0.2} : new double[] {0, 0.1, 0.2, 0.3, 0.4};
        return new SmoothingReport(
                MadeUp.provenance("smoothed.onnx", data, 1),
                new SmoothingCertificate(
                        SmoothingCertificate.SCHEMA,
                        SmoothingCertificate.KIND,
                        "0.1.0",
                        "./jaspis smooth smoothed.onnx",
                        new ModelSource("../smoothed.onnx", "a".repeat(64), List.of("float32")),
                        new FileSource("../test", "e".repeat(64)),
                        new Settings(
                                NoiseKind.GAUSSIAN,
                                0.25f,
                                Norm.L2,
                                reach ? MethodKind.ADAPTIVE : MethodKind.ONE_SIDED,
                                reach ? 0.2 : 0,
                                10,
                                SAMPLES,
                                0.001,
                                1),
                        count,
                        SmoothingCertificate.accuracy(examples, radii),
                        examples));
    }
}
