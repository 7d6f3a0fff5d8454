package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.options.NamedGoal;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.defend.training.Accuracy;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Where training meets its data: the range of values, the classes and their names, and what validation is given. */
class TrainingDataTest {
    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void name() {
        out = folder.resolve("m.onnx");
    }

    private Commands.Ending train(Path data, Path test, Object... more) {
        Object[] words = {
            "train",
            "--data",
            data,
            "--test",
            test,
            "--batch",
            10,
            "--epochs",
            20,
            "--rate",
            0.03,
            "--out",
            out,
            "--network",
            "dense 8, relu, dense 3"
        };
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Commands.run(all);
    }

    private String trained(Path data, Path test, Object... more) {
        Commands.Ending ending = train(data, test, more);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ending.out();
    }

    private void refused(Path data, Path test, List<String> expected, Object... more) {
        Commands.Ending ending = train(data, test, more);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        for (String part : expected) {
            assertTrue(ending.err().contains(part), () -> "'" + part + "' is not in: " + ending.err());
        }
        assertFalse(Files.exists(out));
        assertFalse(ending.out().contains("epoch"), ending.out());
    }

    @ParameterizedTest
    @FieldSource("io.jaspis.cli.options.Goals#ALL")
    void aValueOutsideTheRangeIsRefusedByEachGoalWithARadius(NamedGoal goal) throws IOException {
        Path wide = Clusters.of(1, 30, -2, 2).write(folder.resolve("wide.csv"));
        if (goal.robust()) {
            refused(wide, wide, List.of("wide.csv, line 2 (training data)", "--range="), "--goal", goal);
        } else {
            assertTrue(trained(wide, wide, "--goal", goal).contains("clean accuracy"));
        }
        Files.deleteIfExists(out);
        refused(wide, wide, List.of("outside the range of inputs [0.0, 1.0]"), "--goal", goal, "--certify-at", 0.1);
        Object[] within = Commands.towards(goal, "--range", "-2,2", "--attack-steps", 1);
        assertEquals(ExitCode.OK, train(wide, wide, within).code());
    }

    /** Wherever it stands: in the last training example, which validation may have, or in the test data alone. */
    @Test
    void everyExampleCounts() throws IOException {
        Path inside = Clusters.of(2, 40, 0, 1).write(folder.resolve("inside.csv"));
        Path last = Files.writeString(folder.resolve("last.csv"), Files.readString(inside) + "0.5,0.5,1.25,0.5,1\n");
        List<String> told = List.of("c of last.csv, line 42 (training data) is 1.25", "[0.0, 1.0]", ",1.25");
        refused(last, inside, told, "--goal", "interval");
        refused(last, inside, told, "--goal", "smoothadv", "--validation", 5);
        refused(inside, last, List.of("last.csv, line 42 (test data)"), "--certify-at", 0.1);
        refused(
                inside,
                last,
                List.of("from -3.0 to 1.25", "--range=-3.0,1.25"),
                "--goal",
                "fast",
                "--test",
                Files.writeString(folder.resolve("low.csv"), Files.readString(last) + "-3,0,0,0,0\n"));
    }

    @Test
    void aRadiusIsMeasuredByTheRange() throws IOException {
        Path data = Clusters.of(3, 30, 0, 0.2).write(folder.resolve("small.csv"));
        List<String> told = List.of("larger than the whole range of inputs [0.0, 0.2]", "--epsilon or --range");
        refused(data, data, told, "--range", "0,0.2", "--goal", "interval", "--epsilon", 0.3);
        refused(data, data, List.of("--certify-at or --range"), "--range", "0,0.2", "--certify-at", 0.3);
        refused(data, data, List.of("at least 0"), "--certify-at", -0.1);
        // In L2 what crosses the range of four inputs is twice its width.
        refused(data, data, List.of("0.4", "cross"), "--range", "0,0.2", "--goal", "smoothadv", "--epsilon", 0.5);
        assertEquals(
                ExitCode.OK,
                train(data, data, "--range", "0,0.2", "--goal", "smoothadv", "--epsilon", 0.3)
                        .code());
        Files.delete(out);
        refused(data, data, List.of("lower < upper"), "--range", "1,0", "--goal", "interval");
    }

    /** The later of two ranges counts, as with all options. */
    @Test
    void aRangeInAFileOfOptionsYields() throws IOException {
        Path data = Clusters.of(4, 30, -1, 1).write(folder.resolve("data.csv"));
        Path options = Files.writeString(folder.resolve("options.args"), "--range 0,1\n--goal interval\n");
        assertEquals(
                ExitCode.OK,
                Commands.run(
                                "train",
                                "@" + options,
                                "--range",
                                "-1,1",
                                "--data",
                                data,
                                "--network",
                                "dense 3",
                                "--batch",
                                10,
                                "--epochs",
                                1,
                                "--out",
                                out)
                        .code());
    }

    @Test
    void zerosThatMoveInMustBeInTheRange() throws IOException {
        Path data = Clusters.of(5, 30, 1, 2).write(folder.resolve("data.csv"));
        refused(data, data, List.of("--shift"), "--range", "1,2", "--goal", "interval", "--shift", 1);
    }

    @Test
    void aTestPartWithoutAClassIsReadByTheNetworksOutputs() throws IOException {
        Clusters three = Clusters.of(6, 60, 0, 1);
        Path all = three.write(folder.resolve("three.csv"));
        for (String missing : List.of("0", "1", "2")) {
            Path part = three.without(missing, folder.resolve("without" + missing + ".csv"));
            assertTrue(trained(all, part, "--certify-at", 0.001).contains(": 100.0 %"));
        }
        Path one =
                Files.writeString(folder.resolve("one.csv"), "a,b,c,d,label\n0.8,0.2,0.2,0.2,0\n0.2,0.2,0.8,0.2,0\n");
        assertTrue(trained(all, one, "--certify-at", 0.001).contains("one.csv: 50.0 %"), "one of two is wrong");
    }

    @Test
    void aLabelWithoutAnOutputIsRefused() throws IOException {
        Clusters three = Clusters.of(7, 60, 0, 1);
        Path all = three.write(folder.resolve("three.csv"));
        Path two = three.without("2", folder.resolve("two.csv"));
        refused(two, all, List.of("label 2 of three.csv, line 4 (test data)", "dense 3"), "--network", "dense 2");
        refused(all, two, List.of("label 2 of three.csv, line 4 (training data)", "dense 3"), "--network", "dense 2");
        refused(two, two, List.of("at least two classes"), "--network", "dense 1");
        // A network may know more classes than the training examples show.
        assertTrue(trained(two, all).contains("tells 3 classes apart; the labels of two.csv go from 0 to 1"));
    }

    @Test
    void aNetworkThatEndsInAnImageIsRefused() throws IOException {
        Path data = Commands.data(folder, Onnx.read(Commands.model(folder)), 20);
        refused(data, data, List.of("the network gives [2, 6, 6]", "flatten, dense 3"), "--network", "conv 2 1");
    }

    @Test
    void aTestPartOfAnotherShapeIsRefusedBeforeTraining() throws IOException {
        Path data = Clusters.of(8, 30, 0, 1).write(folder.resolve("data.csv"));
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b,label\n0.1,0.2,0\n");
        refused(data, other, List.of("other.csv", "[2]", "[4]"));
    }

    /** The network knows columns by their places alone. */
    @Test
    void aTestPartWithOtherColumnsIsRefusedBeforeTraining() throws IOException {
        Path data = Clusters.of(8, 30, 0, 1).write(folder.resolve("data.csv"));
        String rows = "0.8,0.2,0.2,0.2,0\n0.2,0.8,0.2,0.2,1\n";
        Path moved = Files.writeString(folder.resolve("moved.csv"), "a,c,b,d,label\n" + rows);
        refused(
                data,
                moved,
                List.of(
                        "input 1 of the test data moved.csv is c, but of the training data data.csv it is b",
                        "put its columns in the order of the training data"));
        Path renamed = Files.writeString(folder.resolve("renamed.csv"), "a,b,c,e,label\n" + rows);
        refused(
                data,
                renamed,
                List.of(
                        "input 3 of the test data renamed.csv is e",
                        "is d; rename its columns, or give one of the same"));
        Path unnamed = Files.writeString(folder.resolve("unnamed.csv"), rows);
        assertTrue(trained(data, unnamed).contains("unnamed.csv: 100.0 %"));
        Files.delete(out);
        refused(data, unnamed, List.of("is column 1"), "--missing", "median");
        Path categories =
                Files.writeString(folder.resolve("categories.csv"), "a,k,label\n0,x,0\n1,y,1\n0,x,0\n1,y,1\n");
        Path first = Files.writeString(folder.resolve("first.csv"), "k,a,label\nx,0,0\ny,1,1\n");
        refused(
                categories,
                first,
                List.of("input 0 of the test data first.csv is k=x", "in the order of the training data"),
                "--one-hot",
                "k");
    }

    @Test
    void testingOnWhatIsTrainedOnIsWarnedOf() throws IOException {
        Path data = Clusters.of(9, 30, 0, 1).write(folder.resolve("data.csv"));
        Path copy = Files.writeString(folder.resolve("copy.csv"), "# copied\n" + Files.readString(data));
        for (Path same : List.of(data, copy)) {
            String told = trained(data, same);
            String warning = "Warning: the test data %s are the very examples of the training data data.csv";
            assertTrue(told.contains(warning.formatted(same.getFileName())), told);
            Files.delete(out);
        }
        Path other = Clusters.of(10, 30, 0, 1).write(folder.resolve("other.csv"));
        assertFalse(trained(data, other).contains("very examples"));
    }

    @Test
    void namesHaveTheNumbersOfTheTrainingDataAndTheModelNotesThemDown() throws IOException {
        Clusters mails = Clusters.of(9, 60, 0, 1).named("ham", "offer", "spam");
        Path all = mails.write(folder.resolve("mails.csv"));
        Path part = mails.without("ham", folder.resolve("part.csv"));
        assertTrue(trained(all, part).contains("part.csv: 100.0 %"));
        assertEquals(List.of("ham", "offer", "spam"), Onnx.open(out).classNames());
        Files.delete(out);
        // The other way round the network can't know what the third class is, unless it is told.
        refused(part, all, List.of("ham"));
        refused(part, part, List.of("3 outputs", "offer, spam", "--classes"));
        assertTrue(trained(part, all, "--classes", "offer,spam,ham").contains("mails.csv: 66.7 %"));
        assertEquals(List.of("offer", "spam", "ham"), Onnx.open(out).classNames());
    }

    @Test
    void namesInOnePartAndNumbersInTheOtherAreRefused() throws IOException {
        Clusters numbers = Clusters.of(10, 30, 0, 1);
        Path numbered = numbers.write(folder.resolve("numbers.csv"));
        Path named = numbers.named("a", "b", "c").write(folder.resolve("names.csv"));
        refused(numbered, named, List.of("numbers.csv are numbers", "names.csv are names, a, b, c", "--classes"));
        refused(named, numbered, List.of("numbers.csv are numbers", "--classes"));
        assertTrue(trained(named, numbered, "--classes", "a,b,c").contains("numbers.csv: 100.0 %"));
        Files.delete(out);
        refused(named, named, List.of("twice"), "--classes", "a,b,a");
    }

    /** The last fifty are all of one class. */
    @Test
    void validationHoldsEachClassOfSortedExamples() throws IOException {
        Path sorted = Clusters.of(11, 150, 0, 1).sorted().write(folder.resolve("sorted.csv"));
        String told = trained(sorted, sorted, "--validation", 50, "--patience", 20);
        assertTrue(
                told.contains("50 of 150 examples, drawn with seed 1 in the proportions of the classes: 17, 17, 16"),
                told);
        assertTrue(told.contains("validation 100.00 %"), told);
        Matcher result = Pattern.compile("sorted.csv: ([\\d.]+) %").matcher(told);
        assertTrue(result.find() && Double.parseDouble(result.group(1)) > 95, told);
    }

    /** Small tables beside the checkout, each of which was once trained on or measured as something else. */
    @ParameterizedTest
    @CsvSource({
        "three.csv, three_without_2.csv, 16, 0",
        "mails.csv, mails_without_ham.csv, 15, 0",
        "sorted.csv, sorted.csv, 16, 50",
    })
    void theBugCases(String data, String test, int batch, int validation) {
        Path cases = Path.of("../../shared/data/bug-cases");
        if (!Files.exists(cases)) {
            System.out.println("skipped: " + cases + " is not there");
            return;
        }
        Commands.Ending ending = Commands.run(
                "train",
                "--data",
                cases.resolve(data),
                "--test",
                cases.resolve(test),
                "--network",
                "dense 8,relu,dense 3",
                "--epochs",
                60,
                "--batch",
                batch,
                "--rate",
                0.02,
                "--validation",
                validation,
                "--patience",
                10,
                "--out",
                out);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        Matcher result =
                Pattern.compile("clean accuracy on " + test + ": ([\\d.]+) %").matcher(ending.out());
        assertTrue(result.find() && Double.parseDouble(result.group(1)) > 95, ending.out());
        if (validation > 0) {
            assertTrue(ending.out().contains("Training ended early, after epoch"), ending.out());
            assertTrue(ending.out().contains("The weights are those of epoch"), ending.out());
        }
    }

    @Test
    void aCheckpointGoesOnWithTheSameExamplesAndScoresOnly() throws IOException {
        Path data = Clusters.of(12, 60, 0, 1).write(folder.resolve("data.csv"));
        Path other = Clusters.of(13, 60, 0, 1).write(folder.resolve("other.csv"));
        Object[] own = {"--validation", 10, "--checkpoint", folder.resolve("run.npz"), "--epochs", 3};
        trained(data, data, own);
        byte[] model = Files.readAllBytes(out);
        trained(data, data, own);
        assertArrayEquals(model, Files.readAllBytes(out));
        Files.delete(out);
        refused(other, data, List.of("belongs to a run with another"), own);
        Object[] scored = Arrays.copyOf(own, own.length + 2);
        scored[own.length] = "--certify-at";
        scored[own.length + 1] = 0.05;
        refused(data, data, List.of("validation"), scored);
    }

    @Test
    void trainingThatDivergesAtOnceWritesNoModel() throws IOException {
        Path data = Clusters.of(14, 60, 0, 1).write(folder.resolve("data.csv"));
        Commands.Ending ending = train(data, data, "--rate", "1e38");
        assertEquals(ExitCode.DIVERGED, ending.code(), ending.err());
        assertTrue(ending.err().contains("diverged: ") && ending.err().contains("in epoch 1, step "), ending.err());
        assertTrue(ending.err().contains("--rate") && ending.err().contains("no model"), ending.err());
        assertFalse(ending.err().contains("may also come of"), ending.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void trainingThatDivergesTellsWhatElseMayBeTooLarge() throws IOException {
        Path data = Clusters.of(14, 60, 0, 1).write(folder.resolve("data.csv"));
        Commands.Ending ending =
                train(data, data, "--goal", "trades", "--epsilon", 0.1, "--range", "0,1", "--beta", "3e38");
        assertEquals(ExitCode.DIVERGED, ending.code(), ending.err());
        assertTrue(ending.err().contains("it may also come of --beta 3e38"), ending.err());
    }

    @Test
    void noiseOnCategoriesIsTold() throws IOException {
        Path data = Files.writeString(
                folder.resolve("categories.csv"), "a,k,label\n" + "0,x,0\n1,y,1\n0,x,0\n1,y,1\n".repeat(5));
        String note = "noise makes numbers such as 0.3 of the categories of k";
        assertTrue(trained(data, data, "--one-hot", "k", "--goal", "noise").contains(note));
        assertFalse(trained(data, data, "--one-hot", "k", "--goal", "clean").contains(note));
    }

    /** Of 303 examples 3 are of class 1, which no training finds among the others. */
    @Test
    void aRareClassThatIsNeverGivenIsTold() throws IOException {
        StringBuilder rows = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 303; i++) {
            rows.append(i % 7 / 7.0)
                    .append(',')
                    .append(i % 11 / 11.0)
                    .append(',')
                    .append(i % 101 == 50 ? 1 : 0)
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("rare.csv"), rows.toString());
        String warning = "warning: the network gives one and the same class to all ";
        Commands.Ending ending = train(data, data);
        assertTrue(ending.err().contains(warning + "303 examples of rare.csv, whose labels"), ending.err());
        Files.delete(out);
        ending = train(Clusters.of(14, 60, 0, 1).write(folder.resolve("data.csv")), data);
        assertFalse(ending.err().contains(warning), ending.err());
    }

    @Test
    void trainingThatComesToOneClassSaysSo() throws IOException {
        Path data = Clusters.of(14, 60, 0, 1).write(folder.resolve("data.csv"));
        Commands.Ending ending = train(data, data, "--goal", "adversarial", "--epsilon", "1000", "--range=-1000,1000");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.err().contains("warning: training came to nothing: the network gives one"), ending.err());
        Files.delete(out);
        ending = train(data, data);
        assertFalse(ending.err().contains("came to nothing"), ending.err());
    }

    /** One class for all has most of such a table right, under any attack. */
    @Test
    void trainingThatComesToTheLargerClassSaysSo() throws IOException {
        Path data = folder.resolve("uneven.csv");
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 2)
                    .append(',')
                    .append(i / 60.0)
                    .append(',')
                    .append(i % 4 == 0 ? 0 : 1)
                    .append('\n');
        }
        Files.writeString(data, text.toString());
        Commands.Ending ending = train(data, data, "--goal", "adversarial", "--epsilon", "1000", "--range=-1000,1000");
        assertTrue(ending.err().contains("to all of 60 training examples, right for 45"), ending.err());
    }

    @Test
    void outputsThatAreNoNumbersAreNoClass() throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(4));
        Value logits = x.dense(trace.constant(Tensor.of(Shape.of(3, 4), 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1)))
                .logarithm();
        Path data = Files.writeString(folder.resolve("data.csv"), "a,b,c,d,label\n-1,0,0,0,0\n1,0,0,0,0\n");
        Accuracy clean = Accuracy.of(trace.graph("logits", logits), Datasets.read(data), Cpu.best());
        assertEquals(new Accuracy(1, 1, 1, 2, Double.NaN), clean);
    }
}
