package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The supported operators by ONNX's names. */
final class Operators {
    static final Map<String, Operator> ALL = all();

    private static final String COUNT = "how many elements it makes depends on the model's input;"
            + " choose what goes into it by --output NAME, and do the rest behind the network";

    private static final String PLACES = "the places that it samples are given as numbers of the model's input;"
            + " choose what goes into it by --output NAME";

    private static final String CHANCE = "it draws numbers by chance, so that the network has no single meaning;"
            + " export the model for inference";

    private static final String TEXT = "it works on text; give the network what the text becomes";

    /** Why some of ONNX's operators aren't there, and what can be done instead. */
    static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("NonMaxSuppression", COUNT),
            Map.entry("Unique", COUNT),
            Map.entry("RoiAlign", PLACES),
            Map.entry("MaxRoiPool", PLACES),
            Map.entry("DeformConv", PLACES),
            Map.entry("Bernoulli", CHANCE),
            Map.entry("Multinomial", CHANCE),
            Map.entry("RandomNormal", CHANCE),
            Map.entry("RandomNormalLike", CHANCE),
            Map.entry("RandomUniform", CHANCE),
            Map.entry("RandomUniformLike", CHANCE),
            Map.entry("StringNormalizer", TEXT),
            Map.entry("TfIdfVectorizer", TEXT),
            Map.entry("RegexFullMatch", TEXT),
            Map.entry("StringConcat", TEXT),
            Map.entry("StringSplit", TEXT),
            Map.entry(
                    "ai.onnx.ml.LabelEncoder", "it makes labels of other labels; choose the scores by --output NAME"));

    private Operators() {}

    /** The operator of a node, or null. */
    static Operator find(NodeProto node) {
        return ALL.get(key(node));
    }

    /** The name of a node's operator, behind its domain if that isn't the standard one. */
    static String key(NodeProto node) {
        return key(node.getDomain(), node.getOpType());
    }

    /** The name of an operator, behind its domain if that isn't the standard one. */
    static String key(String domain, String name) {
        return Outline.isStandard(domain) ? name : domain + "." + name;
    }

    /** Names operators whose nodes are walked, as they hold graphs or stand for one, and so are never applied. */
    static void registerWalked(Collection<String> names, Map<String, Operator> operators) {
        for (String name : names) {
            operators.put(name, _ -> {
                throw new IllegalStateException(name + " is walked, not applied");
            });
        }
    }

    private static Map<String, Operator> all() {
        Map<String, Operator> operators = new TreeMap<>();
        ArithmeticOperators.register(operators);
        PointwiseOperators.register(operators);
        LinearOperators.register(operators);
        WindowOperators.register(operators);
        ConstantOperators.register(operators);
        ShapeOperators.register(operators);
        SelectionOperators.register(operators);
        ReductionOperators.register(operators);
        ComparisonOperators.register(operators);
        ActivationOperators.register(operators);
        NormalisationOperators.register(operators);
        RearrangementOperators.register(operators);
        PlaceOperators.register(operators);
        OneHotOperator.register(operators);
        RecurrentOperators.register(operators);
        ResizeOperators.register(operators);
        EinsumOperator.register(operators);
        QuantisedOperators.register(operators);
        LearningOperators.register(operators);
        TreeOperators.register(operators);
        SupportVectorOperators.register(operators);
        EncodingOperators.register(operators);
        GridOperators.register(operators);
        RankingOperators.register(operators);
        ControlFlow.register(operators);
        Composites.register(operators);
        return Collections.unmodifiableMap(operators);
    }
}
