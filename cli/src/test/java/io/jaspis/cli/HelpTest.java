package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
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
            List.of("info", "devices", "smooth", "train", "audit", "attack", "check");

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
            boolean written = text.startsWith("smoothing/") || text.startsWith("proofs") || text.equals("fraud.onnx");
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
            // That it runs is what is asked.
            if (!words.contains("--images")) {
                words.addAll(List.of("--images", 3, "--effort", "low"));
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
    void attacksThatAreTriedWhereNobodyChoosesAreNamed() throws IOException {
        Problem problem = new Problem(
                Onnx.read(ROOT.resolve("models/mnist-certified.onnx")),
                Datasets.read(ROOT.resolve("examples/digits"), null, Split.TEST),
                new Threat(Norm.LINF, 0.1, 0, 1),
                Cpu.best(),
                1);
        String expected = "Default: %s, with --effort high %s, with --steps or --restarts %s;"
                .formatted(
                        String.join(",", Attacks.standard(problem, Effort.NORMAL)),
                        String.join(",", Attacks.standard(problem, Effort.HIGH)),
                        String.join(",", Attacks.counted(problem)));
        for (String command : List.of("attack", "audit")) {
            // Lines may end anywhere.
            String help = Commands.run("help", command).out().replaceAll("\\s", "");
            assertTrue(help.contains(expected.replace(" ", "")), command);
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
