package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Window;
import java.util.Arrays;

/**
 * What a node's attributes say of the window that slides over its input: an image {@code [channels, height, width]}, or
 * a sequence {@code [channels, length]}, which becomes an image of height 1.
 *
 * @param image the input as an image
 * @param sequence whether the input was a sequence
 * @param window the window, its padding settled
 */
record Sliding(Value image, boolean sequence, Window window) {
    /** The most taps of all positions of a window in one channel of an example. */
    private static final long MOST_TAPS = 1L << 36;

    /** The input as an image. */
    static Value image(Node node) {
        Term.Flowing x = node.flowing(0);
        int axes = x.rank() - 2;
        require(
                (x.batch() == 0 || !x.hasBatch()) && (axes == 1 || axes == 2),
                "its input must be [batch, channels, length] or [batch, channels, height, width], but is %s",
                x.value().type());
        return axes == 2
                ? x.value()
                : x.value().reshape(x.value().shape().insert(x.value().shape().rank() - 1, 1));
    }

    static boolean isSequence(Node node) {
        return node.flowing(0).rank() == 3;
    }

    /** The window of these extents over the node's input. */
    static Sliding of(Node node, int[] kernel) {
        Value image = image(node);
        boolean sequence = isSequence(node);
        int axes = sequence ? 1 : 2;
        require(kernel.length == axes, "the kernel must have %d extents, but has %d", axes, kernel.length);
        int[] strides = node.sizes("strides", axes, 1);
        int[] dilations = node.sizes("dilations", axes, 1);
        int[] pads = node.sizes("pads", 2 * axes, 0);
        String automatic = node.text("auto_pad", "NOTSET");
        switch (automatic) {
            case "NOTSET" -> {}
            case "VALID" -> Arrays.fill(pads, 0);
            case "SAME_UPPER", "SAME_LOWER" -> {
                for (int axis = 0; axis < axes; axis++) {
                    int extent = image.shape().extent(axis - axes);
                    int positions = Math.ceilDiv(extent, strides[axis]);
                    int total = Math.max(
                            0, (positions - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - extent);
                    int less = total / 2;
                    pads[axis] = automatic.equals("SAME_UPPER") ? less : total - less;
                    pads[axis + axes] = total - pads[axis];
                }
            }
            default ->
                throw new IllegalArgumentException("auto_pad '" + automatic + "' is not supported; supported: "
                        + "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        }
        Window window = sequence
                ? new Window(1, kernel[0], 1, strides[0], 0, pads[0], 0, pads[1], 1, dilations[0])
                : new Window(
                        kernel[0],
                        kernel[1],
                        strides[0],
                        strides[1],
                        pads[0],
                        pads[1],
                        pads[2],
                        pads[3],
                        dilations[0],
                        dilations[1]);
        double taps = 1;
        for (int axis = 0; axis < axes; axis++) {
            long padded = (long) image.shape().extent(axis - axes) + pads[axis] + pads[axis + axes];
            require(
                    kernel[axis] > 0 && strides[axis] > 0 && dilations[axis] > 0,
                    "a kernel, stride or dilation is not positive");
            taps *= (double) kernel[axis] * Math.max(1, padded / strides[axis]);
        }
        require(
                taps <= MOST_TAPS,
                "a window of %s over an image of %s with padding %s is more work than is supported",
                Arrays.toString(kernel),
                image.shape(),
                Arrays.toString(pads));
        return new Sliding(image, sequence, window);
    }

    /** The window of the node's kernel_shape. */
    static Sliding pooling(Node node) {
        int axes = isSequence(node) ? 1 : 2;
        require(node.hasAttribute("kernel_shape"), "kernel_shape is missing");
        return of(node, node.sizes("kernel_shape", axes, 1));
    }

    int height() {
        return image.shape().extent(-2);
    }

    int width() {
        return image.shape().extent(-1);
    }

    int channels() {
        return image.shape().extent(-3);
    }

    /** An image as what the input was: without its height if that was a sequence. */
    Value back(Value result) {
        Shape shape = result.shape();
        return sequence ? result.reshape(shape.without(-2)) : result;
    }

    /**
     * With ceil_mode, the window with as much padding more below and right as its last positions reach over; a position
     * that would start in that padding doesn't count.
     */
    Sliding roundedUp() {
        int below = excess(
                height(),
                window.padTop(),
                window.padBottom(),
                window.kernelHeight(),
                window.dilationHeight(),
                window.strideHeight());
        int right = excess(
                width(),
                window.padLeft(),
                window.padRight(),
                window.kernelWidth(),
                window.dilationWidth(),
                window.strideWidth());
        return new Sliding(
                image,
                sequence,
                window.padding(
                        window.padTop(), window.padLeft(), window.padBottom() + below, window.padRight() + right));
    }

    private static int excess(int extent, int before, int after, int kernel, int dilation, int stride) {
        int reach = (kernel - 1) * dilation + 1;
        int padded = extent + before + after;
        int positions = Math.ceilDiv(padded - reach, stride) + 1;
        if ((positions - 1) * stride >= extent + before) {
            positions--;
        }
        return Math.max(0, (positions - 1) * stride + reach - padded);
    }
}
