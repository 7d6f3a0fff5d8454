package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One way through a model: its nodes in the order of the {@link Outline}, each name given a {@link Term}. What can be computed
 * while reading without rounding is; the rest is recorded. What can't be read is noted down, and the walk goes on, so that
 * all of it is told at once.
 */
final class Walk {
    /** The most turns of loops, and nodes in them, of all loops together. */
    private static final int MOST_STEPS = 3_000_000;

    private final GraphProto graph;
    private final Outline outline;
    private final Masks masks;
    private final Reading reading;
    private final ExternalData external;
    private final Declared declared;
    private final boolean whole;
    private final TreeReading trees;

    final Trace trace = new Trace();
    private final Ranges ranges = new Ranges();
    private final SinglePrecision singles = new SinglePrecision(ranges);
    final Terms terms;
    private final List<Value> inputs = new ArrayList<>();
    final List<String> obstacles = new ArrayList<>();
    final Set<String> unsupported = new TreeSet<>();

    /** The names that aren't known, and what keeps them from it where that is no obstacle unless they are used, else "". */
    final Map<String, String> lost = new HashMap<>();

    final List<String> warnings = new ArrayList<>();
    private boolean derivesWeights;
    /** What attributes hold: a loop comes to those of its body at each turn. */
    private final Map<AttributeProto, GraphProto> bodies = new IdentityHashMap<>();

    private final Growth growth = new Growth();
    private int steps;

    /**
     * @param whole whether the model has no batch, so that inputs are whole examples
     * @param trees what becomes of tree ensembles
     */
    Walk(
            GraphProto graph,
            Outline outline,
            Reading reading,
            ExternalData external,
            Declared declared,
            Map<String, Term> decoded,
            boolean whole,
            TreeReading trees)
            throws OnnxException {
        this.graph = graph;
        this.masks = new Masks(graph);
        this.outline = outline;
        this.reading = reading;
        this.external = external;
        this.declared = declared;
        this.terms = new Terms(outline, external, decoded);
        this.whole = whole;
        this.trees = trees;
    }

    Graph read() throws OnnxException {
        for (ValueInfoProto input : graph.getInputList()) {
            Reading.Array array = reading.inputs().get(input.getName());
            if (array != null) {
                terms.define(input.getName(), GivenInput.of(input, array));
            }
        }
        boolean ofOne = isOfOne();
        for (Declared.Input input : declared.inputs()) {
            input(input, ofOne);
        }
        Node.Model shared =
                new Node.Model(trace, outline.opset(), whole ? 0 : declared.batch(), external, trees, ranges);
        for (NodeProto node : outline.order()) {
            walk(node, shared);
        }
        Map<String, Value> outputs = new WalkOutputs(this, outline, reading, ofOne).read();
        if (!obstacles.isEmpty()) {
            throw OnnxException.of(explained());
        }
        requireTypes();
        for (String name : outputs.keySet()) {
            output(name);
        }
        return trees.staged() ? trace.graph(outputs) : trace.graph(inputs, outputs);
    }

    private void output(String name) throws OnnxException {
        try {
            singles.output(name, terms.find(name));
        } catch (IllegalArgumentException e) {
            throw new OnnxException("the output '" + name + "' can't be read: " + e.getMessage(), e);
        }
    }

    /** The obstacles; what is supported stands behind the last if one is an operator that isn't. */
    private List<String> explained() {
        List<String> all = new ArrayList<>(obstacles);
        if (!unsupported.isEmpty()) {
            all.add(all.removeLast() + "; supported: " + String.join(", ", Operators.ALL.keySet()));
        }
        return all;
    }

    /** The whole model where tree ensembles became stages. */
    TreeModel treeModel(Graph end) {
        Map<String, Value> named = new LinkedHashMap<>();
        for (Value input : inputs) {
            named.put(((Source.Input) input.op()).name(), input);
        }
        return trees.model(named, end);
    }

    List<String> elementTypes() {
        return terms.types().stream().map(ElementType::word).sorted().toList();
    }

    /** The types of the inputs that are open, in their order. */
    List<String> inputTypes() {
        return declared.inputs().stream().map(input -> input.type().word()).toList();
    }

    /** Whether any node has weights that a runtime derives by itself, and rounds on the way. */
    boolean derivesWeights() {
        return derivesWeights;
    }

    List<String> warnings() {
        List<String> all = new ArrayList<>(declared.notes());
        all.addAll(trees.notes());
        all.addAll(warnings);
        return all;
    }

    private boolean isOfOne() {
        return whole
                && !declared.inputs().isEmpty()
                && declared.inputs().stream().allMatch(Declared.Input::isOfOne);
    }

    private void input(Declared.Input input, boolean ofOne) throws OnnxException {
        int[] extents = input.extents();
        int dropped = whole ? ofOne ? 0 : -1 : input.batch();
        int[] own = new int[extents.length - (dropped < 0 ? 0 : 1)];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = extents[axis + (dropped >= 0 && axis >= dropped ? 1 : 0)];
        }
        try {
            Value value = trace.input(input.name(), Shape.of(own));
            inputs.add(value);
            ranges.tell(value, Ranges.Range.ofInput(input.type()));
            terms.define(
                    input.name(),
                    whole
                            ? Term.Flowing.whole(input.type(), value.reshape(Shape.of(extents)))
                            : new Term.Flowing(input.type(), value, input.batch(), 1));
        } catch (IllegalArgumentException e) {
            throw new OnnxException("the input '" + input.name() + "' can't be: " + e.getMessage(), e);
        }
    }

    // Nodes

    private void walk(NodeProto node, Node.Model shared) throws OnnxException {
        Operator operator = Operators.find(node);
        if (operator == null) {
            String instead = Operators.INSTEAD.get(Operators.key(node));
            if (instead != null) {
                lose(node, Node.title(node) + " is not supported: " + instead);
                return;
            }
            String title = Node.title(node)
                    + (Outline.isStandard(node.getDomain()) ? "" : " of the domain '" + node.getDomain() + "'")
                    + " is not supported";
            unsupported.add(node.getOpType());
            lose(node, title);
            return;
        }
        for (String name : node.getInputList()) {
            String why = name.isEmpty() ? null : lost.get(name);
            if (why != null) {
                lose(node, why.isEmpty() || obstacles.contains(why) ? null : why);
                return;
            }
        }
        try {
            evaluate(node, operator, shared);
        } catch (FollowOnException known) {
            lose(node, null);
        } catch (OnnxException e) {
            lose(node, e.getMessage());
        }
    }

    /** That a graph's result isn't known, for a reason that is an obstacle already. */
    private static final class FollowOnException extends InputException {
        private static final long serialVersionUID = 1;

        FollowOnException() {
            super("a result of its graph isn't known");
        }
    }

    /** Notes down that a node's outputs aren't known; for a new obstacle, or for an input that isn't known. */
    private void lose(NodeProto node, String obstacle) {
        if (obstacle != null) {
            obstacles.add(obstacle);
        }
        for (String name : node.getOutputList()) {
            lost.put(name, "");
        }
    }

    private void evaluate(NodeProto node, Operator operator, Node.Model shared) throws OnnxException {
        String title = Node.title(node);
        List<Term> operands = new ArrayList<>();
        for (String name : node.getInputList()) {
            operands.add(name.isEmpty() ? null : terms.find(name));
        }
        Applied applied;
        try {
            applied = applied(node, operator, operands, shared);
        } catch (IllegalArgumentException e) {
            throw new OnnxException(title + ": " + e.getMessage(), e);
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new OnnxException(title + ": its shapes or numbers are beyond what can be computed", e);
        }
        define(node, operands, applied);
    }

    /**
     * What came of a node.
     *
     * @param node which knows the results that it refuses; null of one that refuses none
     */
    private record Applied(Node node, List<Term> results) {}

    private Applied applied(NodeProto node, Operator operator, List<Term> operands, Node.Model shared)
            throws OnnxException {
        OperandTypes.check(Operators.key(node), shared.opset(), operands);
        if (ControlFlow.is(node)) {
            Node made = new Node(node, shared, operands);
            return new Applied(made, ControlFlow.results(made, node, bodies(shared)));
        }
        if (Composites.is(node)) {
            return new Applied(null, Composites.results(new Node(node, shared, operands), node, masks, bodies(shared)));
        }
        List<Term> aligned = masks.finite(node, FormerForms.operands(node, shared.opset(), operands));
        Node made = new Node(node, shared, aligned);
        List<Term> results = trace.labelled(Node.label(node), () -> masks.apply(operator, node, made));
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Term.Flowing flowing) {
                ranges.check(made, i, flowing);
            }
        }
        singles.follow(made, results);
        derivesWeights |= made.derivesWeights();
        return new Applied(made, results);
    }

    /** Gives a node's outputs what came of it; of those that it refuses or doesn't have it is noted down why they aren't known. */
    private void define(NodeProto node, List<Term> operands, Applied applied) throws OnnxException {
        String title = Node.title(node);
        List<Term> results = applied.results();
        for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
            if (applied.node() != null && applied.node().refusal(i) != null) {
                lost.put(node.getOutput(i), title + ": " + applied.node().refusal(i));
                continue;
            }
            growth.take(results.get(i), operands, title);
            terms.define(node.getOutput(i), results.get(i));
            if (results.get(i) instanceof Term.Flowing flowing) {
                label(flowing.value(), node, i);
            }
        }
        for (int i = results.size(); i < node.getOutputCount(); i++) {
            if (!node.getOutput(i).isEmpty()) {
                lost.put(
                        node.getOutput(i),
                        title + ": its output " + i + ", '" + node.getOutput(i) + "', is not supported");
            }
        }
    }

    private ControlFlow.Body bodies(Node.Model shared) {
        return new ControlFlow.Body() {
            @Override
            public GraphProto graph(AttributeProto attribute) throws OnnxException {
                GraphProto known = bodies.get(attribute);
                if (known == null) {
                    known = Inlining.graph(attribute);
                    bodies.put(attribute, known);
                }
                return known;
            }

            @Override
            public List<Term> run(GraphProto body, List<Term> inputs) throws OnnxException {
                return Walk.this.run(body, inputs, shared);
            }

            @Override
            public Term known(String name) {
                return terms.known(name);
            }
        };
    }

    /** Walks the nodes of a graph in a node's attribute, whose own names are those of nothing else ({@link Scopes}). */
    private List<Term> run(GraphProto body, List<Term> operands, Node.Model shared) throws OnnxException {
        steps += 1 + body.getNodeCount();
        if (steps > MOST_STEPS) {
            throw new OnnxException(String.format(
                    Locale.ROOT,
                    "the loops of the model take more than %,d turns and nodes in them together",
                    MOST_STEPS));
        }
        for (TensorProto tensor : body.getInitializerList()) {
            terms.define(tensor);
        }
        for (SparseTensorProto tensor : body.getSparseInitializerList()) {
            terms.define(tensor);
        }
        for (int i = 0; i < operands.size(); i++) {
            terms.define(body.getInput(i).getName(), operands.get(i));
        }
        for (NodeProto node : body.getNodeList()) {
            outline.check(node);
            walk(node, shared);
        }
        List<Term> results = new ArrayList<>();
        for (ValueInfoProto output : body.getOutputList()) {
            String why = lost.get(output.getName());
            if (why != null) {
                throw why.isEmpty() || obstacles.contains(why) ? new FollowOnException() : new OnnxException(why);
            }
            results.add(terms.find(output.getName()));
        }
        return results;
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

    /** What the model tells of its values on the way must be so, as far as their types go. */
    private void requireTypes() throws OnnxException {
        for (ValueInfoProto info : graph.getValueInfoList()) {
            Term term = terms.known(info.getName());
            if (term != null) {
                Declared.requireDeclared(info, "value", term.type());
            }
        }
    }
}
