package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.options.Goals;
import io.jaspis.cli.options.NamedGoal;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Goals and options of training, and what of them is refused. */
class TrainCommandTest extends TrainingTrial {
    @ParameterizedTest
    @FieldSource("io.jaspis.cli.options.Goals#ALL")
    void eachGoalTrainsAndTellsOfItself(NamedGoal goal) throws IOException {
        Commands.Ending ending = train(Commands.towards(goal, "--attack-steps", 2, "--regularize", "0.5"));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.out().contains("clean accuracy"), ending.out());
        assertEquals(goal.certified(), ending.out().contains("certified accuracy at"), ending.out());
        assertTrue(
                ending.out().matches("(?s).*epoch +1  loss \\S+  training accuracy \\S+ % (clean|under) .*"),
                ending.out());
        Onnx.read(folder.resolve("m.onnx"));
        List<String> csv = Files.readAllLines(folder.resolve("m.csv"));
        assertEquals(5, csv.size());
        assertTrue(csv.getFirst().startsWith("epoch,loss,training accuracy,seconds,rate"), csv.getFirst());
        assertEquals(goal.robust(), csv.getFirst().contains("epsilon"));
        String page = Files.readString(folder.resolve("m.html"));
        assertTrue(page.contains("\"x\":[1.0,2.0,3.0,4.0]"));
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(page.contains("{{"), "every placeholder is filled");
    }

    /** An option that says nothing of the goal would be taken for one that does. */
    @ParameterizedTest
    @FieldSource("io.jaspis.cli.options.Goals#ALL")
    void whatIsOfOtherGoalsIsRefused(NamedGoal goal) {
        Set<String> others = new TreeSet<>();
        Goals.ALL.forEach(other -> others.addAll(other.options()));
        others.removeAll(goal.options());
        assertFalse(others.isEmpty());
        for (String option : others) {
            String value = List.of("--attack-steps", "--samples").contains(option) ? "1" : "0.5";
            refused(option + " is for --goal ", "--goal", goal, option, value);
        }
    }

    @Test
    void whatChangesStepsGoesOnFromACheckpointToTheSameModelAndOthersAreRefused() throws IOException {
        List<Object> options = List.of(
                "--average", "0.9", "--label-smoothing", "0.1", "--flip", "--cutout", 2, "--shift", 1, "--clip", 1);
        assertEquals(ExitCode.OK, train(options.toArray()).code());
        byte[] whole = Files.readAllBytes(folder.resolve("m.onnx"));
        Path state = folder.resolve("state.npz");
        List<Object> kept = new ArrayList<>(options);
        kept.addAll(List.of("--checkpoint", state));
        assertEquals(ExitCode.OK, train(kept.toArray()).code());
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("m.onnx")));
        assertTrue(Files.readString(folder.resolve("m.html")).contains("<span>--average</span> <span>0.9</span>"));
        Files.delete(folder.resolve("m.onnx"));
        kept.set(1, "0.8");
        Commands.Ending ending = train(kept.toArray());
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains("another goal, network, normalization, schedule, optimiser"), ending.err());
        train("--label-smoothing", "0", "--average", "0", "--clip", 0, "--cutout", 0);
        byte[] off = Files.readAllBytes(folder.resolve("m.onnx"));
        train();
        assertArrayEquals(off, Files.readAllBytes(folder.resolve("m.onnx")));
    }

    @Test
    void aSquareLargerThanAnImageIsRefused() {
        refused("a shift must be less than its shorter side, and a square at most as large", "--cutout", 40);
    }

    @Test
    void theHelpTellsOfEachGoal() {
        Commands.Ending help = Commands.run("help", "train");
        Goals.ALL.forEach(goal -> assertTrue(help.out().contains(" " + goal + ": "), help.out()));
    }

    @Test
    void optionsFromAFileAreReadAndTheCommandLineCountsMore() throws IOException {
        Path file = Files.writeString(folder.resolve("options.args"), """
                # a comment
                --goal interval
                --network "flatten, dense 5, relu, dense 3"
                --epochs 9
                """);
        Commands.Ending ending = Commands.run(
                "train", "@" + file, "--data", data, "--batch", 10, "--epochs", 2, "--out", folder.resolve("m.onnx"));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertEquals(3, Files.readAllLines(folder.resolve("m.csv")).size());
        assertTrue(Files.readString(folder.resolve("m.html")).contains("interval, seed 1: flatten, dense 5"));
    }

    @Test
    void anOptionOfAFileThatIsNotKnownIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("options.args"), "--gaol interval\n");
        Commands.Ending ending = Commands.run("train", "@" + file);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("--gaol"), ending.err());
    }

    @Test
    void aFileOfOptionsThatIsNotThereIsNamed() {
        Commands.Ending ending = Commands.run("train", "@nowhere.args");
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("nowhere.args"), ending.err());
    }

    @Test
    void whatIsWrongWithAFileOfOptionsIsToldWithItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("open.args"), "--goal interval\n--network \"dense 3\n");
        Commands.refused(Commands.run("train", "@" + file), file + ", line 2: the quote \"dense 3 has no end");
        Path second = Files.writeString(folder.resolve("second.args"), "@" + file + "\n");
        Files.writeString(file, "--goal interval\n@" + second);
        Commands.refused(
                Commands.run("train", "@" + file),
                "in a circle: %s names %s names %s (%s, line 1)".formatted(file, second, file, second));
    }

    @Test
    void aFileOfOptionsMayNameAnother() throws IOException {
        Path second = Files.writeString(folder.resolve("second.args"), "--epochs 3 --network=\"" + NETWORK + "\"\n");
        Path first = Files.writeString(folder.resolve("first.args"), "# not @none.args\n--batch 10 @" + second + "\n");
        Commands.Ending ending = Commands.run("train", "@" + first, "--data", data, "--out", folder.resolve("m.onnx"));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertEquals(4, Files.readAllLines(folder.resolve("m.csv")).size());
    }

    @Test
    void aNetworkWithoutWeightsIsRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("two.csv"), "a,b,label\n0,1,0\n1,0,1\n0.1,0.9,0\n0.9,0.1,1\n");
        Commands.Ending ending = Commands.run(
                "train", "--data", table, "--batch", 2, "--network", "relu", "--out", folder.resolve("m.onnx"));
        Commands.refused(ending, "--network 'relu' has no layer with weights", "such as 'dense 2'");
        assertFalse(Files.exists(folder.resolve("m.onnx")));
    }

    @ParameterizedTest
    @CsvSource({
        "--goal, trade, 'is none of clean, noise, fast'",
        "--ramp, '0.5,0.2', end before it starts",
        "--ramp, '0,2', from 0 to 1",
        "--kappa, 1.5, from 0 to 1",
        "--attack-steps, 0, at least 1",
        "--patience, 0, at least 1",
        "--validation, 55, 55 of them for validation"
    })
    void whatMakesNoSenseIsRefused(String option, String value, String expected) {
        refused(expected, "--goal", "sabr", option, value);
    }

    /** The mean of one vector is the vector: what is left of each example is 0. */
    @Test
    void aBatchOfOneIsNotNormalised() {
        for (String layers : List.of(
                "flatten, dense 8, norm, relu, dense 3",
                "conv 4 3, avgpool, norm, flatten, dense 3",
                "conv 4 3, maxpool 4, residual 4, flatten, dense 3")) {
            refused("give a larger --batch", "--network", layers, "--batch", 1);
        }
        Commands.Ending ending =
                train("--network", "conv 2 3, norm, relu, flatten, dense 3", "--batch", 1, "--epochs", 1);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
    }

    @Test
    void aRangeCountsWithoutAnAttackerToo() {
        for (String goal : List.of("clean", "noise")) {
            refused("outside the range of inputs [0.0, 0.125]", "--goal", goal, "--range", "0,0.125");
        }
    }

    @Test
    void aRadiusThatMakesNoSenseIsRefused() {
        refused("above 0", "--goal", "adversarial", "--epsilon", 0);
        refused("whole range", "--goal", "trades", "--epsilon", 2);
        refused("--lambda", "--goal", "sabr", "--lambda", 0);
        refused("--sigma", "--goal", "noise", "--sigma", 0);
    }

    /** Every file of examples is understood, down to its network: what is refused is the batch, which comes last. */
    @Test
    void examplesAreUnderstood() throws IOException {
        Path out = folder.resolve("m.onnx");
        Path examples = Path.of(System.getProperty("jaspis.root", "..")).resolve("examples");
        try (var files = Files.list(examples)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".args")).toList();
            assertTrue(all.size() >= 10);
            for (Path file : all) {
                Commands.Ending ending = Commands.run(
                        "train", "@" + file, "--data", data, "--validation", 0, "--batch", 1_000_000, "--out", out);
                assertEquals(ExitCode.BAD_INPUT, ending.code());
                assertTrue(ending.err().contains("a batch of 1000000"), file + ": " + ending.err());
            }
        }
    }

    @Test
    void oneClassAloneIsNoTask() throws IOException {
        Path table = folder.resolve("one.csv");
        Files.writeString(table, "a,b,label\n0,1,x\n1,0,x\n0.1,0.9,x\n");
        Commands.Ending ending =
                Commands.run("train", "--data", table, "--batch", 2, "--network", "dense 1", "--out", "m.onnx");
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("one.csv have one class alone, x"), ending.err());
    }
}
