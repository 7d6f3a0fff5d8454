package io.jaspis.autodiff.data;

import java.io.IOException;

/**
 * A data file that can't be used. The message is for a person: which file, line or value, what is wrong with it, and
 * what to do.
 */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
