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
    }

    /** The weights as those of an image, [out, in / groups, height, width]. */
    private static Value weights(Node node, boolean sequence) {
        node.commonType();
        Term.Flowing weights = node.flowing(1);
        require(!weights.value().batched(), "the weights must not depend on the model's input");
        require(
                weights.rank() == (sequence ? 3 : 4),
                "the weights must have %d axes, but are %s",
                sequence ? 3 : 4,
                weights.value().shape());
        if (!sequence) {
            return weights.value();
        }
        Shape shape = weights.value().shape().insert(2, 1);
        return node.term(1) instanceof Term.Known known
                ? node.value(known.reshaped(shape.extents()))
                : weights.value().reshape(shape);
    }

    private static Value biased(Node node, Value result) {
        if (!node.has(2)) {
            return result;
        }
        Term.Flowing bias = node.flowing(2);
        int channels = result.shape().extent(-3);
        require(
                !bias.value().batched() && bias.value().shape().equals(Shape.of(channels)),
                "the bias must be [%d], but is %s",
                channels,
                bias.value().type());
        Shape shape = Shape.of(channels, 1, 1);
        return result.plus(
                node.term(2) instanceof Term.Known known
                        ? node.value(known.reshaped(shape.extents()))
                        : bias.value().reshape(shape));
    }

    private static List<Term> convolution(Node node) {
        Value weights = weights(node, Sliding.isSequence(node));
        int[] extents = weights.shape().extents();
        int[] kernel = Sliding.isSequence(node) ? new int[] {extents[3]} : new int[] {extents[2], extents[3]};
        require(
                Arrays.equals(
                        kernel,
                        node.hasAttribute("kernel_shape") ? node.sizes("kernel_shape", kernel.length, 1) : kernel),
                "kernel_shape doesn't fit the weights %s",
                weights.shape());
        Sliding sliding = Sliding.of(node, kernel);
        Value result =
                sliding.image().convolve(weights, sliding.window(), Node.small(node.integer("group", 1), "group"));
        return node.result(sliding.back(biased(node, result)));
    }

    private static List<Term> transposedConvolution(Node node) {
        boolean sequence = Sliding.isSequence(node);
        Value weights = weights(node, sequence);
        require(!node.hasAttribute("output_shape"), "output_shape is not supported; give pads and output_padding");
        String automatic = node.text("auto_pad", "NOTSET");
        require(
                automatic.equals("NOTSET") || automatic.equals("VALID"),
                "auto_pad '%s' is not supported; supported: NOTSET, VALID",
                automatic);
        int[] extents = weights.shape().extents();
        Sliding sliding = Sliding.of(node, sequence ? new int[] {extents[3]} : new int[] {extents[2], extents[3]});
        int[] more = node.sizes("output_padding", sequence ? 1 : 2, 0);
        Window window = sliding.window();
        int groups = Node.small(node.integer("group", 1), "group");
        int height = (sliding.height() - 1) * window.strideHeight()
                + (window.kernelHeight() - 1) * window.dilationHeight()
                + 1
                - window.padTop()
                - window.padBottom()
                + (sequence ? 0 : more[0]);
        int width = (sliding.width() - 1) * window.strideWidth()
                + (window.kernelWidth() - 1) * window.dilationWidth()
                + 1
                - window.padLeft()
                - window.padRight()
                + more[more.length - 1];
        require(height >= 1 && width >= 1, "nothing would be left of the image");
        Convolution forward =
                new Convolution(Math.multiplyExact(extents[1], groups), height, width, extents[0], groups, window);
        Value result = sliding.image().convolveTransposed(weights, forward);
        return node.result(sliding.back(biased(node, result)));
    }

    private static List<Term> maxPool(Node node) {
        Sliding sliding = Sliding.pooling(node);
        Sliding settled = node.flag("ceil_mode") ? sliding.roundedUp() : sliding;
        return node.result(settled.back(settled.image().maxPool(settled.window())));
    }

    /** The average as a convolution of each channel with equal weights. */
    private static List<Term> averagePool(Node node) {
        Sliding sliding = Sliding.pooling(node);
        Window window = sliding.window();
        require(
                !node.flag("ceil_mode") || sliding.roundedUp().equals(sliding),
                "ceil_mode makes the result larger here, which is not supported");
        boolean padded = window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
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

    /** For each position of the window, one over the number of its taps that lie on the image. */
    private static Tensor taps(Sliding sliding, int rows, int columns) {
        Window window = sliding.window();
        float[] counts = new float[rows * columns];
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
        Term.Flowing input = node.flowing(0);
        Value x = input.value();
        require(input.rank() >= 3 && input.batch() <= 0, "its input must be [batch, channels, …], but is %s", x.type());
        int lead = Node.axis(input, 1) + 1;
        int[] extents = x.shape().extents();
        Arrays.fill(extents, lead, extents.length, 1);
        int rows = x.shape().size(0, lead);
        Value spread = x.reshape(Shape.of(rows, x.shape().size() / rows));
        return node.result((maximum ? spread.maximum(1) : spread.mean(1)).reshape(Shape.of(extents)));
    }
}
