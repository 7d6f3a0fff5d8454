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
public final class AscentGraph {
    /** The one-hot class that a run aims at, {@code [batch, classes]}: where the problem has targets, theirs. */
    static final String AIM = Method.TARGET;
    /** What an increase of each logit counts besides, {@code [batch, classes]}: of starts that go anywhere (ODI). */
    static final String WEIGHTS = "weights";
    /** Of each point what tells which is better, {@code [batch]}. */
    public static final String LOSS = "loss";
    /** A positive multiple of the loss's gradient in x; or its sign, 0 where it is no number. */
    public static final String ASCENT = "ascent";

    private AscentGraph() {}

    /** How much one of several losses counts, {@code [batch, 1]}. */
    static String share(GradientLoss loss) {
        return "share of " + loss.text();
    }

    /** The graph of x, the label and the aim. */
    static Graph of(Problem problem, GradientLoss loss, boolean aimed, boolean signs) {
        return of(problem, List.of(loss), false, aimed, signs);
    }

    /**
     * The graph of x, the label, the aim, the weights, and where there are weights or several losses the share of each loss.
     *
     * @param weighted whether there are weights
     * @param signs whether of the gradient the sign is enough
     */
    static Graph of(Problem problem, List<GradientLoss> losses, boolean weighted, boolean aimed, boolean signs) {
        Trace trace = new Trace();
        Shape classes = Shape.of(problem.classes());
        Value x = Method.points(problem, trace);
        Value label = trace.input(Method.LABEL, classes);
        Value aim = aimed ? trace.input(AIM, classes) : null;
        Value logits = Method.scores(problem, x);
        Value loss = null;
        Value up = null;
        for (GradientLoss each : losses) {
            Value value = each.value(logits, label, aim);
            Value way = each.ascent(logits, label, aim);
            if (weighted || losses.size() > 1) {
                Value share = trace.input(share(each), Shape.of(1));
                value = value.times(share);
                way = way.times(share);
            }
            loss = loss == null ? value : loss.plus(value);
            up = up == null ? way : up.plus(way);
        }
        if (weighted) {
            up = up.plus(trace.input(WEIGHTS, classes));
        }
        Value ascent = Gradient.of(logits, up, List.of(x)).getFirst();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, logits);
        outputs.put(LOSS, loss);
        // Not the sign itself, which is NaN where the gradient is.
        outputs.put(ASCENT, signs ? ascent.step().minus(ascent.negate().step()) : ascent);
        return trace.graph(List.of(x), outputs);
    }
}
