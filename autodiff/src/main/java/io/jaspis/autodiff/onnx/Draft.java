package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.List;

/** A graph of ONNX's nodes that is put in the place of one node, whose inputs are its inputs. */
final class Draft {
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final String prefix;

    /** @param prefix which no other name begins with */
    Draft(String prefix, Node node) {
        this.prefix = prefix;
        for (int i = 0; i < node.inputCount(); i++) {
            if (node.has(i)) {
                graph.addInput(ValueInfoProto.newBuilder().setName(input(i)));
            }
        }
    }

    /** The name of one of the node's inputs, which is there. */
    String input(int index) {
        return prefix + index;
    }

    /** Adds a node; gives the name of its output. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = prefix + operator + "/" + graph.getNodeCount();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** Adds a constant of float32. */
    String floats(int[] extents, float... numbers) {
        return constant(OnnxTensors.encode("", extents, numbers));
    }

    /** Adds a constant list of whole numbers. */
    String list(long... numbers) {
        return constant(OnnxTensors.encode("", new int[] {numbers.length}, numbers));
    }

    private String constant(TensorProto tensor) {
        return node(
                "Constant",
                List.of(),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(4)
                        .setT(tensor)
                        .build());
    }

    /** Makes what has this name the next output of the node. */
    void output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }

    GraphProto graph() {
        return graph.build();
    }
}
