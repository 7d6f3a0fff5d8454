package io.jaspis.tensor.kernels.provider;

import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Reductions;
import io.jaspis.tensor.kernels.RowPoolings;
import io.jaspis.tensor.kernels.StepwiseSoftmax;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.VectorElementwise;
import io.jaspis.tensor.kernels.simd.VectorRandoms;
import io.jaspis.tensor.kernels.simd.VectorReductions;
import io.jaspis.tensor.kernels.simd.VectorSoftmax;
import io.jaspis.tensor.kernels.simd.VectorTranspositions;
import io.jaspis.tensor.kernels.simd.VectorWindowSearch;
import io.jaspis.tensor.kernels.simd.convolutions.VectorConvolutions;
import io.jaspis.tensor.kernels.simd.products.VectorProducts;

/** The SIMD provider. Only what loads this class loads those that need the incubator module. */
final class SimdKernels {
    private SimdKernels() {}

    /**
     * Called by name from {@link Providers}.
     *
     * @param scalar does the ends that fill no vector, and what has no vector form
     */
    static Kernels kernels(Kernels scalar) {
        Elementwise elementwise = new VectorElementwise(scalar.elementwise());
        Reductions reductions = new VectorReductions(scalar.reductions());
        return new Kernels(
                "SIMD " + Lanes.BITS,
                new VectorProducts(),
                new VectorConvolutions(),
                elementwise,
                reductions,
                new VectorSoftmax(new StepwiseSoftmax(elementwise, reductions)),
                new VectorRandoms(scalar.randoms()),
                new RowPoolings(VectorWindowSearch.MINE),
                new VectorTranspositions(scalar.transpositions()));
    }
}
