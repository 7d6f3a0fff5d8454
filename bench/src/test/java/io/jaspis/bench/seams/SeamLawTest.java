package io.jaspis.bench.seams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of what {@code jaspis bench seams} does, and that it would notice. */
class SeamLawTest {
    private static final int FILES = 400;
    private static final long SEED = 11;

    @Test
    void nothingSaidOfRandomFilesIsWrong() {
        List<String> wrong = new ArrayList<>();
        Set<String> operators = new TreeSet<>();
        int read = 0;
        int points = 0;
        int certified = 0;
        int attacks = 0;
        int smoothed = 0;
        for (int i = 0; i < FILES; i++) {
            long seed = SeamRun.fileSeed(SEED, i);
            ModelProto file = FileGenerator.file(seed);
            Examination found = SeamLaw.examine(file, seed);
            found.violations().forEach(violation -> wrong.add("seed " + seed + ": " + violation));
            if (found.read()) {
                read++;
                file.getGraph().getNodeList().forEach(node -> operators.add(node.getOpType()));
            }
            points += found.points();
            certified += found.certified();
            attacks += found.attacks();
            smoothed += found.smoothed();
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        // The law must have had something to hold.
        assertTrue(read > 0.7 * FILES, read + " files read");
        assertTrue(points > 8 * FILES && certified > FILES / 2 && attacks > FILES / 20 && smoothed > FILES / 20);
        assertEquals(FileEvaluator.OPERATORS.keySet(), operators);
    }

    /** Operators that random files don't have: ONNX's own examples hold them, by {@code jaspis bench onnx}. */
    private static final Set<String> HELD_TO_EXAMPLES = Set.of(
            "Acosh",
            "And",
            "ArgMax",
            "ArgMin",
            "Asinh",
            "Atanh",
            "BitShift",
            "BitwiseAnd",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseXor",
            "CastLike",
            "Celu",
            "Compress",
            "ConvInteger",
            "Cosh",
            "CumSum",
            "DepthToSpace",
            "DequantizeLinear",
            "Det",
            "DynamicQuantizeLinear",
            "Einsum",
            "Erf",
            "EyeLike",
            "GRU",
            "GatherElements",
            "GatherND",
            "Gelu",
            "GlobalLpPool",
            "Greater",
            "GreaterOrEqual",
            "GridSample",
            "GroupNormalization",
            "Hardmax",
            "If",
            "InstanceNormalization",
            "IsInf",
            "IsNaN",
            "LRN",
            "LSTM",
            "Less",
            "LessOrEqual",
            "Loop",
            "LpNormalization",
            "LpPool",
            "MatMulInteger",
            "MeanVarianceNormalization",
            "Mish",
            "Mod",
            "NonZero",
            "Not",
            "OneHot",
            "Or",
            "QLinearConv",
            "QLinearMatMul",
            "QuantizeLinear",
            "RMSNormalization",
            "RNN",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "Resize",
            "ReverseSequence",
            "Round",
            "Scatter",
            "ScatterElements",
            "ScatterND",
            "Shrink",
            "Sinh",
            "SpaceToDepth",
            "Swish",
            "Tan",
            "ThresholdedRelu",
            "TopK",
            "Trilu",
            "Upsample",
            "Xor",
            "ai.onnx.ml.ArrayFeatureExtractor",
            "ai.onnx.ml.Binarizer",
            "ai.onnx.ml.FeatureVectorizer",
            "ai.onnx.ml.Imputer",
            "ai.onnx.ml.LabelEncoder",
            "ai.onnx.ml.LinearClassifier",
            "ai.onnx.ml.LinearRegressor",
            "ai.onnx.ml.Normalizer",
            "ai.onnx.ml.OneHotEncoder",
            "ai.onnx.ml.SVMClassifier",
            "ai.onnx.ml.SVMRegressor",
            "ai.onnx.ml.Scaler",
            "ai.onnx.ml.TreeEnsemble",
            "ai.onnx.ml.TreeEnsembleClassifier",
            "ai.onnx.ml.TreeEnsembleRegressor",
            "ai.onnx.ml.ZipMap");

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
        expected.addAll(HELD_TO_EXAMPLES);
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
                SeamLaw.examine(other, Onnx.read(file.toByteArray()), seed, found);
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
                SeamLaw.examine(FileGenerator.trained(file), Onnx.read(file.toByteArray()), seed, found);
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
        new SeamRun(3, 15, folder, terminal).run();
        SeamRun.Counts resumed = new SeamRun(3, 30, folder, terminal).run();
        SeamRun.Counts whole = new SeamRun(3, 30, folder.resolve("whole"), terminal).run();
        assertEquals(whole, resumed);
        assertEquals(30, whole.done());
    }
}
