package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.StringStringEntryProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The model as it grows: its nodes, its stored constants and the names of both. */
final class ModelBuilder {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("jaspis");
    private final Map<Value, String> names = new HashMap<>();
    private final Map<List<Long>, String> lists = new HashMap<>();
    private final Map<Float, String> numbers = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<Value, String> outputs = new HashMap<>();
    private int count;
    private String batchInput;
    private int batchRank;
    private String batchExtent;

    ModelBuilder(Graph source) {
        taken.addAll(source.inputs().keySet());
        taken.addAll(source.outputs().keySet());
        source.outputs().forEach((name, value) -> outputs.putIfAbsent(value, name));
    }

    void input(String name, Value value) {
        graph.addInput(info(name, value.type()));
        names.put(value, name);
        if (value.batched() && batchInput == null) {
            batchInput = name;
            batchRank = value.shape().rank() + 1;
        }
    }

    /** Declares an output; where its value has another name, as an input's has, a node gives it this one too. */
    void output(String name, Value value) {
        graph.addOutput(info(name, value.type()));
        if (!name(value).equals(name)) {
            graph.addNode(NodeProto.newBuilder()
                    .setName("identity_" + name)
                    .setOpType("Identity")
                    .addInput(name(value))
                    .addOutput(name));
        }
    }

    private static ValueInfoProto info(String name, Type type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (type.batched()) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        }
        for (int extent : type.shape().extents()) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(ElementType.FLOAT.code())
                                .setShape(shape)))
                .build();
    }

    // Names

    String name(Value value) {
        return names.get(value);
    }

    void name(Value value, String name) {
        names.put(value, name);
    }

    /** The names of a value's operands. */
    List<String> names(Value value) {
        return value.operands().stream().map(this::name).toList();
    }

    private String free(String stem) {
        String name;
        do {
            name = stem + "_" + count++;
        } while (!taken.add(name));
        return name;
    }

    // Nodes

    /** Adds the node that computes a value. */
    void node(Value value, String operator, List<String> inputs, AttributeProto... attributes) {
        String declared = outputs.get(value);
        String output = declared == null ? free(operator.toLowerCase(java.util.Locale.ROOT)) : declared;
        names.put(value, output);
        add(output, operator, inputs, attributes);
    }

    /** Adds a node on the way to a value; gives its output's name. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = free(operator.toLowerCase(java.util.Locale.ROOT));
        add(output, operator, inputs, attributes);
        return output;
    }

    private void add(String output, String operator, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName("node_" + output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    static AttributeProto attribute(String name, float number) {
        return AttributeProto.newBuilder().setName(name).setType(1).setF(number).build();
    }

    static AttributeProto attribute(String name, long number) {
        return AttributeProto.newBuilder().setName(name).setType(2).setI(number).build();
    }

    static AttributeProto attribute(String name, int number) {
        return attribute(name, (long) number);
    }

    static AttributeProto attribute(String name, long... numbers) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(7);
        for (long number : numbers) {
            builder.addInts(number);
        }
        return builder.build();
    }

    /** Our axis of a value, or of its operand of the same kind, as ONNX's. */
    static int axis(Value value, int axis) {
        return axis + (value.batched() ? 1 : 0);
    }

    // Stored constants

    String constant(int[] extents, float[] data) {
        String name = free("constant");
        graph.addInitializer(OnnxTensors.encode(name, extents, data));
        return name;
    }

    String constant(Term.Known constant) {
        Term.Floats floats = ExactNumbers.floats(constant, "a constant");
        return floats.rank() == 0 ? number(floats.data()[0]) : constant(floats.extents(), floats.data());
    }

    /** A scalar, stored once. */
    String number(float number) {
        return numbers.computeIfAbsent(number, value -> constant(new int[0], new float[] {value}));
    }

    /** A list of whole numbers, stored once. */
    String integers(long... values) {
        List<Long> key = new ArrayList<>();
        for (long value : values) {
            key.add(value);
        }
        return lists.computeIfAbsent(key, _ -> {
            String name = free("integers");
            graph.addInitializer(OnnxTensors.encode(name, new int[] {values.length}, values));
            return name;
        });
    }

    /** The name of the batch's extent as a list of one. */
    String batchExtent() throws OnnxException {
        if (batchInput == null) {
            throw new OnnxException("the graph uses the size of the batch, but has no batched input to take it from");
        }
        if (batchExtent == null) {
            String shape = node("Shape", List.of(batchInput));
            batchExtent = batchRank == 1 ? shape : node("Gather", List.of(shape, integers(0)));
        }
        return batchExtent;
    }

    ModelProto build(Map<String, String> metadata) {
        String version = ModelBuilder.class.getPackage().getImplementationVersion();
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("jaspis")
                .setProducerVersion(version == null ? "" : version)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph);
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }
}
