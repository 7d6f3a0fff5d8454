package io.jaspis.junit;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Breaks;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file of what was certified or robust at an earlier time, such as the last release. It is a {@code report.json} without
 * pictures, so {@code jaspis diff} reads it too.
 *
 * <p>With the system property {@value #PROPERTY} set to {@value #WRITE} tests write their baselines anew instead of comparing.
 *
 * @param file where it is, or is to be
 */
record Baseline(Path file) {
    /** The system property that has baselines written. */
    static final String PROPERTY = "jaspis.baseline";

    /** Its value that does. */
    static final String WRITE = "write";

    /** What the baselines that this Java has written are of: tests know nothing of each other. */
    private static final Map<Path, String> WRITTEN = new ConcurrentHashMap<>();

    /** Whether baselines are to be written, and not compared with. */
    static boolean writing() {
        // A build that hands the property on where nobody gave it makes it empty.
        String wanted = System.getProperty(PROPERTY, "");
        if (!wanted.isEmpty() && !wanted.equals(WRITE)) {
            throw new IllegalStateException(
                    "the system property %s can be '%s', which writes baselines anew, but is '%s'"
                            .formatted(PROPERTY, WRITE, wanted));
        }
        return !wanted.isEmpty();
    }

    /** What to type to have it written. */
    static String mend() {
        return "-D" + PROPERTY + "=" + WRITE;
    }

    /**
     * Keeps what was found.
     *
     * @param question that it answers
     * @throws AssertionError where another test wrote the file for another question: one of them would always fail beside it
     */
    void write(AuditReport report, String question) throws IOException {
        String other = WRITTEN.putIfAbsent(file.toAbsolutePath().normalize(), question);
        if (other != null && !other.equals(question)) {
            throw new AssertionError("the baseline " + file
                    + " isn't written: another test has just written it, which asks of another model, other examples or"
                    + " another attacker; give each of them a baseline of its own");
        }
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        ReportJson.write(withoutPictures(report), file);
    }

    /**
     * What was found beside what was found earlier.
     *
     * @throws AssertionError where there is no earlier, or it can't be compared with
     */
    Comparison beside(AuditReport now) {
        if (!Files.isRegularFile(file)) {
            throw new AssertionError("there is no baseline " + file + "; run the test once with " + mend()
                    + " and keep the file with the sources");
        }
        try {
            return Comparison.of(ReportJson.read(file), now);
        } catch (IOException | InputException e) {
            throw new AssertionError(
                    "the baseline " + file + ": " + e.getMessage() + "; where that is meant, write it anew with "
                            + mend(),
                    e);
        }
    }

    private static AuditReport withoutPictures(AuditReport report) {
        return new AuditReport(
                report.schema(),
                report.provenance(),
                report.completion(),
                report.settings(),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples(),
                List.of(),
                Breaks.NONE,
                report.phases(),
                report.gates(),
                report.trust());
    }
}
