package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.threat.Norm;
import java.util.Map;
import java.util.Optional;

/**
 * TRADES (Zhang, Yu, Jiao, Xing, El Ghaoui &amp; Jordan 2019, eq. 5 and algorithm 1): the cross-entropy of the examples
 * and β = 1/λ times the divergence KL(f(x) ‖ f(x′)) to the point x′ of the ball where it is largest.
 *
 * @param epsilon the radius over training
 * @param beta the weight of robustness, at least 0; 0 is training on the examples alone
 * @param attack should increase {@link InnerLoss#DIVERGENCE}
 */
public record Trades(Schedule epsilon, double beta, ProjectedAscent attack) implements Goal {
    public Trades {
        attack.around().requireRadius(attack.norm(), epsilon);
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("TRADES needs β of at least 0, but got " + beta);
        }
    }

    /** With the paper's attack in L∞: from beside the example, on the divergence. */
    public static Trades of(Schedule epsilon, double beta, int steps, double stepSize, float lower, float upper) {
        return of(epsilon, beta, steps, stepSize, Surroundings.alike(lower, upper));
    }

    /** The same among these inputs. */
    public static Trades of(Schedule epsilon, double beta, int steps, double stepSize, Surroundings around) {
        ProjectedAscent attack =
                new ProjectedAscent(Norm.LINF, steps, stepSize, Start.BESIDE, InnerLoss.DIVERGENCE, 1, around);
        return new Trades(epsilon, beta, attack);
    }

    @Override
    public void requireMatch(Examples examples) {
        attack.around().requireMatch(attack.norm(), epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value logits = network.apply(scope, x);
        Value attacked = network.apply(scope.again(), Ascent.point(x));
        Value loss = Losses.crossEntropy(logits, label)
                .plus(Losses.divergence(logits, attacked).scale((float) beta));
        return new Terms(loss, logits);
    }

    @Override
    public Map<String, Schedule> controls() {
        return Map.of(ProjectedAscent.EPSILON, epsilon);
    }

    @Override
    public Optional<Ascent> ascent() {
        return Optional.of(attack);
    }

    @Override
    public String accuracy() {
        return CLEAN;
    }

    @Override
    public Measure measure() {
        return new Measure.Attacked(attack.around().threat(attack.norm(), epsilon));
    }
}
