package io.jaspis.attacks.search;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * How an attack evaluates points, and how it goes on from there.
 *
 * @param graph what is computed of each point {@link #X}: its {@link #SCORES}, and what the step needs besides, such as a
 *     gradient. The inputs {@link #LABEL} and {@link #TARGET} are written where the graph has them
 * @param carried from outputs to the inputs that they become in the next run, where the step or a part of it is in the
 *     graph; empty where all of it is on the host
 * @param cost of one evaluation of one point
 * @param step makes the step over the columns of the graph
 */
public record Method(Graph graph, Map<String, String> carried, Budget.Spent cost, Function<Table, Step> step) {
    /** The input of points, {@code [batch, …]} as the network takes them. */
    public static final String X = "x";
    /** The input of labels, one-hot {@code [batch, classes]}. */
    public static final String LABEL = "label";
    /** The input of targets, one-hot {@code [batch, classes]}. */
    public static final String TARGET = "target";
    /** The output that decides the class, {@code [batch, classes]}. */
    public static final String SCORES = "logits";
    /** The output of the points that were evaluated, where {@link #X} is already another when the run ends. */
    public static final String EVALUATED = "evaluated";

    public Method {
        carried = Map.copyOf(carried);
        Objects.requireNonNull(step);
        if (cost.equals(Budget.Spent.NOTHING)) {
            throw new IllegalArgumentException("an evaluation costs something, or a search would have no end");
        }
        if (carried.containsValue(X) && !graph.outputs().containsKey(EVALUATED)) {
            throw new IllegalArgumentException(
                    "a graph that has points carried to " + X + " must tell those that it evaluated: " + EVALUATED);
        }
    }

    /** A method whose step is on the host alone. */
    public Method(Graph graph, Budget.Spent cost, Function<Table, Step> step) {
        this(graph, Map.of(), cost, step);
    }

    /** The input {@link #X} of a graph that evaluates a problem's points. */
    public static Value points(Problem problem, Trace trace) {
        Graph network = problem.scores();
        return trace.input(X, network.input(network.onlyInput()).shape());
    }

    /** What decides the class of points, {@code [batch, classes]}, recorded behind them. */
    public static Value scores(Problem problem, Value points) {
        Graph network = problem.scores();
        return points.trace()
                .inline(network, Map.of(network.onlyInput(), points))
                .get(network.onlyOutput())
                .flatten();
    }

    /** How many evaluations a budget allows. */
    long affordable(Budget budget) {
        long gradients = quotient(budget.gradients(), cost.gradients());
        long queries = quotient(budget.queries(), cost.queries());
        return Math.min(Math.min(gradients, queries), quotient(budget.domains(), cost.domains()));
    }

    private static long quotient(long most, long each) {
        return each == 0 ? Long.MAX_VALUE : most / each;
    }

    /** What so many evaluations cost. */
    Budget.Spent spent(long evaluations) {
        return new Budget.Spent(
                evaluations * cost.gradients(), evaluations * cost.queries(), evaluations * cost.domains());
    }
}
