package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model's file lays out, before anything of it is computed: its opset, what makes each name, and the nodes in an order
 * in which each finds its inputs. A model is refused where a name has two meanings or none, or where a node isn't what ONNX
 * says of its operator, because it would be read as another network.
 */
final class Outline {
    private static final int OLDEST_OPSET = 1;

    /** What later opsets change isn't known. */
    private static final int NEWEST_OPSET = 28;

    private final GraphProto graph;
    private final List<ValueInfoProto> outputs;
    private final int opset;
    private final Map<String, TensorProto> initialisers = new HashMap<>();
    private final Map<String, SparseTensorProto> sparse = new HashMap<>();
    private final Map<String, NodeProto> makers = new HashMap<>();

    Outline(ModelProto model, Reading reading) throws OnnxException {
        this.graph = model.getGraph();
        this.outputs = outputs(graph, reading.outputs());
        this.opset = opset(model);
        name();
        requireUnderstood(model);
        for (NodeProto node : graph.getNodeList()) {
            check(node);
        }
    }

    /** The outputs that are asked for or, where none is, all. */
    List<ValueInfoProto> outputs() {
        return outputs;
    }

    private static List<ValueInfoProto> outputs(GraphProto graph, List<String> names) throws OnnxException {
        if (names.isEmpty()) {
            return graph.getOutputList();
        }
        List<ValueInfoProto> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(graph.getOutputList().stream()
                    .filter(output -> output.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new OnnxException("the model has no output '" + name + "'; it has "
                            + graph.getOutputList().stream()
                                    .map(ValueInfoProto::getName)
                                    .collect(Collectors.joining("', '", "'", "'")))));
        }
        return wanted;
    }

    int opset() {
        return opset;
    }

    /** The initialiser of this name, or null. */
    TensorProto initialiser(String name) {
        return initialisers.get(name);
    }

    /** The initialiser of this name of which only some elements are stored, or null. */
    SparseTensorProto sparse(String name) {
        return sparse.get(name);
    }

    boolean isInitialised(String name) {
        return initialisers.containsKey(name) || sparse.containsKey(name);
    }

    /** The node that makes this name; null of an input or initialiser. */
    NodeProto maker(String name) {
        return makers.get(name);
    }

    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /**
     * The nodes that the outputs need, each after those that it needs itself: as they stand in most files.
     *
     * @throws OnnxException where any node, needed or not, has an input that nothing makes, or that it needs to make itself
     */
    List<NodeProto> order() throws OnnxException {
        Set<NodeProto> needed = needed();
        return sorted().stream().filter(needed::contains).toList();
    }

    private static int opset(ModelProto model) throws OnnxException {
        long opset = 0;
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            if (isStandard(set.getDomain())) {
                if (opset != 0 && opset != set.getVersion()) {
                    throw new OnnxException("the model uses two opsets of the standard operators, " + opset + " and "
                            + set.getVersion());
                }
                opset = set.getVersion();
                if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
                    throw new OnnxException(
                            "the model uses opset " + opset + "; supported: " + OLDEST_OPSET + " to " + NEWEST_OPSET);
                }
            }
        }
        boolean needed = model.getGraph().getNodeList().stream().anyMatch(node -> isStandard(node.getDomain()));
        if (opset == 0 && !needed) {
            return OLDEST_OPSET;
        }
        if (opset == 0) {
            throw new OnnxException("the model doesn't say which opset of the standard operators it uses");
        }
        return (int) opset;
    }

    /** Finds out what makes each name, and refuses one that two things make. */
    private void name() throws OnnxException {
        Set<String> taken = new HashSet<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (input.getName().isEmpty()) {
                throw new OnnxException("the model is invalid: one of its inputs has no name");
            }
            once(taken.add(input.getName()), input.getName(), "two inputs");
        }
        for (TensorProto tensor : graph.getInitializerList()) {
            once(initialisers.put(tensor.getName(), tensor) == null, tensor.getName(), "two initialisers");
            taken.add(tensor.getName());
        }
        for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
            String name = tensor.getValues().getName();
            once(!initialisers.containsKey(name) && sparse.put(name, tensor) == null, name, "two initialisers");
            taken.add(name);
        }
        for (NodeProto node : graph.getNodeList()) {
            for (String name : node.getOutputList()) {
                if (!name.isEmpty()) {
                    once(
                            taken.add(name),
                            name,
                            makers.containsKey(name)
                                    ? "two nodes' outputs"
                                    : "an output of " + Node.title(node) + " and an input or initialiser");
                    makers.put(name, node);
                }
            }
        }
        Set<String> outputs = new HashSet<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            once(outputs.add(output.getName()), output.getName(), "two outputs of the model");
        }
    }

    private static void once(boolean first, String name, String holders) throws OnnxException {
        if (!first) {
            throw new OnnxException("the model is invalid: the name '" + name + "' is that of " + holders);
        }
    }

    /** Refuses what gives names or operators a meaning in places that aren't read. */
    private void requireUnderstood(ModelProto model) throws OnnxException {
        Set<List<String>> keys = new HashSet<>();
        for (FunctionProto function : model.getFunctionsList()) {
            String name = Operators.key(function.getDomain(), function.getName());
            if (isStandard(function.getDomain()) || Operators.ALL.containsKey(name)) {
                throw new OnnxException("the model defines the standard operator '" + name
                        + "' anew, which is not supported; give its function a domain of its own, or inline it");
            }
            if (!keys.add(List.of(function.getDomain(), function.getName(), function.getOverload()))) {
                throw new OnnxException("the model is invalid: it has two functions '" + name + "'");
            }
            for (OperatorSetIdProto set : function.getOpsetImportList()) {
                if (isStandard(set.getDomain()) && set.getVersion() != opset) {
                    throw new OnnxException("the model's function '" + name + "' uses opset " + set.getVersion()
                            + " of the standard operators, but the model opset " + opset
                            + ": its nodes would be read as others; convert both to one opset");
                }
            }
        }
    }

    /** Holds a node to what ONNX says of its operator, whether an output needs it or not. */
    void check(NodeProto node) throws OnnxException {
        if (Operators.find(node) == null) {
            return;
        }
        try {
            Signature.check(node, opset);
        } catch (IllegalArgumentException e) {
            throw new OnnxException("the model is invalid: " + Node.title(node) + ": " + e.getMessage(), e);
        }
    }

    /** All nodes, each after those that it needs, and where these leave a choice as in the file (Kahn 1962). */
    private List<NodeProto> sorted() throws OnnxException {
        List<NodeProto> nodes = graph.getNodeList();
        Set<String> given = new HashSet<>(initialisers.keySet());
        given.addAll(sparse.keySet());
        graph.getInputList().forEach(input -> given.add(input.getName()));
        Map<String, List<Integer>> users = new HashMap<>();
        int[] waits = new int[nodes.size()];
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < waits.length; i++) {
            for (String name : Inlining.needs(nodes.get(i))) {
                boolean own = nodes.get(i).getInputList().contains(name);
                if (makers.containsKey(name)) {
                    users.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
                    waits[i]++;
                } else if (own && !name.isEmpty() && !given.contains(name)) {
                    throw new OnnxException("the model is invalid: " + Node.title(nodes.get(i)) + " takes '" + name
                            + "', which nothing makes: it is no input, no initialiser and no output of a node");
                }
            }
            if (waits[i] == 0) {
                ready.add(i);
            }
        }
        List<NodeProto> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            NodeProto node = nodes.get(ready.remove());
            sorted.add(node);
            for (String name : node.getOutputList()) {
                for (int user : users.getOrDefault(name, List.of())) {
                    if (--waits[user] == 0) {
                        ready.add(user);
                    }
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            throw new OnnxException("the model is invalid: " + Node.title(inCircle(waits)) + " needs its own output");
        }
        return sorted;
    }

    /** A node of a circle: of a node that still waits, an input's maker waits too, and so on until one comes again. */
    private NodeProto inCircle(int[] waits) throws OnnxException {
        Set<NodeProto> waiting = identities();
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] > 0) {
                waiting.add(graph.getNode(i));
            }
        }
        Set<NodeProto> before = identities();
        NodeProto node = waiting.iterator().next();
        while (before.add(node)) {
            node = Inlining.needs(node).stream()
                    .map(makers::get)
                    .filter(waiting::contains)
                    .findFirst()
                    .orElseThrow();
        }
        return node;
    }

    /** The nodes that the outputs need. */
    private Set<NodeProto> needed() throws OnnxException {
        Set<NodeProto> needed = identities();
        Deque<String> open = new ArrayDeque<>();
        outputs.forEach(output -> open.push(output.getName()));
        while (!open.isEmpty()) {
            NodeProto node = makers.get(open.pop());
            if (node != null && needed.add(node)) {
                Inlining.needs(node).forEach(open::push);
            }
        }
        return needed;
    }

    private static Set<NodeProto> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
