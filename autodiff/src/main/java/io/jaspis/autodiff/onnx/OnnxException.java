package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.InputException;
import java.nio.file.Path;
import java.util.List;

/** A model that can't be read, or a graph that can't be written, with a message for the person who gave it. */
public final class OnnxException extends InputException {
    /** More are counted, not told. */
    private static final int TOLD = 30;

    private final List<String> obstacles;

    public OnnxException(String message) {
        this(printable(message), List.of(printable(message)), null);
    }

    public OnnxException(String message, Throwable cause) {
        this(printable(message), List.of(printable(message)), cause);
    }

    private OnnxException(String message, List<String> obstacles, Throwable cause) {
        super(message, cause);
        this.obstacles = obstacles;
    }

    /** All that keeps a model from being read, numbered where it is several things. */
    static OnnxException of(List<String> obstacles) {
        if (obstacles.size() == 1) {
            return new OnnxException(obstacles.getFirst());
        }
        StringBuilder text = new StringBuilder("the model can't be read, for " + obstacles.size() + " reasons:");
        for (int i = 0; i < Math.min(TOLD, obstacles.size()); i++) {
            text.append(" (")
                    .append(i + 1)
                    .append(") ")
                    .append(obstacles.get(i))
                    .append(';');
        }
        if (obstacles.size() > TOLD) {
            text.append(" and ").append(obstacles.size() - TOLD).append(" more;");
        }
        text.setLength(text.length() - 1);
        return new OnnxException(
                printable(text.toString()),
                obstacles.stream().map(OnnxException::printable).toList(),
                null);
    }

    /** The same, saying of which file. */
    OnnxException in(Path file) {
        return new OnnxException(printable(file + ": " + getMessage()), obstacles, this);
    }

    /** How many things keep the model from being read. */
    int obstacles() {
        return obstacles.size();
    }

    /** Each of them, without the file's name. */
    public List<String> each() {
        return obstacles;
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
