package io.jaspis.cli.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results beside results. A file's text is the standing of what is in it: question, examples, whole or not. */
final class OutputFolderTest {
    @TempDir
    Path folder;

    private OutputFolder results;

    @BeforeEach
    void open() {
        results = OutputFolder.prepared(folder);
    }

    private static Standing standing(Path file) throws IOException {
        String[] words = Files.readString(file).split(" ");
        if (words.length != 3) {
            throw new IOException("damaged");
        }
        return standing(words);
    }

    /** Of so many examples, from the first or from another, such as 10+5. */
    private static Standing standing(String... words) {
        String[] numbers = words[1].split("\\+");
        int from = numbers.length > 1 ? Integer.parseInt(numbers[0]) : 0;
        IntStream done = IntStream.range(from, from + Integer.parseInt(numbers[numbers.length - 1]));
        return Standing.of(words[0], done, words[2].equals("whole"));
    }

    private OutputFolder.Written write(String text, WholeFile.Content page) throws IOException {
        SequencedMap<String, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put("report.json", WholeFile.Content.of(text));
        contents.put("report.html", page);
        String[] words = text.split(" ");
        return results.write(
                standing(words),
                OutputFolderTest::standing,
                contents,
                List.of("report.json", "report.html", "report.sarif"));
    }

    /** A form that the next results don't have. */
    private void writeOther(String text) throws IOException {
        Files.writeString(folder.resolve("report.sarif"), text);
    }

    private String other(String name) throws IOException {
        String text = Files.readString(folder.resolve(name));
        Files.delete(folder.resolve(name));
        return text;
    }

    private OutputFolder.Written write(String text) throws IOException {
        return write(text, WholeFile.Content.of(text));
    }

    /** All files with their texts; pages have their report's. */
    private void holds(String... expected) throws IOException {
        TreeMap<String, String> texts = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        TreeMap<String, String> all = new TreeMap<>();
        for (int i = 0; i < expected.length; i += 2) {
            all.put(expected[i] + ".json", expected[i + 1]);
            all.put(expected[i] + ".html", expected[i + 1]);
        }
        assertEquals(all, texts);
    }

    @Test
    void whatSaysNoLessTakesThePlace() throws IOException {
        for (String text : List.of("a 64 partial", "a 64 partial", "a 128 partial", "a 200 partial", "a 200 whole")) {
            assertEquals("", write(text).note());
            holds("report", text);
        }
        write("a 200 whole");
        holds("report", "a 200 whole");
    }

    /** What was there before stays, also where the name is a link to what another program keeps. */
    @Test
    void whatALinkLeadsToIsKept(@TempDir Path store) throws IOException {
        write("a 200 whole");
        Path report = folder.resolve("report.json");
        Path kept = Files.move(report, store.resolve("latest.json"));
        Files.createSymbolicLink(report, kept);
        assertTrue(write("b 200 whole").note().contains("is now"));
        assertEquals("a 200 whole", Files.readString(folder.resolve("report-2.json")));
        assertEquals("b 200 whole", Files.readString(report));
    }

    @Test
    void whatSaysLessGoesBeside() throws IOException {
        write("a 200 whole");
        OutputFolder.Written written = write("a 64 partial");
        assertEquals(folder.resolve("report-2.html"), written.files().get("report.html"));
        assertTrue(written.note().contains("report.json says more"), written::note);
        holds("report", "a 200 whole", "report-2", "a 64 partial");
        write("a 128 partial");
        holds("report", "a 200 whole", "report-2", "a 128 partial");
        write("a 64 partial");
        holds("report", "a 200 whole", "report-2", "a 128 partial", "report-3", "a 64 partial");
        write("a 100 whole");
        holds("report", "a 200 whole", "report-2", "a 128 partial", "report-3", "a 100 whole");
    }

    @Test
    void otherExamplesTakeTheNameAndKeepWhatWasThere() throws IOException {
        write("a 70 whole");
        OutputFolder.Written written = write("a 35+70 whole");
        assertTrue(written.note().endsWith("report-2.json"), written::note);
        holds("report", "a 35+70 whole", "report-2", "a 70 whole");
        write("a 40+10 whole");
        holds("report", "a 35+70 whole", "report-2", "a 70 whole", "report-3", "a 40+10 whole");
        write("a 105 whole");
        holds("report", "a 105 whole", "report-2", "a 70 whole", "report-3", "a 40+10 whole");
        write("a 200+5 partial");
        holds(
                "report",
                "a 105 whole",
                "report-2",
                "a 70 whole",
                "report-3",
                "a 40+10 whole",
                "report-4",
                "a 200+5 partial");
    }

    @Test
    void formsThatArentWrittenAnewAreKeptWithTheResultsThatTheyAreOf() throws IOException {
        write("a 70 whole");
        writeOther("a 70");
        OutputFolder.Written another = write("b 10 whole");
        assertTrue(another.note().endsWith("report-2.json"), another::note);
        assertEquals("a 70", other("report-2.sarif"));
        holds("report", "b 10 whole", "report-2", "a 70 whole");
        writeOther("b 10");
        OutputFolder.Written more = write("b 90 whole");
        assertTrue(more.note().startsWith("What report.sarif had before is now"), more::note);
        assertEquals("b 10", other("report-3.sarif"));
        holds("report", "b 90 whole", "report-2", "a 70 whole");
        writeOther("b 90");
        write("b 9 partial");
        assertEquals("b 90", other("report.sarif"));
        holds("report", "b 90 whole", "report-2", "a 70 whole", "report-3", "b 9 partial");
    }

    @Test
    void aPartialResultNeverTakesThePlaceOfAnotherQuestions() throws IOException {
        write("a 64 partial");
        write("b 128 partial");
        holds("report", "a 64 partial", "report-2", "b 128 partial");
    }

    @Test
    void wholeResultsTakeTheNameAndOthersAreKept() throws IOException {
        write("a 200 whole");
        OutputFolder.Written written = write("b 100 whole");
        assertTrue(written.note().endsWith("report-2.json"), written::note);
        holds("report", "b 100 whole", "report-2", "a 200 whole");
        write("c 1 whole");
        holds("report", "c 1 whole", "report-2", "a 200 whole", "report-3", "b 100 whole");
    }

    @Test
    void whatCannotBeReadIsKept() throws IOException {
        Files.writeString(folder.resolve("report.json"), "damaged");
        write("a 1 partial");
        write("b 1 whole");
        assertEquals("damaged", Files.readString(folder.resolve("report-3.json")));
        assertEquals("a 1 partial", Files.readString(folder.resolve("report-2.json")));
        assertEquals("b 1 whole", Files.readString(folder.resolve("report.json")));
    }

    @Test
    void aPageOfAnotherCommandIsKept() throws IOException {
        Files.writeString(folder.resolve("report.html"), "certificates");
        write("a 1 whole");
        assertEquals("certificates", Files.readString(folder.resolve("report-2.html")));
        assertEquals("a 1 whole", Files.readString(folder.resolve("report.html")));
    }

    @Test
    void aFullDiskChangesNothing() throws IOException {
        write("a 200 whole");
        for (String text : List.of("a 200 whole", "b 1 whole", "a 1 partial")) {
            WholeFile.Content full = out -> {
                throw new IOException("No space left on device");
            };
            String message =
                    assertThrows(IOException.class, () -> write(text, full)).getMessage();
            assertTrue(message.endsWith(".html cannot be written: No space left on device"), message);
            holds("report", "a 200 whole");
        }
    }
}
