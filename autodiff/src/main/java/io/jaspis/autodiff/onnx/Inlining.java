package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A model with the nodes of its functions in the place of the nodes that call them. */
final class Inlining {
    private static final int DEEPEST = 64;
    /** Of calls, and of nodes in their places. */
    private static final int MOST_STEPS = 300_000;

    private final Map<String, FunctionProto> functions = new HashMap<>();
    /** The names that the model has by itself. */
    private final NavigableSet<String> taken = new TreeSet<>();

    private int calls;
    private int steps;

    private Inlining(ModelProto model) {
        for (FunctionProto function : model.getFunctionsList()) {
            if (!Outline.isStandard(function.getDomain())) {
                functions.put(key(function.getDomain(), function.getName(), function.getOverload()), function);
            }
        }
    }

    /** @throws OnnxException where functions call each other without end, or make too many nodes */
    static ModelProto of(ModelProto model) throws OnnxException {
        Inlining inlining = new Inlining(model);
        if (inlining.functions.isEmpty()) {
            return model;
        }
        inlining.addNames(model.getGraph());
        return model.toBuilder().setGraph(inlining.inlined(model.getGraph(), 0)).build();
    }

    private void addNames(GraphProto graph) throws OnnxException {
        Scopes.addNames(graph, taken);
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    addNames(graph(attribute));
                }
            }
        }
    }

    /** What the names of a call begin with, and no name of the model. */
    private String prefix(NodeProto node) {
        return Scopes.unused(Node.prefix(node) + "/" + calls++ + "/", taken);
    }

    private GraphProto inlined(GraphProto graph, int depth) throws OnnxException {
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            add(node, depth, nodes);
        }
        return graph.toBuilder().clearNode().addAllNode(nodes).build();
    }

    private static String key(String domain, String name, String overload) {
        return domain + ":" + name + ":" + overload;
    }

    private void add(NodeProto node, int depth, List<NodeProto> nodes) throws OnnxException {
        steps++;
        FunctionProto function = functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
        if (function == null) {
            nodes.add(withInlinedGraphs(node, depth));
            return;
        }
        if (depth > DEEPEST || steps > MOST_STEPS) {
            throw new OnnxException(
                    Node.title(node) + ": its function calls others without end, or makes too many nodes");
        }
        String prefix = prefix(node);
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
        }
        for (int i = 0; i < function.getOutputCount(); i++) {
            boolean used = i < node.getOutputCount() && !node.getOutput(i).isEmpty();
            names.put(function.getOutput(i), used ? node.getOutput(i) : prefix + function.getOutput(i));
        }
        Map<String, AttributeProto> attributes = new HashMap<>();
        function.getAttributeProtoList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        UnaryOperator<String> renamed = name -> name.isEmpty() ? "" : names.getOrDefault(name, prefix + name);
        for (NodeProto inner : function.getNodeList()) {
            add(renamed(inner, renamed, attributes, prefix), depth + 1, nodes);
        }
    }

    private NodeProto withInlinedGraphs(NodeProto node, int depth) throws OnnxException {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto attribute = node.getAttribute(i);
            if (attribute.hasG()) {
                changed.setAttribute(
                        i,
                        attribute.toBuilder()
                                .setG(inlined(graph(attribute), depth).toByteString()));
            }
        }
        return changed.build();
    }

    private static NodeProto renamed(
            NodeProto node, UnaryOperator<String> names, Map<String, AttributeProto> attributes, String prefix)
            throws OnnxException {
        NodeProto.Builder changed = node.toBuilder().clearInput().clearOutput().clearAttribute();
        if (!node.getName().isEmpty()) {
            changed.setName(prefix + node.getName());
        }
        node.getInputList().forEach(name -> changed.addInput(names.apply(name)));
        node.getOutputList().forEach(name -> changed.addOutput(names.apply(name)));
        for (AttributeProto attribute : node.getAttributeList()) {
            AttributeProto meant = attribute;
            if (!attribute.getRefAttrName().isEmpty()) {
                AttributeProto given = attributes.get(attribute.getRefAttrName());
                if (given == null) {
                    continue;
                }
                meant = given.toBuilder().setName(attribute.getName()).build();
            } else if (attribute.hasG()) {
                meant = attribute.toBuilder()
                        .setG(renamed(graph(attribute), names, attributes, prefix)
                                .toByteString())
                        .build();
            }
            changed.addAttribute(meant);
        }
        return changed.build();
    }

    private static GraphProto renamed(
            GraphProto graph, UnaryOperator<String> names, Map<String, AttributeProto> attributes, String prefix)
            throws OnnxException {
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            changed.addNode(renamed(node, names, attributes, prefix));
        }
        for (int i = 0; i < graph.getInputCount(); i++) {
            ValueInfoProto input = graph.getInput(i);
            changed.setInput(i, input.toBuilder().setName(names.apply(input.getName())));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            ValueInfoProto output = graph.getOutput(i);
            changed.setOutput(i, output.toBuilder().setName(names.apply(output.getName())));
        }
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            changed.setInitializer(i, tensor.toBuilder().setName(names.apply(tensor.getName())));
        }
        for (int i = 0; i < graph.getSparseInitializerCount(); i++) {
            SparseTensorProto tensor = graph.getSparseInitializer(i);
            TensorProto values = tensor.getValues();
            changed.setSparseInitializer(
                    i, tensor.toBuilder().setValues(values.toBuilder().setName(names.apply(values.getName()))));
        }
        return changed.build();
    }

    /** The graph that an attribute holds. */
    static GraphProto graph(AttributeProto attribute) throws OnnxException {
        try {
            return GraphProto.parseFrom(attribute.getG());
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxException(
                    "the graph in the attribute '" + attribute.getName() + "' can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * The names that a node needs, those among them that only graphs in its attributes name. What these make for themselves is
     * among them, too: in a model of which {@link Scopes} made one, nothing else is called so.
     */
    static List<String> needs(NodeProto node) throws OnnxException {
        List<String> names = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                GraphProto graph = graph(attribute);
                for (NodeProto inner : graph.getNodeList()) {
                    names.addAll(needs(inner));
                }
                graph.getOutputList().forEach(output -> names.add(output.getName()));
            }
        }
        return names;
    }
}
