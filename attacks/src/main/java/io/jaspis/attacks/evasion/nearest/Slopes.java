package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.attacks.LossGraph;
import io.jaspis.attacks.search.Method;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search computes of a point: the scores, and gradients in x.
 *
 * @param graph with the scores as {@link Method#SCORES}
 * @param seeds the inputs {@code [classes]} that weigh the scores whose gradient a slope is; none where a loss does
 * @param slopes the outputs that are gradients
 * @param parts how many evaluations of a point give all slopes: each as many as there are outputs, by other seeds
 */
record Slopes(Graph graph, List<String> seeds, List<String> slopes, int parts) {
    /** The input of what each score counts at most, so that a loss sees some classes alone. */
    static final String LIMITS = "limits";

    /** Elements of slopes that a point has at once, at most: 8 MiB. */
    static final int MOST = 1 << 21;

    /** The way up of a loss: of a targeted problem's, or else of one that sees but the scores that limits leave. */
    static Slopes of(Problem problem, Loss loss) {
        List<String> slopes = List.of(LossGraph.ASCENT);
        if (problem.targeted()) {
            return new Slopes(LossGraph.of(problem, loss, true), List.of(), slopes, 1);
        }
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value label = trace.input(Method.LABEL, Shape.of(problem.classes()));
        Value limits = trace.input(LIMITS, Shape.of(problem.classes()));
        Value scores = Method.scores(problem, x);
        Value ascent = loss.ascent(scores.min(limits), label);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, scores);
        outputs.put(LossGraph.ASCENT, Gradient.of(scores, ascent, List.of(x)).getFirst());
        return new Slopes(trace.graph(List.of(x), outputs), List.of(), slopes, 1);
    }

    /** Writes limits that leave the label and the class that is aimed at, or all where that is none. */
    static void limit(float[] limits, int at, int classes, int label, int aim) {
        for (int j = 0; j < classes; j++) {
            boolean seen = aim < 0 || j == label || j == aim;
            limits[at + j] = seen ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        }
    }

    /**
     * The gradients of so many weighted sums of the scores, over as few evaluations as leave each point at most so many elements
     * of slopes at once, or one slope: what is needed of a point follows from the sizes of the problem alone, not from the batch.
     */
    static Slopes inParts(Problem problem, int count, int most) {
        int parts = Math.ceilDiv(count, Math.clamp(most / problem.size(), 1, count));
        Slopes part = ofSums(problem, Math.ceilDiv(count, parts));
        return new Slopes(part.graph(), part.seeds(), part.slopes(), parts);
    }

    /** The gradients of so many weighted sums of the scores, over one evaluation. */
    static Slopes ofSums(Problem problem, int count) {
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value scores = Method.scores(problem, x);
        List<Value> inputs = new ArrayList<>(List.of(x));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, scores);
        List<String> seeds = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            Value seed = trace.input("seed " + k, Shape.of(problem.classes()));
            inputs.add(seed);
            seeds.add("seed " + k);
            outputs.put("slope " + k, Gradient.of(scores, seed, List.of(x)).getFirst());
        }
        List<String> slopes = outputs.keySet().stream()
                .filter(name -> name.startsWith("slope"))
                .toList();
        return new Slopes(trace.graph(inputs, outputs), List.copyOf(seeds), slopes, 1);
    }
}
