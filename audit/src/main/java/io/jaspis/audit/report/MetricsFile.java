package io.jaspis.audit.report;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** A file of the metrics of a training, and how far it has them. */
final class MetricsFile {
    private final Path path;
    /** The last epoch in it, from 1; 0 where this run hasn't written it. */
    private int last;
    /** Why the last attempt to write it failed; null where it didn't. */
    private IOException failure;

    MetricsFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * Writes it anew.
     *
     * @param epoch the last that it then has
     */
    void write(WholeFile.Content content, int epoch) throws IOException {
        try {
            WholeFile.write(path, content);
            written(epoch);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Takes note that it is written, up to this epoch. */
    void written(int epoch) {
        last = epoch;
        failure = null;
    }

    /** Whether this run has written it. */
    boolean isThere() {
        return last > 0;
    }

    /** Whether the last attempt to write it failed. */
    boolean lags() {
        return failure != null;
    }

    /** How far it has metrics, as a sentence. */
    String told() {
        if (failure == null) {
            return path + " has metrics to epoch " + last;
        }
        String reason = WholeFile.reason(failure);
        return last == 0
                ? path + " couldn't be written: " + reason
                : path + " has metrics to epoch " + last + "; it couldn't be written since: " + reason;
    }
}
