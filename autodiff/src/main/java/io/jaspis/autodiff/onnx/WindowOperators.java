package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Convolution and pooling of images and sequences. */
final class WindowOperators {
    private WindowOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Conv", WindowOperators::convolution);
        operators.put("ConvTranspose", WindowOperators::transposedConvolution);
        operators.put("MaxPool", WindowOperators::maxPool);
        operators.put("AveragePool", WindowOperators::averagePool);
        operators.put("GlobalAveragePool", node -> global(node, false));
        operators.put("GlobalMaxPool", node -> global(node, true));
        operators.put("GlobalLpPool", WindowOperators::globalNorm);
        operators.put("LpPool", WindowOperators::normPool);
    }

    /** A sequence's weights as those of an image, [out, in / groups, height, width]. */
    private static Value weights(Node node, Term.Flowing weights) {
        if (!Sliding.isSequence(node)) {
            return weights.value();
        }
        Shape shape = weights.value().shape().insert(2, 1);
        return node.term(1) instanceof Term.Known known
                ? node.value(known.reshaped(shape.extents()))
                : weights.value().reshape(shape);
    }

    static List<Term> convolution(Node node) {
        if (DeepWindows.isVolume(node)) {
            return DeepWindows.convolution(node);
        }
        Term.Flowing stored = WindowAxes.weights(node, Sliding.isSequence(node) ? 1 : 2);
        Value weights = weights(node, stored);
        Sliding sliding = Sliding.convolved(node, WindowAxes.kernel(stored));
        Value result =
                sliding.image().convolve(weights, sliding.window(), Node.small(node.integer("group", 1), "group"));
        return node.result(sliding.back(WindowAxes.biased(node, result, 2)));
    }

    private static List<Term> transposedConvolution(Node node) {
        if (DeepWindows.isVolume(node)) {
            return DeepWindows.transposedConvolution(node);
        }
        boolean sequence = Sliding.isSequence(node);
        Term.Flowing stored = WindowAxes.weights(node, sequence ? 1 : 2);
        Value weights = weights(node, stored);
        int[] extents = weights.shape().extents();
        int[] kernel = WindowAxes.kernel(stored);
        int[] more = node.sizes("output_padding", kernel.length, 0);
        Sliding sliding = Sliding.transposed(node, kernel, more);
        Window window = sliding.window();
        int groups = Node.small(node.integer("group", 1), "group");
        int height = new WindowAxis(window.kernelHeight(), window.strideHeight(), window.dilationHeight())
                .transposed(sliding.height(), sequence ? 0 : more[0], window.padTop(), window.padBottom());
        int width = new WindowAxis(window.kernelWidth(), window.strideWidth(), window.dilationWidth())
                .transposed(sliding.width(), more[more.length - 1], window.padLeft(), window.padRight());
        Convolution forward =
                new Convolution(Math.multiplyExact(extents[1], groups), height, width, extents[0], groups, window);
        Value result = sliding.image().convolveTransposed(weights, forward);
        return node.result(sliding.back(WindowAxes.biased(node, result, 2)));
    }

    private static List<Term> maxPool(Node node) {
        if (DeepWindows.isVolume(node)) {
            return DeepWindows.maximum(node);
        }
        Sliding sliding = Sliding.pooling(node);
        Sliding settled = node.flag("ceil_mode") ? sliding.roundedUp(node) : sliding;
        Window window = settled.window();
        new WindowAxis(window.kernelHeight(), window.strideHeight(), window.dilationHeight())
                .requireTaps(settled.height(), window.padTop(), window.padBottom());
        new WindowAxis(window.kernelWidth(), window.strideWidth(), window.dilationWidth())
                .requireTaps(settled.width(), window.padLeft(), window.padRight());
        return node.result(settled.back(settled.image().maxPool(window)));
    }

    /** The average as a convolution of each channel with equal weights. */
    private static List<Term> averagePool(Node node) {
        if (DeepWindows.isVolume(node)) {
            return DeepWindows.average(node);
        }
        Sliding sliding = Sliding.pooling(node);
        Window window = sliding.window();
        if (node.flag("ceil_mode") && !sliding.roundedUp(node).equals(sliding)) {
            return roundedUpAverage(node, sliding);
        }
        boolean padded = !window.equals(window.padding(0, 0, 0, 0));
        boolean counted = !padded || node.flag("count_include_pad");
        int channels = sliding.channels();
        Tensor equal = Tensor.filled(Shape.of(channels, 1, window.kernelHeight(), window.kernelWidth()), 1);
        Value sum = sliding.image().convolve(node.trace().constant(equal), window, channels);
        if (counted) {
            return node.result(sliding.back(sum.over(window.taps())));
        }
        Value taps = node.trace()
                .constant(taps(sliding, sum.shape().extent(-2), sum.shape().extent(-1)));
        return node.result(sliding.back(sum.over(taps)));
    }

    /** What a window reaches beyond the image and its own padding doesn't count. */
    private static List<Term> roundedUpAverage(Node node, Sliding sliding) {
        Window own = sliding.window();
        Sliding wide = sliding.roundedUp(node);
        Value sum = summed(node, wide);
        int rows = sum.shape().extent(-2);
        int columns = sum.shape().extent(-1);
        boolean included = node.flag("count_include_pad");
        float[] counts = new float[Layout.grown(new int[] {rows, columns})];
        for (int i = 0; i < counts.length; i++) {
            int above = included ? own.padTop() : 0;
            int before = included ? own.padLeft() : 0;
            int high = taps(
                    i / columns * own.strideHeight() - own.padTop() + above,
                    own.kernelHeight(),
                    own.dilationHeight(),
                    sliding.height() + above + (included ? own.padBottom() : 0));
            int wideTaps = taps(
                    i % columns * own.strideWidth() - own.padLeft() + before,
                    own.kernelWidth(),
                    own.dilationWidth(),
                    sliding.width() + before + (included ? own.padRight() : 0));
            require(high * wideTaps > 0, "a window lies on padding alone");
            counts[i] = high * wideTaps;
        }
        Value average = sum.over(node.trace().constant(Tensor.of(Shape.of(1, rows, columns), counts)));
        return node.result(sliding.back(average));
    }

    /** The sum over each window, a channel by itself. */
    private static Value summed(Node node, Sliding sliding) {
        Window window = sliding.window();
        int channels = sliding.channels();
        Tensor ones = Tensor.filled(Shape.of(channels, 1, window.kernelHeight(), window.kernelWidth()), 1);
        return sliding.image().convolve(node.trace().constant(ones), window, channels);
    }

    /** The p-norm over each window. */
    private static List<Term> normPool(Node node) {
        require(!DeepWindows.isVolume(node), "volumes are not supported, only sequences and images");
        Sliding sliding = Sliding.pooling(node);
        Sliding settled = node.flag("ceil_mode") ? sliding.roundedUp(node) : sliding;
        float p = exponent(node);
        Value powers = power(settled.image(), p);
        Value sum = summed(node, new Sliding(powers, settled.sequence(), settled.window()));
        return node.result(settled.back(root(sum, p)));
    }

    /** The p of a norm, which opset 1 has as a real number. */
    private static float exponent(Node node) {
        float p = node.opset() < 2 ? node.real("p", 2) : node.integer("p", 2);
        require(p >= 1, "p is %s", p);
        return p;
    }

    private static Value power(Value x, float p) {
        return p == 1 ? x.absolute() : p % 2 == 0 ? x.power(p) : x.absolute().power(p);
    }

    /** The p-th root: of a power of two by square roots, which are defined and have bounds at 0, too. */
    private static Value root(Value x, float p) {
        Value root = x;
        float rest = p;
        while (rest % 2 == 0) {
            root = root.squareRoot();
            rest /= 2;
        }
        // Not a power of 1/p, which is no float in general: bounds would be those of another root.
        return rest == 1 ? root : root.logarithm().over(rest).exponential();
    }

    private static List<Term> globalNorm(Node node) {
        float p = exponent(node);
        return spread(node, rows -> root(power(rows, p).sum(1), p));
    }

    /** For each position of the window, one over the number of its taps that lie on the image. */
    private static Tensor taps(Sliding sliding, int rows, int columns) {
        Window window = sliding.window();
        float[] counts = new float[Layout.grown(new int[] {rows, columns})];
        for (int row = 0; row < rows; row++) {
            int high = taps(
                    row * window.strideHeight() - window.padTop(),
                    window.kernelHeight(),
                    window.dilationHeight(),
                    sliding.height());
            for (int column = 0; column < columns; column++) {
                int wide = taps(
                        column * window.strideWidth() - window.padLeft(),
                        window.kernelWidth(),
                        window.dilationWidth(),
                        sliding.width());
                require(high * wide > 0, "a window lies on padding alone");
                counts[row * columns + column] = high * wide;
            }
        }
        return Tensor.of(Shape.of(1, rows, columns), counts);
    }

    private static int taps(int start, int kernel, int dilation, int extent) {
        int taps = 0;
        for (int tap = 0; tap < kernel; tap++) {
            int place = start + tap * dilation;
            taps += place >= 0 && place < extent ? 1 : 0;
        }
        return taps;
    }

    private static List<Term> global(Node node, boolean maximum) {
        return spread(node, rows -> maximum ? rows.maximum(1) : rows.mean(1));
    }

    /** A function of the elements of each channel, [channels, elements]. */
    private static List<Term> spread(Node node, UnaryOperator<Value> function) {
        Term.Flowing input = node.flowing(0);
        Value x = input.value();
        require(input.rank() >= 3 && input.batch() <= 0, "its input must be [batch, channels, …], but is %s", x.type());
        int lead = Node.axis(input, 1) + 1;
        int[] extents = x.shape().extents();
        Arrays.fill(extents, lead, extents.length, 1);
        int rows = x.shape().size(0, lead);
        Value spread = x.reshape(Shape.of(rows, x.shape().size() / rows));
        return node.result(function.apply(spread).reshape(Shape.of(extents)));
    }
}
