package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random ONNX files, each a classifier of one input: any operator that the reader knows, in the forms of the opsets
 * from 7 to 24, constants computed inside the file, all types of elements, and numbers at which arithmetic breaks.
 */
public final class FileGenerator {
    private static final int OLDEST = 7;
    private static final int NEWEST = 28;
    private static final String INPUT = "x";

    private FileGenerator() {}

    /** The file of a seed; the same seed gives the same file. */
    public static ModelProto file(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        while (true) {
            try {
                ModelProto file = attempt(random.split());
                if (file != null) {
                    return file;
                }
            } catch (UndefinedException e) {
                // Another attempt: what this one came to has no value.
            }
        }
    }

    /** Operators that few opsets or shapes have, with the first and the last of those. */
    private record Rare(String operator, int first, int last) {}

    private static final List<Rare> RARE = List.of(
            new Rare("Scatter", 9, 10),
            new Rare("Upsample", 7, 9),
            new Rare("Swish", 24, NEWEST),
            new Rare("Attention", 23, NEWEST),
            new Rare("RotaryEmbedding", 23, NEWEST),
            new Rare("SwiGLU", 28, NEWEST),
            new Rare("RMSNormalization", 23, NEWEST),
            new Rare("Gelu", 20, NEWEST),
            new Rare("GroupNormalization", 18, NEWEST),
            new Rare("Mish", 18, NEWEST),
            new Rare("DynamicQuantizeLinear", 11, 22),
            new Rare("FeatureVectorizer", 11, 22),
            new Rare("LRN", 13, 22));

    private static ModelProto attempt(SplittableRandom random) {
        Rare rare = random.nextInt(8) == 0 ? RARE.get(random.nextInt(RARE.size())) : null;
        int opset = rare != null
                ? random.nextInt(rare.first, rare.last + 1)
                : random.nextInt(3) == 0 ? random.nextInt(OLDEST, NEWEST + 1) : random.nextInt(11, NEWEST + 1);
        Draft draft = new Draft(random, opset, element(random.nextInt(100), opset));
        int batch = random.nextInt(4) == 0 ? 1 : 0;
        String x = draft.input(INPUT, batch, shape(draft));
        ConstantGrower constants = new ConstantGrower(draft);
        LayerGrower layers = new LayerGrower(draft, constants, x, batch);
        if (random.nextInt(4) == 0 && (draft.element == Element.FLOAT16 || draft.element == Element.BFLOAT16)) {
            x = layers.widened(x, random.nextInt(4) == 0 ? Element.DOUBLE : Element.FLOAT);
        } else if (random.nextInt(20) == 0 && draft.element == Element.FLOAT) {
            x = layers.widened(x, Element.DOUBLE);
        }
        if (rare != null || random.nextInt(5) < 3) {
            x = layers.aimed(x, rare == null ? null : rare.operator);
        }
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            x = layers.layer(x);
        }
        String scores = classifier(draft, layers, x);
        if (!draft.flows(scores)) {
            return null;
        }
        int classes = draft.value(scores).size();
        if (classes < 2 || classes > 5 || draft.value(scores).element() != draft.element) {
            return null;
        }
        ModelProto model = draft.model(scores, batch);
        return random.nextInt(20) == 0 ? trained(model) : model;
    }

    /** With its normalisations in training, where it has any: then one example's result depends on the others. */
    static ModelProto trained(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        boolean modern = model.getOpsetImport(0).getVersion() >= 14;
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto.Builder node = graph.getNode(i).toBuilder();
            if (node.getOpType().equals("BatchNormalization")) {
                String name = node.getOutput(0);
                node.addOutput(name + "_mean").addOutput(name + "_variance");
                if (modern) {
                    node.addAttribute(Attributes.whole("training_mode", 1));
                } else {
                    node.addOutput(name + "_saved_mean").addOutput(name + "_saved_variance");
                }
                graph.setNode(i, node);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static Element element(int chance, int opset) {
        if (chance < 70) {
            return Element.FLOAT;
        }
        if (chance < 82) {
            return Element.DOUBLE;
        }
        return chance < 92 || opset < 13 ? Element.FLOAT16 : Element.BFLOAT16;
    }

    private static int[] shape(Draft draft) {
        SplittableRandom random = draft.random;
        return switch (random.nextInt(4)) {
            case 0, 1 -> new int[] {random.nextInt(1, 6)};
            case 2 -> new int[] {random.nextInt(1, 4), random.nextInt(1, 6)};
            default -> new int[] {random.nextInt(1, 4), random.nextInt(1, 5), random.nextInt(1, 5)};
        };
    }

    /** Two to five scores, with a tail that classifiers have. */
    private static String classifier(Draft draft, LayerGrower layers, String x) {
        int classes = draft.random.nextInt(2, 6);
        int size = draft.value(x).size();
        String flat = draft.shape(x).length == 2 ? x : layers.flattened(x);
        String scores = size >= 2 && size <= 5 && draft.is(0.3) ? flat : layers.linear(flat, size, classes);
        if (draft.is(0.6)) {
            return scores;
        }
        String operator = draft.any("Softmax", "Sigmoid", "LogSoftmax", "Mul", "Identity");
        if (!draft.has(operator, draft.element)) {
            return scores;
        }
        return operator.equals("Mul")
                ? draft.node("Mul", List.of(scores, draft.filled(draft.any(2.0, 0.1, 1e4, 0.5))))
                : draft.node(operator, List.of(scores));
    }
}
