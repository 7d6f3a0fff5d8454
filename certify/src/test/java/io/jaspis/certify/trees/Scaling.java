package io.jaspis.certify.trees;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.trees.RandomTrees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What is compared is {@code factor · feature + offset}, or {@code factor · (feature + offset)}. */
public record Scaling(float factor, float offset, boolean offsetFirst) {
    public static final Scaling NONE = new Scaling(1, 0, false);

    private float of(float feature) {
        return offsetFirst ? (feature + offset) * factor : feature * factor + offset;
    }

    private Value of(Value x) {
        return offsetFirst ? x.plus(offset).scale(factor) : x.scale(factor).plus(offset);
    }

    /** The first float of those that compare alike with a threshold, and the last before it, of each kind. */
    private List<Float> around(float threshold) {
        List<Float> values = new ArrayList<>();
        for (boolean past : new boolean[] {false, true}) {
            float first = flip(feature -> {
                int order = Float.compare(of(feature), threshold) * (factor < 0 ? -1 : 1);
                return of(feature) == threshold ? !past : order > 0;
            });
            values.add(first);
            values.add(Math.nextDown(first));
        }
        return values;
    }

    /** The first float for which something holds that holds for all larger ones. */
    private static float flip(Predicate<Float> holds) {
        float fails = -1e6f;
        float first = 1e6f;
        while (Math.nextUp(fails) < first) {
            float middle = (float) (((double) fails + first) / 2);
            middle = middle <= fails ? Math.nextUp(fails) : middle >= first ? Math.nextDown(first) : middle;
            if (holds.test(middle)) {
                first = middle;
            } else {
                fails = middle;
            }
        }
        return first;
    }

    /** Trees behind it, from "x" to "scores"; nothing where a file of them has no graph. */
    public Optional<Graph> graph(RandomTrees trees) throws IOException {
        OnnxModel model = Onnx.open("trees.onnx", trees.model().toByteArray());
        if (!model.hasGraph() || trees.targets() < 2) {
            return Optional.empty();
        }
        Graph graph = model.graph();
        Trace trace = new Trace();
        Value x = trace.input("x", graph.input("x").type());
        Value scaled = equals(NONE) ? x : of(x);
        return Optional.of(trace.graph(
                List.of(x),
                Map.of("scores", trace.inline(graph, Map.of("x", scaled)).get("scores"))));
    }

    /** The floats around all that trees behind it compare a feature with. */
    public Set<Float> around(RandomTrees trees, int feature) {
        Set<Float> values = new TreeSet<>();
        trees.trees().forEach(tree -> around(tree, feature, values));
        return values;
    }

    private void around(RandomTrees.Tree tree, int feature, Set<Float> values) {
        if (tree instanceof RandomTrees.Split split) {
            if (split.feature() == feature) {
                List<Float> numbers = split.members().isEmpty() ? List.of(split.threshold()) : split.members();
                numbers.forEach(number -> values.addAll(around(number)));
            }
            around(split.yes(), feature, values);
            around(split.no(), feature, values);
        }
    }
}
