package io.jaspis.junit;

import io.jaspis.audit.evidence.AuditReport;
import java.io.IOException;
import java.nio.file.Path;

/** Where a failed test's report goes. */
@FunctionalInterface
interface Attachments {
    /** Writes a file into a place that is given. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    /**
     * Writes a file of this name.
     *
     * @param report that it is of
     * @param media its type, such as {@code text/html}
     * @return where it is
     */
    Path add(AuditReport report, String name, String media, Content content) throws IOException;
}
