package io.jaspis.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A file of options is read as it is written, or refused. */
class OptionFilesLaws {
    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings()
                .withChars("ab-=,/\\\"'# @:é€")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(word -> !word.startsWith("@"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 500)
    void whatIsInQuotesIsReadAsItIs(@ForAll("words") List<String> words) throws IOException {
        String line = words.stream()
                .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" "));
        assertEquals(words, read("# of words\n" + line + " # to the end\n"));
    }

    /** Nothing that is accepted loses a character that isn't white, a quote, a backslash or of a comment. */
    @Property(tries = 500)
    void whatIsAcceptedLosesNothing(@ForAll("words") List<String> words) throws IOException {
        String line = String.join(" ", words);
        List<String> read;
        try {
            read = read(line);
        } catch (InputException refused) {
            return;
        }
        String joined = String.join("", read).replaceAll("[\"'\\\\ ]", "");
        String written = line.replaceAll("[\"'\\\\ ]", "");
        assertTrue(written.startsWith(joined), line);
        assertTrue(written.equals(joined) || written.charAt(joined.length()) == '#', line);
    }

    private static List<String> read(String text) throws IOException {
        Path file = Files.createTempFile("options", ".args");
        try {
            Files.writeString(file, text);
            OptionFiles.require("@" + file);
            return OptionFiles.words(text);
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--network \"conv 4 2 1, relu\" # small",
                "\"--network=conv 4 2 1, relu\"#small",
                "--classes 'no. 1,no. 2'",
                "--name \"a # b\""
            })
    void theseAreRead(String text) throws IOException {
        assertEquals(text.startsWith("\"") ? 1 : 2, read(text).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--network=\"conv 4 2 1\"  | has a quote inside the word --network=",
                "--classes Tom's,other     | has a quote inside the word Tom",
                "--classes a#b,c           | has # inside the word a",
                "--name \"a b              | has a quote that doesn't end",
                "--name \"a b\"c           | has more of a word behind a quote",
                "--data \"C:\\new\"        | has a backslash in quotes",
            })
    void thoseAreRefused(String text, String why) {
        String told = assertThrows(InputException.class, () -> read("--epochs 3\n" + text))
                .getMessage();
        assertTrue(told.contains(", line 2, " + why), told);
    }
}
