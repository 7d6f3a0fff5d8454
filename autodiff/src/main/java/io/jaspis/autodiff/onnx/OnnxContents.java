package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stands in a model's file, whether it can be read as a network or not.
 *
 * @param producer the program that wrote it, with its version; empty where it doesn't say
 * @param opsets the version of each domain's operators; the standard domain is {@code ai.onnx}
 * @param inputs those that have no initial value
 * @param parameters the elements of its initialisers
 * @param operators how many nodes there are of each, those of functions not among them
 */
public record OnnxContents(
        String producer,
        SortedMap<String, Long> opsets,
        List<Port> inputs,
        List<Port> outputs,
        long parameters,
        SortedMap<String, Integer> operators) {

    /**
     * A declared input or output.
     *
     * @param type of the elements, by ONNX's name; {@code map} or the like for what is no tensor
     * @param shape as the file writes it, such as {@code [batch, 3, 224, 224]}
     */
    public record Port(String name, String type, String shape) {}

    static OnnxContents of(byte[] bytes) throws OnnxException {
        try {
            return of(ModelProto.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxException("this is no ONNX model, or an incomplete one", e);
        }
    }

    private static OnnxContents of(ModelProto model) {
        GraphProto graph = model.getGraph();
        SortedMap<String, Long> opsets = new TreeMap<>();
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            opsets.put(Outline.isStandard(set.getDomain()) ? "ai.onnx" : set.getDomain(), set.getVersion());
        }
        SortedMap<String, Integer> operators = new TreeMap<>();
        for (NodeProto node : graph.getNodeList()) {
            operators.merge(Operators.key(node), 1, Integer::sum);
        }
        List<Port> inputs =
                Declared.open(graph).stream().map(OnnxContents::port).toList();
        Set<String> open = inputs.stream().map(Port::name).collect(Collectors.toSet());
        long parameters = 0;
        for (TensorProto tensor : graph.getInitializerList()) {
            if (!open.contains(tensor.getName())) {
                parameters +=
                        tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
            }
        }
        return new OnnxContents(
                (model.getProducerName() + " " + model.getProducerVersion()).strip(),
                opsets,
                inputs,
                graph.getOutputList().stream().map(OnnxContents::port).toList(),
                parameters,
                operators);
    }

    private static Port port(ValueInfoProto info) {
        if (!info.getType().hasTensorType()) {
            return new Port(info.getName(), "map or list", "");
        }
        int code = info.getType().getTensorType().getElemType();
        String shape = info.getType().getTensorType().getShape().getDimList().stream()
                .map(axis -> axis.getDimValue() > 0
                        ? Long.toString(axis.getDimValue())
                        : axis.getDimParam().isEmpty() ? "?" : axis.getDimParam())
                .collect(Collectors.joining(", ", "[", "]"));
        return new Port(
                info.getName(),
                ElementType.find(code).map(ElementType::word).orElse(ElementType.describe(code)),
                info.getType().getTensorType().hasShape() ? shape : "");
    }
}
