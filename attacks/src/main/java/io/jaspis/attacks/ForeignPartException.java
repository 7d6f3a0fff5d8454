package io.jaspis.attacks;

import io.jaspis.autodiff.InputException;

/**
 * An attack, a certifier or a family of them that isn't Jaspis's own can't be loaded, failed, or told what can't be. The message
 * names its class, and where that is known its jar: whoever wrote or chose it can mend that. Where it threw something, that is the
 * cause.
 */
public final class ForeignPartException extends InputException {
    private static final long serialVersionUID = 1;

    ForeignPartException(String message) {
        super(message);
    }

    ForeignPartException(String message, Throwable cause) {
        super(message, cause);
    }
}
