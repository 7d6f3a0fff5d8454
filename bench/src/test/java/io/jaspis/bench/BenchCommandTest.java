package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Pace;
import io.jaspis.bench.results.Results;
import io.jaspis.bench.suites.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @BeforeAll
    static void findTheData() {
        System.setProperty("jaspis.home", System.getProperty("jaspis.root", ".."));
    }

    @Test
    void everyCaseOfEverySuiteRunsWithoutPeers() throws Exception {
        // Whole runs are of ./jaspis, which waits for the build that these tests are part of. Of the attacks that go on
        // until they are stopped, after a second, 'cw' stands for all.
        int code = BenchCommand.run(
                "--quick",
                "--threads",
                "1",
                "--peers",
                "none",
                "--filter",
                "^(?!run |attack (max|cw-|jsma|autoattack$|autoattack-p))",
                "--out",
                folder.toString());
        for (Suite suite : Suite.values()) {
            Results results = Results.read(folder.resolve(suite.word() + "-quick.json"));
            assertFalse(results.outcomes().isEmpty(), suite.word());
            for (Outcome outcome : results.outcomes()) {
                assertNull(outcome.failure(), outcome.name());
                assertTrue(outcome.standings().getFirst().seconds().median() > 0, outcome.name());
            }
            String page = Files.readString(folder.resolve(suite.word() + "-quick.html"));
            assertTrue(page.endsWith("</body></html>\n"));
        }
        assertEquals(0, code);
    }

    @Test
    void kernelsAgreeWithOnnxRuntime() throws Exception {
        int code = BenchCommand.run(
                "--quick",
                "--threads",
                "1",
                "--peers",
                "onnxruntime",
                "--suite",
                "kernels",
                "--filter",
                "16384|64×64·|conv .*3→32|1×1024",
                "--out",
                folder.toString());
        assertEquals(0, code);
        assertTrue(Results.read(folder.resolve("kernels-quick.json")).means().size() >= 3);
    }

    private int baseline(String filter) {
        return BenchCommand.run(
                Pace.QUICK,
                0.1,
                "--suite",
                "kernels",
                "--peers",
                "none",
                "--threads",
                "1",
                "--baseline",
                "--filter",
                filter,
                "--out",
                folder.toString());
    }

    @Test
    void aBaselineKeepsWhatIsNotMeasured() throws Exception {
        Path file = folder.resolve("baseline-kernels.json");
        Path whole = Files.writeString(folder.resolve("kernels.json"), "of all cases");
        assertEquals(0, baseline("^dense 1×256·256×10"));
        List<String> first = names(Results.read(file));
        String written = Files.readString(file);
        assertEquals(2, baseline("^softmax none such"));
        assertEquals(written, Files.readString(file));
        assertEquals(1, Results.read(file).machine().limits().size());
        assertEquals(0, baseline("^reduction sum of rows 64×"));
        List<String> both = names(Results.read(file));
        assertEquals(first, both.subList(0, first.size()));
        assertTrue(!first.isEmpty() && both.size() > first.size(), both::toString);
        assertEquals("of all cases", Files.readString(whole));
        assertEquals(both.subList(first.size(), both.size()), names(Results.read(folder.resolve("kernels-part.json"))));
        // Cases of two processors can't stand beside each other.
        Results elsewhere = Results.read(file);
        String text = elsewhere.text().replace(elsewhere.machine().processor(), "another processor");
        Files.writeString(file, text);
        assertEquals(2, baseline("^reduction sum of rows 64×"));
        assertEquals(text, Files.readString(file));
    }

    private int told(String... words) {
        PrintWriter writer = new PrintWriter(output, true);
        return BenchCommand.line(new BenchCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(words);
    }

    /** Holds that a command line is refused with a sentence, before anything is measured or written. */
    private void assertRefused(String sentence, String... words) throws IOException {
        output.getBuffer().setLength(0);
        List<Path> before = entries();
        assertEquals(2, told(words), output::toString);
        assertTrue(output.toString().startsWith("jaspis bench: "), output::toString);
        assertTrue(output.toString().contains(sentence), output::toString);
        assertFalse(output.toString().contains("\tat "), output::toString);
        assertFalse(output.toString().contains("Measuring"), output::toString);
        assertEquals(before, entries());
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** A suite and a number of threads, with what is added. */
    private String[] kernels(String... more) {
        return Stream.concat(
                        Stream.of("--suite", "kernels", "--threads", "1", "--out", folder.toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void wrongOptionsAreToldInASentence() throws IOException {
        assertRefused("'nonsense'", "--suite", "nonsense");
        assertRefused("Try 'jaspis bench --help'.", "--nonsense");
        assertRefused("Try 'jaspis bench verify --help'.", "verify");
        assertRefused("'(' is no regular expression: ", kernels("--filter", "("));
        assertRefused("--threads must be from 1", "--threads", "0", "--out", folder.toString());
        assertRefused("--threads must be from 1", "--threads", "100000", "--out", folder.toString());
        assertRefused("leave out --compare and --baseline", kernels("--quick", "--compare"));
    }

    /** Some suites, and the first words of some cases, are called as subcommands are. */
    @Test
    void subcommandsAreWordsToo() throws IOException {
        for (String word :
                BenchCommand.line(new BenchCommand()).getSubcommands().keySet()) {
            assertRefused("--threads must be from 1", "--filter", word, "--threads", "0", "--out", folder.toString());
        }
        assertRefused("--threads must be from 1", "--suite", "verify", "--threads", "0", "--out", folder.toString());
    }

    @Test
    void filesThatAreNoneAreToldBeforeAnythingIsMeasured() throws IOException {
        Path none = folder.resolve("torch.json");
        assertRefused("torch.json does not exist", kernels("--peers", "none", "--join", none.toString()));
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertRefused("broken.json is no file of figures: ", kernels("--peers", "none", "--join", broken.toString()));
        assertRefused(
                "broken.json is a file, where a folder is needed",
                "--suite",
                "kernels",
                "--quick",
                "--peers",
                "none",
                "--out",
                broken.toString());
        assertRefused("baseline-kernels.json; --baseline writes it", kernels("--peers", "none", "--compare"));
        Files.writeString(folder.resolve("baseline-kernels.json"), "{");
        for (String option : List.of("--compare", "--baseline")) {
            assertRefused("baseline-kernels.json is no file of results: ", kernels("--peers", "none", option));
        }
    }

    @Test
    void aFilterThatIsFoundInNoNameIsRefusedWithTheNamesThatThereAre() throws IOException {
        assertRefused(
                "'none such' is found in the name of no case of kernels, attacks; names begin with product, dense,",
                "--suite",
                "kernels,attacks",
                "--quick",
                "--threads",
                "1",
                "--peers",
                "none",
                "--filter",
                "none such",
                "--out",
                folder.toString());
        assertTrue(output.toString().contains(", attack, such as 'product NN "), output::toString);
    }

    @Test
    void peersThatAreNoneAreRefusedWithThoseThatThereAre() throws IOException {
        assertRefused(
                "there is no peer 'tensorflow'; there are onnxruntime, pytorch, processor, none",
                kernels("--peers", "onnxruntime,tensorflow"));
        assertRefused("none goes with no other name", kernels("--peers", "none,onnxruntime"));
        assertRefused(
                "none of these cases has onnxruntime; they have pytorch, and --peers none measures them alone",
                "--suite",
                "attacks",
                "--quick",
                "--threads",
                "1",
                "--peers",
                "onnxruntime",
                "--out",
                folder.toString());
        assertRefused("none of these cases has processor", kernels("--quick", "--peers", "processor"));
    }

    /** What is told beside cases is in no file, so none is written. */
    @Test
    void resultsWithoutCasesAreNotWritten() throws IOException {
        String[] words = {
            "--suite",
            "attacks,kernels",
            "--quick",
            "--threads",
            "1",
            "--peers",
            "none",
            "--filter",
            "^attack fgsm$",
            "--out",
            folder.toString()
        };
        assertEquals(0, told(words), output::toString);
        assertTrue(output.toString().contains("so the machine isn't measured"), output::toString);
        assertTrue(output.toString().contains("fgsm "), output::toString);
        assertEquals(List.of(), entries());
    }

    private static List<String> names(Results results) {
        return results.outcomes().stream().map(Outcome::name).toList();
    }
}
