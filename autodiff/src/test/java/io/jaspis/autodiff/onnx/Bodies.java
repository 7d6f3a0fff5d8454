package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.List;

/** Graphs in attributes, as branches and loops have them. */
final class Bodies {
    private static final int GRAPH = 5;

    private Bodies() {}

    /** @param inputs each of their names with a blank behind it, or nothing; and so the outputs */
    static AttributeProto body(String attribute, String inputs, String outputs, NodeProto... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().addAllNode(List.of(nodes));
        names(inputs).forEach(name -> graph.addInput(Models.declared(ElementType.FLOAT, name)));
        names(outputs).forEach(name -> graph.addOutput(Models.declared(ElementType.FLOAT, name)));
        return of(attribute, graph);
    }

    static AttributeProto of(String attribute, GraphProto.Builder graph) {
        return AttributeProto.newBuilder()
                .setName(attribute)
                .setType(GRAPH)
                .setG(graph.build().toByteString())
                .build();
    }

    static NodeProto node(String operator, String inputs, String outputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(names(inputs))
                .addAllOutput(names(outputs))
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static List<String> names(String words) {
        return words.isBlank() ? List.of() : List.of(words.strip().split(" "));
    }
}
