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

    /** The window of the convolution whose transpose the node is; {@code more} as {@link WindowAxes#transposed} takes it. */
    static Sliding transposed(Node node, int[] kernel, int[] more) {
        Value image = image(node);
        return of(node, WindowAxes.transposed(node, kernel, extents(image, kernel.length), more));
    }

    /** The window of a convolution, of these extents over the node's input. */
    static Sliding convolved(Node node, int[] kernel) {
        int[] extents = extents(image(node), kernel.length);
        return of(node, WindowAxes.convolved(node, kernel, extents).fitting(extents));
    }

    /** The last extents of an image, over which the window goes. */
    private static int[] extents(Value image, int count) {
        int[] all = image.shape().extents();
        return Arrays.copyOfRange(all, all.length - count, all.length);
    }

    private static Sliding of(Node node, WindowAxes settled) {
        Value image = image(node);
        boolean sequence = isSequence(node);
        WindowAxis[] own = settled.axes();
        int axes = own.length;
        int[] pads = settled.pads();
        WindowAxis high = sequence ? new WindowAxis(1, 1, 1) : own[0];
        WindowAxis wide = own[axes - 1];
        Window window = new Window(
                high.kernel(),
                wide.kernel(),
                high.stride(),
                wide.stride(),
                sequence ? 0 : settled.before(0),
                settled.before(axes - 1),
                sequence ? 0 : settled.after(0),
                settled.after(axes - 1),
                high.dilation(),
                wide.dilation());
        double taps = 1;
        for (int axis = 0; axis < axes; axis++) {
            long padded = (long) image.shape().extent(axis - axes) + pads[axis] + pads[axis + axes];
            taps *= (double) own[axis].kernel() * Math.max(1, padded / own[axis].stride());
        }
        require(
                taps <= MOST_TAPS,
                "a window of %s over an image of %s with padding %s is more work than is supported",
                Arrays.toString(Arrays.stream(own).mapToInt(WindowAxis::kernel).toArray()),
                image.shape(),
                Arrays.toString(pads));
        return new Sliding(image, sequence, window);
    }

    /** The window of the node's kernel_shape; with {@code ceil_mode} it may reach over its input until it is rounded up. */
    static Sliding pooling(Node node) {
        Value image = image(node);
        WindowAxes window = pooled(node, image);
        return of(node, node.flag("ceil_mode") ? window : window.fitting(extents(image, window.axes().length)));
    }

    private static WindowAxes pooled(Node node, Value image) {
        require(node.hasAttribute("kernel_shape"), "kernel_shape is missing");
        int[] kernel = node.sizes("kernel_shape", isSequence(node) ? 1 : 2, 1);
        return WindowAxes.pooled(node, kernel, extents(image, kernel.length));
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

    /** With ceil_mode, the window with as much padding more below and right as its last positions reach over. */
    Sliding roundedUp(Node node) {
        int axes = sequence ? 1 : 2;
        WindowAxes wide = pooled(node, image).roundedUp(node, extents(image, axes));
        int below = sequence ? 0 : wide.after(0);
        return new Sliding(
                image, sequence, window.padding(window.padTop(), window.padLeft(), below, wide.after(axes - 1)));
    }
}
