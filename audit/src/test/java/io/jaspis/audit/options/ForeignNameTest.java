package io.jaspis.audit.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForeignNameTest {
    /** In a locale without the letters of a name Java gets other signs in their place, or can't pass them on. */
    @Test
    void whatToDoAboutTheLocaleIsToldWhereANameHasOtherLetters() {
        assertTrue(ForeignName.remedy("größe.npz").contains("set LC_ALL to one with UTF-8, such as C.UTF-8"));
        assertTrue(ForeignName.remedy("gr\uFFFD\uFFFD.npz").contains("LC_ALL"));
        assertEquals("", ForeignName.remedy("a\0.npz"));
    }
}
