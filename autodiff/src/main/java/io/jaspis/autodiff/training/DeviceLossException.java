package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.DeviceException;
import java.util.Optional;

/**
 * A device that failed during training. The message is the device's own; the weights of the epochs before were copied from it, and
 * are whole.
 */
public final class DeviceLossException extends DeviceException {
    private static final long serialVersionUID = 1;

    private final transient Parameters kept;
    private final int epoch;

    /**
     * @param kept the weights that are left; null where there are none
     * @param epoch after which they were, from 0; −1 where there are none
     */
    DeviceLossException(DeviceException failure, Parameters kept, int epoch) {
        super(failure.getMessage());
        initCause(failure);
        this.kept = kept;
        this.epoch = epoch;
    }

    /**
     * The weights that are left: of the best epoch under a {@link Validation}, else of the last epoch that was finished.
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
