package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.Serializable;

/**
 * That all machines of a job compute with the same kernels: those of other widths round otherwise, and what is found would hang on
 * which machine had an example.
 *
 * @param name of the driver's
 */
record SameKernels(String name) implements Serializable {
    /** Those of this machine. */
    static SameKernels here() {
        return new SameKernels(Providers.best().name());
    }

    /** Refuses to compute with others. */
    void require() {
        String own = Providers.best().name();
        if (!own.equals(name)) {
            throw new InputException(
                    ("an executor computes with the kernels %s, but the driver with %s, so that they would round"
                                    + " differently; give both --add-modules jdk.incubator.vector (spark.executor.extraJavaOptions,"
                                    + " --driver-java-options), and take machines of one kind")
                            .formatted(own, name));
        }
    }
}
