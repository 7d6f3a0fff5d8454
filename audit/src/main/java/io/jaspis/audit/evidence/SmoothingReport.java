package io.jaspis.audit.evidence;

import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Logits;
import java.math.BigDecimal;
import java.util.List;

/**
 * What randomized smoothing found out.
 *
 * @param certificate every vote, in the form that can be checked
 */
public record SmoothingReport(Provenance provenance, SmoothingCertificate certificate) implements Evidence {
    /** The most steps from radius 0 to the largest, where no radii are asked for. */
    private static final int STEPS = 40;

    /** Where certified accuracy is told if nobody asks: multiples of a quarter of a power of ten, as far as any radius goes. */
    public static double[] radii(List<Example> examples) {
        double largest = examples.stream().mapToDouble(Example::radius).max().orElse(0);
        BigDecimal reach = BigDecimal.valueOf(largest);
        BigDecimal step = new BigDecimal("0.25");
        while (largest > 0 && reach.compareTo(step.add(step)) < 0) {
            step = step.scaleByPowerOfTen(-1);
        }
        while (reach.divideToIntegralValue(step).compareTo(BigDecimal.valueOf(STEPS)) > 0) {
            step = step.scaleByPowerOfTen(1);
        }
        double[] multiples = new double[reach.divideToIntegralValue(step).intValue() + 1];
        for (int i = 0; i < multiples.length; i++) {
            multiples[i] = step.multiply(BigDecimal.valueOf(i)).doubleValue();
        }
        return multiples;
    }

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
                : ("Radii count in units of each feature's own ε; %s of %s have noise: certificates hold for changes of"
                                + " these, while the others stay as they are.")
                        .formatted(certificate.settings().noisy(axes.size()), axes.size());
    }

    /** What an uncertified example is called. */
    public String unproved() {
        return adaptive() ? "out of reach" : "abstained";
    }
}
