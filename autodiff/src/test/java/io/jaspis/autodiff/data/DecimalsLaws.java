package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DecimalsLaws {
    @Property(tries = 2000)
    @Label(
            "a word is a number exactly if it is a sign, digits with at most one point, and an exponent, each but digits optional")
    void syntax(@ForAll("words") String word) {
        boolean expected = word.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
        assertEquals(expected, Decimals.isNumber(word), word);
    }

    @Property(tries = 500)
    @Label("every finite double is a number as Java writes it")
    void everyDouble(@ForAll double value) {
        assertTrue(Decimals.isNumber(Double.toString(value)));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("0129+-..eEfdx_ ,٣")
                .ofMinLength(0)
                .ofMaxLength(7);
    }
}
