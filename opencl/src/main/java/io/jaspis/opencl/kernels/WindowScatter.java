package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Pooling;

/**
 * The transpose of {@link WindowGather}: each element of the image adds up what belongs to the windows it wins, in the
 * order of the windows, so that no two work-items write to one place.
 */
public final class WindowScatter extends Windows {
    private final int size;

    public WindowScatter(Pooling pooling, int batch, int xOffset, int selectorOffset, int yOffset) {
        super(pooling, xOffset, selectorOffset, yOffset);
        size = batch * pooling.inputSize();
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int element = getGlobalId(0);
        if (element < size) {
            int plane = element / (height * width);
            int own = element - plane * height * width;
            int ownRow = own / width;
            int ownColumn = own - ownRow * width;
            float sum = 0f;
            for (int i = kernelHeight - 1; i >= 0; i--) {
                int down = ownRow + padTop - i * dilationHeight;
                int row = down / strideHeight;
                for (int j = kernelWidth - 1; j >= 0; j--) {
                    int across = ownColumn + padLeft - j * dilationWidth;
                    int column = across / strideWidth;
                    if (down >= 0 && row * strideHeight == down && row < outputHeight) {
                        if (across >= 0 && column * strideWidth == across && column < outputWidth) {
                            if (winner(plane, row, column) == own) {
                                sum = sum + x[xOffset + (plane * outputHeight + row) * outputWidth + column];
                            }
                        }
                    }
                }
            }
            y[yOffset + element] = sum;
        }
    }
}
