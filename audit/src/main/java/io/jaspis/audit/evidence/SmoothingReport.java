package io.jaspis.audit.evidence;

import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Logits;
import java.util.List;

/**
 * What randomized smoothing found out.
 *
 * @param certificate every vote, in the form that can be checked
 */
public record SmoothingReport(Provenance provenance, SmoothingCertificate certificate) implements Evidence {
    @Override
    public SmoothingCertificate.Settings settings() {
        return certificate.settings();
    }

    /** Whether it was stopped early. */
    public boolean partial() {
        return certificate.examples().size() < certificate.asked();
    }

    /** Whether one radius was asked for, with as few samples as that takes. */
    public boolean adaptive() {
        return certificate.settings().adaptive();
    }

    /** All samples, those of the selections too. */
    public long samples() {
        return certificate.examples().stream().mapToLong(Example::samples).sum()
                + (long) certificate.examples().size() * certificate.settings().selection();
    }

    /** Samples of an example, on average. */
    public double samplesEach() {
        return certificate.examples().isEmpty()
                ? 0
                : (double) samples() / certificate.examples().size();
    }

    /** Examples without a certificate. */
    public long abstentions() {
        return certificate.examples().stream().filter(e -> !e.certified()).count();
    }

    /** Votes for no class, because an output was no number, or the largest was shared. */
    public long votesForNone() {
        return certificate.examples().stream().mapToLong(Example::none).sum();
    }

    /** Examples with votes for no class, or without a class. */
    public long someForNone() {
        return certificate.examples().stream()
                .filter(e -> e.none() > 0 || e.prediction() == Logits.NONE)
                .count();
    }

    /** Examples that have no class at all. */
    public long withoutClass() {
        return certificate.examples().stream()
                .filter(e -> e.prediction() == Logits.NONE)
                .count();
    }

    /** The noise's scale, with the letter that papers have for it. */
    public String scale() {
        String symbol = switch (certificate.settings().noise()) {
            case GAUSSIAN -> "σ";
            case UNIFORM -> "λ";
        };
        return symbol + " = " + certificate.settings().scale();
    }

    /** In what radii count where values have noise of their own, as a sentence; empty where all are alike. */
    public String units() {
        List<Float> axes = certificate.settings().axes();
        return axes.isEmpty()
                ? ""
                : ("Radii count in units of each feature's own ε; %d of %d have noise: certificates hold for changes of"
                                + " these, while the others stay as they are.")
                        .formatted(certificate.settings().noisy(axes.size()), axes.size());
    }

    /** What an uncertified example is called. */
    public String unproved() {
        return adaptive() ? "out of reach" : "abstained";
    }
}
