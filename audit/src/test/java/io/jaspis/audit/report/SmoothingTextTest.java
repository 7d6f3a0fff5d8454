package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.NoiseKind;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Norm;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SmoothingTextTest {
    private static final List<Charset> FEW =
            List.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1, Charset.forName("IBM437"));

    private static SmoothingReport of(Norm norm, List<Float> axes, double... radii) {
        SmoothingReport made = MadeUpSmoothing.report(false);
        SmoothingCertificate certificate = made.certificate();
        Settings settings = certificate.settings();
        return new SmoothingReport(
                made.provenance(),
                new SmoothingCertificate(
                        certificate.schema(),
                        certificate.kind(),
                        certificate.jaspis(),
                        certificate.command(),
                        certificate.model(),
                        certificate.data(),
                        certificate.reading(),
                        new Settings(
                                NoiseKind.GAUSSIAN,
                                settings.scale(),
                                axes,
                                norm,
                                settings.method(),
                                settings.radius(),
                                settings.selection(),
                                settings.estimation(),
                                settings.alpha(),
                                settings.seed()),
                        certificate.asked(),
                        Arrays.stream(radii)
                                .mapToObj(radius -> new Accuracy(radius, 0.5, 0.25))
                                .toList(),
                        certificate.examples()));
    }

    /** Also radii below 0.0001, which are written with an exponent. */
    @Property(tries = 200)
    void radiiThatWereAskedForReadBackInFewerSigns(
            @ForAll @Size(min = 1, max = 5) List<@DoubleRange(min = -12, max = 12) Double> exponents) {
        double[] radii =
                exponents.stream().mapToDouble(power -> Math.pow(10, power)).toArray();
        for (Charset charset : FEW) {
            List<String> rows = SmoothingText.of(of(Norm.L2, List.of(), radii), charset)
                    .lines()
                    .skip(2)
                    .toList();
            for (int i = 0; i < radii.length; i++) {
                double told = Double.parseDouble(rows.get(i).strip().split(" ")[0]);
                assertEquals(radii[i], told, rows.get(i));
            }
        }
    }

    @Test
    void eachNormIsToldInFewerSigns() {
        for (Charset charset : FEW) {
            assertTrue(SmoothingText.of(of(Norm.L1, List.of(), 0), charset)
                    .contains("  L1 radius     certified accuracy"));
            assertTrue(SmoothingText.of(of(Norm.L2, List.of(), 0), charset)
                    .contains("  L2 radius     certified accuracy"));
        }
        String text = SmoothingText.of(of(Norm.LINF, List.of(1f, 0f), 0), StandardCharsets.US_ASCII);
        assertTrue(text.contains("  Linf radius   certified accuracy"), text);
        assertTrue(text.contains("each feature's own eps; 1 of 2"), text);
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(text), text);
    }

    @Test
    void aTerminalThatHasAllSignsGetsThem() {
        String text = SmoothingText.of(of(Norm.L2, List.of(1f, 0f), 2.5e-5), StandardCharsets.UTF_8);
        assertTrue(text.contains("L₂ radius") && text.contains("2.5e-05") && text.contains("own ε;"), text);
    }
}
