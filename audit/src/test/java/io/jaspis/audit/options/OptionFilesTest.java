package io.jaspis.audit.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which words come in the place of a file's name, and what is told where none can. */
class OptionFilesTest {
    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return "@" + Files.writeString(folder.resolve(name), text);
    }

    private static List<String> read(String... words) throws IOException {
        return OptionFiles.expanded(List.of(words));
    }

    private static void refused(String word, String... told) {
        String message =
                assertThrows(InputException.class, () -> read("train", word)).getMessage();
        for (String part : told) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void theWordsOfAFileTakeThePlaceOfItsName() throws IOException {
        String file = file("one.args", "# of words\n--network=\"dense 5, relu\"\r\n\n  --epochs 3 # few");
        assertEquals(
                List.of("train", "--network=dense 5, relu", "--epochs", "3", "--out", "m.onnx"),
                read("train", file, "--out", "m.onnx"));
    }

    @Test
    void aFileMayNameOthersAndBeNamedTwice() throws IOException {
        String inner = file("inner.args", "a\n");
        String outer = file("outer.args", "b " + inner + "\n\"" + inner + "\" c\n# @none.args\n");
        assertEquals(List.of("b", "a", "a", "c", "a"), read(outer, inner));
    }

    @Test
    void twoSignsStandForOne() throws IOException {
        assertEquals(List.of("@x", "@", "@@x", "a@b"), read(file("signs.args", "@@x @\n"), "@@@x", "a@b"));
    }

    @Property(tries = 200)
    void aWordWrittenToBeTakenAsItIsIs(
            @ForAll @Chars('@') @CharRange(from = 'a', to = 'b') @StringLength(max = 5) String word)
            throws IOException {
        assertEquals(List.of(word), read(OptionFiles.literal(word)));
        assertEquals(word, OptionFiles.meant(OptionFiles.literal(word)));
    }

    @Test
    void aByteOrderMarkIsNoPartOfAWord() throws IOException {
        assertEquals(List.of("--epochs", "3"), read(file("marked.args", "\uFEFF--epochs 3\n")));
    }

    @Test
    void theWordsOfOneFileAreAsTheyAreWritten() throws IOException {
        file("one.args", "--data @@x\n@none.args '#'\n");
        assertEquals(List.of("--data", "@@x", "@none.args", "#"), OptionFiles.words(folder.resolve("one.args")));
    }

    @Test
    void aCircleIsRefusedWithItsNames() throws IOException {
        Path a = folder.resolve("a.args");
        Path b = folder.resolve("b.args");
        String other = folder + "/./a.args";
        file("a.args", "--epochs 2\n\n@" + b + "\n");
        file("b.args", "@" + other + "\n");
        refused(
                "@" + a,
                "name each other in a circle: %s names %s names %s (%s, line 1); take one".formatted(a, b, other, b));
        refused(
                file("c.args", "@" + b),
                "in a circle: %s names %s names %s (%s, line 3)".formatted(b, other, b, other));
        refused(file("d.args", "@" + folder + "/d.args"), "d.args names " + folder + "/d.args (");
    }

    @Test
    void whatCannotBeReadIsToldWithTheLineThatNamesIt() throws IOException {
        Path none = folder.resolve("none.args");
        refused("@" + none, "there is no file of options " + none + " that can be read; check the path");
        refused(
                file("a.args", "--epochs 3\n@" + none),
                "there is no file of options " + none + " that can be read (" + folder.resolve("a.args")
                        + ", line 2); check the path");
        refused(
                file("b.args", "@" + folder),
                "@" + folder + " names a folder, where a file of options is needed (" + folder.resolve("b.args")
                        + ", line 1)");
        refused("@a\0b", "no file of options here can be called 'a\0b'");
    }

    @Test
    void aQuoteWithoutAnEndIsToldWithFileAndLine() throws IOException {
        refused(file("a.args", "--epochs 3\n--name \"a\n b\"\n"), folder.resolve("a.args") + ", line 2: the quote \"a");
    }

    @Test
    void otherEncodingsAreRefusedWithTheLine() throws IOException {
        Path latin = folder.resolve("latin.args");
        Files.write(latin, "--epochs 3\n--data größe.npz\n".getBytes(StandardCharsets.ISO_8859_1));
        refused("@" + latin, "latin.args is not UTF-8, as line 2 shows; save it as that");
        byte[] cut = "--data é".getBytes(StandardCharsets.UTF_8);
        Files.write(latin, Arrays.copyOf(cut, cut.length - 1));
        refused("@" + latin, "latin.args is not UTF-8, as line 1 shows");
    }

    @Test
    void filesThatNameOthersWithoutEndAreRefused() throws IOException {
        List<String> names = new ArrayList<>(List.of(file("0.args", "a")));
        for (int i = 1; i <= 40; i++) {
            names.add(file(i + ".args", names.getLast() + " " + names.getLast()));
        }
        assertEquals(64, read(names.get(6)).size());
        refused(names.getLast(), "more than 1,000 files of options are named");
    }
}
