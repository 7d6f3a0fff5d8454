package io.jaspis.tensor;

/** A system property has a value that Jaspis doesn't know. The message names the property, and the values that it can have. */
public final class PropertyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public PropertyException(String message) {
        super(message);
    }
}
