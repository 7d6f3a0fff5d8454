package io.jaspis.cli;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.autodiff.plan.DeviceException;
import java.util.function.Supplier;

/**
 * What was looked for of signs that attacks failed.
 *
 * @param lost the device that was lost on the way, or before; else null
 * @param failure what else ended it; else null
 */
record Doubts(Trust trust, DeviceException lost, RuntimeException failure) {
    /**
     * Where nothing is looked for.
     *
     * @param lost the device that was lost before, or null
     */
    static Doubts none(DeviceException lost) {
        return new Doubts(Trust.NONE, lost, null);
    }

    /** What these checks find. */
    static Doubts of(Supplier<Trust> checks) {
        try {
            return new Doubts(checks.get(), null, null);
        } catch (DeviceException e) {
            return none(e);
        } catch (RuntimeException e) {
            // An attack of whatever jar may fail in a check; what is known by then is told first.
            return new Doubts(Trust.NONE, null, e);
        }
    }

    /** Whether the search for them ended before its time, or didn't begin as the device was lost. */
    boolean ended() {
        return lost != null || failure != null;
    }
}
