package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.text;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that are composed of others, against values worked out by hand or with SciPy. */
class ComposedOperatorsTest {
    private static void check(
            String operator, float[] x, List<TensorProto> more, float[] expected, AttributeProto... all)
            throws OnnxException {
        float[] actual = single(18, operator, extents(-1, x.length), more, all).run(1, x);
        assertArrayEquals(expected, actual, 1e-6f, operator);
    }

    private static float[] numbers(float... numbers) {
        return numbers;
    }

    @Test
    void functionsAreTheirOwn() throws OnnxException {
        check("Erf", numbers(-3, -0.5f, 0, 1), List.of(), numbers(-0.99997791f, -0.52049988f, 0, 0.84270079f));
        check("Round", numbers(-2.5f, -0.5f, 0.5f, 1.5f, 2.4f), List.of(), numbers(-2, -0f, 0, 2, 2));
        check("Mish", numbers(-1, 2), List.of(), numbers(-0.30340147f, 1.94395896f));
        check("Hardmax", numbers(1, 3, 3, 2), List.of(), numbers(0, 1, 0, 0));
    }

    @Test
    void quantisationHasItsSteps() throws OnnxException {
        TensorProto zero = ConstantsTest.stored(ElementType.UINT8, "z", 10).toBuilder()
                .clearDims()
                .build();
        float[] actual = Models.of(13, -1, 4)
                .constant(scalar("s", 0.5f))
                .constant(zero)
                .node("QuantizeLinear", "x s z", "q")
                .node("DequantizeLinear", "q s z", "y")
                .run(1, 0.3f, 0.25f, -100, 1000);
        assertArrayEquals(numbers(0.5f, 0, -5, 122.5f), actual);
    }

    @Test
    void masksHideFromSoftmaxAlone() throws OnnxException {
        TensorProto mask = floats("m", 0, Float.NEGATIVE_INFINITY, 0);
        float[] masked = Models.of(13, -1, 3)
                .constant(mask)
                .node("Add", "x m", "h")
                .node("Softmax", "h", "y", whole("axis", 1))
                .run(1, 1, 50, 1);
        assertArrayEquals(numbers(0.5f, 0, 0.5f), masked);
        Models seen = Models.of(13, -1, 3).constant(mask).node("Add", "x m", "y");
        assertThrows(OnnxException.class, () -> Onnx.read(seen.bytes()));
    }

    @Test
    void choicesDependOnTheInput() throws OnnxException {
        float[] actual = Models.of(13, -1, 3)
                .constant(scalar("zero", 0))
                .node("Greater", "x zero", "c")
                .node("Neg", "x", "n")
                .node("Where", "c x n", "y")
                .run(1, -2, 0, 3);
        assertArrayEquals(numbers(2, 0, 3), actual);
    }

    @Test
    void functionsOfTheModelAreInlined() throws OnnxException {
        NodeProto.Builder sum = NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("a")
                .addInput("a")
                .addOutput("b");
        FunctionProto.Builder twice = FunctionProto.newBuilder()
                .setName("Twice")
                .setDomain("own")
                .addInput("a")
                .addOutput("b")
                .addNode(sum);
        Models models = Models.of(13, -1, 2)
                .graph(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Twice")
                        .setDomain("own")
                        .addInput("x")
                        .addOutput("y")));
        ModelProto model = models.model().addFunctions(twice).build();
        assertArrayEquals(numbers(2, 4), Models.run(Onnx.read(model.toByteArray()), 1, 1, 2));
        twice.clearNode()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Twice")
                        .setDomain("own")
                        .addInput("a")
                        .addOutput("b"));
        ModelProto endless = models.model().addFunctions(twice).build();
        String message = assertThrows(OnnxException.class, () -> Onnx.read(endless.toByteArray()))
                .getMessage();
        assertTrue(message.contains("without end"), message);
    }

    @Test
    void branchesThatAreKnownAreTaken() throws OnnxException {
        Models model = Models.of(13, -1, 2)
                .constant(ConstantsTest.stored(ElementType.BOOL, "c", 0).toBuilder()
                        .clearDims()
                        .build())
                .node("If", "c", "y", branch("then_branch", "Relu"), branch("else_branch", "Neg"));
        assertArrayEquals(numbers(1, -2), model.run(1, -1, 2));
    }

    private static AttributeProto branch(String name, String operator) {
        GraphProto graph = GraphProto.newBuilder()
                .addNode(
                        NodeProto.newBuilder().setOpType(operator).addInput("x").addOutput(name + operator))
                .addOutput(Models.declared(ElementType.FLOAT, name + operator))
                .build();
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(5)
                .setG(graph.toByteString())
                .build();
    }

    @Test
    void imagesGrow() throws OnnxException {
        float[] nearest = Models.of(13, -1, 1, 1, 2)
                .constant(floats("scales", 1, 1, 1, 2))
                .node("Resize", "x  scales", "y", text("mode", "nearest"))
                .run(1, 1, 3);
        assertArrayEquals(numbers(1, 1, 3, 3), nearest);
        float[] linear = Models.of(13, -1, 1, 1, 2)
                .constant(integers("sizes", 1, 1, 1, 4))
                .node("Resize", "x   sizes", "y", text("mode", "linear"))
                .run(1, 1, 3);
        assertArrayEquals(numbers(1, 1.5f, 2.5f, 3), linear);
    }
}
