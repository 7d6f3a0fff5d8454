package io.jaspis.autodiff.training;

import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1), with the weight decay apart from the gradient as in AdamW (Loshchilov
 * &amp; Hutter 2019, algorithm 2).
 *
 * <p>Its quotient is rounded once. The operations of a graph divide by a reciprocal, which rounds twice, so its steps are
 * the host's.
 */
public final class Adam implements Optimizer {
    private static final String STEPS = "adam.steps";

    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final float decay;
    private final Map<String, Tensor> moments = new LinkedHashMap<>();
    private int steps;

    /** β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, as in the paper. */
    public Adam(double decay) {
        this(0.9, 0.999, 1e-8, decay);
    }

    public Adam(double beta1, double beta2, double epsilon, double decay) {
        this.beta1 = (float) beta1;
        this.beta2 = (float) beta2;
        this.epsilon = (float) epsilon;
        this.decay = (float) decay;
    }

    @Override
    public void step(String name, Tensor parameter, float[] gradient, double rate) {
        float[] w = parameter.data();
        float[] m = moment("first." + name, parameter);
        float[] v = moment("second." + name, parameter);
        int time = steps + 1;
        float size = (float) (rate / (1 - Math.pow(beta1, time)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, time)));
        float shrink = (float) (1 - rate * decay);
        for (int i = 0; i < w.length; i++) {
            float g = gradient[i];
            m[i] += (1 - beta1) * (g - m[i]);
            v[i] += (1 - beta2) * (g * g - v[i]);
            w[i] = w[i] * shrink - size * m[i] / ((float) Math.sqrt(v[i]) * correction + epsilon);
        }
    }

    private float[] moment(String name, Tensor parameter) {
        return moments.computeIfAbsent(name, _ -> Tensor.zeros(parameter.shape()))
                .data();
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
