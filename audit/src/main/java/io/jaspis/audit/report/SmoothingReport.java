package io.jaspis.audit.report;

import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.certificate.CertificateFile;
import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingCertificate.Accuracy;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.threat.Logits;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What randomized smoothing found out, as text for the terminal, as a page, and as the certificate itself.
 *
 * @param dataName what the data is called
 * @param classNames empty where classes have numbers only
 * @param device what the votes were computed on, with the kernels of a processor
 */
public record SmoothingReport(
        SmoothingCertificate certificate, String dataName, List<String> classNames, String device, double seconds) {
    public static final String PAGE = "report.html";
    public static final String CERTIFICATE = "certificate.json";

    /** The certificate and the page, by the names of their files, made when they are written. */
    public SequencedMap<String, WholeFile.Content> contents() {
        SequencedMap<String, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put(
                CERTIFICATE,
                out -> WholeFile.Content.of(CertificateFile.format(certificate)).writeTo(out));
        contents.put(
                PAGE, out -> WholeFile.Content.of(SmoothingHtml.format(this)).writeTo(out));
        return contents;
    }

    boolean partial() {
        return certificate.examples().size() < certificate.asked();
    }

    boolean adaptive() {
        return certificate.settings().adaptive();
    }

    /** All samples, those of the selections too. */
    long samples() {
        return certificate.examples().stream().mapToLong(Example::samples).sum()
                + (long) certificate.examples().size() * certificate.settings().selection();
    }

    /** Samples of an example, on average. */
    double samplesEach() {
        return certificate.examples().isEmpty()
                ? 0
                : (double) samples() / certificate.examples().size();
    }

    long abstentions() {
        return certificate.examples().stream().filter(e -> !e.certified()).count();
    }

    /** What became of votes for no class, as a sentence; empty where there are none. */
    String silence() {
        long votes = certificate.examples().stream().mapToLong(Example::none).sum();
        long some = certificate.examples().stream()
                .filter(e -> e.none() > 0 || e.prediction() == Logits.NONE)
                .count();
        long all = certificate.examples().stream()
                .filter(e -> e.prediction() == Logits.NONE)
                .count();
        return some == 0
                ? ""
                : "%s votes in %s examples are for no class: an output was no number, or the largest was shared"
                                .formatted(Figures.count(votes), Figures.count(some))
                        + (all == 0 ? "" : "; %s examples have no class at all".formatted(Figures.count(all)));
    }

    String scale() {
        String symbol = switch (certificate.settings().noise()) {
            case GAUSSIAN -> "σ";
            case UNIFORM -> "λ";
        };
        return symbol + " = " + certificate.settings().scale();
    }

    /** What an uncertified example is called. */
    String unproved() {
        return adaptive() ? "out of reach" : "abstained";
    }

    /** The result for a terminal. */
    public String text(Charset charset) {
        Figures figures = Figures.of(certificate.examples().size());
        StringBuilder text = new StringBuilder();
        if (partial()) {
            text.append("PARTIAL: stopped after %s of %s examples%n"
                    .formatted(Figures.count(certificate.examples().size()), Figures.count(certificate.asked())));
        }
        text.append("%n  %-14s%-22s%s%n"
                .formatted(
                        Figures.norm(certificate.settings().norm().option()) + " radius",
                        "certified accuracy",
                        adaptive() ? "" : "all together (Bonferroni)"));
        for (Accuracy accuracy : certificate.accuracy()) {
            text.append("  %-14s%-22s%s%n"
                    .formatted(
                            Figures.number(accuracy.radius()),
                            figures.lower(accuracy.single()),
                            adaptive() ? "" : figures.lower(accuracy.joint())));
        }
        text.append("%n  %s samples, %s each; %s of %s %s; %s%n"
                .formatted(
                        Figures.count(samples()),
                        Figures.count(Math.round(samplesEach())),
                        Figures.count(abstentions()),
                        Figures.count(certificate.examples().size()),
                        unproved(),
                        Figures.duration(seconds)));
        if (!silence().isEmpty()) {
            text.append("  %s%n".formatted(silence()));
        }
        // The narrow no-break space has no width of its own on some terminals.
        String plain = text.toString().replace('\u202F', ' ');
        return charset.newEncoder().canEncode(plain)
                ? plain
                : plain.replace("L∞", "Linf").replaceAll("[^\\x00-\\x7f]", "");
    }
}
