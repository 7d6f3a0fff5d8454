package io.jaspis.autodiff.onnx;

import java.io.IOException;

/** A model that can't be read, or a graph that can't be written, with a message for the person who gave it. */
public final class OnnxException extends IOException {
    public OnnxException(String message) {
        super(message);
    }

    public OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
