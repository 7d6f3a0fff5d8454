package io.jaspis.bench.peers;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An ONNX model in the making, of float32 values, with the operators that ONNX Runtime is fastest with. */
public final class OnnxModel {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("benchmark");

    public OnnxModel input(String name, int... extents) {
        graph.addInput(value(name, extents));
        return this;
    }

    public OnnxModel output(String name, int... extents) {
        graph.addOutput(value(name, extents));
        return this;
    }

    public OnnxModel constant(String name, float[] elements, int... extents) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(elements);
        graph.addInitializer(tensor(name, extents).setDataType(FLOAT).setRawData(ByteString.copyFrom(bytes.array())));
        return this;
    }

    /** A constant list of whole numbers, such as the axes of a reduction. */
    public OnnxModel numbers(String name, long... elements) {
        TensorProto.Builder tensor = tensor(name, elements.length).setDataType(INT64);
        for (long element : elements) {
            tensor.addInt64Data(element);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public OnnxModel node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    public static AttributeProto attribute(String name, long number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(ATTRIBUTE_INT)
                .setI(number)
                .build();
    }

    public static AttributeProto attributes(String name, long... numbers) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(ATTRIBUTE_INTS);
        for (long number : numbers) {
            attribute.addInts(number);
        }
        return attribute.build();
    }

    public byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static TensorProto.Builder tensor(String name, int... extents) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
        for (int extent : extents) {
            tensor.addDims(extent);
        }
        return tensor;
    }

    private static ValueInfoProto value(String name, int... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int extent : extents) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(FLOAT)
                                .setShape(shape)))
                .build();
    }
}
