package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.InputException;

/** A model that can't be read, or a graph that can't be written, with a message for the person who gave it. */
public final class OnnxException extends InputException {
    public OnnxException(String message) {
        super(printable(message));
    }

    public OnnxException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    /** Names come out of the file, and their control characters could write anything on a terminal. */
    private static String printable(String message) {
        StringBuilder text = new StringBuilder(message.length());
        message.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || !Character.isDefined(c)) {
                text.append("\\u%04x".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
