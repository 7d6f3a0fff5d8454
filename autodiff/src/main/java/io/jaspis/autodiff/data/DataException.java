package io.jaspis.autodiff.data;

import io.jaspis.autodiff.InputException;

/**
 * A data file that can't be used. The message is for a person: which file, line or value, what is wrong with it, and
 * what to do.
 */
public final class DataException extends InputException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
