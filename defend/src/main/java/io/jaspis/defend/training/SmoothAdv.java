package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.threat.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Adversarial training of a smoothed classifier, SmoothAdv (Salman et al. 2019, eq. 6 and pseudocode 1): the attack goes
 * up −log of the mean probability that the label has under noise, in the L2 ball around the example, and the loss is the
 * mean cross-entropy under the very same noise around the point it found.
 *
 * @param epsilon the radius over training; the paper lets it grow over the first epochs
 * @param sigma the standard deviation of the noise
 * @param samples noise samples an example, at least 1: the m of the paper
 * @param steps moves of the attack, at least 0
 * @param stepSize the length of a move as a fraction of the radius, above 0
 * @param lower the smallest value an input can have
 * @param upper the largest
 */
public record SmoothAdv(
        Schedule epsilon, double sigma, int samples, int steps, double stepSize, float lower, float upper)
        implements Goal {
    public SmoothAdv {
        Noise.require(sigma);
        if (samples < 1) {
            throw new IllegalArgumentException("SmoothAdv needs at least one noise sample, but got " + samples);
        }
        ascent(steps, stepSize, InnerLoss.CROSS_ENTROPY, lower, upper).around().requireRadius(Norm.L2, epsilon);
    }

    private List<Value> logits(UnaryOperator<Value> network, Value point) {
        List<Value> all = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            all.add(network.apply(Noise.on(point, sigma, sample)));
        }
        return all;
    }

    private static Value mean(List<Value> values) {
        return values.stream().reduce(Value::plus).orElseThrow().over(values.size());
    }

    /** The smoothed classifier's −log of the label's probability, as the noise samples estimate it. */
    private Value soft(UnaryOperator<Value> network, Value label, Value point) {
        List<Value> probabilities = logits(network, point).stream()
                .map(logits -> logits.softmax(-1).times(label).sum())
                .toList();
        return mean(probabilities).plus(1e-20f).logarithm().negate();
    }

    @Override
    public void requireMatch(Examples examples) {
        Surroundings.alike(lower, upper).requireMatch(Norm.L2, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        boolean[] applied = new boolean[1];
        List<Value> logits = logits(
                at -> {
                    Scope own = applied[0] ? scope.again() : scope;
                    applied[0] = true;
                    return network.apply(own, at);
                },
                Ascent.point(x));
        Value loss = mean(
                logits.stream().map(each -> Losses.crossEntropy(each, label)).toList());
        return new Terms(loss, logits.getFirst());
    }

    @Override
    public Map<String, Schedule> controls() {
        return Map.of(ProjectedAscent.EPSILON, epsilon);
    }

    @Override
    public Optional<Ascent> ascent() {
        return Optional.of(ascent(steps, stepSize, InnerLoss.ofLabel(this::soft), lower, upper));
    }

    private static ProjectedAscent ascent(int steps, double stepSize, InnerLoss loss, float lower, float upper) {
        return new ProjectedAscent(Norm.L2, steps, stepSize, Start.EXAMPLE, loss, 1, Surroundings.alike(lower, upper));
    }

    @Override
    public String accuracy() {
        return ATTACKED + " and noise";
    }

    @Override
    public Measure measure() {
        return new Measure.Smoothed(sigma, epsilon.at(1));
    }
}
