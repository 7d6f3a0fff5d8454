package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Pooling;

/** What x holds where the selector is largest in each window; the maximum itself where both are one. */
public final class WindowGather extends Windows {
    private final int size;

    public WindowGather(Pooling pooling, int batch, int xOffset, int selectorOffset, int yOffset) {
        super(pooling, xOffset, selectorOffset, yOffset);
        size = batch * pooling.outputSize();
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < size) {
            int line = i / outputWidth;
            int plane = line / outputHeight;
            int found = winner(plane, line - plane * outputHeight, i - line * outputWidth);
            y[yOffset + i] = x[xOffset + plane * height * width + found];
        }
    }
}
