package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;
import static io.jaspis.autodiff.onnx.Node.small;

/** One axis of a node's window. Sizes are computed as longs, because a model's numbers may be any ints. */
record WindowAxis(int kernel, int stride, int dilation) {
    WindowAxis {
        require(kernel > 0 && stride > 0 && dilation > 0, "a kernel, stride or dilation is not positive");
    }

    /** Elements from the first tap's to the last one's, with both. */
    private long reach() {
        return (kernel - 1L) * dilation + 1;
    }

    /** The padding with which there are as many positions as strides in the extent; less than 0 where they leave some over. */
    long same(int extent) {
        return spread(Math.ceilDiv(extent, stride)) - extent;
    }

    /** Refuses a window that is larger than its input with the padding, along this ONNX axis. */
    void requireFit(int axis, int extent, int before, int after) {
        long padded = (long) extent + before + after;
        require(
                padded >= reach(),
                "its window reaches over %d elements, which is larger than axis %d of its input, of %d and with its padding %d",
                reach(),
                axis,
                extent,
                padded);
    }

    /** How often the window fits. */
    int positions(int extent, int before, int after) {
        int padded = small((long) extent + before + after, "an extent with its padding");
        return (int) ((padded - reach()) / stride) + 1;
    }

    /** The elements over which the windows of so many positions reach. */
    long spread(int positions) {
        return (positions - 1L) * stride + reach();
    }

    /** The extent that the transpose makes of so many positions. */
    int transposed(int positions, int more, int before, int after) {
        long extent = spread(positions) + more - before - after;
        require(extent >= 1, "nothing would be left of the result");
        return small(extent, "an extent of the result");
    }

    /** The padding that lacks behind the extent for a last position to begin in it and to reach to its end. */
    int excess(int extent, int before, int after) {
        long padded = (long) extent + before + after;
        long positions = Math.ceilDiv(padded - reach(), stride) + 1;
        if ((positions - 1) * stride >= (long) extent + before) {
            positions--;
        }
        return small(Math.max(0, (positions - 1) * stride + reach() - padded), "the padding of ceil_mode");
    }
}
