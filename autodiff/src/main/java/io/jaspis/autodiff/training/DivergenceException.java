package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import java.util.Optional;

/**
 * Training that can't go on, because a loss, an output or a weight is no finite number any more. The message says which,
 * and when it became so.
 */
public final class DivergenceException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final transient Parameters kept;
    private final int epoch;

    DivergenceException(String message) {
        this(message, null, -1);
    }

    private DivergenceException(String message, Parameters kept, int epoch) {
        super(message);
        this.kept = kept;
        this.epoch = epoch;
    }

    /** The same with the weights after an epoch, counted from 0. */
    DivergenceException keeping(Parameters parameters, int after) {
        DivergenceException told = new DivergenceException(getMessage(), parameters, after);
        told.setStackTrace(getStackTrace());
        return told;
    }

    /**
     * The last finite weights: of the best epoch under a {@link Validation}, else of the last epoch that was finished.
     * Nothing where none was.
     */
    public Optional<Parameters> kept() {
        return Optional.ofNullable(kept);
    }

    /** The epoch, from 0, after which the network had these weights; −1 where there are none. */
    public int epoch() {
        return epoch;
    }
}
