package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.evidence.Image;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Aim;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.PictureThreat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures whose channels have ranges, radii and a normalization of their own, and whose values are levels. */
final class PicturesTest {
    private static final int COUNT = 24;
    private static final Shape PICTURE = Shape.of(3, 4, 4);
    private static final float[] MEANS = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATIONS = {0.229f, 0.224f, 0.225f};
    private static final String NORMALIZE = "0.485,0.229:0.456,0.224:0.406,0.225";

    @TempDir
    Path folder;

    private Graph network() {
        Trace trace = new Trace();
        Value x = trace.input("input", PICTURE);
        Value hidden = x.convolve(Commands.weights(trace, 1, 5, 3, 3, 3), Window.of(3, 3), 1)
                .relu()
                .flatten();
        return trace.graph("logits", hidden.dense(Commands.weights(trace, 2, 3, 20)));
    }

    private Path model(String name, Graph graph) throws IOException {
        Path file = folder.resolve(name);
        Onnx.write(graph, file);
        return file;
    }

    /** Pictures of bytes, scaled to 0 … 1, labelled as the network behind the normalization sees them. */
    private float[] bytes() {
        Random random = new Random(5);
        float[] values = new float[COUNT * PICTURE.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256) / 255f;
        }
        return values;
    }

    private Path data(String name, float[] values) throws IOException {
        Graph whole = new Normalization(0, MEANS, DEVIATIONS).before(network());
        float[] labels = new float[COUNT];
        var plan = io.jaspis.autodiff.plan.Plan.of(whole, COUNT);
        try (var execution = io.jaspis.autodiff.cpu.Cpu.best().load(plan)) {
            execution.write("input", bytes());
            execution.run();
            float[] logits = execution.read("logits");
            for (int i = 0; i < COUNT; i++) {
                labels[i] = io.jaspis.threat.Logits.largest(logits, 3 * i, 3);
            }
        }
        Path file = folder.resolve(name);
        Commands.write(file, Tensor.of(Shape.of(COUNT).then(PICTURE), values), labels);
        return file;
    }

    private Commands.Ending audit(Path model, Path data, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("audit", model, "--data", data, "--out", folder.resolve("report")));
        words.addAll(Arrays.asList(more));
        if (!words.contains("--attack")) {
            words.addAll(List.of("--steps", 10, "--restarts", 1));
        }
        return Commands.run(words.toArray());
    }

    private AuditReport report(Path model, Path data, Object... more) throws IOException {
        Files.deleteIfExists(folder.resolve("report/report.json"));
        Commands.Ending ending = audit(model, data, more);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    private static void assertTold(String text, String... expected) {
        for (String words : expected) {
            assertTrue(text.contains(words), () -> "'" + words + "' is not in: " + text);
        }
    }

    /** Fails unless each change is at most the channel's radius, in exact arithmetic. */
    private static void requireWithin(AuditReport report, double... radii) {
        assertFalse(report.gallery().isEmpty(), "nothing was broken");
        report.gallery().forEach(item -> {
            for (int i = 0; i < PICTURE.size(); i++) {
                BigDecimal change = new BigDecimal(item.adversarial().values()[i])
                        .subtract(new BigDecimal(item.clean().values()[i]))
                        .abs();
                assertTrue(change.compareTo(new BigDecimal(radii[i / 16])) <= 0);
            }
        });
    }

    @Test
    void eachChannelHasItsOwnRadiusAndRange() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path model = model("whole.onnx", new Normalization(0, MEANS, DEVIATIONS).before(network()));
        String[] asked = {"--epsilon", "0.1:0.2:0", "--range", "0,1:0,1:-1,2"};
        AuditReport report = report(model, data, (Object[]) asked);
        requireWithin(report, 0.1, 0.2, 0);
        assertEquals(1, report.settings().epsilon());
        assertEquals(
                List.of(
                        new FeatureRange("channel 0", "real", 0.1, 0, 1),
                        new FeatureRange("channel 1", "real", 0.2, 0, 1),
                        new FeatureRange("channel 2", "real", 0, -1, 2)),
                report.settings().features());
        assertTold(
                Files.readString(folder.resolve("report/report.html")), "1 of each channel&#39;s own ε", "channel 2");
        Commands.Ending again = audit(model, data, "--epsilon", "0.1:0.2:0", "--range", "0,1:0,1:-1,2", "--resume");
        assertEquals(ExitCode.OK, again.code(), again.err());
        assertTold(again.out(), "Nothing is left to do", "2 of 3 channels may change", "ε = 1 of each channel's own ε");
        Commands.Ending other = audit(model, data, "--epsilon", "0.1:0.1:0", "--range", "0,1:0,1:-1,2", "--resume");
        assertEquals(ExitCode.BAD_INPUT, other.code(), other.out());
        for (String norm : List.of("2", "1")) {
            report = report(model, data, "--epsilon", "1:2:0", "--norm", norm);
            assertFalse(report.gallery().isEmpty());
            report.gallery()
                    .forEach(item -> assertTrue(Arrays.equals(
                            Arrays.copyOfRange(item.clean().values(), 32, 48),
                            Arrays.copyOfRange(item.adversarial().values(), 32, 48))));
        }
    }

    /** What the library is told step by step is what the command is told by options. */
    @Test
    void theLibraryTakesThemAsTheCommandDoes() throws IOException {
        Path file = model("bare.onnx", network());
        Path data = data("bytes.npz", bytes());
        PictureThreat threat = new PictureThreat(
                Norm.LINF, List.of(8 / 255., 16 / 255., 0.), List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), 255);
        Model model = Model.read(file).withClassNames("cat", "dog", "fox").normalized(MEANS, DEVIATIONS);
        Dataset examples = model.examples(data);
        for (Aim aim : List.of(Aim.ANY, Aim.NEXT, Aim.LEAST, Aim.of("fox", model.classNames(), 3))) {
            AuditReport report = Robustness.of(model)
                    .within(threat.over(examples))
                    .aimingAt(aim)
                    .withCurve()
                    .audit(examples);
            List<Object> words = new ArrayList<>(List.of("audit", file, "--data", data, "--normalize", NORMALIZE));
            words.addAll(List.of("--range", "0,1:0,1:0,1", "--epsilon", "8/255:16/255:0", "--levels", 255));
            words.addAll(List.of("--classes", "cat,dog,fox", "--no-curve", "--out", folder.resolve("report")));
            String word = aim == Aim.ANY ? "" : aim == Aim.NEXT ? "next" : aim == Aim.LEAST ? "least" : "fox";
            if (!word.isEmpty()) {
                words.addAll(List.of("--target", word));
            }
            Commands.Ending ending = Commands.run(words.toArray());
            assertEquals(ExitCode.OK, ending.code(), ending.err());
            AuditReport told = ReportJson.read(folder.resolve("report/report.json"));
            assertEquals(told.settings(), report.settings());
            assertEquals(told.examples(), report.examples());
            assertEquals(told.data(), report.data());
        }
    }

    @Test
    void channelsAreFoundWhereTheModelHasThem() throws IOException {
        Graph first = new Normalization(0, MEANS, DEVIATIONS).before(network());
        Trace trace = new Trace();
        Value last = trace.input("input", Shape.of(4, 4, 3));
        Graph turned = trace.graph(
                "logits",
                trace.inline(first, java.util.Map.of("input", last.transpose(2, 0, 1)))
                        .get("logits"));
        Path data = data("bytes.npz", bytes());
        AuditReport one = report(model("first.onnx", first), data, "--epsilon", "0.02:0.03:0.01");
        AuditReport other = report(model("last.onnx", turned), data, "--epsilon", "0.02:0.03:0.01");
        assertEquals(
                one.examples().stream().map(ExampleResult::verdict).toList(),
                other.examples().stream().map(ExampleResult::verdict).toList());
        requireWithin(report(model("last.onnx", turned), data, "--epsilon", "0.1:0.2:0"), 0.1, 0.2, 0);
    }

    /** What broke it is told in numbers there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5     | --levels=20",
                "4,4,5 | --levels=20",
                "4,4,5 | --epsilon=0.5:0.5:0.4:0.4",
                "2,4,5 | --epsilon=0.5:0.4 --range=0,1:0,1"
            })
    void whatCanNotBeShownIsReportedToo(String extents, String options) throws IOException {
        Shape shape = Shape.of(
                Arrays.stream(extents.split(",")).mapToInt(Integer::parseInt).toArray());
        Trace trace = new Trace();
        Value x = trace.input("input", shape);
        Graph network = trace.graph("logits", x.flatten().dense(Commands.weights(trace, 3, 3, shape.size())));
        Random random = new Random(7);
        float[] values = new float[COUNT * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(21) / 20f;
        }
        Path data = folder.resolve("numbers.npz");
        float[] labels = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = i % 3;
        }
        Commands.write(data, Tensor.of(Shape.of(COUNT).then(shape), values), labels);
        List<Object> words = new ArrayList<>(List.of("--epsilon", "0.5", "--trust", "off"));
        words.addAll(List.of(options.split(" ")));
        if (options.contains("--epsilon")) {
            words.subList(0, 2).clear();
        }
        AuditReport report = report(model("numbers.onnx", network), data, words.toArray());
        assertTrue(report.sandwich().cleanAccuracy() > report.sandwich().robustUpper(), report.sandwich()::toString);
        assertEquals(
                report.examples().stream()
                        .filter(one -> one.verdict() == VerdictKind.FALSIFIED)
                        .count(),
                report.breaks().examples().size());
    }

    @Test
    void normalizationBeforeTheModelIsThatOfItsFile() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path whole = model("whole.onnx", new Normalization(0, MEANS, DEVIATIONS).before(network()));
        Path bare = model("bare.onnx", network());
        for (String norm : List.of("inf", "2")) {
            Object[] options = {"--epsilon", "0.01", "--norm", norm};
            AuditReport inside = report(whole, data, options);
            AuditReport before = report(bare, data, "--epsilon", "0.01", "--norm", norm, "--normalize", NORMALIZE);
            assertEquals(inside.examples(), before.examples());
            assertEquals(1, before.sandwich().cleanAccuracy());
            assertEquals("normalized by " + NORMALIZE, before.settings().reading());
            assertTold(Files.readString(folder.resolve("report/report.html")), "normalized by " + NORMALIZE);
        }
        Commands.Ending without = audit(bare, data, "--epsilon", "0.01", "--norm", "2", "--resume");
        assertEquals(ExitCode.BAD_INPUT, without.code(), without.out());
        assertTold(without.err(), "normalized by");
    }

    @Test
    void votesAreOfTheNormalizedModelAndTheCheckerReplaysThem() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path bare = model("bare.onnx", network());
        Path smoothing = folder.resolve("smoothing");
        Commands.Ending smoothed = Commands.run(
                "smooth",
                bare,
                "--data",
                data,
                "--normalize",
                NORMALIZE,
                "--n",
                200,
                "--sigma",
                0.02,
                "--out",
                smoothing);
        assertEquals(ExitCode.OK, smoothed.code(), smoothed.err());
        Path certificate = smoothing.resolve("certificate.json");
        Commands.Ending valid = Commands.run("check", certificate, "--normalize", NORMALIZE, "--samples", "all");
        assertEquals(ExitCode.OK, valid.code(), valid.out() + valid.err());
        Commands.Ending recorded = Commands.run("check", certificate, "--samples", "all");
        assertEquals(ExitCode.OK, recorded.code(), recorded.out() + recorded.err());
        Commands.Ending other = Commands.run("check", certificate, "--normalize", "0,1", "--samples", "all");
        assertEquals(ExitCode.BAD_INPUT, other.code(), other.out());
        assertTold(other.err(), "--normalize says 0.0,1.0, but the certificate was made with");
    }

    @Test
    void trainedNetworksNormalizeByThemselves() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path trained = folder.resolve("trained.onnx");
        Commands.Ending ending = Commands.run(
                "train",
                "--data",
                data,
                "--test",
                data,
                "--normalize",
                NORMALIZE,
                "--network",
                "conv 4 3, relu, flatten, dense 3",
                "--epochs",
                40,
                "--batch",
                8,
                "--rate",
                0.02,
                "--out",
                trained);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTold(ending.out(), "trained.csv, and as curves", "trained.html");
        AuditReport report = report(trained, data, "--epsilon", "0.01");
        assertTold(
                ending.out(),
                "clean accuracy on bytes.npz: "
                        + new Shares(24).terminal(report.sandwich().correct()));
        assertTrue(report.sandwich().cleanAccuracy() > 0.8);
    }

    @Test
    void whatIsFoundAtLevelsCanBeStored() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path whole = model("whole.onnx", new Normalization(0, MEANS, DEVIATIONS).before(network()));
        for (String norm : List.of("inf", "2", "1")) {
            String epsilon = norm.equals("inf") ? "8/255" : norm.equals("2") ? "0.3" : "1";
            AuditReport report = report(whole, data, "--epsilon", epsilon, "--norm", norm, "--levels", 255);
            AuditReport every = report(whole, data, "--epsilon", epsilon, "--norm", norm);
            assertFalse(report.gallery().isEmpty());
            report.gallery().forEach(item -> requireBytes(item.adversarial()));
            assertEquals("levels 255", report.settings().features().getFirst().kind());
            // Bounds are of all real numbers in the ball, which in L∞ is a little wider for levels.
            if (!norm.equals("inf")) {
                for (int i = 0; i < COUNT; i++) {
                    double margin = every.examples().get(i).margin();
                    assertEquals(margin, report.examples().get(i).margin(), 1e-5 * Math.abs(margin));
                }
            }
        }
        Commands.Ending told = audit(whole, data, "--epsilon", "8/255", "--levels", 255);
        assertTold(
                told.out(),
                "levels 0 to 255 of the range, and a value may move by 8 of them",
                "levels 0 to 255 of its");
    }

    private static void requireBytes(Image image) {
        for (float value : image.values()) {
            assertEquals(Math.round(255 * value) / 255f, value);
        }
    }

    /** The float32 of a stored byte is exact to half a unit, so that eight steps are a little more than 8/255. */
    @Test
    void wholeStepsOfLevelsAreAllAllowed() throws IOException {
        Path data = data("bytes.npz", bytes());
        Path whole = model("whole.onnx", new Normalization(0, MEANS, DEVIATIONS).before(network()));
        AuditReport report = report(whole, data, "--epsilon", "8/255", "--levels", 255, "--attack", "fgsm");
        double held = report.settings().epsilon();
        assertTrue(held > 8 / 255.0 && held < 8.001 / 255, Double.toString(held));
        requireWithin(report, held, held, held);
        report.gallery().forEach(item -> {
            for (int i = 0; i < PICTURE.size(); i++) {
                int before = Math.round(255 * item.clean().values()[i]);
                int after = Math.round(255 * item.adversarial().values()[i]);
                int steps = Math.abs(after - before);
                assertTrue(steps == 8 || steps == 0 || after == 0 || after == 255, steps + " steps to " + after);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--range=0,1,0,1 | is it 0,1:0,1?",
                "--normalize=0.485,0.456,0.406:0.229,0.224,0.225 | is it 0.485,0.229:0.456,0.224:0.406,0.225?",
                "--normalize=0.5,0 | --normalize: a standard deviation must be finite and at least 2.938737E-39,",
                "--normalize=0.5,1e-40 | whose inverse float32 holds, but it is 1.0E-40",
                "--normalize=0.5,1e-50 | --normalize: a standard deviation is 1.0E-50, so little that it is 0 in float32",
                "--normalize=0.5,1:0.5,1e-40:0.5,1 | but that of channel 1 is 1.0E-40",
                "--normalize=1e39,1 | --normalize: a mean is 1.0E39, so much that it is infinite in float32",
                "--normalize=0.5,0.2:0.5,0.2 | no axis of 2 channels",
                "--epsilon=0.1:0.2 | no axis of 2 channels",
                "--epsilon=0.1:0.2:0.15 --levels=4 | a step needs at least: channel 0 0.25, channel 1 0.25, channel 2 0.25",
                "--epsilon=0.1 --levels=4 | a step needs at least: every value 0.25",
                "--epsilon=0.1:x:0.2 | 'x' is neither a number nor a fraction",
                "--epsilon=0.1:-1:0.2 | --epsilon of channel 1 must be at least 0",
                "--epsilon=0.1:1.5:0.2 | --epsilon of channel 1 is 1.5, which is larger than the whole range",
                "--epsilon=0.1:0.2:0.3 --range=0,1:0,1 | of 3 channels, but --range of 2",
                "--range=0,1:1,0:0,1 | --range of channel 1 must go up",
                "--range=0,1:0,0.5:0,1 | lies outside the range [0, 0.5]",
                "--levels=0 | --levels must be from 1 to 65535",
                "--levels=100 | none of the levels 0 to 100",
                "--levels=255 --range=0,1e-44 --epsilon=0 | fewer than the 256 floats",
            })
    void whatMakesNoSenseIsRefusedWithWhatToType(String options, String expected) throws IOException {
        Commands.Ending ending =
                audit(model("bare.onnx", network()), data("bytes.npz", bytes()), (Object[]) options.split(" "));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out() + ending.err());
        assertTold(ending.err(), expected);
    }

    @Test
    void featuresOfTablesAreNoChannels() throws IOException {
        Path file = Files.writeString(folder.resolve("features.csv"), "name,kind\na,immutable\n");
        Path table = Files.writeString(folder.resolve("table.csv"), "a,b,c,label\n0,1,1,0\n1,0,1,1\n");
        Trace trace = new Trace();
        Path model = model(
                "table.onnx",
                trace.graph("logits", trace.input("x", Shape.of(3)).dense(Commands.weights(trace, 1, 2, 3))));
        for (String option : List.of("--levels=255", "--epsilon=1:2:3")) {
            assertTold(
                    audit(model, table, "--features", file, option).err(), "--features is of the columns of a table");
        }
        assertTold(audit(model, table, "--epsilon=0.1:0.2:0.3").err(), "no axis of 3 channels", "--features");
    }

    /** Real pictures of three channels, where they are beside the checkout. */
    @Test
    void usersPictures() throws IOException {
        Path cases = Path.of("../../shared/data/user-cases");
        if (!Files.exists(cases)) {
            System.out.println("skipped: " + cases + " is not there");
            return;
        }
        AuditReport report = report(
                cases.resolve("cifar_norm.onnx"), cases.resolve("cifar.npz"), "--norm", "2", "--epsilon", "0.02");
        assertEquals(64, report.sandwich().examples());
        report = report(cases.resolve("cifar_norm.onnx"), cases.resolve("cifar.npz"), "--epsilon", "2/255:4/255:2/255");
        assertTrue(report.sandwich().robustLower() > 0);
    }
}
