package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node of the model with what its inputs stand for: what an {@link Operator} works on. */
final class Node {
    private final NodeProto proto;
    private final Model model;
    private final List<Term> inputs;
    private final Map<String, AttributeProto> attributes = new HashMap<>();

    /**
     * What all nodes of a model share.
     *
     * @param batch the batch's extent if the model fixes it, else 0
     */
    record Model(Trace trace, int opset, int batch, ExternalData external) {}

    /** A node; an input that is left out is null. */
    Node(NodeProto proto, Model model, List<Term> inputs) {
        this.proto = proto;
        this.model = model;
        this.inputs = inputs;
        for (AttributeProto attribute : proto.getAttributeList()) {
            attributes.put(attribute.getName(), attribute);
        }
    }

    /** The node as an error names it. */
    static String title(NodeProto proto) {
        String name = proto.getName();
        return name.isEmpty()
                ? "the node (" + proto.getOpType() + ") that makes '"
                        + (proto.getOutputCount() > 0 ? proto.getOutput(0) : "") + "'"
                : "node '" + name + "' (" + proto.getOpType() + ")";
    }

    String operator() {
        return proto.getOpType();
    }

    Trace trace() {
        return model.trace();
    }

    int opset() {
        return model.opset();
    }

    /** The batch's extent if the model fixes it, else 0. */
    int batch() {
        return model.batch();
    }

    int outputCount() {
        return proto.getOutputCount();
    }

    static void require(boolean condition, String message, Object... details) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(details));
        }
    }

    // Inputs

    int inputCount() {
        return inputs.size();
    }

    boolean has(int input) {
        return input < inputs.size() && inputs.get(input) != null;
    }

    Term term(int input) {
        require(has(input), "input %d is missing", input);
        return inputs.get(input);
    }

    List<Term> terms() {
        for (int i = 0; i < inputs.size(); i++) {
            term(i);
        }
        return inputs;
    }

    boolean isKnown(int input) {
        return term(input) instanceof Term.Known;
    }

    boolean allKnown() {
        return inputs.stream().allMatch(term -> term == null || term instanceof Term.Known);
    }

    Term.Known known(int input, String what) {
        if (term(input) instanceof Term.Known known) {
            return known;
        }
        throw new IllegalArgumentException(what + " must not depend on the model's input");
    }

    /** Whole numbers known while reading, among which the batch's extent may be. */
    Term.Integers integers(int input, String what) {
        if (known(input, what) instanceof Term.Integers integers) {
            return integers;
        }
        throw new IllegalArgumentException(what + " must be whole numbers");
    }

    long[] fixedIntegers(int input, String what) {
        Term.Integers integers = integers(input, what);
        require(integers.isFixed(), "%s must not depend on the size of the batch", what);
        return integers.fixed();
    }

    /** Numbers known while reading. */
    Term.Floats floats(int input, String what) {
        return floats(known(input, what), what);
    }

    static Term.Floats floats(Term.Known known, String what) {
        return switch (known) {
            case Term.Floats floats -> floats;
            case Term.Integers integers -> {
                require(integers.isFixed(), "%s must not depend on the size of the batch", what);
                float[] data = new float[integers.size()];
                for (int i = 0; i < data.length; i++) {
                    data[i] = integers.fixed()[i];
                }
                yield new Term.Floats(integers.extents(), data);
            }
        };
    }

    /** The only number of an input. */
    float scalar(int input, String what) {
        Term.Floats floats = floats(input, what);
        require(floats.size() == 1, "%s must be one number, but has %d", what, floats.size());
        return floats.data()[0];
    }

    Value value(int input) {
        return value(term(input));
    }

    Value value(Term term) {
        return flowing(term).value();
    }

    Term.Flowing flowing(int input) {
        return flowing(term(input));
    }

    /** The term as a value of the graph; known numbers become a constant. */
    Term.Flowing flowing(Term term) {
        return switch (term) {
            case Term.Flowing flowing -> flowing;
            case Term.Known known -> {
                Term.Floats floats = floats(known, "data");
                yield new Term.Flowing(trace().constant(Tensor.of(floats.shape(), floats.data())));
            }
        };
    }

    static List<Term> result(Value value) {
        return List.of(new Term.Flowing(value));
    }

    static List<Term> result(Term term) {
        return List.of(term);
    }

    // Axes

    /** An axis of ONNX's as a number from 0. */
    static int positive(long axis, int rank) {
        require(axis >= -rank && axis < rank, "there is no axis %d among %d", axis, rank);
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** An axis of ONNX's as ours; the batch is none. */
    static int axis(Term.Flowing x, long axis) {
        int own = positive(axis, x.rank()) - x.lead();
        require(own >= 0, "it works along axis 0, the batch, whose examples must stay apart");
        return own;
    }

    // Attributes

    boolean hasAttribute(String name) {
        return attributes.containsKey(name);
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    boolean flag(String name) {
        return integer(name, 0) != 0;
    }

    float real(String name, float otherwise) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** A list of whole numbers, or null where it is left out. */
    long[] integers(String name) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    int[] sizes(String name, int count, int otherwise) {
        List<Integer> sizes = new ArrayList<>();
        long[] given = integers(name);
        for (int i = 0; i < count; i++) {
            require(given == null || given.length == count, "attribute %s must have %d numbers", name, count);
            sizes.add(given == null ? otherwise : Math.toIntExact(given[i]));
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    float[] reals(String name) {
        List<Float> list = attributes.get(name).getFloatsList();
        float[] reals = new float[list.size()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = list.get(i);
        }
        return reals;
    }

    Term.Known tensor(String name) {
        try {
            return OnnxTensors.decode(attributes.get(name).getT(), model.external());
        } catch (OnnxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whole numbers that older opsets give as an attribute and newer ones as an input; null where left out. */
    long[] attributeOrInput(String name, int input) {
        if (hasAttribute(name)) {
            return integers(name);
        }
        return has(input) ? fixedIntegers(input, name) : null;
    }
}
