package io.jaspis.audit.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A line of options is read as it is written. */
class OptionWordsLaws {
    private static final String SIGNS = "ab-=,/\\\"'# @:\té€𝜖";

    private static List<String> read(String line) {
        return OptionWords.of(line, "the line");
    }

    private static Arbitrary<String> signs(String among) {
        return Arbitraries.of(among.codePoints().mapToObj(Character::toString).toList())
                .list()
                .ofMaxSize(10)
                .map(all -> String.join("", all));
    }

    @Provide
    Arbitrary<List<String>> words() {
        return signs(SIGNS).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<String>> plain() {
        return signs("ab-=,/\\#@:é€𝜖")
                .filter(word -> !word.isEmpty() && !word.startsWith("#"))
                .list()
                .ofMaxSize(5);
    }

    /** What is in double quotes, but for these, which are in single ones. */
    private static String quoted(String word) {
        return '"' + word.replace("\"", "\"'\"'\"") + '"';
    }

    @Property(tries = 500)
    void anyWordsWrittenByQuotingAreReadBackAsTheyWere(@ForAll("words") List<String> words) {
        String line = words.stream().map(OptionWordsLaws::quoted).collect(Collectors.joining(" "));
        assertEquals(words, read(line));
        assertEquals(words, read("\t " + line + "  # to the \"end"));
    }

    @Property(tries = 500)
    void eachSignMayBeInQuotesOfItsOwn(@ForAll("words") List<String> words) {
        String line = words.stream()
                .map(word -> word.isEmpty()
                        ? "''"
                        : word.codePoints()
                                .mapToObj(sign -> sign == '\'' ? "\"'\"" : "'" + Character.toString(sign) + "'")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(" "));
        assertEquals(words, read(line));
    }

    @Property(tries = 500)
    void wordsWithoutBlanksAndQuotesStandForThemselves(@ForAll("plain") List<String> words) {
        assertEquals(words, read(String.join("  ", words)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--network \"conv 4 2 1, relu\" # small       | --network;conv 4 2 1, relu",
                "--network=\"conv 4 2 1, relu\"               | --network=conv 4 2 1, relu",
                "\"--network=conv 4 2 1, relu\"               | --network=conv 4 2 1, relu",
                "--classes 'no. 1,no. 2'                      | --classes;no. 1,no. 2",
                "--classes a#b,c                              | --classes;a#b,c",
                "--classes \"Tom's,other\"                    | --classes;Tom's,other",
                "--name \"a b\"c                              | --name;a bc",
                "--name \"a # b\"#c                           | --name;a # b#c",
                "--data \"C:\\new folder\" C:\\n              | --data;C:\\new folder;C:\\n",
            })
    void theseAreRead(String line, String words) {
        assertEquals(List.of(words.split(";")), read(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# --epochs 3", "\t# it isn't \"read"})
    void linesWithoutWords(String line) {
        assertEquals(List.of(), read(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--classes Tom's,other | 's,other",
                "--name \"a b          | \"a b",
                "--name a\\\"          | \"",
                "--name 'a \" b        | 'a \" b",
            })
    void aQuoteWithoutAnEndIsToldWithItsPlace(String line, String from) {
        String told = assertThrows(InputException.class, () -> read(line)).getMessage();
        assertTrue(told.startsWith("the line: the quote " + from + " has no end; "), told);
    }
}
