package io.jaspis.cli;

import io.jaspis.audit.Finding;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.cli.journal.Journal;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * An earlier audit's report. Where its journal is gone, an audit can go on from it: of examples that no attack broke it has
 * all that counts. Of the broken ones it has no points, so they are attacked again, which gives the same ones; and the
 * curve begins anew.
 */
record EarlierReport(Path file, AuditReport report) {
    private static final String MEND = "; leave out --resume";

    /**
     * The report in a folder; none where there is none, or where a journal is beside it and the report is about something
     * else, or can't be read.
     *
     * @param model SHA-256 of the model
     * @param data SHA-256 of the data
     * @throws InputException where it is about something else, and there is no journal
     * @throws IOException where it can't be read, and there is no journal
     */
    static Optional<EarlierReport> in(Path folder, String model, String data, long seed, AuditReport.Settings settings)
            throws IOException {
        Path file = folder.resolve(ReportJson.NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        boolean journal = Files.exists(folder.resolve(Journal.NAME));
        AuditReport report;
        try {
            report = ReportJson.read(file);
        } catch (IOException unreadable) {
            if (journal) {
                return Optional.empty();
            }
            throw unreadable;
        }
        String difference = difference(report, model, data, seed, settings);
        if (difference.isEmpty()) {
            return Optional.of(new EarlierReport(file, report));
        }
        if (journal) {
            return Optional.empty();
        }
        throw new InputException("--resume goes on with the same settings only, but " + difference + " (" + file
                + "); give the same ones, or leave out --resume");
    }

    /** Where the model, the data, the settings or the kernels of a report are others, in words; else empty. */
    private static String difference(
            AuditReport report, String model, String data, long seed, AuditReport.Settings settings) {
        if (!report.model().sha256().equals(model)) {
            return "the model was another one";
        }
        if (!report.data().sha256().equals(data)) {
            return "the data were others";
        }
        if (report.provenance().seed() != seed) {
            return "seed was " + report.provenance().seed() + " and is " + seed;
        }
        String kernels = Providers.best().name();
        String difference = Journal.difference(report.settings(), settings);
        return difference.isEmpty() && !report.machine().kernels().equals(kernels)
                ? "the kernels were " + report.machine().kernels() + " and are " + kernels
                : difference;
    }

    /** Whether it has these examples and no others, and the curve. */
    boolean whole(List<Integer> indices) {
        return report.whole()
                && report.examples().stream()
                        .map(AuditReport.ExampleResult::index)
                        .toList()
                        .equals(indices);
    }

    /**
     * Looks whether what the report has may be taken as found.
     *
     * @param device the kind of device that computes now
     * @throws InputException where the report can't be gone on from: another version or device may find something else,
     *     and an example with another label is another example
     */
    EarlierReport requireOf(Examples among, String device) {
        if (!report.provenance().jaspis().equals(Provenance.VERSION)) {
            throw new InputException(
                    file + " was written by Jaspis " + report.provenance().jaspis() + ", and this is "
                            + Provenance.VERSION + ", which may find something else" + MEND);
        }
        String before = Processor.kind(report.machine().device());
        if (!before.equals(device)) {
            throw new InputException(file + " has what " + before + " found, and this is " + device
                    + ", which may round otherwise" + MEND);
        }
        BitSet seen = new BitSet();
        for (AuditReport.ExampleResult example : report.examples()) {
            int index = example.index();
            if (index < 0 || seen.get(index)) {
                throw new InputException(
                        file + " is no report to go on from: example " + index + " can't be, or is in it twice" + MEND);
            }
            seen.set(index);
            if (among.holds(index) && example.label() != among.label(index)) {
                throw new InputException(file + " is no report to go on from: example " + index
                        + " has another label here: the data are read in another way" + MEND);
            }
        }
        return this;
    }

    /** What is to be taken as found, once it {@linkplain #requireOf may be}. */
    List<Finding> findings(Examples among) {
        // Of proofs in real arithmetic alone a report has the number only, which tells of each where it is none or all.
        int alone = report.remarks().provedInRealAlone();
        long certified = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.CERTIFIED)
                .count();
        boolean told = alone == 0 || alone == certified;
        List<Finding> findings = new ArrayList<>();
        for (AuditReport.ExampleResult example : report.examples()) {
            if (among.holds(example.index()) && (told || example.verdict() != VerdictKind.CERTIFIED)) {
                finding(example, told && alone == 0).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /**
     * What was found of an example, where the report says enough of it.
     *
     * @param inFloat32 whether what is certified is so in float32, too
     */
    private Optional<Finding> finding(AuditReport.ExampleResult example, boolean inFloat32) {
        // Of ties and of classes that rounding alone changes, a report has the number only.
        boolean lacking = report.remarks().ties() > 0
                || report.remarks().changedByRounding() > 0 && example.verdict() == VerdictKind.CERTIFIED;
        Optional<Verdict> verdict = switch (example.verdict()) {
            case CERTIFIED -> Optional.ofNullable(example.certifier()).map(Verdict.Certified::new);
            case MISCLASSIFIED -> Optional.of(new Verdict.Misclassified());
            case UNKNOWN -> Optional.of(new Verdict.Unknown());
            case FALSIFIED -> Optional.empty();
        };
        // The confidence is shown of broken examples only.
        return verdict.filter(_ -> !lacking)
                .map(known -> new Finding(
                        example.index(),
                        example.label(),
                        example.prediction(),
                        Double.NaN,
                        known,
                        example.margin(),
                        false,
                        false,
                        inFloat32,
                        null));
    }
}
