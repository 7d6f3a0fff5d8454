package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.PoolingKernels;

/** Maxima over windows, what lies where they are, and its transpose. */
record Windows(Site site) {

    Action maximum(Value value, Pooling pooling) {
        float[] x = site.array(value.operand(0));
        int xAt = site.offset(value.operand(0));
        float[] y = site.array(value);
        int yAt = site.offset(value);
        int in = pooling.inputSize();
        int out = pooling.outputSize();
        return site.perExample(
                site.rows(value, 3),
                (from, count) -> PoolingKernels.maximum(pooling, count, x, xAt + from * in, y, yAt + from * out));
    }

    Action select(Value value, Pooling pooling, boolean transposed) {
        float[] x = site.array(value.operand(0));
        int xAt = site.offset(value.operand(0));
        float[] s = site.array(value.operand(1));
        int sAt = site.offset(value.operand(1));
        float[] y = site.array(value);
        int yAt = site.offset(value);
        int image = pooling.inputSize();
        int pooled = pooling.outputSize();
        int batch = site.rows(value, 3);
        return transposed
                ? site.perExample(
                        batch,
                        (from, count) -> PoolingKernels.scatterMaximum(
                                pooling, count, x, xAt + from * pooled, s, sAt + from * image, y, yAt + from * image))
                : site.perExample(
                        batch,
                        (from, count) -> PoolingKernels.gatherMaximum(
                                pooling, count, x, xAt + from * image, s, sAt + from * image, y, yAt + from * pooled));
    }
}
