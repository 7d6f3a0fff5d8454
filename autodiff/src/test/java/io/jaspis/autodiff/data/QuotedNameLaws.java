package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class QuotedNameLaws {
    @Property
    void aNameIsReadAsItWasWritten(
            @ForAll @Chars({'"', ',', ' ', '\\'}) @CharRange(from = 'a', to = 'c') @StringLength(max = 6) String name) {
        assertEquals(name, QuotedName.unquoted(QuotedName.quoted(name)));
    }

    @Test
    void onlyNamesThatNeedThemHaveQuotes() {
        assertEquals("sea lion", QuotedName.quoted("sea lion"));
        assertEquals("\"tench, Tinca\"", QuotedName.quoted("tench, Tinca"));
        assertEquals("\"5\"\" pipe\"", QuotedName.quoted("5\" pipe"));
        assertEquals("5\" pipe", QuotedName.unquoted("5\" pipe"));
    }
}
