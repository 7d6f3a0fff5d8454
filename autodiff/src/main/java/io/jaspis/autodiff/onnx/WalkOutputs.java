package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which of a model's outputs are those of the graph, once a {@link Walk} has come to its end. */
final class WalkOutputs {
    private final Walk walk;
    private final Outline outline;
    private final Reading reading;
    private final boolean ofOne;

    WalkOutputs(Walk walk, Outline outline, Reading reading, boolean ofOne) {
        this.walk = walk;
        this.outline = outline;
        this.reading = reading;
        this.ofOne = ofOne;
    }

    /**
     * The outputs that are asked for or, where none is, all but those that are constants, labels or the like beside others
     * that are numbers of each example: these are left out with a warning.
     */
    Map<String, Value> read() throws OnnxException {
        List<ValueInfoProto> wanted = outline.outputs();
        boolean chosen = !reading.outputs().isEmpty();
        Map<String, Value> outputs = new LinkedHashMap<>();
        Set<String> constants = new HashSet<>();
        Set<String> labels = new HashSet<>();
        List<String> failures = new ArrayList<>();
        for (ValueInfoProto output : wanted) {
            String name = output.getName();
            if (walk.lost.containsKey(name)) {
                if (!walk.lost.get(name).isEmpty()) {
                    failures.add(walk.lost.get(name));
                }
                continue;
            }
            try {
                Term term = walk.terms.find(name);
                if (term instanceof Term.Known known && known.size() == 0) {
                    constants.add(name);
                    failures.add("the output '" + name + "' is the same for every input and has no elements");
                    continue;
                }
                outputs.put(name, output(output, term));
                if (!(term instanceof Term.Flowing flowing && flowing.value().batched())) {
                    constants.add(name);
                } else if (!term.type().isReal()) {
                    labels.add(name);
                }
            } catch (OnnxException e) {
                (isDeclaredReal(output) ? walk.obstacles : failures).add(e.getMessage());
            }
        }
        boolean some = outputs.keySet().stream().anyMatch(name -> !constants.contains(name) && !labels.contains(name));
        boolean real = wanted.stream()
                .anyMatch(output -> !outputs.containsKey(output.getName())
                        && !constants.contains(output.getName())
                        && isDeclaredReal(output));
        if (!chosen && some && !real) {
            walk.obstacles.clear();
            walk.unsupported.clear();
        }
        if (!chosen && some) {
            leaveOut(wanted, outputs, constants, labels);
        } else {
            walk.obstacles.addAll(failures);
        }
        if (outputs.isEmpty() && walk.obstacles.isEmpty()) {
            walk.obstacles.add("the model has no output that could be read");
        }
        return outputs;
    }

    private static boolean isDeclaredReal(ValueInfoProto output) {
        int type = output.getType().getTensorType().getElemType();
        return type == 0 && output.getType().hasTensorType()
                || ElementType.find(type).map(ElementType::isReal).orElse(false);
    }

    private void leaveOut(
            List<ValueInfoProto> wanted, Map<String, Value> outputs, Set<String> constants, Set<String> labels) {
        for (ValueInfoProto output : wanted) {
            String name = output.getName();
            if (constants.contains(name)) {
                walk.warnings.add("the output '" + name + "' is left out: it is the same for every input");
                outputs.remove(name);
            } else if (walk.lost.containsKey(name) || !outputs.containsKey(name)) {
                walk.warnings.add("the output '" + name + "' is left out: it can't be read"
                        + (isDeclaredReal(output) ? "" : ", and is declared as no floating-point numbers"));
                outputs.remove(name);
            } else if (labels.contains(name)) {
                walk.warnings.add("the output '" + name + "' is left out: its elements are "
                        + walk.terms.known(name).type().word() + ", such as labels, beside others that are scores");
                outputs.remove(name);
            }
        }
    }

    private Value output(ValueInfoProto output, Term term) throws OnnxException {
        String name = output.getName();
        Term.Flowing flowing;
        try {
            flowing = term instanceof Term.Flowing value
                    ? value
                    : Term.Flowing.whole(
                            term.type(),
                            ExactNumbers.constant(walk.trace, ExactNumbers.asReals((Term.Known) term), "it"));
        } catch (IllegalArgumentException e) {
            throw new OnnxException(
                    "the output '" + name + "' does not depend on the model's input, and " + e.getMessage(), e);
        }
        int[] extents = flowing.extents();
        if (flowing.batch() > 0) {
            throw new OnnxException(maker(name) + "the output '" + name
                    + "' would have the batch on axis " + flowing.batch()
                    + ", but only axis 0 may be it; to read the model as"
                    + " a function of one whole example, fix all axes of its inputs by --shape");
        }
        if (flowing.share() > 1) {
            throw new OnnxException(maker(name) + "the output '" + name + "', "
                    + flowing.value().type() + ", would have " + flowing.share()
                    + " elements of each example on the axis of the batch");
        }
        if (flowing.hasBatch()) {
            extents[flowing.batch()] = -1;
        }
        if (output.getType().hasTensorType()) {
            Declared.requireDeclared(output, "output", term.type(), extents);
        }
        boolean alone = ofOne && extents.length > 1 && extents[0] == 1;
        Shape shape = flowing.value().shape();
        return alone ? flowing.value().reshape(shape.without(0)) : flowing.value();
    }

    /** The node that makes an output, as a message begins with it; of one that is an input of the model there is none. */
    private String maker(String name) {
        NodeProto maker = outline.maker(name);
        return maker == null ? "" : Node.title(maker) + ": ";
    }
}
