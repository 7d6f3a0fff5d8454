package io.jaspis.cli;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.audit.report.SmoothingHtml;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.options.VerdictsOption;
import io.jaspis.cli.results.Delivery;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.results.Standing;
import io.jaspis.cli.results.VerdictTable;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The end of smoothing: its files are written.
 *
 * @param spec the command
 * @param verdicts a table that may be asked for beside them
 */
record SmoothDelivery(CommandSpec spec, VerdictsOption verdicts) {
    /**
     * Writes the certificates and the page, and after whole ones that nothing is left to do. Of certificates that no check could
     * read that is told, and the page alone is written.
     *
     * @param whole whether nothing is missing of what was asked for: of a shard its own examples
     * @return whether both are written
     */
    boolean write(SmoothingReport report, boolean whole, OutputFolder folder, Session<SmoothingEntry> session) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put(SmoothingHtml.NAME, "Report: %s");
        told.put(SmoothingHtml.CERTIFICATE, "Certificates: %s (jaspis check replays them)");
        Standing standing = standing(report.certificate(), whole);
        Delivery delivery = new Delivery(
                folder,
                session,
                TypedCommand.again(spec),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        SequencedMap<String, WholeFile.Content> contents = SmoothingHtml.contents(report);
        List<String> forms = List.copyOf(contents.keySet());
        long bytes = CertificateFile.bytes(report.certificate());
        boolean readable = bytes <= CertificateFile.LARGEST;
        if (!readable) {
            contents.remove(SmoothingHtml.CERTIFICATE);
            told.remove(SmoothingHtml.CERTIFICATE);
        }
        boolean written =
                delivery.write(standing, file -> standing(CertificateFile.smoothing(file)), contents, forms, told);
        if (!readable) {
            PrintWriter errors = spec.commandLine().getErr();
            errors.println("jaspis: " + SmoothingHtml.CERTIFICATE + " isn't written: " + CertificateFile.tooLarge(bytes)
                    + "; the report has the results; for certificates ask for fewer examples (--images) or samples"
                    + " (--n)");
            errors.flush();
            return false;
        }
        if (written && standing.whole()) {
            session.append(new SmoothingEntry(session.seconds(), List.of(), true));
        }
        return written;
    }

    /** Writes what is asked for beside the certificates. */
    boolean keep(SmoothingReport report, PrintWriter terminal) {
        return Delivery.beside(
                () -> {
                    verdicts.write(VerdictTable.of(report), !report.partial(), terminal);
                    terminal.flush();
                },
                spec.commandLine().getErr());
    }

    private static Standing standing(SmoothingCertificate certificate) {
        return standing(certificate, certificate.examples().size() == certificate.asked());
    }

    private static Standing standing(SmoothingCertificate certificate, boolean whole) {
        return Standing.of(
                "%s %s %s %s %d"
                        .formatted(
                                certificate.model().sha256(),
                                certificate.data().sha256(),
                                certificate.reading(),
                                certificate.settings(),
                                certificate.asked()),
                certificate.examples().stream().mapToInt(Example::index),
                whole);
    }
}
