package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;

/** The search for the maximum of a window: padding never wins, the first of equals wins, and the first NaN over all. */
abstract class Windows extends DeviceKernel {
    float[] x;
    float[] selector;
    float[] y;
    int xOffset;
    int selectorOffset;
    int yOffset;
    int height;
    int width;
    int outputHeight;
    int outputWidth;
    int kernelHeight;
    int kernelWidth;
    int strideHeight;
    int strideWidth;
    int padTop;
    int padLeft;
    int dilationHeight;
    int dilationWidth;

    Windows(Pooling pooling, int xOffset, int selectorOffset, int yOffset) {
        this.xOffset = xOffset;
        this.selectorOffset = selectorOffset;
        this.yOffset = yOffset;
        height = pooling.height();
        width = pooling.width();
        outputHeight = pooling.outputHeight();
        outputWidth = pooling.outputWidth();
        Window window = pooling.window();
        kernelHeight = window.kernelHeight();
        kernelWidth = window.kernelWidth();
        strideHeight = window.strideHeight();
        strideWidth = window.strideWidth();
        padTop = window.padTop();
        padLeft = window.padLeft();
        dilationHeight = window.dilationHeight();
        dilationWidth = window.dilationWidth();
    }

    /** The index in its plane of the maximum of the window at this position. */
    int winner(int plane, int row, int column) {
        int start = selectorOffset + plane * height * width;
        int winner = -1;
        int settled = 0;
        float best = 0f;
        for (int i = 0; i < kernelHeight; i++) {
            for (int j = 0; j < kernelWidth; j++) {
                int down = row * strideHeight - padTop + i * dilationHeight;
                int across = column * strideWidth - padLeft + j * dilationWidth;
                if (settled == 0 && down >= 0 && down < height && across >= 0 && across < width) {
                    float value = selector[start + down * width + across];
                    if (value != value) {
                        settled = 1;
                        winner = down * width + across;
                    }
                    if (settled == 0 && (winner < 0 || value > best)) {
                        best = value;
                        winner = down * width + across;
                    }
                }
            }
        }
        return winner;
    }
}
