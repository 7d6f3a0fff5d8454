package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one model: walks the nodes that its outputs need, in order, and gives each name a {@link Term}. What can be
 * computed while reading is; the rest is recorded.
 */
final class OnnxReader {
    private static final int OLDEST_OPSET = 7;

    private final ModelProto model;
    private final GraphProto graph;
    private final ExternalData external;
    private final int opset;
    private final Trace trace = new Trace();
    private final Map<String, Term> terms = new HashMap<>();
    private final Map<String, TensorProto> initialisers = new HashMap<>();

    OnnxReader(byte[] bytes, ExternalData external) throws OnnxException {
        if (bytes.length == 0) {
            throw new OnnxException("the file is empty");
        }
        try {
            this.model = ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxException("this is no ONNX model, or an incomplete one: " + e.getMessage(), e);
        }
        if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
            throw new OnnxException("this is no ONNX model, or an incomplete one: it has no graph with outputs");
        }
        this.graph = model.getGraph();
        this.external = external;
        this.opset = opset(model);
        for (TensorProto tensor : graph.getInitializerList()) {
            initialisers.put(tensor.getName(), tensor);
        }
    }

    private static int opset(ModelProto model) throws OnnxException {
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            if (isStandard(set.getDomain())) {
                if (set.getVersion() < OLDEST_OPSET || set.getVersion() > Integer.MAX_VALUE) {
                    throw new OnnxException(
                            "the model uses opset " + set.getVersion() + "; supported: " + OLDEST_OPSET + " and newer");
                }
                return (int) set.getVersion();
            }
        }
        throw new OnnxException("the model doesn't say which opset of the standard operators it uses");
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    Graph read() throws OnnxException {
        Node.Model model = new Node.Model(trace, opset, inputs(), external);
        for (NodeProto node : neededNodes()) {
            evaluate(node, model);
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            String name = output.getName();
            if (!(find(name) instanceof Term.Flowing(Value value))) {
                throw new OnnxException("the output '" + name + "' does not depend on the model's input");
            }
            outputs.put(name, value);
        }
        return trace.graph(outputs);
    }

    /** The types of the inputs' and the initialisers' elements, by ONNX's names. */
    List<String> elementTypes() {
        Set<String> types = new TreeSet<>();
        graph.getInputList()
                .forEach(input -> types.add(
                        OnnxTensors.name(input.getType().getTensorType().getElemType())));
        graph.getInitializerList().forEach(tensor -> types.add(OnnxTensors.name(tensor.getDataType())));
        return List.copyOf(types);
    }

    /** What the model's writer noted down. */
    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return metadata;
    }

    /** Makes the inputs; gives the batch's extent if all fix the same, else 0. */
    private int inputs() throws OnnxException {
        Set<Long> batches = new HashSet<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (!initialisers.containsKey(input.getName())) {
                batches.add(input(input));
            }
        }
        long batch = batches.size() == 1 ? batches.iterator().next() : 0;
        return batch <= Integer.MAX_VALUE ? (int) batch : 0;
    }

    private long input(ValueInfoProto input) throws OnnxException {
        String name = input.getName();
        if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
            throw new OnnxException("the input '" + name + "' has no shape");
        }
        int type = input.getType().getTensorType().getElemType();
        if (!OnnxTensors.isFloat(type)) {
            throw new OnnxException("the input '" + name + "' has elements of ONNX data type " + type
                    + ", but only floating-point inputs are supported");
        }
        List<TensorShapeProto.Dimension> dimensions =
                input.getType().getTensorType().getShape().getDimList();
        if (dimensions.isEmpty()) {
            throw new OnnxException("the input '" + name + "' is a scalar, and so has no batch axis");
        }
        int[] extents = new int[dimensions.size() - 1];
        for (int axis = 1; axis <= extents.length; axis++) {
            long extent = dimensions.get(axis).getDimValue();
            if (extent < 1 || extent > Integer.MAX_VALUE) {
                throw new OnnxException("axis " + axis + " of the input '" + name + "' is open"
                        + (dimensions.get(axis).hasDimParam()
                                ? " ('" + dimensions.get(axis).getDimParam() + "')"
                                : "")
                        + "; only the batch, axis 0, may be");
            }
            extents[axis - 1] = (int) extent;
        }
        try {
            terms.put(name, new Term.Flowing(trace.input(name, Shape.of(extents))));
        } catch (IllegalArgumentException e) {
            throw new OnnxException("the input '" + name + "' can't be: " + e.getMessage(), e);
        }
        return Math.max(0, dimensions.getFirst().getDimValue());
    }

    /** The nodes that the outputs need, in the model's order. */
    private List<NodeProto> neededNodes() {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList().reversed()) {
            if (node.getOutputList().stream().anyMatch(name -> !name.isEmpty() && needed.contains(name))) {
                needed.addAll(node.getInputList());
                nodes.add(node);
            }
        }
        return nodes.reversed();
    }

    private void evaluate(NodeProto node, Node.Model model) throws OnnxException {
        String title = Node.title(node);
        Operator operator = isStandard(node.getDomain()) ? Operators.ALL.get(node.getOpType()) : null;
        if (operator == null) {
            throw new OnnxException(title
                    + (isStandard(node.getDomain()) ? "" : " of the domain '" + node.getDomain() + "'")
                    + " is not supported; supported: " + String.join(", ", Operators.ALL.keySet()));
        }
        List<Term> inputs = new ArrayList<>();
        for (String name : node.getInputList()) {
            inputs.add(name.isEmpty() ? null : find(name));
        }
        List<Term> outputs;
        try {
            outputs = operator.apply(new Node(node, model, inputs));
        } catch (IllegalArgumentException
                | ArithmeticException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw new OnnxException(title + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < Math.min(outputs.size(), node.getOutputCount()); i++) {
            terms.put(node.getOutput(i), outputs.get(i));
        }
    }

    private Term find(String name) throws OnnxException {
        Term term = terms.get(name);
        if (term == null && initialisers.containsKey(name)) {
            term = OnnxTensors.decode(initialisers.get(name), external);
            terms.put(name, term);
        }
        if (term == null) {
            throw new OnnxException("nothing makes '" + name + "' before it is needed: it is no input, no initialiser "
                    + "and no supported output of an earlier node");
        }
        return term;
    }
}
