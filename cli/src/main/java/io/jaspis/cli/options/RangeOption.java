package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.cli.options.PerChannel.Pair;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says which values inputs can have: what attackers stay in, and where bounds end. */
public final class RangeOption {
    static final int LARGEST_BYTE = 255;

    private static final PerChannel<Pair> BYTES = new PerChannel<>(List.of(new Pair(0, LARGEST_BYTE)));

    @Option(
            names = "--range",
            paramLabel = "LOWER,UPPER",
            converter = PerChannel.Pairs.class,
            defaultValue = "0,1",
            description =
                    "The values that an input can have; of pictures also for each channel with colons between, such"
                            + " as 0,1:0,1:-1,1, but not with train. Default: ${DEFAULT-VALUE}, or"
                            + " 0,255 of bytes that a model takes as they are.")
    private PerChannel<Pair> range;

    private boolean bytes;

    /** Takes the range of bytes, or the option's own again. */
    void ofBytes(boolean are) {
        bytes = are;
    }

    boolean isOfBytes() {
        return bytes;
    }

    /** The range of all channels, or of each its own. */
    PerChannel<Pair> channels() {
        if (bytes) {
            return BYTES;
        }
        for (Pair ends : range.values()) {
            Least.requireFloat("an end of --range", ends.first());
            Least.requireFloat("an end of --range", ends.second());
        }
        return range;
    }

    /**
     * The attacker with this norm and radius inside the range of all inputs; refuses what makes no sense together.
     *
     * @param option that has the radius, to be named where it is refused
     */
    public Threat threat(Norm norm, double epsilon, String option) {
        if (range.differs()) {
            throw new InputException("training takes one --range for all channels; train on pictures as they are, and"
                    + " let the network normalise them, with --normalize");
        }
        try {
            Pair ends = channels().of(0);
            return new Threat(norm, epsilon, (float) ends.first(), (float) ends.second());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    option + " or --range: " + e.getMessage() + "; give another " + option
                            + ", or the range that inputs have with --range LOWER,UPPER",
                    e);
        }
    }
}
