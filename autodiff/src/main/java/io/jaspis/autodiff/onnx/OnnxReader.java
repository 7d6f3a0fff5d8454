package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.onnx.schema.FunctionProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads one model: walks the nodes that its outputs need, what makes a value before what uses it, and gives each name a
 * {@link Term}. What can be computed while reading without rounding is; the rest is recorded. All nodes are held to what
 * ONNX says of their operators, and names to having one meaning, since an invalid model would be read as another network.
 */
final class OnnxReader {
    private static final int OLDEST_OPSET = 7;

    /** The most elements of a value of one example. */
    private static final int LARGEST_VALUE = 1 << 27;

    /** What later opsets change isn't known. */
    private static final int NEWEST_OPSET = 26;

    private final ModelProto model;
    private final GraphProto graph;
    private final ExternalData external;
    private final int opset;
    private final Trace trace = new Trace();
    private final Map<String, Term> terms = new HashMap<>();
    private final Map<String, TensorProto> initialisers = new HashMap<>();
    private final Map<String, NodeProto> makers = new HashMap<>();
    private final Set<NodeProto> made = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Value> inputs = new ArrayList<>();
    private long growth;
    private final Set<ElementType> types = EnumSet.noneOf(ElementType.class);

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
        name();
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
        if (opset == 0) {
            throw new OnnxException("the model doesn't say which opset of the standard operators it uses");
        }
        return (int) opset;
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
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

    Graph read() throws OnnxException {
        requireUnderstood();
        Node.Model shared = new Node.Model(trace, opset, inputs(), external);
        for (NodeProto node : graph.getNodeList()) {
            check(node);
        }
        requireOrder();
        Set<NodeProto> needed = needed();
        for (NodeProto node : graph.getNodeList()) {
            if (needed.contains(node)) {
                make(node, shared);
            }
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            outputs.put(output.getName(), output(output, find(output.getName())));
        }
        requireTypes();
        return trace.graph(inputs, outputs);
    }

    /** Refuses what gives names or operators a meaning in places that aren't read. */
    private void requireUnderstood() throws OnnxException {
        if (graph.getSparseInitializerCount() > 0) {
            throw new OnnxException("the model has sparse initialisers, which are not supported; store them densely");
        }
        for (FunctionProto function : model.getFunctionsList()) {
            if (isStandard(function.getDomain())) {
                throw new OnnxException("the model defines the standard operator '" + function.getName()
                        + "' anew, which is not supported; give its function a domain of its own, or inline it");
            }
        }
    }

    /** Refuses nodes, needed or not, with an input that nothing makes or that they need to make themselves. */
    private void requireOrder() throws OnnxException {
        Map<NodeProto, Integer> open = new IdentityHashMap<>();
        Map<String, List<NodeProto>> users = new HashMap<>();
        Deque<NodeProto> ready = new ArrayDeque<>();
        Set<String> given = new HashSet<>(initialisers.keySet());
        graph.getInputList().forEach(input -> given.add(input.getName()));
        for (NodeProto node : graph.getNodeList()) {
            int waits = 0;
            for (String name : node.getInputList()) {
                if (makers.containsKey(name)) {
                    users.computeIfAbsent(name, _ -> new ArrayList<>()).add(node);
                    waits++;
                } else if (!name.isEmpty() && !given.contains(name)) {
                    throw new OnnxException("the model is invalid: " + Node.title(node) + " takes '" + name
                            + "', which nothing makes: it is no input, no initialiser and no output of a node");
                }
            }
            open.put(node, waits);
            if (waits == 0) {
                ready.add(node);
            }
        }
        while (!ready.isEmpty()) {
            NodeProto node = ready.remove();
            open.remove(node);
            for (String name : node.getOutputList()) {
                for (NodeProto user : users.getOrDefault(name, List.of())) {
                    if (open.merge(user, -1, Integer::sum) == 0) {
                        ready.add(user);
                    }
                }
            }
        }
        if (!open.isEmpty()) {
            Set<NodeProto> before = Collections.newSetFromMap(new IdentityHashMap<>());
            NodeProto node = graph.getNodeList().stream()
                    .filter(open::containsKey)
                    .findFirst()
                    .orElseThrow();
            while (before.add(node)) {
                node = node.getInputList().stream()
                        .map(makers::get)
                        .filter(open::containsKey)
                        .findFirst()
                        .orElseThrow();
            }
            throw new OnnxException("the model is invalid: " + Node.title(node) + " needs its own output");
        }
    }

    /** The nodes that the outputs need. */
    private Set<NodeProto> needed() {
        Set<NodeProto> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>();
        graph.getOutputList().forEach(output -> open.push(output.getName()));
        while (!open.isEmpty()) {
            NodeProto node = makers.get(open.pop());
            if (node != null && needed.add(node)) {
                node.getInputList().forEach(open::push);
            }
        }
        return needed;
    }

    /** What the model tells of its values on the way must be so, as far as their types go. */
    private void requireTypes() throws OnnxException {
        for (ValueInfoProto info : graph.getValueInfoList()) {
            int declared = info.getType().getTensorType().getElemType();
            Term term = terms.get(info.getName());
            if (term != null && declared != 0 && declared != term.type().code()) {
                throw new OnnxException("the model is invalid: its value '" + info.getName() + "' is declared as "
                        + ElementType.describe(declared) + ", but is "
                        + term.type().word());
            }
        }
    }

    private Value output(ValueInfoProto output, Term term) throws OnnxException {
        String name = output.getName();
        ElementType type = term.type();
        Value value;
        try {
            value = term instanceof Term.Flowing flowing ? flowing.value() : Node.constant(trace, term, "it");
        } catch (IllegalArgumentException e) {
            throw new OnnxException(
                    "the output '" + name + "' does not depend on the model's input, and " + e.getMessage(), e);
        }
        requireDeclared(output, "output", type, extents(value));
        return value;
    }

    /** ONNX's extents of a value, that of the batch as −1. */
    private static int[] extents(Value value) {
        int[] own = value.shape().extents();
        if (!value.batched()) {
            return own;
        }
        int[] extents = new int[own.length + 1];
        extents[0] = -1;
        System.arraycopy(own, 0, extents, 1, own.length);
        return extents;
    }

    /** Refuses a declaration of a type or, but for the batch, of a shape that its value hasn't. */
    private static void requireDeclared(ValueInfoProto info, String what, ElementType type, int[] extents)
            throws OnnxException {
        int declared = info.getType().getTensorType().getElemType();
        if (declared != 0 && declared != type.code()) {
            throw new OnnxException("the model is invalid: its " + what + " '" + info.getName() + "' is declared as "
                    + ElementType.describe(declared) + ", but is " + type.word());
        }
        if (!info.getType().getTensorType().hasShape()) {
            return;
        }
        List<TensorShapeProto.Dimension> dimensions =
                info.getType().getTensorType().getShape().getDimList();
        // Writers that don't know a shape declare one without axes.
        boolean same = dimensions.isEmpty() || dimensions.size() == extents.length;
        for (int axis = 0; same && axis < dimensions.size(); axis++) {
            long extent = dimensions.get(axis).getDimValue();
            same = extent < 1 || extents[axis] < 0 || extent == extents[axis];
        }
        if (!same) {
            throw new OnnxException("the model is invalid: its " + what + " '" + info.getName()
                    + "' is declared with the shape " + text(dimensions) + ", but has "
                    + Arrays.toString(extents).replace("-1", "batch"));
        }
    }

    private static String text(List<TensorShapeProto.Dimension> dimensions) {
        return dimensions.stream()
                .map(one -> one.getDimValue() > 0
                        ? Long.toString(one.getDimValue())
                        : one.hasDimParam() ? one.getDimParam() : "?")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** The types of the elements that were met while reading, by NumPy's names. */
    List<String> elementTypes() {
        return types.stream().map(ElementType::word).sorted().toList();
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
            TensorProto initial = initialisers.get(input.getName());
            if (initial != null) {
                requireInitial(input, initial);
                continue;
            }
            try {
                batches.add(input(input));
            } catch (IllegalArgumentException e) {
                throw new OnnxException("the input '" + input.getName() + "' can't be: " + e.getMessage(), e);
            }
        }
        long batch = batches.size() == 1 ? batches.iterator().next() : 0;
        return batch <= Integer.MAX_VALUE ? (int) batch : 0;
    }

    /** An initialiser that is listed among the inputs is what it is declared there. */
    private static void requireInitial(ValueInfoProto input, TensorProto initial) throws OnnxException {
        Optional<ElementType> type = ElementType.find(initial.getDataType());
        if (type.isPresent()) {
            int[] extents = initial.getDimsList().stream()
                    .mapToInt(extent -> (int) Math.clamp(extent, 0, Integer.MAX_VALUE))
                    .toArray();
            requireDeclared(input, "initialiser", type.get(), extents);
        }
    }

    private long input(ValueInfoProto input) throws OnnxException {
        String name = input.getName();
        if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
            throw new OnnxException("the input '" + name + "' has no shape");
        }
        int code = input.getType().getTensorType().getElemType();
        ElementType type = ElementType.find(code)
                .filter(ElementType::isReal)
                .orElseThrow(() -> new OnnxException("the input '" + name + "' has elements of the type "
                        + ElementType.describe(code) + ", but only floating-point inputs are supported"));
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
        Value value = trace.input(name, Shape.of(extents));
        inputs.add(value);
        define(name, new Term.Flowing(type, value));
        return Math.max(0, dimensions.getFirst().getDimValue());
    }

    /** Holds a node to what ONNX says of its operator, whether an output needs it or not. */
    private void check(NodeProto node) throws OnnxException {
        if (!isStandard(node.getDomain()) || !Operators.ALL.containsKey(node.getOpType())) {
            return;
        }
        try {
            Signature.check(node, opset);
        } catch (IllegalArgumentException e) {
            throw new OnnxException("the model is invalid: " + Node.title(node) + ": " + e.getMessage(), e);
        }
    }

    /** Evaluates a node, after those that it needs: most files have them in this order, but not all. */
    private void make(NodeProto wanted, Node.Model shared) throws OnnxException {
        Deque<NodeProto> open = new ArrayDeque<>(List.of(wanted));
        while (!open.isEmpty()) {
            NodeProto node = open.peek();
            List<NodeProto> first = node.getInputList().stream()
                    .map(makers::get)
                    .filter(maker -> maker != null && !made.contains(maker))
                    .toList();
            if (made.contains(node)) {
                open.pop();
            } else if (first.isEmpty()) {
                open.pop();
                made.add(node);
                evaluate(node, shared);
            } else {
                first.forEach(open::push);
            }
        }
    }

    private void evaluate(NodeProto node, Node.Model shared) throws OnnxException {
        String title = Node.title(node);
        Operator operator = isStandard(node.getDomain()) ? Operators.ALL.get(node.getOpType()) : null;
        if (operator == null) {
            throw new OnnxException(title
                    + (isStandard(node.getDomain()) ? "" : " of the domain '" + node.getDomain() + "'")
                    + " is not supported; supported: " + String.join(", ", Operators.ALL.keySet()));
        }
        List<Term> operands = new ArrayList<>();
        for (String name : node.getInputList()) {
            operands.add(name.isEmpty() ? null : find(name));
        }
        List<Term> results;
        try {
            OperandTypes.check(node.getOpType(), opset, operands);
            results = operator.apply(new Node(node, shared, operands));
        } catch (IllegalArgumentException e) {
            throw new OnnxException(title + ": " + e.getMessage(), e);
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new OnnxException(title + ": its shapes or numbers are beyond what can be computed", e);
        }
        for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
            limit(results.get(i), operands, title);
            define(node.getOutput(i), results.get(i));
        }
    }

    /** Refuses what a small file asks for that no memory has room for. */
    private void limit(Term result, List<Term> operands, String title) throws OnnxException {
        switch (result) {
            case Term.Flowing(var _, Value value) -> {
                if (value.shape().size() > LARGEST_VALUE) {
                    throw new OnnxException(
                            "%s: it makes %s for each example, more than the %,d elements that are supported"
                                    .formatted(title, value.shape(), LARGEST_VALUE));
                }
            }
            case Term.Known known -> {
                long before = operands.stream()
                        .mapToLong(operand -> operand instanceof Term.Known each ? each.size() : 0)
                        .sum();
                growth += Math.max(0, known.size() - before);
                if (growth > Allowance.current().bytes() / Layout.BYTES) {
                    throw new OnnxException(title + ": the constants that the model makes take more than "
                            + Allowance.current() + "; if that is meant, allow more with --reading-limit");
                }
            }
        }
    }

    private void define(String name, Term term) {
        if (!name.isEmpty()) {
            terms.put(name, term);
            types.add(term.type());
        }
    }

    private Term find(String name) throws OnnxException {
        if (!terms.containsKey(name) && initialisers.containsKey(name)) {
            define(name, OnnxTensors.decode(initialisers.get(name), external));
        }
        Term term = terms.get(name);
        if (term == null) {
            throw new OnnxException("nothing makes '" + name
                    + "': it is no input, no initialiser and no supported output" + " of a node");
        }
        return term;
    }
}
