package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gradient ascent in an L∞ ball. It is a part of the graph, so that points stay on the device from step to step: what each
 * attempt writes is its start and the ends of its box, which are exactly those that the threat has.
 */
final class BoxAscent implements Step {
    private static final String LOWER = "lower";
    private static final String UPPER = "upper";
    private static final String NEXT = "next";

    private final Problem problem;
    private final Column lower;
    private final Column upper;

    private BoxAscent(Problem problem, Table table) {
        this.problem = problem;
        this.lower = table.input(LOWER);
        this.upper = table.input(UPPER);
    }

    /** @param length of each step */
    static Method method(Problem problem, Loss loss, boolean targeted, double length) {
        Graph graph = graph(LossGraph.of(problem, loss, targeted), lengths(problem, length));
        return new Method(
                graph, Map.of(NEXT, Method.X), new Budget.Spent(1, 0, 0), table -> new BoxAscent(problem, table));
    }

    /** How far a step moves each element: one number where all are alike. */
    private static Tensor lengths(Problem problem, double length) {
        Threat threat = problem.threat();
        if (threat.features() == null) {
            return Tensor.scalar((float) length);
        }
        float[] lengths = new float[problem.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = (float) (length * threat.unit(i));
        }
        return Tensor.of(problem.scores().input(problem.scores().onlyInput()).shape(), lengths);
    }

    private static Graph graph(Graph loss, Tensor length) {
        Trace trace = new Trace();
        Map<String, Value> outputs = new LinkedHashMap<>(trace.inline(loss, Map.of()));
        Value x = trace.input(Method.X, loss.input(Method.X).type());
        Value lower = trace.input(LOWER, x.type());
        Value upper = trace.input(UPPER, x.type());
        Value moved = SignMove.along(outputs.remove(LossGraph.ASCENT), x, trace.constant(length));
        outputs.put(NEXT, SignMove.into(lower, upper, moved));
        // What is read after a run must be a copy, where the next point has taken the place of the input itself.
        outputs.put(Method.EVALUATED, x.copied());
        // A network may give its input as it is.
        outputs.computeIfPresent(LossGraph.LOGITS, (_, logits) -> logits.unshaped() == x ? logits.copied() : logits);
        return trace.graph(outputs);
    }

    @Override
    public void begin(int place, Attempt attempt) {
        float[] lowest = lower.elements();
        float[] highest = upper.elements();
        int at = lower.change(place);
        upper.change(place);
        problem.examples().copy(attempt.index(), lowest, at);
        for (int i = 0; i < lower.width(); i++) {
            float centre = lowest[at + i];
            highest[at + i] = problem.threat().innerUpper(i, centre);
            lowest[at + i] = problem.threat().innerLower(i, centre);
        }
    }

    @Override
    public void move(int place, Attempt attempt) {
        // The graph has done it.
    }
}
