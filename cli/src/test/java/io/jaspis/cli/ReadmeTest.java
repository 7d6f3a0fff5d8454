package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands on the examples, as they stand there. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("jaspis.root"));

    @TempDir
    Path folder;

    /** The words of each command of a section, without the launcher. */
    private static List<List<String>> commands(String section) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int from = readme.indexOf("## " + section);
        assertTrue(from >= 0, "README has no section " + section);
        String text = readme.substring(from, readme.indexOf("\n## ", from));
        return Pattern.compile("(?m)^\\./jaspis (.*)")
                .matcher(text.replace("\r", "").replace("\\\n", " "))
                .results()
                .map(line -> Pattern.compile("\"([^\"]*)\"|(\\S+)")
                        .matcher(line.group(1))
                        .results()
                        .map(ReadmeTest::word)
                        .toList())
                .toList();
    }

    private static String word(MatchResult match) {
        return match.group(1) != null ? match.group(1) : match.group(2);
    }

    @Test
    void fiveMinutesWithATable() throws IOException {
        List<List<String>> commands = commands("Five minutes with a table");
        assertEquals(5, commands.size());
        for (List<String> command : commands) {
            List<Object> words = new ArrayList<>();
            for (String word : command) {
                words.add(
                        word.startsWith("examples/")
                                ? ROOT.resolve(word)
                                : word.equals("fraud.onnx") ? folder.resolve(word) : word);
            }
            if (command.getFirst().equals("audit")) {
                words.addAll(List.of("--out", folder.resolve("report")));
                if (!command.contains("--model")) {
                    words.addAll(List.of("--model", ROOT.resolve("models/mnist-certified.onnx")));
                }
            }
            Commands.Ending ending = Commands.run(words.toArray());
            assertEquals(ExitCode.OK, ending.code(), () -> command + "\n" + ending.err());
        }
        assertTrue(Files.exists(folder.resolve("report/report.html")));
    }

    @Test
    void keepCompareHoldToALimit() throws IOException {
        List<List<String>> commands = commands("Keep, compare, hold to a limit");
        assertEquals(4, commands.size());
        for (List<String> command : commands) {
            run(command);
        }
        for (String name : List.of("before/report.json", "now/report.html", "verdicts.csv", "broken.npz")) {
            assertTrue(Files.exists(folder.resolve(name)), name);
        }
        // The help's examples are of reports that lie about like these.
        Files.move(folder.resolve("now"), folder.resolve("report"));
        StringWriter help = new StringWriter();
        assertEquals(ExitCode.OK, Jaspis.run(new PrintWriter(help), new PrintWriter(help), "help", "diff"));
        List<List<String>> examples = Pattern.compile("(?m)^ +\\./jaspis (diff .*)")
                .matcher(help.toString())
                .results()
                .map(line -> List.of(line.group(1).strip().split(" ")))
                .toList();
        assertEquals(4, examples.size(), help.toString());
        for (List<String> example : examples) {
            run(example);
        }
    }

    private void run(List<String> command) {
        List<Object> words = new ArrayList<>();
        for (String word : command) {
            boolean ours = word.matches("before.*|now|report.*|proofs.*|verdicts\\.csv|broken\\.npz");
            words.add(
                    word.startsWith("examples/")
                            ? ROOT.resolve(word)
                            : word.equals("fraud.onnx")
                                    ? ROOT.resolve("examples/fraud/fraud.onnx")
                                    : ours ? folder.resolve(word) : word);
        }
        Commands.Ending ending = Commands.run(words.toArray());
        assertEquals(ExitCode.OK, ending.code(), () -> command + "\n" + ending.err());
    }
}
