package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees that aren't any are refused with the node and the attribute. */
class TreeErrorsTest {
    /** Two trees of three nodes each. */
    private static Map<String, AttributeProto> attributes() {
        Map<String, AttributeProto> attributes = new LinkedHashMap<>();
        put(attributes, Models.list("nodes_treeids", 0, 0, 0, 1, 1, 1));
        put(attributes, Models.list("nodes_nodeids", 0, 1, 2, 0, 1, 2));
        put(attributes, Models.list("nodes_featureids", 0, 0, 0, 1, 0, 0));
        put(attributes, Models.list("nodes_truenodeids", 1, 0, 0, 1, 0, 0));
        put(attributes, Models.list("nodes_falsenodeids", 2, 0, 0, 2, 0, 0));
        put(attributes, Models.texts("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"));
        put(attributes, Models.reals("nodes_values", 0.5f, 0, 0, 0.25f, 0, 0));
        put(attributes, Models.list("target_treeids", 0, 0, 1, 1));
        put(attributes, Models.list("target_nodeids", 1, 2, 1, 2));
        put(attributes, Models.list("target_ids", 0, 0, 0, 0));
        put(attributes, Models.reals("target_weights", 1, 2, 10, 20));
        put(attributes, Models.whole("n_targets", 1));
        return attributes;
    }

    private static void put(Map<String, AttributeProto> attributes, AttributeProto attribute) {
        attributes.put(attribute.getName(), attribute);
    }

    private static byte[] model(Map<String, AttributeProto> attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName("forest")
                .setOpType("TreeEnsembleRegressor")
                .setDomain("ai.onnx.ml")
                .addInput("x")
                .addOutput("y")
                .addAllAttribute(attributes.values());
        return Models.of(17, -1, 2)
                .graph(graph -> graph.addNode(node))
                .model()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
                .build()
                .toByteArray();
    }

    @Test
    void treesThatAreRightAreRead() throws IOException {
        byte[] model = model(attributes());
        assertEquals(2, Onnx.open("m", model).trees().stages().getFirst().features());
        float[] sums = Models.run(Onnx.read(model), 2, 0.5f, 0.5f, 0.6f, 0.25f);
        assertEquals(List.of(11f, 22f), List.of(sums[0], sums[1]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes_treeids | 0 0 1 1 1 1 | nodes_nodeids has node 2 of tree 1 twice",
                "nodes_treeids | 0 0 0 1 1 0 | nodes_nodeids has node 2 of tree 0 twice, at elements 2 and 5",
                "nodes_truenodeids | 7 0 0 1 0 0 | nodes_truenodeids has 7 at element 0, for node 0 of tree 0, but that tree"
                        + " has no such node",
                "nodes_falsenodeids | 2 0 0 0 0 0 | nodes_falsenodeids makes node 0 of tree 1, the first of its tree and so"
                        + " its root, a branch of node 0 of tree 1",
                "nodes_featureids | 0 0 0 2 0 0 | nodes_featureids names the feature 2, but its input has 2 features",
                "nodes_featureids | 0 0 0 -1 0 0 | nodes_featureids has -1 at element 3",
                "nodes_featureids | 0 0 0 1 0 | nodes_featureids has 5 elements, but must have 6",
                "target_nodeids | 1 9 1 2 | target_treeids and target_nodeids have node 9 of tree 0 at element 1",
                "target_nodeids | 1 1 1 2 | node 2 of tree 0 is a leaf, but attribute target_nodeids has no weight for it",
                "target_ids | 0 0 3 0 | target_ids has 3 at element 2, but there are 1 scores",
                "n_targets | 0 | n_targets is 0"
            })
    void whatIsWrongIsNamed(String attribute, String numbers, String message) {
        Map<String, AttributeProto> attributes = attributes();
        long[] list = java.util.Arrays.stream(numbers.split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        put(
                attributes,
                attribute.equals("n_targets") ? Models.whole(attribute, list[0]) : Models.list(attribute, list));
        refused(attributes, message);
    }

    @Test
    void aCircleIsRefused() {
        Map<String, AttributeProto> attributes = attributes();
        put(attributes, Models.texts("nodes_modes", "BRANCH_LEQ", "BRANCH_LT", "LEAF", "BRANCH_GT", "LEAF", "LEAF"));
        put(attributes, Models.list("nodes_truenodeids", 1, 1, 0, 1, 0, 0));
        put(attributes, Models.list("nodes_falsenodeids", 2, 2, 0, 2, 0, 0));
        refused(attributes, "lead from node 1 of tree 0 back to node 1 of tree 0: a circle");
    }

    @Test
    void unknownWordsAndNumbersAreRefused() {
        Map<String, AttributeProto> modes = attributes();
        put(modes, Models.texts("nodes_modes", "BRANCH_ABOUT", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"));
        refused(modes, "nodes_modes has 'BRANCH_ABOUT' at element 0, for node 0 of tree 0");
        Map<String, AttributeProto> aggregate = attributes();
        put(aggregate, Models.text("aggregate_function", "MEDIAN"));
        refused(aggregate, "aggregate_function is 'MEDIAN', but may be one of [SUM, AVERAGE, MIN, MAX]");
        Map<String, AttributeProto> threshold = attributes();
        put(threshold, Models.reals("nodes_values", Float.NaN, 0, 0, 0, 0, 0));
        refused(threshold, "nodes_values has NaN at element 0, for node 0 of tree 0");
        Map<String, AttributeProto> weight = attributes();
        put(weight, Models.reals("target_weights", 1, Float.POSITIVE_INFINITY, 1, 1));
        refused(weight, "target_weights has Infinity at element 1");
    }

    /** A stump of the operator of opset 5. */
    private static byte[] stump(float weight) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName("stump")
                .setOpType("TreeEnsemble")
                .setDomain("ai.onnx.ml")
                .addInput("x")
                .addOutput("y")
                .addAttribute(Models.whole("n_targets", 1))
                .addAttribute(Models.list("tree_roots", 0))
                .addAttribute(Models.list("nodes_featureids", 1))
                .addAttribute(Models.list("nodes_truenodeids", 0))
                .addAttribute(Models.list("nodes_falsenodeids", 1))
                .addAttribute(Models.list("nodes_trueleafs", 1))
                .addAttribute(Models.list("nodes_falseleafs", 1))
                .addAttribute(Models.list("leaf_targetids", 0, 0))
                .addAttribute(tensor(Models.floats("nodes_splits", 0.5f)))
                .addAttribute(tensor(Models.integers("nodes_modes", 0)))
                .addAttribute(tensor(Models.floats("leaf_weights", 1, weight)));
        return Models.of(21, -1, 2)
                .graph(graph -> graph.addNode(node))
                .model()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(5))
                .build()
                .toByteArray();
    }

    private static AttributeProto tensor(TensorProto numbers) {
        return AttributeProto.newBuilder()
                .setName(numbers.getName())
                .setT(numbers)
                .build();
    }

    @Test
    void weightsOfAllOperatorsAreFinite() throws IOException {
        assertEquals(1, Onnx.open("m", stump(3)).trees().stages().size());
        for (float weight : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            String message = assertThrows(OnnxException.class, () -> Onnx.open("m", stump(weight)))
                    .getMessage();
            assertTrue(message.contains("leaf_weights has " + weight + " at element 1"), message);
        }
    }

    private static void refused(Map<String, AttributeProto> attributes, String part) {
        String message = assertThrows(OnnxException.class, () -> Onnx.open("m", model(attributes)))
                .getMessage();
        assertTrue(message.startsWith("node 'forest' (TreeEnsembleRegressor): "), message);
        assertTrue(message.contains(part), message);
    }
}
