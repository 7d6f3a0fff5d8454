package io.jaspis.autodiff.training;

import io.jaspis.tensor.Tensor;
import java.util.Map;

/** What an optimiser keeps of each parameter that it steps, as large as the parameter and zero before the first step. */
final class Moments {
    private Moments() {}

    /**
     * The elements kept under a name.
     *
     * @throws IllegalArgumentException where they were kept of a parameter of another shape, such as another network's
     */
    static float[] of(Map<String, Tensor> kept, String name, Tensor parameter) {
        Tensor moment = kept.computeIfAbsent(name, _ -> Tensor.zeros(parameter.shape()));
        if (!moment.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(
                    "an optimiser keeps %s under %s, but the parameter that it steps is %s: it has stepped another network's; give each network its own"
                            .formatted(moment.shape(), name, parameter.shape()));
        }
        return moment.data();
    }
}
