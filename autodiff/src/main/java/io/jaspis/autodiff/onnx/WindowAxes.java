package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;

/**
 * What a node's attributes say of its window, of sequences, images and volumes alike.
 *
 * @param axes the window along each axis
 * @param pads settled, those before each axis and then those behind
 */
record WindowAxes(WindowAxis[] axes, int[] pads) {

    /** How the padding follows from {@code auto_pad}. */
    private enum Padding {
        NOTSET,
        VALID,
        SAME_UPPER,
        SAME_LOWER;

        static Padding of(Node node) {
            String text = node.text("auto_pad", "");
            if (text.isEmpty()) {
                return NOTSET;
            }
            return Arrays.stream(values())
                    .filter(padding -> padding.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("auto_pad '" + text
                            + "' is not supported; supported: NOTSET, VALID, SAME_UPPER, SAME_LOWER"));
        }

        boolean isSame() {
            return this == SAME_UPPER || this == SAME_LOWER;
        }

        /** Of a padding in sum the part before the extent. */
        int before(int total) {
            return this == SAME_UPPER ? total / 2 : total - total / 2;
        }
    }

    /** With the node's pads, or none where they follow from {@code auto_pad}. */
    private static WindowAxes stored(Node node, int[] kernel, Padding padding) {
        int count = kernel.length;
        int[] strides = node.sizes("strides", count, 1);
        int[] dilations = node.sizes("dilations", count, 1);
        WindowAxis[] axes = new WindowAxis[count];
        for (int axis = 0; axis < count; axis++) {
            axes[axis] = new WindowAxis(kernel[axis], strides[axis], dilations[axis]);
        }
        int[] pads = padding == Padding.NOTSET ? node.sizes("pads", 2 * count, 0) : new int[2 * count];
        return new WindowAxes(axes, pads);
    }

    /** The window of a convolution. Up to two elements that {@code SAME} leaves over all readers leave behind the last. */
    static WindowAxes convolved(Node node, int[] kernel, int[] extents) {
        return of(node, kernel, extents, 2);
    }

    /** The window of a pooling. Where {@code SAME} leaves elements over, ONNX Runtime begins behind the first, or refuses. */
    static WindowAxes pooled(Node node, int[] kernel, int[] extents) {
        return of(node, kernel, extents, 0);
    }

    /**
     * The window of these extents over an input of these.
     *
     * @param spare the most elements of an axis that {@code SAME} may leave over
     */
    private static WindowAxes of(Node node, int[] kernel, int[] extents, int spare) {
        Padding padding = Padding.of(node);
        WindowAxes window = stored(node, kernel, padding);
        for (int axis = 0; axis < kernel.length && padding.isSame(); axis++) {
            WindowAxis own = window.axes[axis];
            // ONNX Runtime leaves dilations out in pooling and refuses them in convolutions.
            require(
                    own.dilation() == 1 || own.kernel() == 1,
                    "auto_pad %s is read in several ways where a dilation, %d, isn't 1; give pads",
                    padding,
                    own.dilation());
            long total = own.same(extents[axis]);
            require(
                    total >= -spare,
                    "auto_pad %s is read in several ways where the windows, of %d by a stride of %d, leave over %d of %d"
                            + " elements; give pads",
                    padding,
                    own.kernel(),
                    own.stride(),
                    -total,
                    extents[axis]);
            window.pad(axis, padding, (int) Math.max(0, total));
        }
        return window.settled(node, padding);
    }

    /**
     * The window of the convolution whose transpose the node is. Where the node tells the result's extents, or asks for as
     * many as strides make of the input's, its padding follows from them: what can't be halved goes before the input, or with
     * {@code SAME_UPPER} behind it.
     *
     * @param more the output's padding, which grows where the result is told to be larger than any padding makes it
     */
    static WindowAxes transposed(Node node, int[] kernel, int[] extents, int[] more) {
        int count = kernel.length;
        Padding padding = Padding.of(node);
        WindowAxes window = stored(node, kernel, padding);
        boolean told = node.hasAttribute("output_shape");
        for (int axis = 0; axis < count; axis++) {
            window.axes[axis].requireFew(axis + 2, more[axis], "output_padding");
        }
        if (!told && !padding.isSame()) {
            return window.settled(node, padding);
        }
        int[] wanted = told ? node.sizes("output_shape", node.integers("output_shape").length, 0) : null;
        for (int axis = 0; axis < count; axis++) {
            WindowAxis own = window.axes[axis];
            long result = told ? wanted[wanted.length - count + axis] : (long) extents[axis] * own.stride();
            long lacking = result - own.spread(extents[axis]) - more[axis];
            require(
                    lacking <= 0 || !padding.isSame(),
                    "auto_pad %s is read in several ways where the result, of %d, is larger than what windows of %d by a stride"
                            + " of %d make, %d; tell the result's extents by output_shape without auto_pad, or give pads",
                    padding,
                    result,
                    own.kernel(),
                    own.stride(),
                    result - lacking);
            more[axis] = Node.small(more[axis] + Math.max(0, lacking), "the padding of the output");
            own.requireFew(axis + 2, more[axis], "output_shape");
            window.pad(axis, padding, Node.small(Math.max(0, -lacking), "the padding"));
        }
        return window.settled(node, padding);
    }

    private void pad(int axis, Padding padding, int total) {
        pads[axis] = padding.before(total);
        pads[axis + axes.length] = total - pads[axis];
    }

    private WindowAxes settled(Node node, Padding padding) {
        int[] given = node.sizes("pads", pads.length, 0);
        // Some files have pads of 0 beside auto_pad; of a transpose ONNX's reference goes by these, too.
        boolean none = !node.hasAttribute("pads")
                || !node.operator().equals("ConvTranspose")
                        && Arrays.stream(given).allMatch(pad -> pad == 0);
        require(
                padding == Padding.NOTSET || none || Arrays.equals(given, pads),
                "auto_pad %s and pads %s say different things, of which readers follow one or the other; give one of them",
                padding,
                Arrays.toString(given));
        require(Arrays.stream(pads).allMatch(pad -> pad >= 0), "a pad is negative: %s", Arrays.toString(pads));
        return this;
    }

    /**
     * With {@code ceil_mode}, as much more behind each axis as the last positions reach over; a position that would start there
     * doesn't count. With {@code VALID}, ONNX's text and its reference have no such position, ONNX Runtime does.
     */
    WindowAxes roundedUp(Node node, int[] extents) {
        int[] wide = pads.clone();
        for (int axis = 0; axis < axes.length; axis++) {
            int excess = axes[axis].excess(extents[axis], before(axis), after(axis));
            require(
                    excess == 0 || !node.text("auto_pad", "").equals("VALID"),
                    "auto_pad VALID with ceil_mode is read in several ways where the windows leave elements over; give pads of 0,"
                            + " or ceil_mode 0");
            wide[axis + axes.length] = Math.addExact(after(axis), excess);
        }
        return new WindowAxes(axes, wide).fitting(extents);
    }

    /** The same, which must not be larger than an input of these extents with the padding. */
    WindowAxes fitting(int[] extents) {
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis].requireFit(axis + 2, extents[axis], before(axis), after(axis));
        }
        return this;
    }

    int before(int axis) {
        return pads[axis];
    }

    int after(int axis) {
        return pads[axis + axes.length];
    }

    /** How often the window fits along an axis of this extent. */
    int positions(int axis, int extent) {
        return axes[axis].positions(extent, before(axis), after(axis));
    }

    /** The extent that the transpose makes of this one. */
    int transposed(int axis, int extent, int more) {
        return axes[axis].transposed(extent, more, before(axis), after(axis));
    }

    /** A convolution's weights, with as many axes for the window; {@code kernel_shape}, if it is there, is theirs. */
    static Term.Flowing weights(Node node, int count) {
        node.commonType();
        Term.Flowing weights = node.flowing(1);
        Shape shape = weights.value().shape();
        require(!weights.value().batched(), "the weights must not depend on the model's input");
        require(weights.rank() == count + 2, "the weights must have %d axes, but are %s", count + 2, shape);
        int[] kernel = kernel(weights);
        require(
                !node.hasAttribute("kernel_shape") || Arrays.equals(kernel, node.sizes("kernel_shape", count, 1)),
                "kernel_shape doesn't fit the weights %s",
                shape);
        return weights;
    }

    /** The extents of the window that weights are of. */
    static int[] kernel(Term.Flowing weights) {
        int[] extents = weights.value().shape().extents();
        return Arrays.copyOfRange(extents, 2, extents.length);
    }

    /** A convolution's result, with so many axes for the window behind the channels, plus the node's bias. */
    static Value biased(Node node, Value result, int count) {
        if (!node.has(2)) {
            return result;
        }
        Term.Flowing bias = node.flowing(2);
        int channels = result.shape().extent(-1 - count);
        require(
                !bias.value().batched() && bias.value().shape().equals(Shape.of(channels)),
                "the bias must be [%d], but is %s",
                channels,
                bias.value().type());
        int[] column = new int[count + 1];
        Arrays.fill(column, 1);
        column[0] = channels;
        return result.plus(
                node.term(2) instanceof Term.Known known
                        ? node.value(known.reshaped(column))
                        : bias.value().reshape(Shape.of(column)));
    }
}
