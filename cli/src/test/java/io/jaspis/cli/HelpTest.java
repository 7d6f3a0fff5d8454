package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Files;
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
            List.of("info", "devices", "smooth", "train", "audit", "attack", "check", "verify", "merge", "diff");

    /** What examples write or find in the folder where they are typed. */
    private static final Pattern HERE = Pattern.compile(
            "(smoothing|report|before)(/.*)?|proofs.*|part-\\d|(fraud|model)\\.onnx|property\\.vnnlib|result\\.txt");

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
            words.add(ours ? ROOT.resolve(text) : HERE.matcher(text).matches() ? folder.resolve(text) : text);
        });
        if (example.startsWith("audit") || example.startsWith("attack")) {
            shorten(words, example);
        }
        if (example.startsWith("smooth")) {
            words.addAll(List.of("--data", ROOT.resolve("examples/digits"), "--out", folder.resolve("smoothing")));
            set(words, "--images", 1);
        }
        return words;
    }

    /** That it runs is what is asked: few examples do, and of an audit a model of which all is proved soon. */
    private void shorten(List<Object> words, String example) {
        Path certified = ROOT.resolve("models/mnist-certified.onnx");
        if (example.startsWith("audit")) {
            words.replaceAll(word -> word.equals(ROOT.resolve("models/mnist-cnn.onnx")) ? certified : word);
        }
        if (!example.contains("--out")) {
            words.addAll(List.of("--out", folder.resolve("audited")));
        }
        if (!example.contains(".onnx")) {
            words.addAll(List.of("--model", certified));
        }
        if (!example.contains("--data")) {
            words.addAll(List.of("--data", ROOT.resolve("examples/digits")));
        }
        // Several radii are a curve.
        if (!example.contains(",")) {
            words.add("--no-curve");
        }
        // Proofs that are followed need an example that is proved, and each shard needs one of its own.
        set(words, "--images", example.contains("--certificates") ? 3 : example.contains("--shard") ? 2 : 1);
        set(words, "--effort", "low");
    }

    /** Gives an option this value, whatever it has. */
    private static void set(List<Object> words, String option, Object value) {
        int at = words.indexOf(option);
        if (at >= 0) {
            words.subList(at, at + 2).clear();
        }
        words.addAll(List.of(option, value));
    }

    /** Writes what the examples of a command take for granted, and none before them wrote. */
    private void prepare(String command) throws IOException {
        if (command.equals("verify")) {
            Onnx.write(Graph.of("x", Shape.of(1), "y", x -> x.relu()), folder.resolve("model.onnx"));
            Files.writeString(folder.resolve("property.vnnlib"), """
                    (declare-const X_0 Real)
                    (declare-const Y_0 Real)
                    (assert (>= X_0 -1))
                    (assert (<= X_0 1))
                    (assert (>= Y_0 2))
                    """);
        }
        if (command.equals("diff")) {
            Path before = Files.createDirectory(folder.resolve("before"));
            Files.copy(folder.resolve("report/report.json"), before.resolve("report.json"));
        }
    }

    @Test
    void eachExampleRuns() throws IOException {
        for (String command : COMMANDS) {
            prepare(command);
            List<String> examples = examples(command);
            // Those of some begin with what others do before.
            assertTrue(!examples.isEmpty() && examples.getLast().startsWith(command + " "), command);
            for (String example : examples) {
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
