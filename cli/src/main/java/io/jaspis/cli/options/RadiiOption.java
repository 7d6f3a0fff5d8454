package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate.Example;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says at which radii the certified accuracy is told. */
public final class RadiiOption {
    /** The most steps from radius 0 to the largest, where none are asked for. */
    private static final int STEPS = 40;

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
        double largest = examples.stream().mapToDouble(Example::radius).max().orElse(0);
        return multiples(largest);
    }

    private static double[] multiples(double largest) {
        BigDecimal reach = BigDecimal.valueOf(largest);
        BigDecimal step = new BigDecimal("0.25");
        while (largest > 0 && reach.compareTo(step.add(step)) < 0) {
            step = step.scaleByPowerOfTen(-1);
        }
        while (reach.divideToIntegralValue(step).compareTo(BigDecimal.valueOf(STEPS)) > 0) {
            step = step.scaleByPowerOfTen(1);
        }
        double[] multiples = new double[reach.divideToIntegralValue(step).intValue() + 1];
        for (int i = 0; i < multiples.length; i++) {
            multiples[i] = step.multiply(BigDecimal.valueOf(i)).doubleValue();
        }
        return multiples;
    }
}
