package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * A model in which each name means one thing. The graphs that branches and loops hold in their attributes have names of their
 * own: of their inputs, initialisers and nodes' outputs, which aren't seen from outside and may be those of others, while any
 * other name in them is one of the graph around. Here they get names that nothing else has.
 */
final class Scopes {
    /** Of graphs within graphs. */
    private static final int DEEPEST = 64;

    private final Set<String> taken = new HashSet<>();
    private int bodies;

    private Scopes() {}

    /** @throws OnnxException where a graph in an attribute gives one name to two things, or can't be read */
    static ModelProto of(ModelProto model) throws OnnxException {
        Scopes scopes = new Scopes();
        GraphProto graph = model.getGraph();
        addNames(graph, scopes.taken);
        for (FunctionProto function : model.getFunctionsList()) {
            scopes.taken.addAll(function.getInputList());
            function.getNodeList().forEach(node -> scopes.taken.addAll(node.getOutputList()));
        }
        ModelProto.Builder changed = model.toBuilder();
        GraphProto.Builder main = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (holdsGraphs(graph.getNode(i))) {
                main.setNode(i, scopes.node(graph.getNode(i), Map.of(), 0));
            }
        }
        changed.setGraph(main);
        for (int i = 0; i < model.getFunctionsCount(); i++) {
            changed.setFunctions(i, scopes.function(model.getFunctions(i)));
        }
        return scopes.bodies == 0 ? model : changed.build();
    }

    /** Adds the names that a graph gives: of its inputs, initialisers and nodes' outputs. */
    static void addNames(GraphProto graph, Set<String> names) {
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        graph.getSparseInitializerList()
                .forEach(tensor -> names.add(tensor.getValues().getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    }

    /** What none of the names begins with: a prefix, or the prefix and slashes. */
    static String unused(String prefix, NavigableSet<String> names) {
        String unused = prefix;
        for (String next = names.ceiling(unused);
                next != null && next.startsWith(unused);
                next = names.ceiling(unused)) {
            unused += "/";
        }
        return unused;
    }

    private static boolean holdsGraphs(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(AttributeProto::hasG);
    }

    private FunctionProto function(FunctionProto function) throws OnnxException {
        FunctionProto.Builder changed = function.toBuilder();
        for (int i = 0; i < function.getNodeCount(); i++) {
            changed.setNode(i, node(function.getNode(i), Map.of(), 0));
        }
        return changed.build();
    }

    /** @param names what became of the names that graphs around the node have for themselves */
    private NodeProto node(NodeProto node, Map<String, String> names, int depth) throws OnnxException {
        NodeProto.Builder changed = node.toBuilder().clearInput().clearOutput();
        node.getInputList().forEach(name -> changed.addInput(names.getOrDefault(name, name)));
        node.getOutputList().forEach(name -> changed.addOutput(names.getOrDefault(name, name)));
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto attribute = node.getAttribute(i);
            if (attribute.hasG()) {
                changed.setAttribute(
                        i,
                        attribute.toBuilder()
                                .setG(body(node, attribute, names, depth + 1).toByteString()));
            }
        }
        return changed.build();
    }

    private GraphProto body(NodeProto node, AttributeProto attribute, Map<String, String> around, int depth)
            throws OnnxException {
        if (depth > DEEPEST) {
            throw new OnnxException(
                    Node.title(node) + ": it lies in graphs within graphs, more than " + DEEPEST + " deep");
        }
        GraphProto graph = Inlining.graph(attribute);
        Map<String, String> names = new HashMap<>(around);
        names.putAll(own(graph, node, attribute));
        GraphProto.Builder changed = graph.toBuilder();
        for (int i = 0; i < graph.getInputCount(); i++) {
            ValueInfoProto input = graph.getInput(i);
            changed.setInput(i, input.toBuilder().setName(names.get(input.getName())));
        }
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            changed.setInitializer(i, tensor.toBuilder().setName(names.get(tensor.getName())));
        }
        for (int i = 0; i < graph.getSparseInitializerCount(); i++) {
            SparseTensorProto tensor = graph.getSparseInitializer(i);
            TensorProto values = tensor.getValues();
            changed.setSparseInitializer(
                    i, tensor.toBuilder().setValues(values.toBuilder().setName(names.get(values.getName()))));
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            changed.setNode(i, node(graph.getNode(i), names, depth));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            ValueInfoProto output = graph.getOutput(i);
            changed.setOutput(i, output.toBuilder().setName(names.getOrDefault(output.getName(), output.getName())));
        }
        return changed.build();
    }

    /** The names that a graph has for itself, and those that they get. */
    private Map<String, String> own(GraphProto graph, NodeProto node, AttributeProto attribute) throws OnnxException {
        String prefix = Node.prefix(node) + "/" + bodies++ + "/";
        Map<String, String> own = new HashMap<>();
        for (ValueInfoProto input : graph.getInputList()) {
            once(own.put(input.getName(), renamed(prefix, input.getName())), input.getName(), node, attribute);
        }
        // Old files list initialisers among the inputs, too.
        Set<String> stored = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
        graph.getSparseInitializerList()
                .forEach(tensor -> stored.add(tensor.getValues().getName()));
        int all = graph.getInitializerCount() + graph.getSparseInitializerCount();
        if (stored.size() < all || stored.contains("") || own.containsKey("")) {
            throw new OnnxException("the model is invalid: in '" + attribute.getName() + "' of " + Node.title(node)
                    + " an input or initialiser has no name, or that of another");
        }
        stored.forEach(name -> own.computeIfAbsent(name, _ -> renamed(prefix, name)));
        for (NodeProto inner : graph.getNodeList()) {
            for (String name : inner.getOutputList()) {
                if (!name.isEmpty()) {
                    once(own.put(name, renamed(prefix, name)), name, node, attribute);
                }
            }
        }
        return own;
    }

    private static void once(String before, String name, NodeProto node, AttributeProto attribute)
            throws OnnxException {
        if (before != null) {
            throw new OnnxException("the model is invalid: in '" + attribute.getName() + "' of " + Node.title(node)
                    + " the name '" + name + "' is given to two things");
        }
    }

    private String renamed(String prefix, String name) {
        String other = prefix + name;
        while (!taken.add(other)) {
            other += "'";
        }
        return other;
    }
}
