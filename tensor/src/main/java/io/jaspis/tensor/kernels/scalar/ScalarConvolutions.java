package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.PackedWeights;
import java.util.Arrays;

/** Convolution and its partners as products of weights and patches, in plain loops. */
final class ScalarConvolutions implements Convolutions {

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] weights,
            int weightsOffset,
            float[] y,
            int yOffset) {
        multiply(workers, convolution, false, batch, x, xOffset, weights, weightsOffset, y, yOffset, Epilogue.NONE);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            float[] weights,
            int weightsOffset,
            float[] dx,
            int dxOffset) {
        multiply(workers, convolution, true, batch, g, gOffset, weights, weightsOffset, dx, dxOffset, Epilogue.NONE);
    }

    private static void multiply(
            Workers workers,
            Convolution convolution,
            boolean transposed,
            int batch,
            float[] source,
            int sourceOffset,
            float[] weights,
            int weightsOffset,
            float[] result,
            int resultOffset,
            Epilogue epilogue) {
        ScalarConvolutionTask task = ScalarConvolutionTask.MINE.get();
        task.sizes(convolution, transposed);
        task.operands(source, sourceOffset, weights, weightsOffset);
        task.share(workers, batch, result, resultOffset, epilogue);
    }

    @Override
    public void weightGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] g,
            int gOffset,
            float[] dw,
            int dwOffset) {
        ScalarWeightTask task = ScalarWeightTask.MINE.get();
        task.operands(x, xOffset, g, gOffset);
        task.share(workers, convolution, batch, dw, dwOffset);
    }

    @Override
    public PackedWeights pack(Convolution convolution, float[] weights, int weightsOffset) {
        return copy(convolution, false, weights, weightsOffset);
    }

    @Override
    public PackedWeights packTransposed(Convolution convolution, float[] weights, int weightsOffset) {
        return copy(convolution, true, weights, weightsOffset);
    }

    @Override
    public void repack(PackedWeights packed, float[] weights, int weightsOffset) {
        System.arraycopy(weights, weightsOffset, packed.panels, 0, packed.panels.length);
    }

    private PackedWeights copy(Convolution convolution, boolean transposed, float[] weights, int offset) {
        float[] copy = Arrays.copyOfRange(weights, offset, offset + convolution.weightSize());
        return new PackedWeights(this, convolution, transposed, copy);
    }

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            PackedWeights weights,
            float[] y,
            int yOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, false);
        multiply(workers, convolution, false, batch, x, xOffset, weights.panels, 0, y, yOffset, epilogue);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            PackedWeights weights,
            float[] dx,
            int dxOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, true);
        multiply(workers, convolution, true, batch, g, gOffset, weights.panels, 0, dx, dxOffset, epilogue);
    }
}
