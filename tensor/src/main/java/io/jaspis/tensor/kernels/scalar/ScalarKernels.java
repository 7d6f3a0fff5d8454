package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Reductions;
import io.jaspis.tensor.kernels.RowPoolings;
import io.jaspis.tensor.kernels.StepwiseSoftmax;
import io.jaspis.tensor.kernels.WindowSearch;

/** The plain loops, which define what the SIMD provider must do, and run on every virtual machine. */
public final class ScalarKernels {
    private ScalarKernels() {}

    /** One of each family; they hold no state but what their threads keep. */
    public static Kernels kernels() {
        Elementwise elementwise = new ScalarElementwise();
        Reductions reductions = new ScalarReductions();
        return new Kernels(
                "scalar",
                new ScalarProducts(),
                new ScalarConvolutions(),
                elementwise,
                reductions,
                new StepwiseSoftmax(elementwise, reductions),
                new ScalarRandoms(),
                new RowPoolings(WindowSearch.MINE),
                new ScalarTranspositions());
    }
}
