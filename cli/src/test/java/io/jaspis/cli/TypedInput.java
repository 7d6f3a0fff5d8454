package io.jaspis.cli;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models whose input has another type than float32, and is cast to that first. */
final class TypedInput {
    static final int UINT8 = 2;
    static final int INT64 = 7;
    static final int BOOL = 9;
    private static final int FLOAT = 1;

    private TypedInput() {}

    /** Gives the one input of the model in a file this type, by its number in ONNX. */
    static void give(Path model, int type) throws IOException {
        ModelProto written = ModelProto.parseFrom(Files.readAllBytes(model));
        Files.write(
                model,
                written.toBuilder()
                        .setGraph(cast(written.getGraph(), type))
                        .build()
                        .toByteArray());
    }

    private static GraphProto cast(GraphProto graph, int type) {
        ValueInfoProto input = graph.getInput(0);
        GraphProto.Builder typed = graph.toBuilder()
                .setInput(
                        0,
                        input.toBuilder()
                                .setType(input.getType().toBuilder()
                                        .setTensorType(input.getType().getTensorType().toBuilder()
                                                .setElemType(type))))
                .clearNode()
                .addNode(NodeProto.newBuilder()
                        .setName("cast")
                        .setOpType("Cast")
                        .addInput(input.getName())
                        .addOutput("real")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("to")
                                .setType(2)
                                .setI(FLOAT)));
        for (NodeProto node : graph.getNodeList()) {
            NodeProto.Builder behind = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(input.getName())) {
                    behind.setInput(i, "real");
                }
            }
            typed.addNode(behind);
        }
        return typed.build();
    }
}
