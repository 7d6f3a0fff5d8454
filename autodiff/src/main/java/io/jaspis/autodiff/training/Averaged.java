package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Another optimiser's steps, and an exponential moving average of the weights that they make, which is what is used in
 * the end (Polyak &amp; Juditsky 1992; for robust networks Rebuffi et al. 2021, section 4.1, with a decay of 0.995). After
 * step t, counted from 0, the average moves to the new weights by 1 − min(decay, (1 + t) / (10 + t)) of the way, as the
 * paper's code has it, so that what came first is soon forgotten; the first step's weights are the first average.
 *
 * <p>Statistics of batches are averaged with the same weights. Izmailov et al. 2018 compute them anew by a pass over the
 * examples at the end; under an attack that would have to search for all points once more.
 */
public final class Averaged implements Optimizer {
    private static final String AVERAGE = "average.";

    /** The state that counts steps. */
    static final String STEPS = "average.steps";

    private final Optimizer optimizer;
    private final double decay;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private int steps;

    /**
     * @param optimizer makes the steps
     * @param decay what is kept of the average in a late step, from 0 to below 1
     */
    public Averaged(Optimizer optimizer, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException(
                    "an average needs a decay of at least 0 and below 1, but it is " + decay);
        }
        this.optimizer = optimizer;
        this.decay = decay;
    }

    /** How far the average moves in the next step, from 0 to 1. */
    private float share() {
        return steps == 0 ? 1 : (float) (1 - Math.min(decay, (1.0 + steps) / (10.0 + steps)));
    }

    @Override
    public void step(String name, Tensor parameter, float[] gradient, double rate) {
        optimizer.step(name, parameter, gradient, rate);
        follow(name, parameter);
    }

    @Override
    public void follow(String name, Tensor now) {
        float share = share();
        float[] current = now.data();
        float[] average = Moments.of(averages, AVERAGE + name, now);
        for (int i = 0; i < average.length; i++) {
            average[i] += share * (current[i] - average[i]);
        }
    }

    @Override
    public int scalars() {
        return optimizer.scalars() + 1;
    }

    /** Those of the other optimiser, and last how far the average moves. */
    @Override
    public void scalars(double rate, float[] into) {
        float[] own = new float[optimizer.scalars()];
        optimizer.scalars(rate, own);
        System.arraycopy(own, 0, into, 0, own.length);
        into[own.length] = share();
    }

    @Override
    public Map<String, Value> recorded(String name, Value parameter, Value gradient, List<Value> scalars) {
        Map<String, Value> next = new LinkedHashMap<>(
                optimizer.recorded(name, parameter, gradient, scalars.subList(0, scalars.size() - 1)));
        next.putAll(followed(name, next.get(name), scalars));
        return next;
    }

    /** The operations of {@link #follow}, in its order. */
    @Override
    public Map<String, Value> followed(String name, Value now, List<Value> scalars) {
        String state = STATE + AVERAGE + name;
        Value average = now.trace().parameter(state, now.shape());
        return Map.of(state, average.plus(now.minus(average).times(scalars.getLast())));
    }

    @Override
    public boolean follows() {
        return true;
    }

    @Override
    public void finishStep() {
        optimizer.finishStep();
        steps++;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        state.putAll(averages);
        state.put(STEPS, Tensor.of(Shape.of(2), steps >>> 16, steps & 0xffff));
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        averages.clear();
        steps = 0;
        Map<String, Tensor> others = new LinkedHashMap<>();
        state.forEach((name, tensor) -> {
            if (name.equals(STEPS)) {
                steps = ((int) tensor.data()[0] << 16) + (int) tensor.data()[1];
            } else if (name.startsWith(AVERAGE)) {
                averages.put(name, tensor.copy());
            } else {
                others.put(name, tensor);
            }
        });
        optimizer.restore(others);
    }

    /** The averages; before the first step the weights themselves. */
    @Override
    public Parameters used(Parameters parameters) {
        Parameters used = parameters.copy();
        used.tensors().forEach((name, tensor) -> {
            if (averages.containsKey(AVERAGE + name)) {
                System.arraycopy(
                        Moments.of(averages, AVERAGE + name, tensor), 0, tensor.data(), 0, tensor.data().length);
            }
        });
        return used;
    }

    /** The numbers that both were made with. */
    @Override
    public String toString() {
        return optimizer + ", averaged[" + decay + "]";
    }
}
