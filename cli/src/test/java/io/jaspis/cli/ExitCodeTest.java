package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a failure is, is told by the exit code: the user's is 2 and ours is 3, and 1 is neither. */
final class ExitCodeTest {
    private static final Pattern LOG = Pattern.compile("please report it with (\\S+)");

    @TempDir
    static Path folder;

    private static Path model;
    private static Path data;

    @BeforeAll
    static void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 10);
    }

    private static Object[] words(String line) {
        return Stream.of(line.strip().split("\\s+"))
                .map(word -> word.replace("MODEL", model.toString())
                        .replace("DATA", data.toString())
                        .replace("FOLDER", folder.toString())
                        .replace('_', ' '))
                .toArray();
    }

    private static void refused(String line) {
        Commands.Ending ending = Commands.run(words(line));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), () -> line + ": " + ending.err() + ending.out());
        assertFalse(ending.err().isBlank(), line);
        for (String told : ending.err().split("\\R")) {
            assertTrue(told.matches("(jaspis: |Try |Possible solutions?: |Did you mean: |    ).*"), line + ": " + told);
            assertFalse(told.matches(".*(Exception|(?<!')null|integer overflow|out of bounds).*"), line + ": " + told);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "adit",
                "--modle",
                "help adit",
                "audit surplus",
                "audit --model",
                "audit --model FOLDER",
                "audit --model FOLDER/none.onnx",
                "audit --model DATA",
                "--data FOLDER/none.csv",
                "--data MODEL",
                "--data FOLDER",
                "--labels FOLDER/none.csv",
                "--labels MODEL",
                "--classes a,b",
                "--classes ,",
                "--header perhaps",
                "--device gpu",
                "--device opencl:77",
                "--norm 3",
                "--norm=",
                "--epsilon one",
                "--epsilon=-1",
                "--epsilon NaN",
                "--epsilon 1e400",
                "--epsilon 1/0",
                "--epsilon 2",
                "--norm 2 --epsilon 7",
                "--norm 1 --epsilon 37",
                "--range 1",
                "--range 1,0",
                "--range 0,1,2",
                "--range a,b",
                "--range 0,1e39",
                "--range 0.9,1",
                "--images 0",
                "--images=-1",
                "--images 11",
                "--images 1e3",
                "--images 99999999999",
                "--steps 0",
                "--steps=-1",
                "--steps x",
                "--restarts 0",
                "--batch 0",
                "--batch=-5",
                "--seed one",
                "--seed 99999999999999999999",
                "--out DATA",
                "--out DATA/report",
                "--fail-below 2",
                "--fail-below=-1",
                "--fail-below much",
                "--reading-limit 0",
                "--reading-limit=-1",
                "--reading-limit 99999999999",
                "--reading-limit x",
            })
    void whatAnAuditCannotBeAskedFor(String line) {
        refused(
                line.startsWith("--") && !line.equals("--modle")
                        ? "audit --model MODEL --data DATA --out FOLDER/audit " + line
                        : line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--noise pink",
                "--sigma 0",
                "--sigma=-1",
                "--sigma NaN",
                "--sigma 1e39",
                "--sigma 1e-60",
                "--norm 3",
                "--n0 0",
                "--n 0",
                "--n0 2147483647 --n 2147483647",
                "--n x",
                "--alpha 0",
                "--alpha 1",
                "--alpha=-1",
                "--two-sided --reach 1",
                "--reach=-1",
                "--reach far",
                "--images 0",
                "--images=-3",
                "--images 11",
                "--radii=-1",
                "--radii 1,x",
                "--batch 0",
                "--batch=-1",
                "--batch 2147483647",
                "--seed one",
                "--out DATA",
                "--device gpu",
                "--classes a,b",
                "--data FOLDER/none.csv",
                "surplus",
            })
    void whatSmoothingCannotBeAskedFor(String options) {
        refused("smooth MODEL --data DATA --n 20 --n0 5 --out FOLDER/smooth " + options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--goal best",
                "--network flatten,_densa_3",
                "--network=",
                "--network ,",
                "--network dense_3",
                "--network flatten,_dense",
                "--network flatten,_dense_0",
                "--network flatten,_dense_1",
                "--network flatten,_dense_2",
                "--network flatten,_dense_99999999999",
                "--network flatten,_dense_2147483647",
                "--network conv_4_9,_flatten,_dense_3",
                "--network conv_0_3,_flatten,_dense_3",
                "--network conv_4_0,_flatten,_dense_3",
                "--network conv_4_3_0,_flatten,_dense_3",
                "--network conv_4_3_1_1_1,_flatten,_dense_3",
                "--network maxpool_7,_flatten,_dense_3",
                "--network maxpool_0,_flatten,_dense_3",
                "--network avgpool_0,_flatten,_dense_3",
                "--network residual_0,_flatten,_dense_3",
                "--network residual_4_0,_flatten,_dense_3",
                "--network flatten,_conv_1_3,_dense_3",
                "--network flatten,_maxpool_2,_dense_3",
                "--network flatten,_avgpool,_dense_3",
                "--goal fast --epsilon 0",
                "--goal fast --epsilon=-1",
                "--goal fast --epsilon 2",
                "--goal fast --epsilon x",
                "--goal fast --attack-step 0",
                "--goal fast --attack-step=-1",
                "--goal adversarial --attack-steps 0",
                "--goal adversarial --attack-steps=-1",
                "--goal adversarial --attack-step 0",
                "--goal smoothadv --samples 0",
                "--goal smoothadv --sigma 0",
                "--goal smoothadv --epsilon 99",
                "--goal noise --sigma 0",
                "--goal noise --sigma=-1",
                "--goal trades --beta=-1",
                "--goal interval --ramp 0.5,0.1",
                "--goal interval --ramp=-1,2",
                "--goal interval --ramp 1,2,3",
                "--goal interval --kappa 2",
                "--goal interval --regularize=-1",
                "--goal interval --regularize 0.5",
                "--goal mtl-ibp --alpha 2",
                "--goal crown-ibp --beta 2",
                "--goal sabr --lambda 0",
                "--goal sabr --lambda 2",
                "--certify-at=-1",
                "--certify-at 2",
                "--certify-at x",
                "--range 0.9,1 --goal fast",
                "--range 1,0 --goal fast",
                "--epochs 0",
                "--epochs=-1",
                "--epochs x",
                "--batch 0",
                "--batch=-1",
                "--batch 11",
                "--rate x",
                "--rate=-1",
                "--rate 0",
                "--optimizer best",
                "--decay=-1",
                "--shift=-1",
                "--shift 2 --goal fast --range 0.0001,1",
                "--seed x",
                "--checkpoint DATA",
                "--checkpoint MODEL",
                "--checkpoint FOLDER",
                "--validation=-1",
                "--validation 10",
                "--validation 2147483647",
                "--validation 2 --patience 0",
                "--out FOLDER/none/model.onnx",
                "--out FOLDER",
                "--test FOLDER/none",
                "--test MODEL",
                "--labels MODEL",
                "--classes a,b",
                "--device gpu",
                "@FOLDER/none.args",
            })
    void whatTrainingCannotBeAskedFor(String options) {
        refused("train --data DATA --network flatten,_dense_3 --epochs 1 --batch 5 --out FOLDER/trained.onnx "
                + options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "check FOLDER",
                "check FOLDER/none.json",
                "check MODEL",
                "check DATA",
                "check MODEL --samples few",
                "check MODEL --samples=-1",
                "check MODEL --seed x",
                "info",
                "info FOLDER",
                "info FOLDER/none.onnx",
                "info DATA",
                "info MODEL surplus",
                "info --grpah MODEL",
                "devices surplus",
            })
    void whatNoOtherCommandCanBeAskedFor(String line) {
        refused(line);
    }

    /** A device on which nothing can be computed. */
    private static Device failing(Supplier<? extends Throwable> failure) {
        return new Device() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public Execution load(Plan plan, Map<String, Tensor> parameters) {
                throw ExitCodeTest.<RuntimeException>sneaky(failure.get());
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable failure) throws T {
        throw (T) failure;
    }

    static List<Throwable> mistakes() {
        return List.of(
                new IllegalArgumentException("a mistake\nof two lines"),
                new ArithmeticException("/ by zero"),
                new IndexOutOfBoundsException(7),
                new NullPointerException(),
                new StackOverflowError(),
                new NoClassDefFoundError("io/jaspis/Missing"),
                new ExceptionInInitializerError(new IllegalStateException("static")),
                new AssertionError("never"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeOfOursIsThreeWithALineAndALog(Throwable mistake) throws IOException {
        for (String command : List.of("audit --model", "smooth")) {
            Commands.Ending ending =
                    Commands.on(failing(() -> mistake), words(command + " MODEL --data DATA --out FOLDER/mistakes"));
            assertEquals(ExitCode.INTERNAL, ending.code(), ending.err());
            assertEquals(1, ending.err().lines().count(), ending.err());
            assertTrue(ending.err()
                    .startsWith("jaspis: an error of Jaspis itself, "
                            + mistake.getClass().getName()));
            Matcher log = LOG.matcher(ending.err());
            assertTrue(log.find(), ending.err());
            String written = Files.readString(Path.of(log.group(1)));
            Files.delete(Path.of(log.group(1)));
            assertTrue(written.contains("\tat "), written);
            assertTrue(written.contains(command.substring(0, 5)), written);
        }
    }

    @Test
    void tooLittleMemoryIsThreeAndSaysWhatToDo() {
        for (Throwable exhausted : List.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException("wrapped", new OutOfMemoryError("Java heap space")))) {
            Commands.Ending ending =
                    Commands.on(failing(() -> exhausted), words("audit --model MODEL --data DATA --out FOLDER/memory"));
            assertEquals(ExitCode.INTERNAL, ending.code(), ending.err());
            assertEquals(1, ending.err().lines().count(), ending.err());
            assertTrue(ending.err().contains("JASPIS_OPTS=-Xmx"), ending.err());
        }
    }

    /** Where Java itself fails before the command is there, its own exit code would be 1. */
    @Test
    void aMissingLibraryIsThree() throws IOException, InterruptedException {
        String own =
                Jaspis.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        own,
                        Jaspis.class.getName(),
                        "info",
                        model.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes());
        assertEquals(ExitCode.INTERNAL, process.waitFor(), told);
        assertEquals(1, told.lines().count(), told);
    }
}
