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

    /**
     * The window of the convolution whose transpose the node is. Where the node tells the result's extents, or asks for as
     * many as strides make of the input's, its padding follows from them: what can't be halved goes before the input, or with
     * {@code SAME_UPPER} behind it.
     *
     * @param more the output's padding, which grows where the result is to be larger than any padding makes it
     */
    static Sliding transposed(Node node, int[] kernel, int[] more) {
        Value image = image(node);
        int axes = kernel.length;
        WindowAxis[] window = axes(node, kernel);
        int[] pads = node.sizes("pads", 2 * axes, 0);
        String automatic = node.text("auto_pad", "NOTSET");
        boolean told = node.hasAttribute("output_shape");
        int[] wanted = told ? node.sizes("output_shape", node.integers("output_shape").length, 0) : new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            int extent = image.shape().extent(axis - axes);
            if (!told && !automatic.startsWith("SAME")) {
                continue;
            }
            long result = told ? wanted[wanted.length - axes + axis] : (long) extent * window[axis].stride();
            long lacking = result - window[axis].spread(extent) - more[axis];
            more[axis] = Node.small(more[axis] + Math.max(0, lacking), "the padding of the output");
            int total = Node.small(Math.max(0, -lacking), "the padding");
            pads[axis] = automatic.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            pads[axis + axes] = total - pads[axis];
        }
        return of(node, kernel, pads, told || automatic.startsWith("SAME") ? "NOTSET" : automatic);
    }

    private static WindowAxis[] axes(Node node, int[] kernel) {
        int[] strides = node.sizes("strides", kernel.length, 1);
        int[] dilations = node.sizes("dilations", kernel.length, 1);
        WindowAxis[] axes = new WindowAxis[kernel.length];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = new WindowAxis(kernel[axis], strides[axis], dilations[axis]);
        }
        return axes;
    }

    /** The window of these extents over the node's input. */
    static Sliding of(Node node, int[] kernel) {
        return of(node, kernel, node.sizes("pads", isSequence(node) ? 2 : 4, 0), node.text("auto_pad", "NOTSET"));
    }

    private static Sliding of(Node node, int[] kernel, int[] pads, String automatic) {
        Value image = image(node);
        boolean sequence = isSequence(node);
        int axes = sequence ? 1 : 2;
        require(kernel.length == axes, "the kernel must have %d extents, but has %d", axes, kernel.length);
        WindowAxis[] own = axes(node, kernel);
        switch (automatic) {
            case "NOTSET" -> {}
            case "VALID" -> Arrays.fill(pads, 0);
            case "SAME_UPPER", "SAME_LOWER" -> {
                for (int axis = 0; axis < axes; axis++) {
                    int total = own[axis].same(image.shape().extent(axis - axes));
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
                ? new Window(1, kernel[0], 1, own[0].stride(), 0, pads[0], 0, pads[1], 1, own[0].dilation())
                : new Window(
                        kernel[0],
                        kernel[1],
                        own[0].stride(),
                        own[1].stride(),
                        pads[0],
                        pads[1],
                        pads[2],
                        pads[3],
                        own[0].dilation(),
                        own[1].dilation());
        double taps = 1;
        for (int axis = 0; axis < axes; axis++) {
            long padded = (long) image.shape().extent(axis - axes) + pads[axis] + pads[axis + axes];
            taps *= (double) kernel[axis] * Math.max(1, padded / own[axis].stride());
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
        int below = new WindowAxis(window.kernelHeight(), window.strideHeight(), window.dilationHeight())
                .excess(height(), window.padTop(), window.padBottom());
        int right = new WindowAxis(window.kernelWidth(), window.strideWidth(), window.dilationWidth())
                .excess(width(), window.padLeft(), window.padRight());
        return new Sliding(
                image,
                sequence,
                window.padding(
                        window.padTop(),
                        window.padLeft(),
                        Math.addExact(window.padBottom(), below),
                        Math.addExact(window.padRight(), right)));
    }
}
