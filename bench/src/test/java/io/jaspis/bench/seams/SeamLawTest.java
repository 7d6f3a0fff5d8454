package io.jaspis.bench.seams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of what {@code jaspis bench seams} does, and that it would notice. */
class SeamLawTest {
    private static final int FILES = 800;
    private static final long SEED = 11;

    private static final Device PROCESSOR = new Cpu(Providers.best(), Workers.of(1));

    /** A device compiles each file's kernels anew. */
    private static final int FILES_ON_DEVICE = 6;

    private static final String TREES = "a tree has laws of its own, over files of trees alone";

    private record Examined(long seed, ModelProto file, Examination found) {
        static Examined of(long seed) {
            ModelProto file = FileGenerator.file(seed);
            return new Examined(seed, file, SeamLaw.examine(file, seed));
        }
    }

    @Test
    void nothingSaidOfRandomFilesIsWrong() {
        List<String> wrong = new ArrayList<>();
        Set<String> operators = new TreeSet<>();
        int read = 0;
        int points = 0;
        int certified = 0;
        int proved = 0;
        int attacks = 0;
        int gradients = 0;
        int smoothed = 0;
        List<Examined> all = IntStream.range(0, FILES)
                .parallel()
                .mapToObj(i -> Examined.of(SeamRun.fileSeed(SEED, i)))
                .toList();
        for (Examined each : all) {
            Examination found = each.found();
            found.violations().forEach(violation -> wrong.add("seed " + each.seed() + ": " + violation));
            if (found.read()) {
                read++;
                each.file().getGraph().getNodeList().forEach(node -> operators.add(Call.operator(node)));
            }
            points += found.points();
            certified += found.certified();
            proved += found.proved();
            attacks += found.attacks();
            gradients += found.gradients();
            smoothed += found.smoothed();
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        // The law must have had something to hold.
        assertTrue(read > 0.7 * FILES, read + " files read");
        assertTrue(points > 8 * FILES && certified > FILES / 2 && attacks > FILES / 20 && smoothed > FILES / 20);
        assertTrue(proved > FILES / 100, proved + " queries proved");
        assertTrue(gradients > FILES / 4, gradients + " gradients");
        assertEquals(FileEvaluator.OPERATORS.keySet(), operators);
    }

    @Test
    void nothingThatADeviceSaysOfRandomFilesIsWrong() {
        assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        List<String> wrong = new ArrayList<>();
        int points = 0;
        try (OpenClDevice device = new OpenClDevice(Devices.list().getFirst(), _ -> {})) {
            for (int i = 0; i < FILES_ON_DEVICE; i++) {
                long seed = SeamRun.fileSeed(SEED + 1, i);
                Examination found = SeamLaw.examine(FileGenerator.file(seed), seed, device);
                found.violations().forEach(violation -> wrong.add("seed " + seed + ": " + violation));
                points += found.points();
            }
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        assertTrue(points > FILES_ON_DEVICE, points + " points");
    }

    private static final String LAYOUTS =
            "they stand in layouts of their own, which LearningParityTest has beside ONNX Runtime";

    private static final String RUNTIME =
            "it is of ONNX Runtime's own domain, whose operators AttentionParityTest, FusedParityTest and QuantisedParityTest have beside the runtime";

    /** Operators that random files don't have, each with why; ONNX's own examples hold them, by {@code jaspis bench onnx}. */
    private static final Map<String, String> HELD_TO_EXAMPLES = Map.ofEntries(
            Map.entry(
                    "GridSample",
                    "its places are constants with the batch among their axes, which one example alone has"),
            Map.entry("If", "a branch that is known is put in its node's place before any operator is read"),
            Map.entry("Loop", "a body is put as often as is known in its node's place before any operator is read"),
            Map.entry("Scan", "a body is put for each place of what is scanned in its node's place"),
            Map.entry(
                    "SimplifiedLayerNormalization",
                    "it is ONNX Runtime's name of RMSNormalization, and FusedParityTest has it beside the runtime"),
            Map.entry("ai.onnx.ml.Imputer", LAYOUTS),
            Map.entry("ai.onnx.ml.LabelEncoder", LAYOUTS),
            Map.entry("ai.onnx.ml.OneHotEncoder", LAYOUTS),
            Map.entry("ai.onnx.ml.SVMClassifier", LAYOUTS),
            Map.entry("ai.onnx.ml.SVMRegressor", LAYOUTS),
            Map.entry("ai.onnx.ml.TreeEnsemble", TREES),
            Map.entry("ai.onnx.ml.TreeEnsembleClassifier", TREES),
            Map.entry("ai.onnx.ml.TreeEnsembleRegressor", TREES),
            Map.entry("ai.onnx.ml.ZipMap", "what it makes are maps, which no operator takes; its input is the output"),
            Map.entry("com.microsoft.Attention", RUNTIME),
            Map.entry("com.microsoft.BiasGelu", RUNTIME),
            Map.entry("com.microsoft.FastGelu", RUNTIME),
            Map.entry("com.microsoft.FusedConv", RUNTIME),
            Map.entry("com.microsoft.FusedGemm", RUNTIME),
            Map.entry("com.microsoft.FusedMatMul", RUNTIME),
            Map.entry("com.microsoft.Gelu", RUNTIME),
            Map.entry("com.microsoft.MultiHeadAttention", RUNTIME),
            Map.entry("com.microsoft.QGemm", RUNTIME),
            Map.entry("com.microsoft.QLinearAdd", RUNTIME),
            Map.entry("com.microsoft.QLinearAveragePool", RUNTIME),
            Map.entry("com.microsoft.QLinearConcat", RUNTIME),
            Map.entry("com.microsoft.QLinearGlobalAveragePool", RUNTIME),
            Map.entry("com.microsoft.QLinearLeakyRelu", RUNTIME),
            Map.entry("com.microsoft.QLinearMul", RUNTIME),
            Map.entry("com.microsoft.QLinearSigmoid", RUNTIME),
            Map.entry("com.microsoft.QuickGelu", RUNTIME),
            Map.entry("com.microsoft.SkipLayerNormalization", RUNTIME),
            Map.entry("com.microsoft.SkipSimplifiedLayerNormalization", RUNTIME));

    /** Whoever adds an operator to the reader says here what holds it. */
    @Test
    void theEvaluatorKnowsTheOperatorsThatTheReaderDoesButForThoseHeldToExamples() {
        ModelProto file = FileGenerator.file(1);
        ModelProto unknown = file.toBuilder()
                .setGraph(file.getGraph().toBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("NoSuchOperator")
                                .addInput(file.getGraph().getOutput(0).getName())
                                .addOutput("y"))
                        .setOutput(0, file.getGraph().getOutput(0).toBuilder().setName("y")))
                .build();
        String message = assertThrows(OnnxException.class, () -> Onnx.read(unknown.toByteArray()))
                .getMessage();
        String list = message.substring(message.indexOf("supported: ") + "supported: ".length());
        Set<String> expected = new TreeSet<>(FileEvaluator.OPERATORS.keySet());
        expected.addAll(HELD_TO_EXAMPLES.keySet());
        assertEquals(FileEvaluator.OPERATORS.size() + HELD_TO_EXAMPLES.size(), expected.size(), "each is held once");
        assertEquals(expected, new TreeSet<>(Arrays.asList(list.split(", "))));
    }

    @Test
    void aSeedGivesTheSameFile() {
        assertEquals(FileGenerator.file(5), FileGenerator.file(5));
    }

    /** The network of one file is held to another that has one number changed. */
    @Test
    void anotherNetworkIsNoticed() throws Exception {
        int noticed = 0;
        for (long seed = 0; seed < 40; seed++) {
            ModelProto file = FileGenerator.file(seed);
            ModelProto other = withSmallerWeight(file);
            try {
                Examination found = new Examination();
                SeamLaw.examine(other, Onnx.read(file.toByteArray()), seed, PROCESSOR, found);
                noticed += found.violations().stream()
                                .anyMatch(violation -> violation.kind() == Violation.Kind.OUTSIDE_BOUNDS)
                        ? 1
                        : 0;
            } catch (OnnxException refused) {
                // This file has no part in it.
            }
        }
        assertTrue(noticed >= 5, noticed + " noticed");
    }

    /** With the first float of the last stored tensor that has any moved by a thousandth. */
    private static ModelProto withSmallerWeight(ModelProto file) {
        var graph = file.getGraph().toBuilder();
        for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
            FileTensor tensor = FileTensor.decode(graph.getInitializer(i));
            if (tensor.element() == Element.FLOAT && tensor.size() > 0) {
                long[] bits = new long[tensor.size()];
                Arrays.setAll(
                        bits, at -> Numbers.bits(Element.FLOAT, tensor.reals()[at].toDouble() * (at == 0 ? 0.999 : 1)));
                graph.setInitializer(
                        i,
                        Numbers.store(Element.FLOAT, tensor.shape(), bits, true).toBuilder()
                                .setName(graph.getInitializer(i).getName()));
                break;
            }
        }
        return file.toBuilder().setGraph(graph).build();
    }

    @Test
    void aFileWithoutMeaningMustBeRefused() throws Exception {
        for (long seed = 0; seed < 2000; seed++) {
            ModelProto file = FileGenerator.file(seed);
            boolean normalises = file.getGraph().getNodeList().stream()
                    .anyMatch(node -> node.getOpType().equals("BatchNormalization") && node.getOutputCount() == 1);
            if (normalises && SeamLaw.examine(file, seed).read()) {
                Examination found = new Examination();
                SeamLaw.examine(FileGenerator.trained(file), Onnx.read(file.toByteArray()), seed, PROCESSOR, found);
                assertEquals(
                        List.of(Violation.Kind.READ_WITHOUT_MEANING),
                        found.violations().stream().map(Violation::kind).toList());
                return;
            }
        }
        throw new AssertionError("no file normalises");
    }

    @Test
    void aRunGoesOnWhereItWas(@TempDir Path folder) throws Exception {
        PrintWriter terminal = new PrintWriter(new StringWriter());
        new SeamRun(3, 6, folder, terminal).run();
        SeamRun.Counts resumed = new SeamRun(3, 12, folder, terminal).run();
        SeamRun.Counts whole = new SeamRun(3, 12, folder.resolve("whole"), terminal).run();
        assertEquals(whole, resumed);
        assertEquals(12, whole.done());
    }

    /** Under a law that no file keeps. */
    @Test
    void whatBreaksTheLawIsCountedAndKeptAndMadeSmaller(@TempDir Path folder) throws Exception {
        int files = 4;
        SeamRun.Law broken = (_, _) -> {
            Examination found = new Examination();
            found.violation(Violation.Kind.OUTSIDE_BOUNDS, "whatever it says");
            return found;
        };
        SeamRun.Counts counts = new SeamRun(3, files, folder, new PrintWriter(new StringWriter()), broken).run();
        assertFalse(counts.holds());
        assertEquals(Map.of("OUTSIDE_BOUNDS", files), counts.violations());
        long smaller = 0;
        long whole = 0;
        for (int i = 0; i < files; i++) {
            String stem = "outside_bounds-" + SeamRun.fileSeed(3, i);
            smaller += Files.size(folder.resolve(stem + ".onnx"));
            whole += Files.size(folder.resolve(stem + ".whole.onnx"));
            assertTrue(Files.readString(folder.resolve(stem + ".json")).contains("whatever it says"));
        }
        assertTrue(smaller < whole, smaller + " bytes of " + whole);
    }
}
