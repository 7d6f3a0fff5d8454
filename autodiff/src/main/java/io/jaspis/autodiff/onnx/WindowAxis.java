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

    /**
     * Refuses a padding of the transpose's result with which the window would have further positions than the input has
     * elements.
     *
     * @param axis ONNX's
     * @param attribute from which the padding follows
     */
    void requireFew(int axis, int more, String attribute) {
        require(
                more >= 0 && more < stride,
                "by %s axis %d of its result would have %d elements behind those that its windows make, but from 0 to %d are"
                        + " supported where the stride is %d",
                attribute,
                axis,
                more,
                stride - 1,
                stride);
    }

    /** Refuses a position of the window that has no tap on the input: there is no maximum of padding alone. */
    void requireTaps(int extent, int before, int after) {
        int positions = positions(extent, before, after);
        for (int position = 0; position < positions; position++) {
            long start = (long) position * stride - before;
            long first = start < 0 ? Math.ceilDiv(-start, dilation) : 0;
            require(first < kernel && start + first * dilation < extent, "a window lies on padding alone");
        }
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
