package io.jaspis.bench.seams;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Single nodes in ONNX Runtime, whatever the types of their elements. */
final class RuntimePeer {
    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "jaspis");

    private RuntimePeer() {}

    /** Opens a whole file, and so has its types and shapes checked. */
    static void open(ModelProto model) throws OrtException {
        try (OrtSession.SessionOptions options = options()) {
            ENVIRONMENT.createSession(model.toByteArray(), options).close();
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        return options;
    }

    /** The first output of a node whose inputs are given as bits. */
    static FileTensor run(NodeProto node, int opset, List<FileTensor> inputs, Element result) throws OrtException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("node");
        NodeProto.Builder copy = node.toBuilder().clearInput();
        Map<String, OnnxTensor> given = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            FileTensor input = inputs.get(i);
            copy.addInput(input == null ? "" : "i" + i);
            if (input != null) {
                // What shapes the result must be stored, and so must what Java has no type for; the rest is fed.
                if (i > 0 && input.element() == Element.INT64 || type(input.element()) == null) {
                    graph.addInitializer(store(input).toBuilder().setName("i" + i));
                } else {
                    graph.addInput(info("i" + i, input.element()));
                    given.put("i" + i, tensor(input));
                }
            }
        }
        graph.addNode(copy).addOutput(info(node.getOutput(0), result));
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(TableMeaning.DOMAIN)
                        .setVersion(1))
                .setGraph(graph)
                .build();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = ENVIRONMENT.createSession(model.toByteArray(), options);
                OrtSession.Result results = session.run(given)) {
            return decode((OnnxTensor) results.get(0), result);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static ValueInfoProto info(String name, Element element) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder().setElemType(element.code())))
                .build();
    }

    /** The tensor rounded to what its type can store. */
    static io.jaspis.autodiff.onnx.schema.TensorProto store(FileTensor tensor) {
        long[] bits = new long[tensor.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = tensor.isFloat()
                    ? Numbers.bits(tensor.element(), tensor.reals()[i].toDouble())
                    : tensor.wholes()[i];
        }
        return Numbers.store(tensor.element(), tensor.shape(), bits, true);
    }

    private static OnnxTensor tensor(FileTensor input) throws OrtException {
        ByteBuffer stored = ByteBuffer.wrap(store(input).getRawData().toByteArray());
        ByteBuffer direct = ByteBuffer.allocateDirect(stored.remaining()).order(ByteOrder.nativeOrder());
        direct.put(stored).flip();
        long[] shape = new long[input.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = input.shape()[axis];
        }
        return OnnxTensor.createTensor(ENVIRONMENT, direct, shape, type(input.element()));
    }

    private static OnnxJavaType type(Element element) {
        return switch (element) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case UINT16, UINT32, UINT64 -> null;
        };
    }

    private static FileTensor decode(OnnxTensor output, Element element) {
        ByteBuffer bytes = output.getByteBuffer().order(ByteOrder.nativeOrder());
        byte[] raw = new byte[bytes.remaining()];
        bytes.get(raw);
        var tensor = io.jaspis.autodiff.onnx.schema.TensorProto.newBuilder().setDataType(element.code());
        for (long extent : output.getInfo().getShape()) {
            tensor.addDims(extent);
        }
        return FileTensor.decode(
                tensor.setRawData(com.google.protobuf.ByteString.copyFrom(raw)).build());
    }
}
