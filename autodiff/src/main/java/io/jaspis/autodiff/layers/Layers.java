package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.Arrays;
import java.util.List;

/** The usual layers. Shapes are those of one example. */
public final class Layers {
    private Layers() {}

    /** One layer after the other; the i-th names its parameters {@code i.…}. */
    public static Layer sequence(List<Layer> layers) {
        List<Layer> fixed = List.copyOf(layers);
        return (scope, x) -> {
            Value value = x;
            for (int i = 0; i < fixed.size(); i++) {
                value = fixed.get(i).apply(scope.in(Integer.toString(i)), value);
            }
            return value;
        };
    }

    /** {@code [..., in]} to {@code [..., out]}: weights {@code [out, in]} and a bias. */
    public static Layer dense(int outputs, Initial initial) {
        return (scope, x) -> {
            Shape shape = Shape.of(outputs, x.shape().extent(-1));
            Value weight = scope.parameter(x, "weight", shape, initial);
            Value bias = scope.parameter(x, "bias", Shape.of(outputs), new Initial.Constant(0));
            return x.dense(weight).plus(bias);
        };
    }

    public static Layer dense(int outputs) {
        return dense(outputs, new Initial.He());
    }

    /** {@code [channels, height, width]} to {@code [out, …]}, with a bias for each channel. */
    public static Layer convolution(int outputs, Window window, int groups, Initial initial) {
        return (scope, x) -> {
            Shape shape = Shape.of(outputs, x.shape().extent(-3) / groups, window.kernelHeight(), window.kernelWidth());
            Value weight = scope.parameter(x, "weight", shape, initial);
            Value bias = scope.parameter(x, "bias", Shape.of(outputs), new Initial.Constant(0));
            return x.convolve(weight, window, groups).plus(bias.reshape(Shape.of(outputs, 1, 1)));
        };
    }

    /** A square convolution with equal padding on all sides. */
    public static Layer convolution(int outputs, int kernel, int stride, int padding) {
        Window window = Window.of(kernel, kernel).stride(stride, stride).padding(padding, padding, padding, padding);
        return convolution(outputs, window, 1, new Initial.He());
    }

    /**
     * Batch normalisation of {@code [channels, …]} (Ioffe &amp; Szegedy 2015): in training by the statistics of the
     * batch, which running averages follow by a tenth of the way a step; in use by those averages. The variance is the mean square,
     * there too; the paper has m / (m − 1) times that in use. Where a step applies
     * the network to several points, all are normalised by the statistics of the first, so that bounds and points speak
     * of one function (Shi, Wang, Zhang, Yi &amp; Hsieh 2021, section 3.3).
     */
    public static Layer batchNormalization() {
        return (scope, x) -> {
            Shape channels = Shape.of(x.shape().extent(0));
            Value gain = scope.parameter(x, "gain", channels, new Initial.Constant(1));
            Value bias = scope.parameter(x, "bias", channels, new Initial.Constant(0));
            Value mean = scope.statistic(x, "mean", channels, 0);
            Value variance = scope.statistic(x, "variance", channels, 1);
            if (!scope.training()) {
                return normalized(x, factor(gain, variance), mean, bias);
            }
            Value batchMean = scope.share(x, "mean", () -> {
                Value now = batchMean(x);
                scope.update("mean", follow(mean, now));
                return now;
            });
            Value factor = scope.share(x, "factor", () -> {
                Value centred = x.minus(perChannel(batchMean, x));
                Value now = batchMean(centred.times(centred));
                scope.update("variance", follow(variance, now));
                return factor(gain, now);
            });
            return normalized(x, factor, batchMean, bias);
        };
    }

    private static Value factor(Value gain, Value variance) {
        return gain.times(variance.plus(1e-5f).squareRoot().reciprocal());
    }

    private static Value normalized(Value x, Value factor, Value mean, Value bias) {
        Value offset = bias.minus(mean.times(factor));
        return x.times(perChannel(factor, x)).plus(perChannel(offset, x));
    }

    private static Value follow(Value average, Value current) {
        return average.scale(0.9f).plus(current.scale(0.1f));
    }

    private static Value batchMean(Value x) {
        int rank = x.shape().rank();
        int[] inner = new int[rank - 1];
        for (int axis = 1; axis < rank; axis++) {
            inner[axis - 1] = axis;
        }
        Value perExample = rank == 1 ? x : x.mean(inner);
        return perExample.batchSum().times(x.trace().batchSize().reciprocal());
    }

    private static Value perChannel(Value channels, Value x) {
        int[] extents = new int[x.shape().rank()];
        Arrays.fill(extents, 1);
        extents[0] = channels.shape().extent(0);
        return channels.reshape(Shape.of(extents));
    }

    /** max(x, 0). */
    public static Layer relu() {
        return (_, x) -> x.relu();
    }

    /** The maximum over square windows. */
    public static Layer maxPool(int kernel, int stride) {
        return (_, x) -> x.maxPool(Window.of(kernel, kernel).stride(stride, stride));
    }

    /** The mean over square windows: a convolution of each channel with ones, over their number. */
    public static Layer averagePool(int kernel, int stride) {
        return (_, x) -> {
            int channels = x.shape().extent(-3);
            Value ones = x.trace().constant(Tensor.filled(Shape.of(channels, 1, kernel, kernel), 1));
            return x.convolve(ones, Window.of(kernel, kernel).stride(stride, stride), channels)
                    .over(kernel * kernel);
        };
    }

    /** {@code [channels, height, width]} to {@code [channels]}. */
    public static Layer globalAveragePool() {
        return (_, x) -> x.mean(-2, -1);
    }

    /** All axes as one. */
    public static Layer flatten() {
        return (_, x) -> x.flatten();
    }

    /** body(x) + shortcut(x) (He, Zhang, Ren &amp; Sun 2016). */
    public static Layer residual(Layer body, Layer shortcut) {
        return (scope, x) -> body.apply(scope.in("body"), x).plus(shortcut.apply(scope.in("shortcut"), x));
    }

    /** x itself. */
    public static Layer identity() {
        return (_, x) -> x;
    }
}
