package io.jaspis.autodiff.onnx;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** One node of the model with what its inputs stand for: what an {@link Operator} works on. */
final class Node {
    private final NodeProto proto;
    private final Model model;
    private final List<Term> inputs;
    private final Map<String, AttributeProto> attributes = new HashMap<>();
    private final Map<Integer, String> refused = new HashMap<>();
    private boolean derivesWeights;

    /**
     * What all nodes of a model share.
     *
     * @param batch the batch's extent if the model fixes it, else 0
     * @param trees what becomes of tree ensembles
     * @param ranges between which ends values lie
     */
    record Model(Trace trace, int opset, int batch, ExternalData external, TreeReading trees, Ranges ranges) {}

    /** A node that has the operator's {@link Signature}; an input that is left out is null. */
    Node(NodeProto proto, Model model, List<Term> inputs) {
        this.proto = proto;
        this.model = model;
        this.inputs = inputs;
        for (AttributeProto attribute : proto.getAttributeList()) {
            attributes.put(attribute.getName(), attribute);
        }
    }

    /** The same node with other terms for its inputs. */
    Node with(List<Term> others) {
        return new Node(proto, model, others);
    }

    /** The node as an error names it. */
    static String title(NodeProto proto) {
        String name = proto.getName();
        return name.isEmpty()
                ? "the node (" + proto.getOpType() + ") that makes '"
                        + (proto.getOutputCount() > 0 ? proto.getOutput(0) : "") + "'"
                : "node '" + name + "' (" + proto.getOpType() + ")";
    }

    /** What values of the node are labelled: its name or, since that may be left out, those of its outputs. */
    static String label(NodeProto proto) {
        return proto.getName().isEmpty() ? String.join(", ", proto.getOutputList()) : proto.getName();
    }

    /** What names inside of the node begin with: its name or, since that may be left out, that of its first output. */
    static String prefix(NodeProto proto) {
        boolean named = !proto.getName().isEmpty() || proto.getOutputCount() == 0;
        return named ? proto.getName() : proto.getOutput(0);
    }

    /** An integer that may be left out, of a node that isn't read yet. */
    static long integer(NodeProto proto, String name, long otherwise) {
        return proto.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(otherwise);
    }

    /** Its attributes but those of these names. */
    AttributeProto[] attributes(String... without) {
        return proto.getAttributeList().stream()
                .filter(attribute -> !List.of(without).contains(attribute.getName()))
                .toArray(AttributeProto[]::new);
    }

    /** The name of its operator. */
    String operator() {
        return proto.getOpType();
    }

    /** The node as an error names it. */
    String title() {
        return title(proto);
    }

    /** Tells the person who reads the model what is particular about this node. */
    void note(String text) {
        model.trees().note(title(), text);
    }

    /**
     * Refuses an operand of whole numbers: the result is of their type, and each runtime cuts off in its own way what would be between
     * them.
     */
    void requireFractions(int input) {
        ElementType type = term(input).type();
        require(
                type.isReal(),
                "of %s it would give numbers between whole ones, which are cut off; cast it to float first",
                type.word());
    }

    /** Tells where the node, as opsets before 7 have it, is one of training, but is read as one of inference. */
    void noteTraining() {
        if (opset() < 7 && !flag("is_test")) {
            note("it doesn't say is_test, which in this opset means training; it is read as it is after that");
        }
    }

    /**
     * Refuses one output, where it is used: the term that stands for it counts for nothing.
     *
     * @param why what the output is and why it can't be read
     */
    void refuse(int output, String why) {
        refused.put(output, why);
    }

    /** Why an output is refused, or null. */
    String refusal(int output) {
        return refused.get(output);
    }

    /** Tells that a runtime derives weights of this node by itself, and rounds them on the way. */
    void deriveWeights() {
        derivesWeights = true;
    }

    boolean derivesWeights() {
        return derivesWeights;
    }

    /** What becomes of tree ensembles. */
    TreeReading trees() {
        return model.trees();
    }

    /** Between which ends the model's values lie. */
    Ranges ranges() {
        return model.ranges();
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

    /** Whether the model uses this output. */
    boolean makes(int output) {
        return output < proto.getOutputCount() && !proto.getOutput(output).isEmpty();
    }

    static void require(boolean condition, String message, Object... details) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, details));
        }
    }

    /** A whole number of the model's that has to be an int. */
    static int small(long number, String what) {
        require(number == (int) number, "%s is %d, beyond what is supported", what, number);
        return (int) number;
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

    /** All inputs, of which one that is left out is null. */
    List<Term> operands() {
        return inputs;
    }

    List<Term> terms() {
        for (int i = 0; i < inputs.size(); i++) {
            term(i);
        }
        return inputs;
    }

    /** The one type of elements that these inputs have. */
    ElementType type(int... of) {
        ElementType first = term(of[0]).type();
        for (int input : of) {
            requireType(input, first);
        }
        return first;
    }

    /** The one type of elements that all inputs have, but for those that are left out. */
    ElementType commonType() {
        return type(IntStream.range(0, inputs.size()).filter(this::has).toArray());
    }

    private void requireType(int input, ElementType type) {
        require(
                term(input).type() == type,
                "its operands must have one type of elements, but are %s and %s",
                type.word(),
                term(input).type().word());
    }

    boolean isKnown(int input) {
        return term(input) instanceof Term.Known;
    }

    boolean allKnown() {
        return inputs.stream().allMatch(term -> term == null || term instanceof Term.Known);
    }

    boolean allReals() {
        return inputs.stream().allMatch(term -> term == null || term instanceof Term.Reals);
    }

    boolean allIntegers() {
        return inputs.stream().allMatch(term -> term == null || term instanceof Term.Integers);
    }

    Term.Known known(int input, String what) {
        if (term(input) instanceof Term.Known known) {
            return known;
        }
        throw new IllegalArgumentException(
                flowing(input).value().batched()
                        ? what + " must not depend on the model's input"
                        : what + " must be known while reading, but is computed from constants in a way that rounds;"
                                + " store the result as a constant");
    }

    /** Whole numbers or booleans known while reading, among which the batch's extent may be. */
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

    /** Refuses a known input that isn't an array of one axis. */
    void requireList(int input, String what) {
        int rank = known(input, what).rank();
        require(rank == 1, "%s must be a list, but has %d axes", what, rank);
    }

    /** Numbers known while reading, as the floats that they are. */
    Term.Floats floats(int input, String what) {
        known(input, what);
        return ExactNumbers.floats(term(input), what(input));
    }

    /** An input as an error names it. */
    private String what(int input) {
        return input < proto.getInputCount() && !proto.getInput(input).isEmpty()
                ? "its input '" + proto.getInput(input) + "'"
                : "an operand";
    }

    /** The only number of an input; it may be infinite. */
    float scalar(int input, String what) {
        Term.Floats floats = term(input) instanceof Term.Integers whole
                ? ExactNumbers.singles(whole, what(input))
                : floats(input, what);
        require(floats.size() == 1, "%s must be one number, but has %d", what, floats.size());
        require(!Float.isNaN(floats.data()[0]), "%s is NaN", what);
        return floats.data()[0];
    }

    Value value(int input) {
        return flowing(input).value();
    }

    Term.Flowing flowing(int input) {
        return flowing(term(input), what(input));
    }

    Value value(Term term) {
        return flowing(term).value();
    }

    Term.Flowing flowing(Term term) {
        int input = inputs.indexOf(term);
        return flowing(term, input < 0 ? "an operand" : what(input));
    }

    /** The term as a value of the graph; known numbers become a constant, whole ones where they meet what flows. */
    private Term.Flowing flowing(Term term, String what) {
        return switch (term) {
            case Term.Flowing flowing -> flowing;
            case Term.Known known -> {
                require(
                        !allKnown() || !(known instanceof Term.Integers),
                        "%s holds known numbers of the type %s, of which the operator isn't computed while reading; store what it"
                                + " makes as a constant",
                        what,
                        known.type().word());
                yield shared(known, what);
            }
        };
    }

    /** A term as a value of the graph, whole numbers too, which float32 must have: what is repeated along the batch. */
    Term.Flowing repeatable(Term term) {
        int input = inputs.indexOf(term);
        return switch (term) {
            case Term.Flowing flowing -> flowing;
            case Term.Known known -> shared(known, input < 0 ? "an operand" : what(input));
        };
    }

    /** Known numbers as a constant of the graph. */
    private Term.Flowing shared(Term.Known known, String what) {
        Term.Known numbers = known instanceof Term.Integers whole ? ExactNumbers.singles(whole, what) : known;
        return Term.Flowing.whole(known.type(), ExactNumbers.constant(trace(), numbers, what));
    }

    /** A value as a term of the first input's type and axes. */
    Term.Flowing flow(Value value) {
        return term(0) instanceof Term.Flowing flowing
                ? flowing.with(value)
                : Term.Flowing.whole(term(0).type(), value);
    }

    /** A value as the only output, of the first input's type and axes. */
    List<Term> result(Value value) {
        return List.of(flow(value));
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
        return x.own(positive(axis, x.rank()));
    }

    // Attributes

    boolean hasAttribute(String name) {
        return attributes.containsKey(name);
    }

    int attributeCount() {
        return attributes.size();
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    boolean flag(String name) {
        return integer(name, 0) != 0;
    }

    /** A finite number. */
    float real(String name, float otherwise) {
        AttributeProto attribute = attributes.get(name);
        float number = attribute == null ? otherwise : attribute.getF();
        require(Float.isFinite(number), "attribute %s is %s", name, number);
        return number;
    }

    /** A number of any kind, which must be there. */
    float any(String name) {
        return required(name).getF();
    }

    private AttributeProto required(String name) {
        require(hasAttribute(name), "its attribute '%s' is missing", name);
        return attributes.get(name);
    }

    /** A number that may be infinite. */
    float bound(String name, float otherwise) {
        AttributeProto attribute = attributes.get(name);
        float number = attribute == null ? otherwise : attribute.getF();
        require(!Float.isNaN(number), "attribute %s is NaN", name);
        return number;
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** A list of words, which must be there. */
    List<String> texts(String name) {
        return required(name).getStringsList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    /** A list of whole numbers, or null where it is left out. */
    long[] integers(String name) {
        AttributeProto attribute = attributes.get(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    int[] sizes(String name, int count, int otherwise) {
        int[] sizes = new int[count];
        Arrays.fill(sizes, otherwise);
        long[] given = integers(name);
        if (given != null) {
            require(given.length == count, "attribute %s must have %d numbers, but has %d", name, count, given.length);
            for (int i = 0; i < count; i++) {
                sizes[i] = small(given[i], "attribute " + name);
            }
        }
        return sizes;
    }

    float[] reals(String name) {
        List<Float> list = required(name).getFloatsList();
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

    Term.Known sparseTensor(String name) {
        try {
            return SparseTensors.decode(attributes.get(name).getSparseTensor(), model.external());
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
