package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Epilogue} in vectors: bias and ReLU in one pass over elements that are still in the first-level cache. */
final class VectorEpilogue {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();

    private VectorEpilogue() {}

    /** A block of rows whose first column has number {@code column}. */
    static void finishColumns(
            Epilogue epilogue, int rows, int columns, int column, float[] c, int cOffset, int strideC) {
        int whole = SPECIES.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int at = cOffset + row * strideC;
            if (epilogue.bias() == null) {
                relu(whole, c, at);
            } else {
                biases(epilogue.relu(), whole, epilogue.bias(), epilogue.biasOffset() + column, c, at);
            }
        }
        if (whole < columns) {
            epilogue.finishColumns(rows, columns - whole, column + whole, c, cOffset + whole, strideC);
        }
    }

    private static void relu(int n, float[] c, int cOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, c, cOffset + i);
            v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(c, cOffset + i);
        }
    }

    private static void biases(boolean relu, int n, float[] bias, int biasOffset, float[] c, int cOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, c, cOffset + i)
                    .add(FloatVector.fromArray(SPECIES, bias, biasOffset + i));
            if (relu) {
                v = v.blend(0f, v.compare(VectorOperators.LE, 0f));
            }
            v.intoArray(c, cOffset + i);
        }
    }
}
