package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import org.apache.spark.SparkThrowable;

/** What Spark throws, in words where that is possible. Scala throws checked exceptions that it doesn't declare. */
public final class Failures {
    private Failures() {}

    /** What made a job fail: where a task refused its input, that. */
    static RuntimeException ofJob(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof InputException input) {
                return input;
            }
        }
        return failed instanceof RuntimeException known
                ? known
                : new IllegalStateException(failed.getMessage(), failed);
    }

    /**
     * What kept data from being read: where Spark says what is wrong with files or columns, that.
     *
     * @param data for messages
     */
    public static RuntimeException ofReading(String data, Exception failed) {
        RuntimeException told = ofJob(failed);
        for (Throwable cause = failed; cause != null && !(told instanceof InputException); cause = cause.getCause()) {
            if (cause instanceof SparkThrowable known && known.getCondition() != null && !known.isInternalError()) {
                told = new InputException(data + " can't be read: " + why(cause), failed);
            }
        }
        return told;
    }

    /** The first line, without Spark's own numbers of errors, and behind it what was thrown first. */
    private static String why(Throwable known) {
        String why = known.getMessage()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("^\\[[A-Z0-9_.]+] |\\.?\\s*SQLSTATE: \\w+", "");
        Throwable first = known;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first == known || first.getMessage() == null
                ? why
                : why + ": " + first.getMessage().replaceAll("\\s+", " ").strip();
    }
}
