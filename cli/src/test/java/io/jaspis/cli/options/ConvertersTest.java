package io.jaspis.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConvertersTest {
    /** In a locale without the letters of a name Java gets other signs in their place, or can't pass them on. */
    @Test
    void whatToDoAboutTheLocaleIsToldWhereANameHasOtherLetters() {
        assertTrue(Converters.remedy("größe.npz").contains("set LC_ALL to one with UTF-8, such as C.UTF-8"));
        assertTrue(Converters.remedy("gr\uFFFD\uFFFD.npz").contains("LC_ALL"));
        assertEquals("", Converters.remedy("a\0.npz"));
    }
}
