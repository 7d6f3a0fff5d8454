package io.jaspis.attacks;

import io.jaspis.attacks.search.Method;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network's logits and the way in x that increases an attack's loss, as one graph. */
public final class LossGraph {
    public static final String X = Method.X;
    public static final String LABEL = Method.LABEL;
    public static final String TARGET = Method.TARGET;
    public static final String LOGITS = Method.SCORES;
    /** A positive multiple of the loss's gradient in x. */
    public static final String ASCENT = "ascent";

    private LossGraph() {}

    /** The graph of x and the one-hot label, and for a targeted attack of the one-hot target too. */
    public static Graph of(Problem problem, Loss loss, boolean targeted) {
        return targeted
                ? along(
                        problem,
                        (trace, logits, label) -> loss.targetedAscent(logits, label, target(trace, problem.classes())))
                : along(problem, (_, logits, label) -> loss.ascent(logits, label));
    }

    /** The graph of x and the one-hot label and target, whose loss is the target's lead over the label alone. */
    public static Graph towards(Problem problem) {
        return along(
                problem, (trace, _, label) -> target(trace, problem.classes()).minus(label));
    }

    /**
     * Those of some inputs that a graph has: the graph of a network without a slope has neither label nor target.
     *
     * @param inputs by their names
     */
    public static Map<String, float[]> inputsOf(Graph graph, Map<String, float[]> inputs) {
        Map<String, float[]> own = new HashMap<>(inputs);
        own.keySet().retainAll(graph.inputs().keySet());
        return own;
    }

    private static Value target(Trace trace, int classes) {
        return trace.input(TARGET, Shape.of(classes));
    }

    /** The way up in the logits. */
    private interface Ascent {
        Value of(Trace trace, Value logits, Value label);
    }

    private static Graph along(Problem problem, Ascent way) {
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value label = trace.input(LABEL, Shape.of(problem.classes()));
        Value logits = Method.scores(problem, x);
        Value ascent = way.of(trace, logits, label);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(LOGITS, logits);
        outputs.put(ASCENT, Gradient.of(logits, ascent, List.of(x)).getFirst());
        return trace.graph(List.of(x), outputs);
    }
}
