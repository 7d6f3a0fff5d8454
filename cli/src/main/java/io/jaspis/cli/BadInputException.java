package io.jaspis.cli;

import io.jaspis.autodiff.InputException;

/** Something that the user gave is wrong; the message says what, where, and what to do. */
final class BadInputException extends InputException {
    private static final long serialVersionUID = 1;

    BadInputException(String message) {
        super(message);
    }

    BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
