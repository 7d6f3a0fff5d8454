package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Windows over volumes, [batch, channels, depth, height, width], as windows over images: a convolution takes the slices that
 * a window reaches as further channels, a pooling goes over images and then along the depth.
 */
final class DeepWindows {
    private static final int AXES = 3;

    private final Node node;
    private final Term.Flowing x;
    private final int[] extents;

    /** As the node has it, and with what {@code ceil_mode} lets it reach over. */
    private final WindowAxes own;

    private final WindowAxes window;

    private DeepWindows(Node node, int[] kernel, boolean pools) {
        this.node = node;
        this.x = node.flowing(0);
        require(x.batch() <= 0, "its input must be [batch, channels, depth, height, width]");
        this.extents = x.extents();
        int[] sizes = Arrays.copyOfRange(extents, 2, AXES + 2);
        this.own = pools ? WindowAxes.pooled(node, kernel, sizes) : WindowAxes.convolved(node, kernel, sizes);
        this.window = node.flag("ceil_mode") ? own.roundedUp(node, sizes) : own;
        if (!node.operator().equals("ConvTranspose")) {
            window.fitting(sizes);
        }
    }

    private static DeepWindows pooling(Node node) {
        return new DeepWindows(node, node.sizes("kernel_shape", AXES, 1), true);
    }

    static boolean isVolume(Node node) {
        return node.flowing(0).rank() == AXES + 2;
    }

    /** How often the window fits along an axis. */
    private int positions(int axis) {
        return window.positions(axis, extents[axis + 2]);
    }

    private WindowAxis depth() {
        return window.axes()[0];
    }

    /** The window over one slice. */
    private Window flat() {
        WindowAxis[] axes = window.axes();
        return new Window(
                axes[1].kernel(),
                axes[2].kernel(),
                axes[1].stride(),
                axes[2].stride(),
                window.before(1),
                window.before(2),
                window.after(1),
                window.after(2),
                axes[1].dilation(),
                axes[2].dilation());
    }

    /** The window along the depth, over images whose rows are slices. */
    private Window deep() {
        WindowAxis depth = depth();
        return new Window(
                depth.kernel(), 1, depth.stride(), 1, window.before(0), 0, window.after(0), 0, depth.dilation(), 1);
    }

    private List<Term> result(Value view) {
        return Node.result(Term.Flowing.of(x.type(), view, x.batch()));
    }

    static List<Term> convolution(Node node) {
        Term.Flowing weights = WindowAxes.weights(node, AXES);
        return new DeepWindows(node, WindowAxes.kernel(weights), false).convolved(weights.value());
    }

    private List<Term> convolved(Value weights) {
        int[] sizes = weights.shape().extents();
        int depth = positions(0);
        int taps = depth().kernel();
        List<Integer> slices = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            for (int tap = 0; tap < taps; tap++) {
                slices.add(i * depth().stride() + tap * depth().dilation());
            }
        }
        int channels = Node.small((long) extents[1] * taps, "the number of channels and slices of a window");
        Value images = x.view()
                .pad(2, window.before(0), window.after(0))
                .gather(2, slices)
                .reshape(Shape.of(extents[0], extents[1], depth, taps, extents[3], extents[4]))
                .transpose(0, 2, 1, 3, 4, 5)
                .reshape(Shape.of(extents[0], depth, channels, extents[3], extents[4]));
        Value flatWeights = weights.reshape(Shape.of(sizes[0], sizes[1] * taps, sizes[3], sizes[4]));
        Value result = images.convolve(flatWeights, flat(), Node.small(node.integer("group", 1), "group"))
                .transpose(0, 2, 1, 3, 4);
        return result(WindowAxes.biased(node, result, AXES));
    }

    /** Each tap along the depth by itself: the transposed convolution of every slice, added to where the tap puts it. */
    static List<Term> transposedConvolution(Node node) {
        Term.Flowing weights = WindowAxes.weights(node, AXES);
        require(
                !node.hasAttribute("output_shape")
                        && !node.text("auto_pad", "NOTSET").startsWith("SAME"),
                "output_shape and auto_pad SAME are not supported for volumes; give pads");
        return new DeepWindows(node, WindowAxes.kernel(weights), false).spread(weights.value());
    }

    private List<Term> spread(Value weights) {
        int[] sizes = weights.shape().extents();
        int[] more = node.sizes("output_padding", AXES, 0);
        int[] results = new int[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            window.axes()[axis].requireFew(axis + 2, more[axis], "output_padding");
            results[axis] = window.transposed(axis, extents[axis + 2], more[axis]);
        }
        int groups = Node.small(node.integer("group", 1), "group");
        Convolution forward = new Convolution(
                Math.multiplyExact(sizes[1], groups), results[1], results[2], extents[1], groups, flat());
        Value slices = x.view().transpose(0, 2, 1, 3, 4);
        Value sum = null;
        for (int tap = 0; tap < depth().kernel(); tap++) {
            Value flatWeights = weights.slice(2, tap, 1).reshape(Shape.of(sizes[0], sizes[1], sizes[3], sizes[4]));
            Value spread = slices.convolveTransposed(flatWeights, forward)
                    .transpose(0, 2, 1, 3, 4)
                    .pad(2, 0, 1)
                    .gather(2, sources(tap, results[0]));
            sum = sum == null ? spread : sum.plus(spread);
        }
        return result(WindowAxes.biased(node, sum, AXES));
    }

    /** For each slice of the result the one that a tap puts there, or the one of zeros behind the last. */
    private List<Integer> sources(int tap, int depth) {
        List<Integer> sources = new ArrayList<>();
        for (int z = 0; z < depth; z++) {
            long from = (long) z + window.before(0) - (long) tap * depth().dilation();
            long slice = Math.floorDiv(from, depth().stride());
            boolean hit = from == slice * depth().stride() && slice >= 0 && slice < extents[2];
            sources.add(hit ? (int) slice : extents[2]);
        }
        return sources;
    }

    static List<Term> maximum(Node node) {
        DeepWindows windows = pooling(node);
        WindowAxes window = windows.window;
        for (int axis = 0; axis < AXES; axis++) {
            window.axes()[axis].requireTaps(windows.extents[axis + 2], window.before(axis), window.after(axis));
        }
        Value slices = windows.x.view().maxPool(windows.flat());
        return windows.result(windows.along(slices, rows -> rows.maxPool(windows.deep())));
    }

    /** A function of images whose rows are the slices of each channel. */
    private Value along(Value slices, UnaryOperator<Value> function) {
        Shape shape = slices.shape();
        Value rows = slices.reshape(Shape.of(extents[0], extents[1], extents[2], shape.extent(3) * shape.extent(4)));
        Value result = function.apply(rows);
        return result.reshape(
                Shape.of(extents[0], extents[1], result.shape().extent(2), shape.extent(3), shape.extent(4)));
    }

    static List<Term> average(Node node) {
        DeepWindows windows = pooling(node);
        Value sum = windows.summed();
        boolean included = node.flag("count_include_pad");
        int[] positions = {windows.positions(0), windows.positions(1), windows.positions(2)};
        float[] counts = new float[Layout.grown(positions)];
        for (int i = 0; i < counts.length; i++) {
            int[] place = Places.coordinates(i, positions);
            counts[i] = 1;
            for (int axis = 0; axis < AXES; axis++) {
                counts[i] *= windows.taps(axis, place[axis], included);
            }
            require(counts[i] > 0, "a window lies on padding alone");
        }
        return windows.result(sum.over(
                node.trace().constant(Tensor.of(Shape.of(positions[0], positions[1], positions[2]), counts))));
    }

    /** Of a window's taps along an axis those on the volume, or on its own padding too; what it reaches over never counts. */
    private int taps(int axis, int position, boolean padding) {
        WindowAxis along = own.axes()[axis];
        int taps = 0;
        for (int tap = 0; tap < along.kernel(); tap++) {
            long place = (long) position * along.stride() - own.before(axis) + (long) tap * along.dilation();
            taps += place >= (padding ? -own.before(axis) : 0)
                            && place < (long) extents[axis + 2] + (padding ? own.after(axis) : 0)
                    ? 1
                    : 0;
        }
        return taps;
    }

    /** The sum over each window. */
    private Value summed() {
        int channels = extents[1];
        Value images = x.view().transpose(0, 2, 1, 3, 4);
        Value ones = node.trace()
                .constant(
                        Tensor.filled(Shape.of(channels, 1, window.axes()[1].kernel(), window.axes()[2].kernel()), 1));
        Value slices = images.convolve(ones, flat(), channels).transpose(0, 2, 1, 3, 4);
        Value column = node.trace().constant(Tensor.filled(Shape.of(channels, 1, depth().kernel(), 1), 1));
        return along(slices, rows -> rows.convolve(column, deep(), channels));
    }
}
