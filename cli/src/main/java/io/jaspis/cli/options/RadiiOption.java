package io.jaspis.cli.options;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.autodiff.InputException;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate.Example;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says at which radii the certified accuracy is told. */
public final class RadiiOption {
    @Option(
            names = "--radii",
            paramLabel = "RADIUS,...",
            split = ",",
            converter = Decimal.class,
            description = "Where to tell the certified accuracy. Default: 0, 0.25, 0.5 and so on, or a tenth of these"
                    + " or less where no radius reaches as far, or ten times these or more where one is beyond 10; with --reach"
                    + " that radius.")
    private Double[] radii;

    /** Refuses radii that can't be. */
    public void require() {
        for (Double asked : radii == null ? new Double[0] : radii) {
            if (asked < 0) {
                throw new InputException("--radii must be numbers from 0 on, but one is " + asked);
            }
        }
    }

    /** Those asked for, or the one to reach, or multiples of a quarter of a power of ten as far as any radius goes. */
    public double[] over(List<Example> examples, Method method) {
        if (radii != null) {
            return Arrays.stream(radii)
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .distinct()
                    .toArray();
        }
        if (method instanceof Method.Adaptive(double reach)) {
            return new double[] {reach};
        }
        return SmoothingReport.radii(examples);
    }
}
