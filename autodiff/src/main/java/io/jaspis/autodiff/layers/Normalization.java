package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code (x − mean) / deviation} of each channel by fixed numbers, as networks take pictures: a layer without parameters,
 * which rounds as it does where it stands inside a model's file.
 *
 * @param axis of the channels, in the shape of one example
 * @param means one for all channels, or one for each; finite
 * @param deviations as many, finite and above 0, so that their inverses are finite too
 */
public record Normalization(int axis, float[] means, float[] deviations) implements Layer {
    /** The least number whose inverse is finite. */
    private static final float LEAST_DEVIATION = Math.nextUp(0x1p-128f);

    public Normalization {
        means = means.clone();
        deviations = deviations.clone();
        if (means.length == 0 || means.length != deviations.length) {
            throw new IllegalArgumentException("a normalization needs as many means as deviations, but got "
                    + means.length + " and " + deviations.length);
        }
        for (int channel = 0; channel < means.length; channel++) {
            String which = means.length == 1 ? "it" : "that of channel " + channel;
            if (!Float.isFinite(means[channel])) {
                throw new IllegalArgumentException("a mean must be finite, but " + which + " is " + means[channel]);
            }
            if (!(deviations[channel] >= LEAST_DEVIATION && deviations[channel] <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("a standard deviation must be finite and at least " + LEAST_DEVIATION
                        + ", whose inverse float32 holds, but " + which + " is " + deviations[channel]);
            }
        }
    }

    /** A copy of the means. */
    @Override
    public float[] means() {
        return means.clone();
    }

    /** A copy of the deviations. */
    @Override
    public float[] deviations() {
        return deviations.clone();
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return of(x);
    }

    /** The network with this before its only input, whose name stays. */
    public Graph before(Graph network) {
        Trace trace = new Trace();
        String name = network.onlyInput();
        Value x = trace.input(name, network.input(name).type());
        Map<String, Value> outputs = new LinkedHashMap<>(trace.inline(network, Map.of(name, of(x))));
        return trace.graph(List.of(x), outputs);
    }

    private Value of(Value x) {
        return x.minus(constant(x, means)).over(constant(x, deviations));
    }

    private Value constant(Value x, float[] numbers) {
        int[] extents = new int[x.shape().rank()];
        Arrays.fill(extents, 1);
        if (numbers.length > 1) {
            extents[axis] = numbers.length;
        }
        return x.trace().constant(Tensor.of(Shape.of(extents), numbers.clone()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Normalization normalization
                && axis == normalization.axis
                && Arrays.equals(means, normalization.means)
                && Arrays.equals(deviations, normalization.deviations);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(means) + Arrays.hashCode(deviations) + axis;
    }

    @Override
    public String toString() {
        return "(x - " + Arrays.toString(means) + ") / " + Arrays.toString(deviations) + " along axis " + axis;
    }
}
