package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Method;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network's logits, the loss of a gradient attack and the way in x that increases it, as one graph. */
final class AscentGraph {
    /** The one-hot class that a run aims at, {@code [batch, classes]}: where the problem has targets, theirs. */
    static final String AIM = Method.TARGET;
    /** Which of several losses counts, one-hot {@code [batch, losses]}. */
    static final String PHASE = "phase";
    /** Of each point what tells which is better, {@code [batch]}. */
    static final String LOSS = "loss";
    /** A positive multiple of the loss's gradient in x; or its sign, 0 where it is no number. */
    static final String ASCENT = "ascent";

    private AscentGraph() {}

    /**
     * The graph of x, the label, the aim, and where there are several losses the phase.
     *
     * @param signs whether of the gradient the sign is enough
     */
    static Graph of(Problem problem, List<GradientLoss> losses, boolean aimed, boolean signs) {
        Graph network = problem.scores();
        Trace trace = new Trace();
        Shape classes = Shape.of(problem.classes());
        Value x = trace.input(Method.X, network.input(network.onlyInput()).shape());
        Value label = trace.input(Method.LABEL, classes);
        Value aim = aimed ? trace.input(AIM, classes) : null;
        Value logits = trace.inline(network, Map.of(network.onlyInput(), x))
                .get(network.onlyOutput())
                .flatten();
        Value loss = losses.getFirst().value(logits, label, aim);
        Value up = losses.getFirst().ascent(logits, label, aim);
        Value ascent = Gradient.of(logits, up, List.of(x)).getFirst();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, logits);
        outputs.put(LOSS, loss);
        // Not the sign itself, which is NaN where the gradient is.
        outputs.put(ASCENT, signs ? ascent.step().minus(ascent.negate().step()) : ascent);
        return trace.graph(List.of(x), outputs);
    }
}
