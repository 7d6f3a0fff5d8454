package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlainSignsLaws {
    private final CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder();
    private final CharsetEncoder unicode = StandardCharsets.UTF_8.newEncoder();

    @Property(tries = 300)
    void noSignIsLostAndAllCanBeWritten(@ForAll char sign) {
        String plain = PlainSigns.of("a" + sign + "b", ascii);
        assertTrue(ascii.canEncode(plain), plain);
        assertTrue(plain.length() > 2 || Character.isLowSurrogate(sign), () -> "lost: " + (int) sign);
    }

    @Property(tries = 300)
    void aTextThatCanBeWrittenStays(@ForAll String text) {
        Assume.that(unicode.canEncode(text));
        assertEquals(text, PlainSigns.of(text, unicode));
    }

    @Test
    void figuresAndNamesAreLegible() {
        assertEquals("Linf, eps = 2.5e-05: -3 to inf", PlainSigns.of("L∞, ε = 2.5e−05: −3 to ∞", ascii));
        assertEquals("L1, L2, alpha, sigma = 0.5, lambda - 3", PlainSigns.of("L₁, L₂, α, σ = 0.5, λ – 3", ascii));
        assertEquals("Grun, strasse, ?", PlainSigns.of("Grün, straße, 犬", ascii));
        assertTrue(PlainSigns.areNeedless(unicode));
        assertFalse(PlainSigns.areNeedless(StandardCharsets.ISO_8859_1.newEncoder()));
    }
}
