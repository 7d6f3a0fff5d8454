package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What help says can be typed. */
final class HelpTest {
    private static final Path ROOT =
            Path.of(System.getProperty("jaspis.root", "..")).toAbsolutePath().normalize();

    /** In an order in which each finds what those before it wrote. */
    private static final List<String> COMMANDS =
            List.of("info", "devices", "smooth", "check", "train", "audit", "attack");

    @TempDir
    Path folder;

    private static List<String> examples(String command) {
        Commands.Ending help = Commands.run("help", command);
        assertEquals(0, help.code(), help.err());
        String examples = help.out().substring(help.out().indexOf("Examples:"));
        return Stream.of(examples.replaceAll("\\\\\\R *", " ").split("\\R"))
                .map(String::strip)
                .filter(line -> line.startsWith("./jaspis "))
                .map(line -> line.substring("./jaspis ".length()))
                .toList();
    }

    private List<Object> words(String example) {
        List<Object> words = new ArrayList<>();
        Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(example).results().forEach(word -> {
            String text = word.group(1) != null ? word.group(1) : word.group(2);
            boolean ours = text.startsWith("models/") || text.startsWith("examples/");
            boolean written = text.startsWith("smoothing/") || text.equals("fraud.onnx");
            words.add(ours ? ROOT.resolve(text) : written ? folder.resolve(text) : text);
        });
        if (example.startsWith("audit") || example.startsWith("attack")) {
            words.addAll(List.of("--out", folder.resolve("report")));
            if (!example.contains(".onnx")) {
                words.addAll(List.of("--model", ROOT.resolve("models/mnist-certified.onnx")));
            }
            if (!example.contains("--data")) {
                words.addAll(List.of("--data", ROOT.resolve("examples/digits")));
                words.remove("--images");
                words.remove("20");
            }
        }
        if (example.startsWith("smooth")) {
            words.addAll(List.of("--data", ROOT.resolve("examples/digits"), "--out", folder.resolve("smoothing")));
        }
        return words;
    }

    @Test
    void eachExampleRuns() {
        for (String command : COMMANDS) {
            List<String> examples = examples(command);
            assertFalse(examples.isEmpty(), command);
            for (String example : examples) {
                assertTrue(example.startsWith(command + " "), example);
                Commands.Ending ending = Commands.run(words(example).toArray());
                assertEquals(ExitCode.OK, ending.code(), () -> example + "\n" + ending.err());
            }
        }
    }

    @Test
    void eachCommandHasHelpInSixtyAndMoreColumns() {
        for (String command : COMMANDS) {
            Commands.Ending help = Commands.run(command, "--help");
            assertEquals(0, help.code());
            help.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        }
    }
}
