package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What training leaves behind: models, metrics and checkpoints, and files that it must not touch. */
class TrainingFilesTest extends TrainingTrial {
    /** What a checkpoint of a finished run gives is its result, and its metrics stay. */
    @Test
    void aRunTakenUpAtItsEndGivesTheSameModelAndMetrics() throws IOException {
        Object[] options = {"--goal", "mtl-ibp", "--validation", 10, "--patience", 1, "--epochs", 6};
        train(options);
        byte[] whole = Files.readAllBytes(folder.resolve("m.onnx"));
        List<String> metrics = withoutSeconds();
        Path checkpoint = folder.resolve("run.npz");
        Object[] kept = Arrays.copyOf(options, options.length + 2);
        kept[options.length] = "--checkpoint";
        kept[options.length + 1] = checkpoint;
        train(kept);
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("m.onnx")));
        Files.delete(folder.resolve("m.onnx"));
        train(kept);
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("m.onnx")));
        assertEquals(metrics, withoutSeconds());
    }

    /** The content of each file of results that there is. */
    private Map<String, String> results() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().matches("m(-\\d+)?\\..*"))
                    .toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @Test
    void whatDivergesReplacesNothing() throws IOException {
        train();
        Map<String, String> finished = results();
        assertEquals(Set.of("m.onnx", "m.csv", "m.html"), finished.keySet());
        Commands.Ending ending = train("--rate", "1e38");
        assertEquals(ExitCode.DIVERGED, ending.code(), ending.err());
        assertEquals(finished, results());

        // Only after some epochs.
        ending = train("--rate", "0.01", "--decay", "3e4");
        assertEquals(ExitCode.DIVERGED, ending.code(), ending.err());
        assertTrue(ending.err().contains("m-2.onnx has the weights after epoch"), ending.err());
        Map<String, String> more = results();
        assertEquals(Set.of("m.onnx", "m.csv", "m.html", "m-2.onnx", "m-2.csv", "m-2.html"), more.keySet());
        more.keySet().retainAll(finished.keySet());
        assertEquals(finished, more);
    }

    @Test
    void whatIsFinishedTakesThePlaceWithItsMetrics() throws IOException {
        train("--epochs", 2);
        Commands.Ending ending = train("--epochs", 3);
        assertTrue(ending.out().contains("m.onnx has stays there until this run is finished"), ending.out());
        assertEquals(Set.of("m.onnx", "m.csv", "m.html"), results().keySet());
        assertEquals(4, withoutSeconds().size());
        assertTrue(results().get("m.html").contains("\"x\":[1.0,2.0,3.0]"));
    }

    /** The epochs of a checkpoint have their metrics beside it, whatever the model's file is called and has beside it. */
    @Test
    void aRunThatGoesOnHasItsOwnMetrics() throws IOException {
        Object[] options = {"--checkpoint", folder.resolve("run.npz"), "--epochs", 3};
        train(options);
        List<String> mine = withoutSeconds();
        train("--epochs", 5, "--seed", 2);
        train(options);
        assertEquals(mine, withoutSeconds());
        for (String name : results().keySet()) {
            Files.delete(folder.resolve(name));
        }
        train(options);
        assertEquals(mine, withoutSeconds());
    }

    private List<String> withoutSeconds() throws IOException {
        return Files.readAllLines(folder.resolve("m.csv")).stream()
                .map(line -> line.replaceFirst("^(([^,]*,){3})[^,]*", "$1"))
                .toList();
    }

    /** What is there may have all of them. */
    @Test
    void metricsWithoutTheirFirstEpochsTakeNoPlace() throws IOException {
        Path checkpoint = folder.resolve("run.npz");
        train("--checkpoint", checkpoint);
        Map<String, String> finished = results();
        Files.delete(folder.resolve("run.npz.csv"));
        Commands.Ending ending = train("--checkpoint", checkpoint);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.err().contains("the metrics of the 4 epochs before aren't there any more"), ending.err());
        assertEquals(finished, results());
        assertFalse((ending.out() + ending.err()).contains("m-2.csv"), ending.out() + ending.err());
        assertTrue(ending.out().contains("m.csv stays as it was"), ending.out());
    }

    private static void free(Path file) {
        try {
            Files.delete(file.resolve("occupied"));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void occupy(Path file) {
        try {
            Files.createDirectories(file.resolve("occupied"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder in the place of a file, for a disk that takes nothing. */
    @Test
    void whatCannotBeWrittenCostsNoTraining() throws IOException {
        Path metrics = Files.createDirectories(folder.resolve("m.csv/occupied")).getParent();
        Object[] words = {
            "train",
            "--data",
            data,
            "--network",
            "flatten, dense 3",
            "--batch",
            10,
            "--epochs",
            2,
            "--out",
            folder.resolve("m.onnx")
        };
        Commands.Ending ending = Commands.run(words);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(
                ending.err().contains("m.csv cannot be written: ")
                        && ending.err().contains("goes on"),
                ending.err());
        assertTrue(ending.out().contains("epoch   2") && ending.out().contains("weights"), ending.out());
        assertTrue(ending.err().contains("m.csv cannot be written: "), ending.err());
        byte[] model = Files.readAllBytes(folder.resolve("m.onnx"));

        free(metrics);
        Files.delete(folder.resolve("m.onnx"));
        ending = Commands.once("epoch   1", () -> occupy(folder.resolve("m.onnx")), words);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        Matcher elsewhere = Pattern.compile("the model is in (.*) instead").matcher(ending.err());
        assertTrue(elsewhere.find(), ending.err());
        Path other = Path.of(elsewhere.group(1));
        assertArrayEquals(model, Files.readAllBytes(other));
        Files.delete(other);
        Files.delete(other.getParent());

        free(folder.resolve("m.onnx"));
        Path checkpoint = folder.resolve("run.npz");
        Object[] kept = with(words, "--checkpoint", checkpoint);
        ending = Commands.once("epoch   1", () -> occupy(checkpoint), kept);
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        assertTrue(ending.err().contains("run.npz cannot be written: "), ending.err());
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("m.onnx")));

        // With room again after the next epoch, nothing is missing.
        free(checkpoint);
        Files.delete(folder.resolve("m.onnx"));
        ending = Commands.once(
                Map.of("epoch   1", () -> occupy(checkpoint), "training goes on, but", () -> free(checkpoint)), kept);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.err().contains("run.npz cannot be written: "), ending.err());
        assertTrue(Files.isRegularFile(checkpoint));
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("m.onnx")));
    }

    @Test
    void metricsThatCannotBeKeptBesideTheCheckpointAreBesideTheModel() throws IOException {
        occupy(folder.resolve("run.npz.csv"));
        Commands.Ending ending = train("--checkpoint", folder.resolve("run.npz"));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains("run.npz.csv cannot be written: "), ending.err());
        assertTrue(ending.out().contains("Metrics: " + folder.resolve("m.csv")), ending.out());
        assertTrue(ending.out().contains("clean accuracy on "), ending.out());
        assertEquals(5, withoutSeconds().size());
        assertEquals(Set.of("m.onnx", "m.csv", "m.html"), results().keySet());
    }

    @Test
    void figuresArePrintedWhereTheModelCannotBeWritten() throws IOException {
        Commands.Ending ending = Commands.once("epoch   1", () -> occupy(folder.resolve("m.onnx")), words());
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.out().contains("clean accuracy on "), ending.out());
        assertTrue(ending.out().contains("Metrics: " + folder.resolve("m.csv")), ending.out());
        assertEquals(5, withoutSeconds().size());
        assertTrue(ending.err().contains("m.onnx cannot be written: "), ending.err());
        deleteElsewhere(ending);
    }

    /** What is written to a device is in no file, and training is over by then. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void figuresArePrintedWhereTheModelCannotBeReadBack() throws IOException {
        Files.createSymbolicLink(folder.resolve("m.onnx"), Path.of("/dev/null"));
        Commands.Ending ending = train();
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.out().contains("clean accuracy on "), ending.out());
        assertTrue(ending.out().contains("Metrics: " + folder.resolve("m.csv")), ending.out());
        assertTrue(ending.err().contains("m.onnx was written, but can't be read back: "), ending.err());
        deleteElsewhere(ending);
    }

    /** Deletes the model that a run wrote to the system's folder for passing files. */
    private static void deleteElsewhere(Commands.Ending ending) throws IOException {
        Matcher elsewhere = Pattern.compile("the model is in (.*) instead").matcher(ending.err());
        assertTrue(elsewhere.find(), ending.err());
        Path other = Path.of(elsewhere.group(1));
        assertTrue(Files.isRegularFile(other));
        Files.delete(other);
        Files.delete(other.getParent());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderThatMayOnlyBeReadIsRefusedBeforeTheWork() throws IOException {
        Assumptions.assumeFalse(System.getProperty("user.name").equals("root"), "skipped: root may write anywhere");
        Path locked = Files.createDirectory(
                folder.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        for (String option : List.of("--out", "--checkpoint")) {
            Commands.Ending ending = train(option, locked.resolve(option.equals("--out") ? "m.onnx" : "run.npz"));
            Commands.refused(
                    ending,
                    "the folder " + locked + " for ",
                    " cannot be written (it may not be written)",
                    "give another place with " + option);
            assertFalse(ending.out().contains("epoch"), ending::out);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatTakesNoFilesIsRefusedBeforeTheWork() {
        Path system = Path.of("/sys");
        Assumptions.assumeTrue(Files.isDirectory(system), "skipped: there is no " + system);
        for (String option : List.of("--out", "--checkpoint")) {
            Commands.Ending ending = train(option, system.resolve(option.equals("--out") ? "m.onnx" : "run.npz"));
            Commands.refused(
                    ending, "the folder /sys for ", " cannot be written (", "give another place with " + option);
            assertFalse(ending.out().contains("epoch"), ending::out);
        }
    }

    @Test
    void whatIsReadOrIsNoFileOfMetricsIsNotWrittenOver() throws IOException {
        Path table = folder.resolve("mine.csv");
        String text = "a,b,label\n0,1,0\n1,0,1\n0.1,0.9,0\n0.9,0.1,1\n";
        Files.writeString(table, text);
        Path page = folder.resolve("notes.html");
        Files.writeString(page, "<!doctype html><title>Notes</title>");
        Path other = folder.resolve("other.csv");
        Files.writeString(other, text);
        for (List<String> refused : List.of(
                List.of("--data", "mine.csv", "--out", "mine.onnx"),
                List.of("--data", "mine.csv", "--out", "mine.csv"),
                List.of("--data", "mine.csv", "--out", "other.onnx"),
                List.of("--data", "mine.csv", "--out", "notes.onnx"),
                List.of("--data", "mine.csv", "--test", "other.csv", "--out", "other.onnx"),
                List.of("--data", "mine.csv", "--out", "new.onnx", "--checkpoint", "mine"))) {
            List<Object> words = new ArrayList<>(List.of("train", "--network", "dense 2", "--batch", "2"));
            refused.forEach(word -> words.add(word.startsWith("--") ? word : folder.resolve(word)));
            Commands.Ending ending = Commands.run(words.toArray());
            assertEquals(ExitCode.BAD_INPUT, ending.code(), () -> refused + ending.err());
            assertTrue(
                    ending.err().contains("give another --out") || ending.err().contains("name the model"),
                    ending::err);
        }
        assertEquals(text, Files.readString(table));
        assertEquals(text, Files.readString(other));
        assertEquals("<!doctype html><title>Notes</title>", Files.readString(page));
        Commands.Ending images =
                Commands.run("train", "--data", table, "--batch", 2, "--out", folder.resolve("new.onnx"));
        assertEquals(ExitCode.BAD_INPUT, images.code());
        assertTrue(
                images.err().contains("for a table give for instance --network \"dense 32, relu, dense 2\""),
                images::err);
    }

    @Test
    void theSettingsOnThePageCanBeTyped() throws IOException {
        Commands.Ending ending = train("--goal", "fast", "--epsilon", "0.1", "--epochs", 1);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        String page = Files.readString(folder.resolve("m.html"));
        String typed = page.substring(page.indexOf("as they would be typed"));
        typed = typed.substring(0, typed.indexOf("</details>"));
        assertTrue(typed.contains("<span>--epsilon</span> <span>0.1</span>"), typed);
        for (String other : List.of("--alpha", "--lambda", "--sigma", "--samples", "--regularize")) {
            assertFalse(typed.contains(other + "<"), typed);
        }
    }

    @Test
    void namesThatCantBeAModelsOrACheckpointsAreRefusedWithOneThatCan() throws IOException {
        Path table = Files.writeString(folder.resolve("mine.csv"), "a,b,label\n0,1,0\n1,0,1\n0.1,0.9,0\n0.9,0.1,1\n");
        Path readme = Files.writeString(folder.resolve("README.md"), "# Mine");
        Path model = folder.resolve("m.onnx");
        for (List<Object> refused : List.<List<Object>>of(
                List.of("whose name ends with .onnx", "README.onnx", "--out", readme),
                List.of("has the name of a model", "m.npz", "--out", model, "--checkpoint", model),
                List.of("give another --checkpoint", "m.csv", "--out", model, "--checkpoint", folder.resolve("m.csv")),
                List.of(
                        "give another --checkpoint",
                        "m.html",
                        "--out",
                        model,
                        "--checkpoint",
                        folder.resolve("./m.html")),
                List.of("is no checkpoint of training", "README.md", "--out", model, "--checkpoint", readme))) {
            List<Object> words =
                    new ArrayList<>(List.of("train", "--data", table, "--network", "dense 2", "--batch", "2"));
            words.addAll(refused.subList(2, refused.size()));
            Commands.Ending ending = Commands.run(words.toArray());
            assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
            assertTrue(ending.err().contains(refused.get(0).toString()), ending::err);
            assertTrue(ending.err().contains(refused.get(1).toString()), ending::err);
        }
        assertEquals("# Mine", Files.readString(readme));
    }
}
