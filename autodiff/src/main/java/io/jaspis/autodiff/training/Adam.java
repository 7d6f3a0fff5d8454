package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1), with the weight decay apart from the gradient as in AdamW (Loshchilov
 * &amp; Hutter 2019, algorithm 2), but times the learning rate, as in PyTorch: the paper has it times the schedule alone.
 *
 * <p>It keeps the moments of one training; another {@link Trainer#train} begins without them.
 */
public final class Adam implements Optimizer {
    /** The state that counts steps. */
    static final String STEPS = "adam.steps";

    private static final String FIRST = "first.";
    /** What the name of a mean of squares begins with. */
    static final String SECOND = "second.";

    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final float decay;
    private final Map<String, Tensor> moments = new LinkedHashMap<>();
    private final float[] scalars = new float[3];
    private int steps;

    /**
     * β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, as in the paper.
     *
     * @param decay the weight decay, at least 0
     */
    public Adam(double decay) {
        this(0.9, 0.999, 1e-8, decay);
    }

    /**
     * All of them are rounded to float32 first.
     *
     * @param beta1 β₁, what is kept of the mean of gradients in a step, from 0 to below 1
     * @param beta2 β₂, what is kept of the mean of their squares, from 0 to below 1
     * @param epsilon what is added to the root of that mean, above 0, so that no step is divided by 0
     * @param decay the weight decay, at least 0
     */
    public Adam(double beta1, double beta2, double epsilon, double decay) {
        this.beta1 = (float) beta1;
        this.beta2 = (float) beta2;
        this.epsilon = (float) epsilon;
        this.decay = (float) decay;
        // Written so that NaN is refused.
        if (!(this.beta1 >= 0 && this.beta1 < 1 && this.beta2 >= 0 && this.beta2 < 1)) {
            throw new IllegalArgumentException(
                    "Adam needs β₁ and β₂ from 0 to below 1 in float32, but got " + beta1 + " and " + beta2);
        }
        if (!(this.epsilon > 0 && this.epsilon <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("Adam needs a finite ε above 0 in float32, but got " + epsilon);
        }
        if (!(this.decay >= 0 && this.decay <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("Adam needs a finite weight decay of at least 0, but got " + decay);
        }
    }

    @Override
    public void step(String name, Tensor parameter, float[] gradient, double rate) {
        float[] w = parameter.data();
        float[] m = Moments.of(moments, FIRST + name, parameter);
        float[] v = Moments.of(moments, SECOND + name, parameter);
        scalars(rate, scalars);
        float size = scalars[0];
        float correction = scalars[1];
        float shrink = scalars[2];
        for (int i = 0; i < w.length; i++) {
            float g = gradient[i];
            m[i] += (1 - beta1) * (g - m[i]);
            v[i] += (1 - beta2) * (g * g - v[i]);
            w[i] = w[i] * shrink - size * m[i] / ((float) Math.sqrt(v[i]) * correction + epsilon);
        }
    }

    @Override
    public int scalars() {
        return scalars.length;
    }

    /** The size of a step and the correction of roots, which make up for moments that begin at zero, and the decay. */
    @Override
    public void scalars(double rate, float[] into) {
        int time = steps + 1;
        into[0] = (float) (rate / (1 - Math.pow(beta1, time)));
        into[1] = (float) (1 / Math.sqrt(1 - Math.pow(beta2, time)));
        into[2] = (float) (1 - rate * decay);
    }

    /** The operations of {@link #step}, in its order. */
    @Override
    public Map<String, Value> recorded(String name, Value parameter, Value gradient, List<Value> scalars) {
        String first = STATE + FIRST + name;
        String second = STATE + SECOND + name;
        Value mean = parameter.trace().parameter(first, parameter.shape());
        Value square = parameter.trace().parameter(second, parameter.shape());
        Value m = mean.plus(gradient.minus(mean).scale(1 - beta1));
        Value v = square.plus(gradient.times(gradient).minus(square).scale(1 - beta2));
        Value root = v.squareRoot().times(scalars.get(1)).plus(epsilon);
        Value moved = m.times(scalars.get(0)).dividedBy(root);
        Map<String, Value> next = new LinkedHashMap<>();
        // Times 1 is the same bits, but another pass over all weights.
        Value shrunk = decay == 0 ? parameter : parameter.times(scalars.get(2));
        next.put(name, shrunk.minus(moved));
        next.put(first, m);
        next.put(second, v);
        return next;
    }

    @Override
    public void finishStep() {
        steps++;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(moments);
        state.put(STEPS, Tensor.scalar(steps));
        return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
        moments.clear();
        state.forEach((name, tensor) -> moments.put(name, tensor.copy()));
        Tensor count = moments.remove(STEPS);
        steps = count == null ? 0 : (int) count.data()[0];
    }

    /** The numbers that it was made with. */
    @Override
    public String toString() {
        return "Adam[" + beta1 + ", " + beta2 + ", " + epsilon + ", " + decay + "]";
    }
}
