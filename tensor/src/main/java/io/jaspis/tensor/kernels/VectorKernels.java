package io.jaspis.tensor.kernels;

/** The SIMD provider; only the classes named Vector…, and what they alone use, link to the incubator module. */
final class VectorKernels {
    private VectorKernels() {}

    /** Called by name from {@link Kernels}. */
    static Kernels kernels() {
        return new Kernels(
                "SIMD " + Lanes.SHAPE.vectorBitSize(),
                new VectorProducts(),
                new VectorConvolutions(),
                new VectorElementwise(),
                new VectorReductions(),
                new VectorRandoms(),
                new RowPoolings(VectorWindowSearch.MINE),
                new VectorTranspositions());
    }
}
