package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.Sampling;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.NoiseKind;
import io.jaspis.threat.Norm;
import picocli.CommandLine.Option;

/** The options of randomized smoothing: which noise, how many samples, and how they are judged. */
public final class SamplingOptions {
    @Option(
            names = "--noise",
            paramLabel = "KIND",
            defaultValue = "GAUSSIAN",
            description = "gaussian, for L2 radii, or uniform, for L1. Default: gaussian.")
    private NoiseKind noise;

    @Option(
            names = "--sigma",
            paramLabel = "SCALE",
            converter = Decimal.class,
            defaultValue = "0.25",
            description =
                    "The noise's standard deviation, or where it is uniform, half its width; in units of the data."
                            + " Default: ${DEFAULT-VALUE}.")
    private double sigma;

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            converter = NormName.class,
            description = "The norm of radii: inf, 2 or 1. Default: the noise's own; others are converted to.")
    private Norm norm;

    @Option(
            names = "--n0",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Samples that choose the class. Default: ${DEFAULT-VALUE}.")
    private int selection;

    @Option(
            names = "--n",
            paramLabel = "COUNT",
            defaultValue = "10000",
            description = "Samples that bound its probability; the most, with --reach. Default: ${DEFAULT-VALUE}.")
    private int estimation;

    @Option(
            names = "--alpha",
            paramLabel = "SHARE",
            converter = Decimal.class,
            defaultValue = "0.001",
            description = "The probability that a certificate may be wrong. Default: ${DEFAULT-VALUE}.")
    private double alpha;

    @Option(
            names = "--two-sided",
            description = "Bounds each other class by its own votes; certifies more where these are shared by several.")
    private boolean twoSided;

    @Option(
            names = "--reach",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description = "Asks for this radius only, and stops sampling an example once it is proved or out of reach.")
    private Double reach;

    /** The noise that is asked for. */
    public Noise noise() {
        Least.requireFloat("--sigma", sigma);
        return Asked.of("--sigma", () -> switch (noise) {
            case GAUSSIAN -> new Noise.Gaussian((float) sigma);
            case UNIFORM -> new Noise.Uniform((float) sigma);
        });
    }

    /** How many samples are asked for, and how sure they are to make. */
    public Sampling sampling() {
        return Asked.of("--n0, --n or --alpha", () -> new Sampling(selection, estimation, alpha));
    }

    /**
     * How samples are judged.
     *
     * @throws InputException where two ways are asked for
     */
    public Method method() {
        if (twoSided && reach != null) {
            throw new InputException("--two-sided and --reach exclude each other: give one of them");
        }
        return reach != null
                ? Asked.of("--reach", () -> new Method.Adaptive(reach))
                : twoSided ? new Method.TwoSided() : new Method.OneSided();
    }

    /** The norm of radii under this noise. */
    public Norm norm(Noise under) {
        return norm != null ? norm : under.norm();
    }
}
