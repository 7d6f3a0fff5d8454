package io.jaspis.autodiff.samples;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The steps by which a random graph grows: for each kind, an operation applied to a given value. */
final class Steps {
    private final Growth growth;
    private final List<Kind> kinds;

    Steps(Growth growth) {
        this.growth = growth;
        this.kinds = growth.options.kinds().stream()
                .filter(kind -> kind != Kind.PARAMETERS && kind != Kind.INPUTS)
                .toList();
    }

    /** A new value, or null where nothing came of it. */
    Value next(Value x) {
        return switch (growth.oneOf(kinds)) {
            case DENSE -> dense(x);
            case IMAGES -> images(image(x));
            case SMOOTH -> smooth(x);
            case KINKS -> kinked(x);
            case JUMPS ->
                choice()
                        ? growth.oneOf(List.of(x.scale(2).floor(), x.step(), x.sign()))
                        : growth.partner(x).step().gate(x);
            case STRAIGHT_THROUGH ->
                choice()
                        ? x.scale(2).round()
                        : x.narrow(choice() ? Pointwise.Format.FLOAT16 : Pointwise.Format.BFLOAT16);
            case SUMS -> sums(x);
            case PRODUCTS -> products(x);
            case QUOTIENTS -> x.tanh().dividedBy(growth.partner(x).power(2).plus(0.5f));
            case MAXIMA -> maxima(x);
            case SELECTIONS -> selections(image(x));
            case MOVEMENTS -> movement(x);
            case SOFTMAX -> softmax(x);
            case BATCH -> acrossBatch(x);
            case ROUNDING -> choice() ? x.roundUp(growth.between(1, 9)) : x.roundDown(growth.between(1, 9));
            case PARAMETERS, INPUTS -> throw new IllegalStateException("no step of its own");
        };
    }

    private boolean choice() {
        return growth.random.nextBoolean();
    }

    private int axis(Value x) {
        return growth.random.nextInt(x.shape().rank());
    }

    private static boolean scalar(Value x) {
        return x.shape().rank() == 0;
    }

    private Value dense(Value x) {
        if (scalar(x)) {
            return null;
        }
        int inputs = x.shape().extent(-1);
        int outputs = growth.between(1, 5);
        return choice()
                ? x.dense(growth.weights(Shape.of(outputs, inputs), inputs))
                : x.denseTransposed(growth.weights(Shape.of(inputs, outputs), inputs));
    }

    /** The value with at least three axes. */
    private Value image(Value x) {
        if (x.shape().rank() >= 3) {
            return x;
        }
        int size = x.shape().size();
        int height = divisor(size);
        int width = divisor(size / height);
        return x.reshape(Shape.of(size / height / width, height, width));
    }

    private int divisor(int number) {
        List<Integer> divisors = new ArrayList<>();
        for (int divisor = 1; divisor <= number; divisor++) {
            if (number % divisor == 0) {
                divisors.add(divisor);
            }
        }
        return growth.oneOf(divisors);
    }

    /** A window that fits an image of this size, or null where the random one does not. */
    private Window window(int height, int width) {
        Window window = Window.of(growth.between(1, 3), growth.between(1, 3))
                .stride(growth.between(1, 2), growth.between(1, 2))
                .dilation(growth.between(1, 2), growth.between(1, 2));
        int reachHeight = (window.kernelHeight() - 1) * window.dilationHeight() + 1;
        int reachWidth = (window.kernelWidth() - 1) * window.dilationWidth() + 1;
        Window padded = window.padding(
                growth.between(0, Math.min(1, reachHeight - 1)),
                growth.between(0, Math.min(1, reachWidth - 1)),
                growth.between(0, Math.min(1, reachHeight - 1)),
                growth.between(0, Math.min(1, reachWidth - 1)));
        boolean fits = reachHeight <= height + padded.padTop() + padded.padBottom()
                && reachWidth <= width + padded.padLeft() + padded.padRight();
        return fits ? padded : null;
    }

    private Value images(Value x) {
        int channels = x.shape().extent(-3);
        int groups = divisor(channels);
        int others = groups * growth.between(1, 2);
        int rows = x.shape().extent(-2);
        int columns = x.shape().extent(-1);
        if (choice()) {
            Window window = window(rows, columns);
            return window == null
                    ? null
                    : convolution(x, new Convolution(channels, rows, columns, others, groups, window), false);
        }
        // Transposed: an image that is convolved to x's shape.
        int height = rows + growth.between(0, 2);
        int width = columns + growth.between(0, 2);
        Window window = window(height, width);
        if (window == null || window.outputHeight(height) != rows || window.outputWidth(width) != columns) {
            return null;
        }
        return convolution(x, new Convolution(others, height, width, channels, groups, window), true);
    }

    private Value convolution(Value x, Convolution c, boolean transposed) {
        Shape shape = Shape.of(
                c.outputChannels(),
                c.inputChannels() / c.groups(),
                c.window().kernelHeight(),
                c.window().kernelWidth());
        Value weights = growth.weights(shape, c.depth());
        return transposed ? x.convolveTransposed(weights, c) : x.convolve(weights, c);
    }

    private Value smooth(Value x) {
        Value positive = x.power(2).plus(0.5f);
        return switch (growth.random.nextInt(17)) {
            case 0 -> x.sigmoid();
            case 1 -> x.tanh();
            case 2 -> x.tanh().exponential();
            case 3 -> positive.logarithm();
            case 4 -> positive.squareRoot();
            case 5 -> positive.reciprocal();
            case 6 -> x.sine();
            case 7 -> x.cosine();
            case 8 -> x.power(growth.between(2, 3));
            case 9 -> positive.power(growth.between(-6, 6) / 4f);
            case 10 -> x.tanh().exponentialMinusOne();
            case 11 -> x.softplus();
            case 12 -> x.errorFunction();
            case 13 -> x.arcTangent();
            case 14 -> x.sine().scale(0.5f).arcSine();
            case 15 -> x.sine().scale(0.5f).arcCosine();
            default -> x.plus(growth.between(-4, 4) / 4f);
        };
    }

    private Value kinked(Value x) {
        return switch (growth.random.nextInt(4)) {
            case 0, 1 -> x.relu();
            case 2 -> choice() ? x.absolute() : x.leakyRelu(0.1f);
            default -> x.clip(-0.5f, growth.between(0, 3) / 4f);
        };
    }

    private Value sums(Value x) {
        return switch (growth.random.nextInt(5)) {
            case 0 -> x.plus(growth.partner(x));
            case 1 -> x.minus(growth.partner(x));
            case 2 -> x.scale(growth.between(-6, 6) / 4f);
            case 3 -> scalar(x) ? null : x.sum(axis(x));
            default -> scalar(x) ? null : x.mean(axis(x));
        };
    }

    private Value products(Value x) {
        if (choice() || x.shape().rank() < 2) {
            return x.times(growth.partner(x));
        }
        int rank = x.shape().rank();
        int depth = x.shape().extent(-1);
        if (choice()) {
            List<Integer> swapped = axes(x);
            Collections.swap(swapped, rank - 1, rank - 2);
            return x.matMul(x.transpose(swapped)).scale(1f / depth);
        }
        Shape shape = x.shape().with(-2, depth).with(-1, growth.between(1, 3));
        return x.matMul(growth.weights(shape, depth));
    }

    private Value maxima(Value x) {
        return switch (growth.random.nextInt(4)) {
            case 0 -> x.max(growth.partner(x));
            case 1 -> x.min(growth.partner(x));
            case 2 -> scalar(x) ? null : x.maximum(axis(x));
            default -> {
                Value image = image(x);
                Pooling pooling =
                        pooling(image, image.shape().extent(-2), image.shape().extent(-1));
                yield pooling == null ? null : image.maxPool(pooling.window());
            }
        };
    }

    private Value selections(Value x) {
        int rank = x.shape().rank();
        int rows = x.shape().extent(-2);
        int columns = x.shape().extent(-1);
        if (choice()) {
            Pooling pooling = pooling(x, rows, columns);
            return pooling == null ? null : x.select(x.sine(), pooling, false);
        }
        // Transposed: an image that is pooled to x's shape.
        int height = rows + growth.between(0, 2);
        int width = columns + growth.between(0, 2);
        Pooling pooling = pooling(x, height, width);
        if (pooling == null || pooling.outputHeight() != rows || pooling.outputWidth() != columns) {
            return null;
        }
        Shape selector = x.shape().with(rank - 2, height).with(rank - 1, width);
        return x.select(growth.weights(selector, 1), pooling, true);
    }

    /** A pooling of an image of this size, or null where the random window does not fit it. */
    private Pooling pooling(Value x, int height, int width) {
        Window window = window(height, width);
        if (window == null) {
            return null;
        }
        try {
            return new Pooling(x.shape().extent(-3), height, width, window);
        } catch (IllegalArgumentException overPaddingAlone) {
            return null;
        }
    }

    private static List<Integer> axes(Value x) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            axes.add(axis);
        }
        return axes;
    }

    private Value movement(Value x) {
        if (scalar(x)) {
            return x.broadcast(0, growth.between(2, 3));
        }
        int axis = axis(x);
        int extent = x.shape().extent(axis);
        return switch (growth.random.nextInt(9)) {
            case 0 -> image(x.flatten());
            case 1 -> {
                List<Integer> permutation = axes(x);
                Collections.shuffle(permutation, new java.util.Random(growth.random.nextLong()));
                yield x.transpose(permutation);
            }
            case 2 -> x.broadcast(growth.between(0, x.shape().rank()), growth.between(2, 3));
            case 3 -> x.repeatBatch();
            case 4 -> {
                int start = growth.between(0, extent - 1);
                yield x.slice(axis, start, growth.between(1, extent - start));
            }
            case 5 -> x.pad(axis, growth.between(0, 2), growth.between(0, 2));
            case 6 -> growth.trace.concatenate(axis, List.of(x, x.scale(-0.5f)));
            case 7 -> x.gather(axis, indices(growth.between(1, 4), extent));
            default -> {
                int wider = growth.between(1, 4);
                yield x.scatterAdd(axis, indices(extent, wider), wider);
            }
        };
    }

    private List<Integer> indices(int count, int below) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indices.add(growth.random.nextInt(below));
        }
        return indices;
    }

    private Value softmax(Value x) {
        if (scalar(x)) {
            return null;
        }
        return choice() ? x.softmax(axis(x)) : x.logSoftmax(axis(x));
    }

    private Value acrossBatch(Value x) {
        if (!x.batched()) {
            return x.over(growth.trace.batchSize());
        }
        return switch (growth.random.nextInt(3)) {
            case 0 -> x.batchSum().over(growth.trace.batchSize());
            case 1 -> scalar(x) ? null : x.denseWeight(x.sine());
            default -> {
                Value image = image(x);
                Shape shape = image.shape();
                Window window = window(shape.extent(-2), shape.extent(-1));
                if (window == null || shape.rank() > 3) {
                    yield null;
                }
                Convolution c = new Convolution(
                        shape.extent(0), shape.extent(1), shape.extent(2), growth.between(1, 2), 1, window);
                yield image.convolveWeight(
                        growth.weights(Shape.of(c.outputChannels(), c.outputHeight(), c.outputWidth()), c.depth()), c);
            }
        };
    }
}
