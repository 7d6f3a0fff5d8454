package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small models for tests, from an input {@code x} to an output {@code y}. */
public final class Models {
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final int opset;

    private Models(ElementType type, int opset, long... extents) {
        this.opset = opset;
        graph.addInput(info(type, "x", extents)).addOutput(info(type, "y"));
    }

    /** A model whose input has these extents; −1 makes one open. */
    public static Models of(int opset, long... extents) {
        return of(ElementType.FLOAT, opset, extents);
    }

    /** The same with elements of another type. */
    static Models of(ElementType type, int opset, long... extents) {
        return new Models(type, opset, extents);
    }

    /** A model of one node that gets the input and then these constants. */
    static Models single(
            int opset, String operator, long[] extents, List<TensorProto> more, AttributeProto... attributes) {
        Models model = of(opset, extents);
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName("only")
                .setOpType(operator)
                .addInput("x")
                .addOutput("y");
        for (TensorProto tensor : more) {
            node.addInput(tensor.getName());
            if (!tensor.getName().isEmpty()) {
                model.graph.addInitializer(tensor);
            }
        }
        model.graph.addNode(node.addAllAttribute(List.of(attributes)));
        return model;
    }

    private static ValueInfoProto info(ElementType type, String name, long... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long extent : extents) {
            shape.addDim(
                    extent < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("n")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(type.code())
                                .setShape(shape)))
                .build();
    }

    /** Another input. */
    Models input(String name, long... extents) {
        graph.addInput(info(ElementType.FLOAT, name, extents));
        return this;
    }

    public Models constant(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    public Models node(String operator, String inputs, String outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(" ")))
                .addAllOutput(List.of(outputs.split(" ")))
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** A change of the graph that only an invalid or unusual model needs. */
    Models graph(UnaryOperator<GraphProto.Builder> change) {
        change.apply(graph);
        return this;
    }

    /** What a model declares of a name. */
    static ValueInfoProto declared(ElementType type, String name, long... extents) {
        return info(type, name, extents);
    }

    ModelProto.Builder model() {
        return ModelProto.newBuilder()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph);
    }

    public byte[] bytes() {
        return model().build().toByteArray();
    }

    /** Asserts that the model is refused with a message which contains each of the words. */
    static void refused(Models model, String... words) {
        refused(model.bytes(), words);
    }

    /** The same of a model's bytes. */
    static void refused(byte[] model, String... words) {
        String message =
                assertThrows(OnnxException.class, () -> Onnx.read(model)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), () -> "\"" + word + "\" is not in: " + message);
        }
    }

    /** The output for these examples. */
    float[] run(int batch, float... x) throws OnnxException {
        return run(Onnx.read(bytes()), batch, x);
    }

    static float[] run(Graph read, int batch, float... x) {
        try (Execution execution = Cpu.best().load(Plan.of(read, batch))) {
            var shape = read.input("x").shape().insert(0, batch);
            return execution.run(Map.of("x", Tensor.of(shape, x))).get("y").data();
        }
    }

    static long[] extents(long... extents) {
        return extents;
    }

    static float[] numbers(float... numbers) {
        return numbers;
    }

    public static TensorProto floats(String name, int[] extents, float... data) {
        return OnnxTensors.encode(name, extents, data);
    }

    static TensorProto floats(String name, float... data) {
        return floats(name, new int[] {data.length}, data);
    }

    public static TensorProto scalar(String name, float value) {
        return floats(name, new int[0], value);
    }

    static TensorProto integers(String name, long... data) {
        return OnnxTensors.encode(name, new int[] {data.length}, data);
    }

    /** An input that is left out. */
    static TensorProto none() {
        return TensorProto.getDefaultInstance();
    }

    public static AttributeProto whole(String name, long value) {
        return ModelBuilder.attribute(name, value);
    }

    public static AttributeProto list(String name, long... values) {
        return ModelBuilder.attribute(name, values);
    }

    public static AttributeProto real(String name, float value) {
        return ModelBuilder.attribute(name, value);
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(3)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto reals(String name, float... values) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(6);
        for (float value : values) {
            builder.addFloats(value);
        }
        return builder.build();
    }

    public static AttributeProto texts(String name, String... values) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(8);
        for (String value : values) {
            builder.addStrings(ByteString.copyFromUtf8(value));
        }
        return builder.build();
    }
}
