package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads one model: walks the nodes in the order of its {@link Outline} and gives each name a {@link Term}. What can be
 * computed while reading without rounding is; the rest is recorded.
 */
final class OnnxReader {
    /** The most elements of a value of one example. */
    private static final int LARGEST_VALUE = 1 << 27;

    private final ModelProto model;
    private final GraphProto graph;
    private final ExternalData external;
    private final Reading reading;
    private final Outline outline;
    private final Trace trace = new Trace();
    private final Map<String, Term> terms = new HashMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private long growth;
    private final Set<ElementType> types = EnumSet.noneOf(ElementType.class);

    OnnxReader(byte[] bytes, ExternalData external, Reading reading) throws OnnxException {
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
        this.reading = reading;
        this.outline = new Outline(model);
    }

    Graph read() throws OnnxException {
        Node.Model shared = new Node.Model(trace, outline.opset(), inputs(), external);
        for (NodeProto node : outline.order()) {
            evaluate(node, shared);
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            outputs.put(output.getName(), output(output, find(output.getName())));
        }
        requireTypes();
        return trace.graph(inputs, outputs);
    }

    /** What the model tells of its values on the way must be so, as far as their types go. */
    private void requireTypes() throws OnnxException {
        for (ValueInfoProto info : graph.getValueInfoList()) {
            Term term = terms.get(info.getName());
            if (term != null) {
                requireDeclared(info, "value", term.type());
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

    /** Refuses a declaration of a type that its value hasn't. */
    private static void requireDeclared(ValueInfoProto info, String what, ElementType type) throws OnnxException {
        int declared = info.getType().getTensorType().getElemType();
        if (declared != 0 && declared != type.code()) {
            throw new OnnxException("the model is invalid: its " + what + " '" + info.getName() + "' is declared as "
                    + ElementType.describe(declared) + ", but is " + type.word());
        }
    }

    /** Refuses a declaration of a type or, but for the batch, of a shape that its value hasn't. */
    private static void requireDeclared(ValueInfoProto info, String what, ElementType type, int[] extents)
            throws OnnxException {
        requireDeclared(info, what, type);
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
            TensorProto initial = outline.initialiser(input.getName());
            if (initial != null) {
                requireInitial(input, initial);
                continue;
            }
            if (reading.inputs().containsKey(input.getName())) {
                define(input.getName(), given(input, reading.inputs().get(input.getName())));
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
                    .mapToInt(extent -> Math.clamp(extent, 0, Integer.MAX_VALUE))
                    .toArray();
            requireDeclared(input, "initialiser", type.get(), extents);
        }
    }

    /** An input that is a constant of this reading, of the type that the model declares. */
    private static Term.Known given(ValueInfoProto input, Reading.Array array) throws OnnxException {
        String what = "what is given for the input '" + input.getName() + "'";
        try {
            ElementType type = ElementType.of(input.getType().getTensorType().getElemType(), "the input");
            if (Layout.size(array.extents()) != array.numbers().length) {
                throw new OnnxException(what + " has " + array.numbers().length + " numbers, but the shape "
                        + Arrays.toString(array.extents()));
            }
            Term.Doubles numbers = new Term.Doubles(array.extents(), array.numbers());
            return type.isReal()
                    ? Term.Reals.of(type, array.extents(), i -> type.nearest(numbers.at(i)))
                    : PointwiseOperators.truncated(numbers, type);
        } catch (IllegalArgumentException e) {
            throw new OnnxException(what + " can't be used: " + e.getMessage(), e);
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

    private void evaluate(NodeProto node, Node.Model shared) throws OnnxException {
        String title = Node.title(node);
        Operator operator = Outline.isStandard(node.getDomain()) ? Operators.ALL.get(node.getOpType()) : null;
        if (operator == null) {
            throw new OnnxException(title
                    + (Outline.isStandard(node.getDomain()) ? "" : " of the domain '" + node.getDomain() + "'")
                    + " is not supported; supported: " + String.join(", ", Operators.ALL.keySet()));
        }
        List<Term> operands = new ArrayList<>();
        for (String name : node.getInputList()) {
            operands.add(name.isEmpty() ? null : find(name));
        }
        List<Term> results;
        try {
            OperandTypes.check(node.getOpType(), shared.opset(), operands);
            results = trace.labelled(Node.label(node), () -> operator.apply(new Node(node, shared, operands)));
        } catch (IllegalArgumentException e) {
            throw new OnnxException(title + ": " + e.getMessage(), e);
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new OnnxException(title + ": its shapes or numbers are beyond what can be computed", e);
        }
        for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
            limit(results.get(i), operands, title);
            define(node.getOutput(i), results.get(i));
            if (results.get(i) instanceof Term.Flowing(var _, Value value)) {
                label(value, node, i);
            }
        }
    }

    /** A result has the name of its node and its own; a node of several results has them under their own alone. */
    private static void label(Value value, NodeProto node, int output) {
        if (node.getOutputCount() == 1) {
            value.labelled(Node.label(node));
        }
        if (!node.getOutput(output).isEmpty()) {
            value.labelled(node.getOutput(output));
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
        if (!terms.containsKey(name) && outline.initialiser(name) != null) {
            define(name, OnnxTensors.decode(outline.initialiser(name), external));
        }
        Term term = terms.get(name);
        if (term == null) {
            throw new OnnxException("nothing makes '" + name
                    + "': it is no input, no initialiser and no supported output" + " of a node");
        }
        return term;
    }
}
