package io.jaspis.autodiff;

/**
 * Something that a person gave can't be used: a file, data, an option. The message is for that person: what is wrong,
 * where, and what to do. Whatever else is thrown is a mistake of a program, be it Jaspis or its caller.
 */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
