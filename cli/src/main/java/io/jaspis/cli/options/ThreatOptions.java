package io.jaspis.cli.options;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how far an attacker may move an example. */
public final class ThreatOptions {
    @Option(
            names = "--norm",
            paramLabel = "NORM",
            defaultValue = "inf",
            converter = NormName.class,
            description = "How far apart two examples are: inf, 2 or 1. Default: ${DEFAULT-VALUE}.")
    private Norm norm;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description =
                    "How far an attacker may move an example, as a number or a fraction such as 8/255, in units of"
                            + " the data (images: 0 to 1). Default: 0.1 for inf, 1 for 2, 5 for 1.")
    private Double epsilon;

    @Mixin
    private RangeOption range;

    /**
     * The attacker.
     *
     * @throws io.jaspis.autodiff.InputException where radius and range make no sense together
     */
    public Threat threat() {
        return range.threat(norm, epsilon != null ? epsilon : standard(norm), "--epsilon");
    }

    private static double standard(Norm norm) {
        return switch (norm) {
            case LINF -> 0.1;
            case L2 -> 1;
            case L1 -> 5;
        };
    }
}
