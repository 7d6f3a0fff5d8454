package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.attacks.evasion.gradient.AscentGraph;
import io.jaspis.attacks.search.Method;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network behind a defence, as graphs of the inputs that the defence sees.
 *
 * @param problem of the network
 */
record Defended(Problem problem, Defence defence) {

    /** Something of the logits, the one-hot label, and the one-hot target or null for none. */
    @FunctionalInterface
    interface OfLogits {
        Value of(Value logits, Value label, Value target);
    }

    /** Whether two evaluations of a point may differ. */
    boolean random() {
        return scores().values().stream().anyMatch(value -> value.op() instanceof Random);
    }

    /** The scores alone. */
    Graph scores() {
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value seen = defence.forward().apply(x);
        return trace.graph(List.of(x), Map.of(Method.SCORES, Method.scores(problem, seen)));
    }

    /**
     * The scores, and what of them goes back to the input: through the defence's stand-in.
     *
     * @param upward what is followed, {@code [batch, classes]}
     * @param loss what tells which of two points is better, {@code [batch]}, where anybody asks
     */
    Graph ascent(OfLogits upward, Optional<OfLogits> loss) {
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value label = trace.input(Method.LABEL, Shape.of(problem.classes()));
        Value seen = defence.forward().apply(x);
        Value logits = Method.scores(problem, seen);
        Value target = problem.targeted() ? trace.input(Method.TARGET, Shape.of(problem.classes())) : null;
        // A source of its own: where gradients would go on from here, the stand-in has its turn.
        Value atSeen = Gradient.of(logits, upward.of(logits, label, target), List.of(seen))
                .getFirst();
        Value standIn = defence.backward().apply(x);
        if (!standIn.type().equals(seen.type())) {
            throw new IllegalArgumentException(
                    "what stands in for a defence where gradients go back must give what the network takes, "
                            + seen.type() + ", but gives " + standIn.type());
        }
        Value gradient =
                standIn == x ? atSeen : Gradient.of(standIn, atSeen, List.of(x)).getFirst();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, logits);
        outputs.put(AscentGraph.ASCENT, gradient);
        loss.ifPresent(value -> outputs.put(AscentGraph.LOSS, value.of(logits, label, target)));
        return trace.graph(List.of(x), outputs);
    }
}
