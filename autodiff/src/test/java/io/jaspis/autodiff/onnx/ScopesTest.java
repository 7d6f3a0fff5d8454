package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Bodies.body;
import static io.jaspis.autodiff.onnx.Bodies.node;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The names in branches and bodies of loops: what they mean there, and that nothing outside knows them. */
class ScopesTest {
    private static Models model() {
        return Models.of(13, -1, 2)
                .constant(OnnxTensors.encode("three", new int[0], new long[] {3}))
                .constant(truth("yes", 1))
                .constant(truth("no", 0))
                .constant(floats("k", 10));
    }

    /** A branch of these nodes, which is taken; else it would be −x. */
    private static Models branch(String output, String result, NodeProto... nodes) {
        return model().node(
                        "If",
                        "yes",
                        output,
                        body("then_branch", "", result, nodes),
                        body("else_branch", "", "n", node("Neg", "x", "n")));
    }

    private static TensorProto truth(String name, int value) {
        return ConstantsTest.stored(ElementType.BOOL, name, value).toBuilder()
                .clearDims()
                .build();
    }

    /**
     * Three turns of s ← −(s + k) in a branch, and what the model has besides: whatever the body and the branch call their own,
     * the names of others included.
     */
    @Property(tries = 300)
    void aNameOfAGraphsOwnIsNoOthers(@ForAll("names") List<String> names, @ForAll("names") List<String> others)
            throws OnnxException {
        String own = others.getFirst();
        Assume.that(!own.equals(names.get(3)));
        float[] expected =
                twisted(List.of("a0", "a1", "a2", "a3", "a4", "a5"), "b").run(2, 1, -2, 3, -4);
        assertArrayEquals(numbers(-12, -8, -16, -6), expected, "computed by hand");
        assertArrayEquals(expected, twisted(names, own).run(2, 1, -2, 3, -4));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.shuffle("x", "t", "z", "y", "three", "no", "i", "c", "s", "a", "r", "d");
    }

    private static Models twisted(List<String> names, String own) {
        String turn = names.get(0);
        String before = names.get(1);
        String state = names.get(2);
        String sum = names.get(3);
        String result = names.get(4);
        String goes = names.get(5);
        NodeProto branch = node(
                "If",
                "yes",
                result,
                body("then_branch", "", own, node("Neg", sum, own)),
                body("else_branch", "", own, node("Identity", sum, own)));
        return model().node(
                        "Loop",
                        "three yes x",
                        "z",
                        body(
                                "body",
                                turn + " " + before + " " + state,
                                goes + " " + result,
                                node("Add", state + " k", sum),
                                branch,
                                node("Identity", before, goes)))
                .node("Relu", "x", "t")
                .node("Sub", "z t", "y");
    }

    /** What keeps a branch's result from being known is told by itself, once, and not that it isn't known. */
    @Test
    void whatABranchLacksIsToldByItsNode() {
        for (Models lacking : List.of(
                branch("t", "r", node("DFT", "x", "d"), node("Neg", "d", "r")),
                branch("t", "i", node("Bernoulli", "x", "i")))) {
            byte[] model = lacking.node("Relu", "t", "y").bytes();
            OnnxException refusal = assertThrows(OnnxException.class, () -> Onnx.read(model));
            assertEquals(1, refusal.each().size(), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("isn't known"), refusal.getMessage());
        }
    }

    @Test
    void aConstantOfABranchIsItsOwn() throws OnnxException {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .addInitializer(floats("k", 1))
                .addNode(node("Add", "x k", "y"))
                .addOutput(Models.declared(ElementType.FLOAT, "y"));
        Models model = model().node(
                        "If",
                        "yes",
                        "t",
                        Bodies.of("then_branch", branch),
                        body("else_branch", "", "y", node("Neg", "x", "y")))
                .node("Add", "t k", "y");
        assertArrayEquals(numbers(12, 13), model.run(1, 1, 2));
    }

    @Test
    void bodiesWithinBodiesMayUseTheSameNames() throws OnnxException {
        NodeProto inner = node(
                "Loop",
                "three c s",
                "r",
                body("body", "i c s", "d r", node("Add", "s k", "r"), node("Identity", "c", "d")));
        Models model = model().node(
                        "Loop", "three yes x", "y", body("body", "i c s", "d r", inner, node("Identity", "c", "d")));
        assertArrayEquals(numbers(91, 92), model.run(1, 1, 2));
    }

    @Test
    void whatABranchMakesIsntKnownOutside() {
        NodeProto user = node(
                "If",
                "yes",
                "y",
                body("then_branch", "", "u", node("Neg", "inside", "u")),
                body("else_branch", "", "u", node("Neg", "x", "u")));
        Models model = branch("t", "inside", node("Relu", "x", "inside")).graph(graph -> graph.addNode(user));
        refused(model, "nothing makes 'inside'");
    }

    @Test
    void whatANodeOfABodyNeedsComesBefore() {
        Models model = branch("y", "v", node("Relu", "u", "v"), node("Neg", "x", "u"));
        refused(model, "nothing makes");
    }

    @Test
    void aNameOfTwoThingsInABranchIsRefused() {
        Models model = branch("y", "v", node("Relu", "x", "v"), node("Neg", "x", "v"));
        refused(model, "in 'then_branch' of", "'v' is given to two things");
    }

    @Test
    void aCircleThroughABranchIsFound() {
        Models model = branch("t", "v", node("Relu", "y", "v")).node("Neg", "t", "y");
        refused(model, "needs its own output");
    }

    @Test
    void functionsAreCalledInBranchesAndHaveBranches() throws OnnxException {
        NodeProto call = NodeProto.newBuilder()
                .setOpType("Down")
                .setDomain("own")
                .addInput("x")
                .addInput("x")
                .addOutput("v")
                .build();
        // In the branch b is the branch's, and a the function's.
        FunctionProto down = FunctionProto.newBuilder()
                .setName("Down")
                .setDomain("own")
                .addInput("a")
                .addInput("b")
                .addOutput("r")
                .addNode(node(
                        "Constant",
                        "",
                        "true",
                        AttributeProto.newBuilder()
                                .setName("value")
                                .setT(truth("", 1))
                                .build()))
                .addNode(node(
                        "If",
                        "true",
                        "r",
                        body("then_branch", "", "c", node("Neg", "a", "b"), node("Sub", "b a", "c")),
                        body("else_branch", "", "c", node("Relu", "b", "c"))))
                .build();
        ModelProto model = model().node(
                        "If",
                        "no",
                        "y",
                        body("then_branch", "", "v", node("Relu", "x", "v")),
                        body("else_branch", "", "v", call))
                .model()
                .addFunctions(down)
                .build();
        assertArrayEquals(numbers(-2, 4), Models.run(Onnx.read(model.toByteArray()), 1, 1, -2));
    }

    @Test
    void loopsWithoutEndAreRefused() {
        TensorProto many = OnnxTensors.encode("many", new int[0], new long[] {100_000});
        NodeProto inner = node("Loop", "many c s", "r", body("body", "i c s", "c s"));
        Models model = model().constant(many).node("Loop", "many yes x", "y", body("body", "i c s", "c r", inner));
        refused(model, "more than 3,000,000 turns");
    }

    @Test
    void functionsThatCallManyAreRefused() {
        ModelProto.Builder model = Models.of(13, -1, 2)
                .graph(graph -> graph.addNode(call(0, "x", "y")))
                .model();
        for (int i = 0; i < 40; i++) {
            model.addFunctions(FunctionProto.newBuilder()
                    .setName("F" + i)
                    .setDomain("own")
                    .addInput("a")
                    .addOutput("b")
                    .addNode(call(i + 1, "a", "c"))
                    .addNode(call(i + 1, "a", "b")));
        }
        model.addFunctions(FunctionProto.newBuilder()
                .setName("F40")
                .setDomain("own")
                .addInput("a")
                .addOutput("b"));
        byte[] bytes = model.build().toByteArray();
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(bytes)).getMessage();
        assertTrue(message.contains("too many nodes"), message);
    }

    private static NodeProto call(int number, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType("F" + number)
                .setDomain("own")
                .addInput(input)
                .addOutput(output)
                .build();
    }

    @Test
    void bodiesThatLackOutputsAreRefused() {
        Models none = model().node("Loop", "three yes x", "y", body("body", "i c s", ""));
        refused(none, "its body has 0 outputs, where 2 are needed");
        Models collected = model().node("Loop", "three yes x", "t y", body("body", "i c s", "c s"));
        refused(collected, "its body has 2 outputs, where 3 are needed");
        Models branch = branch("t y", "v", node("Relu", "x", "v"));
        refused(branch, "its branch has 1 outputs, but the node 2");
    }

    @Test
    void turnsAreOneNumber() {
        Models model = model().constant(OnnxTensors.encode("none", new int[] {0}, new long[0]))
                .node("Loop", "none yes x", "y", body("body", "i c s", "c s"));
        refused(model, "the number of turns must be a single one");
    }

    /** An output that nobody wants has an empty name, which is no name of others that nobody wants. */
    @Test
    void anOutputWithoutANameIsNobodysInput() throws OnnxException {
        Models model = model().graph(graph -> graph.addNode(NodeProto.newBuilder()
                                .setOpType("Unknown")
                                .addInput("x")
                                .addOutput("")
                                .addOutput("u"))
                        .addOutput(Models.declared(ElementType.INT64, "u"))
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Clip")
                                .addInput("x")
                                .addInput("")
                                .addInput("one")
                                .addOutput("y")))
                .constant(Models.scalar("one", 1));
        assertArrayEquals(numbers(1, -2), model.run(1, 3, -2));
    }

    /** A mask in a branch, or before one, is as any other. */
    @Test
    void masksInBranchesAreSoftened() throws OnnxException {
        TensorProto mask = floats("m", 0, Float.NEGATIVE_INFINITY);
        NodeProto masked = node("Add", "x m", "v");
        NodeProto soft = node("Softmax", "v", "w");
        Models inside = model().constant(mask)
                .node(
                        "If",
                        "yes",
                        "t",
                        body("then_branch", "", "v", masked),
                        body("else_branch", "", "v", node("Identity", "x", "v")))
                .node("Softmax", "t", "y");
        Models before = model().constant(mask)
                .graph(graph -> graph.addNode(masked))
                .node(
                        "If",
                        "yes",
                        "y",
                        body("then_branch", "", "w", soft),
                        body("else_branch", "", "w", node("Neg", "x", "w")));
        for (Models model : List.of(inside, before)) {
            assertArrayEquals(numbers(1, 0), model.run(1, 3, 4));
        }
        Models bare = model().constant(mask)
                .graph(graph -> graph.addNode(masked))
                .node(
                        "If",
                        "yes",
                        "y",
                        body("then_branch", "", "w", node("Neg", "v", "w")),
                        body("else_branch", "", "w", soft));
        refused(bare, "weights must be finite");
        Models looped = model().constant(mask)
                .node("Loop", "three yes x", "z", body("body", "i c s", "c v", node("Add", "s m", "v")))
                .node("Softmax", "z", "y");
        refused(looped, "weights must be finite");
    }

    /** A softmax at the end of a long way, on which there could be a mask. */
    @Test
    void longWaysAreNoDeepOnes() throws OnnxException {
        TensorProto many = OnnxTensors.encode("many", new int[0], new long[] {20_000});
        Models model = model().constant(many)
                .node("Loop", "many yes x", "z", body("body", "i c s", "c t", node("Add", "s x", "t")))
                .node("Softmax", "z", "y");
        assertArrayEquals(numbers(0.5f, 0.5f), model.run(1, 3, 3));
    }

    @Test
    void namesInBodiesAreNamesOfOneThing() {
        GraphProto.Builder twice = GraphProto.newBuilder()
                .addInitializer(floats("k", 1))
                .addInitializer(floats("k", 2))
                .addNode(node("Add", "x k", "v"))
                .addOutput(Models.declared(ElementType.FLOAT, "v"));
        Models stored = model().node(
                        "If",
                        "yes",
                        "y",
                        Bodies.of("then_branch", twice),
                        body("else_branch", "", "v", node("Neg", "x", "v")));
        refused(stored, "has no name, or that of another");
    }

    /** What is collected may be stacked along any axis. */
    @Test
    void scansStackAlongAnyAxis() throws OnnxException {
        for (long axis : new long[] {1, -1}) {
            Models model = Models.of(13, -1, 2, 3)
                    .node(
                            "Scan",
                            "x",
                            "y",
                            Models.whole("num_scan_inputs", 1),
                            Models.list("scan_input_axes", 2),
                            Models.list("scan_output_axes", axis),
                            body("body", "v", "w", node("Neg", "v", "w")));
            float[] expected = axis == 1 ? numbers(-1, -4, -2, -5, -3, -6) : numbers(-1, -2, -3, -4, -5, -6);
            assertArrayEquals(expected, model.run(1, 1, 2, 3, 4, 5, 6));
        }
    }

    private static Models idle(String outputs, GraphProto.Builder body) {
        return model().constant(OnnxTensors.encode("never", new int[0], new long[] {0}))
                .node("Loop", "never yes x", outputs, Bodies.of("body", body));
    }

    /** A body that collects v, −k, and tells these extents of it. */
    private static GraphProto.Builder collecting(long... extents) {
        return GraphProto.newBuilder()
                .addInput(Models.declared(ElementType.INT64, "i"))
                .addInput(Models.declared(ElementType.BOOL, "c"))
                .addInput(Models.declared(ElementType.FLOAT, "s"))
                .addNode(node("Neg", "k", "v"))
                .addOutput(Models.declared(ElementType.BOOL, "c"))
                .addOutput(Models.declared(ElementType.FLOAT, "s"))
                .addOutput(Models.declared(ElementType.FLOAT, "v", extents));
    }

    @Test
    void aLoopOfNoTurnsCollectsNothing() throws OnnxException {
        Models joined = idle("t z", collecting(1))
                .constant(floats("m", new int[] {1, 1}, 7))
                .node("Concat", "z m", "j", Models.whole("axis", 0))
                .node("Add", "t j", "y");
        assertArrayEquals(numbers(10, 11), joined.run(1, 3, 4));
        Models shape = idle("t z", collecting(1))
                .node("Shape", "z", "n")
                .node("Cast", "n", "f", Models.whole("to", 1))
                .node("Add", "t f", "y");
        assertArrayEquals(numbers(3, 5), shape.run(1, 3, 4));
    }

    @Test
    void anOutputWithoutElementsIsLeftOut() throws OnnxException {
        Models model =
                idle("y z", collecting(1)).graph(graph -> graph.addOutput(Models.declared(ElementType.FLOAT, "z")));
        assertArrayEquals(numbers(3, 4), model.run(1, 3, 4));
        OnnxException asked =
                assertThrows(OnnxException.class, () -> Onnx.read(model.bytes(), Reading.PLAIN.outputs(List.of("z"))));
        assertTrue(asked.getMessage().contains("the output 'z' is the same for every input and has no elements"));
    }

    /** Only where it is used: the state goes on as it was. */
    @Test
    void nothingOfAnUnknownShapeIsRefusedWhereItIsUsed() throws OnnxException {
        assertArrayEquals(numbers(3, 4), idle("y z", collecting(-1)).run(1, 3, 4));
        refused(
                idle("t z", collecting(-1)).node("Add", "t z", "y"),
                "(Loop)",
                "it takes no turn",
                "its output 1 collects");
    }
}
