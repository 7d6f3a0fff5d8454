package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.Step;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The points that steps evaluate, in a search that success doesn't end. */
final class Recording {
    private Recording() {}

    /** By example the start and the point after each of so many moves. */
    static List<List<float[]>> of(Problem problem, Method method, int moves) {
        List<List<float[]>> points = new ArrayList<>();
        for (int index = 0; index < problem.examples().count(); index++) {
            points.add(new ArrayList<>());
        }
        // What the last move makes is evaluated, but no step sees it: so there is one more.
        Search.Settings settings = new Search.Settings("recording", moves + 1, 1, false, null);
        new Search(problem, settings, recorded(method, points))
                .run(Nets.all(problem), 1, Budget.UNLIMITED, (_, _, _) -> {}, () -> false);
        return points;
    }

    private static Method recorded(Method method, List<List<float[]>> points) {
        return new Method(keepingLabels(method.graph()), Map.of(), method.cost(), table -> {
            Step step = method.step().apply(table);
            Column x = table.input(Method.X);
            return new Step() {
                @Override
                public void begin(int place, Attempt attempt) {
                    step.begin(place, attempt);
                }

                @Override
                public void move(int place, Attempt attempt) {
                    int at = x.at(place);
                    points.get(attempt.index()).add(Arrays.copyOfRange(x.elements(), at, at + x.width()));
                    step.move(place, attempt);
                }
            };
        });
    }

    /** The same graph with scores by which every point has its label. */
    private static Graph keepingLabels(Graph graph) {
        Trace trace = new Trace();
        Map<String, Value> outputs = new LinkedHashMap<>(trace.inline(graph, Map.of()));
        Value scores = outputs.get(Method.SCORES);
        Value label = trace.input(Method.LABEL, scores.shape());
        outputs.put(Method.SCORES, label.copied());
        return trace.graph(outputs);
    }
}
