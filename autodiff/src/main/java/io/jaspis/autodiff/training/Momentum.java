package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum: v ← μ·v + g + λ·w, w ← w − rate·v; with Nesterov's variant w ← w −
 * rate·(g + λ·w + μ·v) (Sutskever, Martens, Dahl &amp; Hinton 2013, in the form that deep learning has settled on).
 *
 * <p>It keeps the velocities of one training; another {@link Trainer#train} begins without them.
 */
public final class Momentum implements Optimizer {
    private final float momentum;
    private final float decay;
    private final boolean nesterov;
    private final Map<String, Tensor> velocities = new LinkedHashMap<>();

    /**
     * @param momentum μ, from 0 to below 1
     * @param decay λ, the weight decay, at least 0
     */
    public Momentum(double momentum, double decay, boolean nesterov) {
        this.momentum = (float) momentum;
        this.decay = (float) decay;
        this.nesterov = nesterov;
        // Written so that NaN is refused.
        if (!(this.momentum >= 0 && this.momentum < 1)) {
            throw new IllegalArgumentException("momentum is from 0 to below 1 in float32, but it is " + momentum);
        }
        if (!(this.decay >= 0 && this.decay <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("a weight decay is finite and at least 0, but it is " + decay);
        }
    }

    @Override
    public void step(String name, Tensor parameter, float[] gradient, double rate) {
        float[] w = parameter.data();
        float[] v = Moments.of(velocities, name, parameter);
        float eta = (float) rate;
        for (int i = 0; i < w.length; i++) {
            float g = gradient[i] + decay * w[i];
            v[i] = momentum * v[i] + g;
            w[i] -= eta * (nesterov ? g + momentum * v[i] : v[i]);
        }
    }

    /** The learning rate. */
    @Override
    public int scalars() {
        return 1;
    }

    @Override
    public void scalars(double rate, float[] into) {
        into[0] = (float) rate;
    }

    /** The operations of {@link #step}, in its order. */
    @Override
    public Map<String, Value> recorded(String name, Value parameter, Value gradient, List<Value> scalars) {
        Value velocity = parameter.trace().parameter(STATE + name, parameter.shape());
        Value g = gradient.plus(parameter.scale(decay));
        Value v = velocity.scale(momentum).plus(g);
        Value direction = nesterov ? g.plus(v.scale(momentum)) : v;
        return Map.of(name, parameter.minus(direction.times(scalars.getFirst())), STATE + name, v);
    }

    @Override
    public void finishStep() {}

    @Override
    public Map<String, Tensor> state() {
        return new LinkedHashMap<>(velocities);
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        velocities.clear();
        state.forEach((name, tensor) -> velocities.put(name, tensor.copy()));
    }

    /** The numbers that it was made with. */
    @Override
    public String toString() {
        return "Momentum[" + momentum + ", " + decay + ", " + nesterov + "]";
    }
}
