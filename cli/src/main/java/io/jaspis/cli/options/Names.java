package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;

/** Lists of names that options take. */
final class Names {
    private Names() {}

    /** A name of a list as it is known: without blanks around it, and in lower case. */
    static final class Lower implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return text.strip().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Refuses a list with a blank name in it.
     *
     * @param names or null, where the option isn't given
     * @param mend what to do, behind the complaint
     */
    static void require(String option, List<String> names, String mend) {
        if (names != null && names.stream().anyMatch(String::isBlank)) {
            throw new InputException(option + " has a blank name; " + mend);
        }
    }
}
