package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the steps towards an objective compute.
 *
 * @param objective as it is in some epochs
 * @param step the step itself
 * @param searched the search for its points, where they count
 */
record Steps(Objective objective, StepGraph step, Optional<Search.Graphs> searched) {
    static Steps of(
            Layer network,
            Objective objective,
            Parameters parameters,
            Examples examples,
            Optimizer optimizer,
            boolean clipped) {
        StepGraph step = StepGraph.of(network, objective, parameters, examples, optimizer, clipped);
        // A loss in which the points never count has no use for a search.
        Optional<Search.Graphs> searched = objective
                .ascent()
                .filter(_ -> step.plain().inputs().containsKey(Ascent.POINT))
                .map(search -> Search.Graphs.of(search, network, parameters, examples));
        return new Steps(objective, step, searched);
    }

    /**
     * The shape of each tensor that the optimiser keeps once it has made a step.
     *
     * @param fresh the optimiser before its first, which keeps what isn't of a parameter already
     */
    Map<String, Shape> states(Optimizer fresh) {
        Map<String, Shape> shapes = Checkpoint.shapes(fresh.state());
        step.whole().parameters().forEach((name, value) -> {
            if (name.startsWith(Optimizer.STATE)) {
                shapes.put(name.substring(Optimizer.STATE.length()), value.shape());
            }
        });
        return shapes;
    }

    /** All that is computed, but for the optimiser's. */
    List<Graph> graphs() {
        List<Graph> graphs = new ArrayList<>(List.of(step.plain()));
        searched.ifPresent(search -> graphs.addAll(List.of(search.start(), search.move())));
        return graphs;
    }
}
