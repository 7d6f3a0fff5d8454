package io.jaspis.cli;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.certify.branching.InputProver;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.trees.TreeBounds;
import io.jaspis.threat.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that Jaspis does, and whether it does it with a model: found out by doing what comes before the first run.
 *
 * @param reason why not, or what is particular about it; may be empty
 */
record ModelUse(String what, boolean works, String reason) {
    private static final String ATTACK = "attack by gradient";
    private static final String SEARCH = "attack by random search";
    private static final String INTERVALS = "interval bounds";
    private static final String LINEAR = "linear bounds";
    private static final String SMOOTHING = "smoothing";
    private static final String REPLAY = "check in float64";
    private static final String TREES = "attack and proof by the boxes of leaves (trees)";
    private static final String EVALUATION = "evaluation alone";

    /** Something that is built, or refused by an exception that says why. */
    private interface Building {
        void build();
    }

    static List<ModelUse> of(OnnxModel model) {
        if (!model.hasGraph()) {
            return without(model.reason());
        }
        Graph graph = model.graph();
        List<ModelUse> uses = new ArrayList<>();
        Optional<String> several = several(graph);
        uses.add(several.map(reason -> new ModelUse(ATTACK, false, reason)).orElseGet(() -> attack(graph)));
        uses.add(new ModelUse(SEARCH, several.isEmpty(), several.orElse("")));
        uses.add(built(INTERVALS, () -> Intervals.of(graph)));
        uses.add(several.map(reason -> new ModelUse(LINEAR, false, reason))
                .orElseGet(() -> linear(Decision.of(graph).scores())));
        uses.add(new ModelUse(SMOOTHING, several.isEmpty(), several.orElse("")));
        uses.add(new ModelUse(REPLAY, true, ""));
        if (several.isEmpty() && TreeBounds.refusal(Decision.of(graph).scores()).isEmpty()) {
            uses.add(new ModelUse(TREES, true, ""));
        }
        return uses;
    }

    /** What CROWN and all that begin with it ask. */
    private static ModelUse linear(Graph scores) {
        Optional<String> refusal = InputProver.refusal(scores);
        return new ModelUse(LINEAR, refusal.isEmpty(), refusal.orElse(""));
    }

    private static List<ModelUse> without(String reason) {
        List<ModelUse> uses = new ArrayList<>();
        for (String what : List.of(ATTACK, SEARCH, INTERVALS, LINEAR, SMOOTHING, REPLAY)) {
            uses.add(new ModelUse(what, false, what.equals(ATTACK) ? reason : "there is no graph"));
        }
        uses.add(new ModelUse(EVALUATION, true, "by the library (Oracle), as ONNX Runtime does"));
        return uses;
    }

    /** Why a model isn't one classifier. */
    private static Optional<String> several(Graph graph) {
        if (graph.inputs().size() > 1) {
            return Optional.of("it has the inputs "
                    + String.join(", ", graph.inputs().keySet()) + "; give all but one with --input");
        }
        if (graph.outputs().size() > 1) {
            return Optional.of("it has the outputs "
                    + String.join(", ", graph.outputs().keySet()) + "; choose the scores with --output");
        }
        if (graph.inputs().isEmpty()) {
            return Optional.of("it has no input");
        }
        try {
            Decision.of(graph);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static ModelUse built(String what, Building building) {
        try {
            building.build();
            return new ModelUse(what, true, "");
        } catch (RuntimeException e) {
            return new ModelUse(what, false, e.getMessage());
        }
    }

    private static ModelUse attack(Graph graph) {
        ModelUse use = built(ATTACK, () -> {
            Trace trace = new Trace();
            Value output = trace.inline(graph, Map.of()).get(graph.onlyOutput());
            List<Value> inputs = graph.inputs().values().stream()
                    .map(input -> trace.input(graph.onlyInput(), input.type()))
                    .toList();
            Gradient.of(output.sum(), inputs);
        });
        if (!use.works()) {
            return use;
        }
        Optional<Value> flat = flat(graph);
        return flat.map(value -> new ModelUse(
                        ATTACK,
                        false,
                        "the slope is zero wherever there is one, since all goes through steps such as "
                                + value.op().getClass().getSimpleName()
                                + value.label()
                                        .map(label -> " at '" + label + "'")
                                        .orElse("")))
                .orElse(use);
    }

    /** A step that all ways from the input to the output go through one like; nothing where a slope comes through. */
    private static Optional<Value> flat(Graph graph) {
        Map<Value, Value> behind = new HashMap<>();
        Map<Value, Boolean> sloped = new HashMap<>();
        for (Value value : graph.values()) {
            boolean step = value.op() instanceof Pointwise.Step
                    || value.op() instanceof Pointwise.Sign
                    || value.op() instanceof Pointwise.Floor;
            boolean before = value.op() instanceof Source.Input
                    || value.operands().stream().anyMatch(sloped::get);
            sloped.put(value, before && !step);
            Optional<Value> earlier = value.operands().stream()
                    .filter(behind::containsKey)
                    .map(behind::get)
                    .findFirst();
            if (step && before) {
                behind.put(value, value);
            } else if (earlier.isPresent()) {
                behind.put(value, earlier.get());
            }
        }
        Value output = graph.output(graph.onlyOutput());
        return sloped.get(output) ? Optional.empty() : Optional.ofNullable(behind.get(output));
    }
}
