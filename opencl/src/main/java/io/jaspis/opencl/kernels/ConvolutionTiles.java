package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.Map;

/**
 * A convolution or one of its gradients as products of tiles, one for each group of channels. No patch is ever written
 * out: an element of a tile is fetched from the image where it is needed. Padding is zeros.
 */
abstract class ConvolutionTiles extends Tiles {
    float[] x;
    float[] y;
    float[] w;
    int xOffset;
    int yOffset;
    int wOffset;
    /** Channels of a group. */
    int channelsIn;

    int channelsOut;
    int height;
    int width;
    int outputHeight;
    int outputWidth;
    int kernelWidth;
    int taps;
    int strideHeight;
    int strideWidth;
    int padTop;
    int padLeft;
    int dilationHeight;
    int dilationWidth;

    ConvolutionTiles(Convolution convolution, int xOffset, int wOffset, int yOffset) {
        this.xOffset = xOffset;
        this.wOffset = wOffset;
        this.yOffset = yOffset;
        products = convolution.groups();
        channelsIn = convolution.inputChannels() / convolution.groups();
        channelsOut = convolution.outputChannels() / convolution.groups();
        height = convolution.height();
        width = convolution.width();
        outputHeight = convolution.outputHeight();
        outputWidth = convolution.outputWidth();
        Window window = convolution.window();
        kernelWidth = window.kernelWidth();
        taps = window.taps();
        strideHeight = window.strideHeight();
        strideWidth = window.strideWidth();
        padTop = window.padTop();
        padLeft = window.padLeft();
        dilationHeight = window.dilationHeight();
        dilationWidth = window.dilationWidth();
    }

    @Override
    Map<String, Integer> known() {
        Map<String, Integer> known = super.known();
        known.put("products", products);
        known.put("channelsIn", channelsIn);
        known.put("channelsOut", channelsOut);
        known.put("height", height);
        known.put("width", width);
        known.put("outputHeight", outputHeight);
        known.put("outputWidth", outputWidth);
        known.put("kernelWidth", kernelWidth);
        known.put("taps", taps);
        known.put("strideHeight", strideHeight);
        known.put("strideWidth", strideWidth);
        known.put("padTop", padTop);
        known.put("padLeft", padLeft);
        known.put("dilationHeight", dilationHeight);
        known.put("dilationWidth", dilationWidth);
        return known;
    }

    /** Weights lie in rows along the depth, and so do the pixels that a gradient of weights sums. */
    @Override
    boolean leftAlongDepth() {
        return true;
    }

    @Override
    boolean rightAlongDepth() {
        return false;
    }

    /** What a tap of the window meets in the images x; {@code position} counts the pixels of all results. */
    float patch(int group, int channelAndTap, int position) {
        int plane = outputHeight * outputWidth;
        int image = position / plane;
        int pixel = position - image * plane;
        int channel = channelAndTap / taps;
        int tap = channelAndTap - channel * taps;
        int tapRow = tap / kernelWidth;
        int row = (pixel / outputWidth) * strideHeight - padTop + tapRow * dilationHeight;
        int column = (pixel % outputWidth) * strideWidth - padLeft + (tap - tapRow * kernelWidth) * dilationWidth;
        float value = 0f;
        if (row >= 0 && row < height && column >= 0 && column < width) {
            int source = (image * products + group) * channelsIn + channel;
            value = x[xOffset + (source * height + row) * width + column];
        }
        return value;
    }

    /** Where the pixel of a result lies; {@code position} counts the pixels of all results. */
    int resultAt(int group, int channel, int position) {
        int plane = outputHeight * outputWidth;
        int image = position / plane;
        return ((image * products + group) * channelsOut + channel) * plane + (position - image * plane);
    }
}
