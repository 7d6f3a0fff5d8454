package io.jaspis.certify.linear;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Gamma;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what a backward pass of one form a row may have lost to rounding: for every vector of coefficients its magnitudes
 * times weights that {@link Magnitudes} gives. The weights are inputs of the pass, computed by a graph of their own.
 */
final class RoundingErrors implements Rounding {
    /** What names of weights begin with. */
    static final String WEIGHTS = "weights.";

    /** What names of magnitudes begin with. */
    static final String MAGNITUDES = "magnitudes.";

    /** More than all that underflow can take from a bound, where magnitudes are up to {@link #LARGEST}. */
    private static final float UNDERFLOW = 0x1p-60f;

    /** The largest magnitude for which errors are known. */
    static final float LARGEST = 0x1p40f;

    private final Magnitudes magnitudes;
    /** The weights of coefficients, in the trace of the magnitudes; two shapes of one value are one. */
    private final Map<Value, Value> weights = new LinkedHashMap<>();

    private final List<Value> terms = new ArrayList<>();

    RoundingErrors(Magnitudes magnitudes) {
        this.magnitudes = magnitudes;
    }

    @Override
    public void step(Value y, Value coefficient) {
        Value error = magnitudes.step(y);
        if (error != null) {
            weigh(coefficient, error);
        }
    }

    @Override
    public void sum(Value value, Value coefficient) {
        weigh(coefficient, magnitudes.sum(value));
    }

    @Override
    public void constant(Value known, Value coefficient) {
        weigh(coefficient, magnitudes.known(known));
    }

    @Override
    public void term(Value term) {
        terms.add(term);
    }

    void region(Value coefficient) {
        weigh(coefficient, magnitudes.region());
    }

    private void weigh(Value coefficient, Value error) {
        weights.merge(coefficient.unshaped(), error.flatten().plus(Magnitudes.FLOOR), Value::plus);
    }

    /**
     * The graph's outputs that give the weights, by the names of the inputs that they are for, and the magnitudes that must not be
     * too large.
     */
    Map<String, Value> weights() {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (Value error : weights.values()) {
            // Rounding up also tells a device that rounds in its own way to leave this to the processor.
            outputs.put(WEIGHTS + outputs.size(), error.roundUp(1));
        }
        for (Value magnitude : magnitudes.asked()) {
            outputs.put(MAGNITUDES + outputs.size(), magnitude.roundUp(1));
        }
        return outputs;
    }

    /** Records more than what the pass lost, {@code [1]}. */
    Value total(Trace trace) {
        Value sum = null;
        int longest = terms.size();
        int number = 0;
        for (Value coefficient : weights.keySet()) {
            int size = coefficient.shape().size();
            longest = Math.max(longest, size);
            Value input = trace.input(WEIGHTS + number++, Type.shared(Shape.of(size)));
            Value error = Forms.at(coefficient.absolute().reshape(Shape.of(1, size)), input);
            sum = sum == null ? error : sum.plus(error);
        }
        for (Value term : terms) {
            Value error = term.absolute().scale(Gamma.of(terms.size() + 1));
            sum = sum == null ? error : sum.plus(error);
        }
        float slack = Magnitudes.slack(longest + weights.size() + terms.size() + 32);
        return sum.scale(slack).plus(UNDERFLOW);
    }
}
