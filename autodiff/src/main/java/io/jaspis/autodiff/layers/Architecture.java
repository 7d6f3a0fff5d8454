package io.jaspis.autodiff.layers;

import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network in one line of text, such as {@code "conv 16 4 2 1, relu, flatten, dense 100, relu, dense 10"}.
 *
 * <table>
 * <caption>Layers</caption>
 * <tr><td>{@code conv CHANNELS KERNEL [STRIDE [PADDING]]}</td><td>square convolution</td></tr>
 * <tr><td>{@code dense OUTPUTS}</td><td>all to all</td></tr>
 * <tr><td>{@code norm}</td><td>batch normalisation</td></tr>
 * <tr><td>{@code relu}, {@code tanh}, {@code sigmoid}</td><td>activation</td></tr>
 * <tr><td>{@code maxpool KERNEL [STRIDE]}, {@code avgpool KERNEL [STRIDE]}, {@code avgpool}</td><td>pooling; the last
 * over the whole image</td></tr>
 * <tr><td>{@code flatten}</td><td>all axes as one</td></tr>
 * <tr><td>{@code residual CHANNELS [STRIDE]}</td><td>two 3×3 convolutions with normalisation beside a shortcut, and a
 * ReLU</td></tr>
 * </table>
 */
public final class Architecture {
    private static final Pattern LAYER = Pattern.compile("([a-z]+)((?:\\s+\\d+)*)");

    /** Those whose name is followed by numbers. */
    private static final Set<String> TAKE_NUMBERS = Set.of("conv", "dense", "maxpool", "avgpool", "residual");

    private Architecture() {}

    /**
     * The network that the text describes.
     *
     * @throws IllegalArgumentException naming the layer that isn't understood
     */
    public static Layer parse(String text, Initial initial) {
        List<Layer> layers = new ArrayList<>();
        for (String part : text.strip().split("\\s*,\\s*")) {
            Matcher matcher = LAYER.matcher(part.strip());
            if (!matcher.matches()) {
                throw unknown(part);
            }
            int[] arguments = numbers(matcher.group(2).strip(), part);
            layers.add(layer(matcher.group(1), arguments, part, initial));
        }
        return Layers.sequence(layers);
    }

    private static int[] numbers(String words, String part) {
        try {
            return words.isEmpty()
                    ? new int[0]
                    : Arrays.stream(words.split("\\s+"))
                            .mapToInt(Integer::parseInt)
                            .toArray();
        } catch (NumberFormatException e) {
            throw unknown(part);
        }
    }

    private static Layer layer(String name, int[] arguments, String part, Initial initial) {
        int count = arguments.length;
        for (int i = 0; i < count; i++) {
            // Only a convolution's padding can be none.
            if (arguments[i] < (name.equals("conv") && i == 3 ? 0 : 1)) {
                throw new IllegalArgumentException("the layer '" + part + "' has the number " + arguments[i]
                        + ", but numbers are from 1 on, and a padding from 0 on");
            }
        }
        check(count == 0 || TAKE_NUMBERS.contains(name), part);
        return switch (name) {
            case "conv" -> {
                check(count >= 2 && count <= 4, part);
                yield convolution(
                        arguments[0],
                        arguments[1],
                        count > 2 ? arguments[2] : 1,
                        count > 3 ? arguments[3] : 0,
                        initial);
            }
            case "dense" -> {
                check(count == 1, part);
                yield Layers.dense(arguments[0], initial);
            }
            case "norm" -> Layers.batchNormalization();
            case "relu" -> Layers.relu();
            case "tanh" -> (_, x) -> x.tanh();
            case "sigmoid" -> (_, x) -> x.sigmoid();
            case "maxpool" -> {
                check(count == 1 || count == 2, part);
                yield Layers.maxPool(arguments[0], arguments[count - 1]);
            }
            case "avgpool" -> {
                check(count <= 2, part);
                yield count == 0 ? Layers.globalAveragePool() : Layers.averagePool(arguments[0], arguments[count - 1]);
            }
            case "flatten" -> Layers.flatten();
            case "residual" -> {
                check(count == 1 || count == 2, part);
                yield residual(arguments[0], count > 1 ? arguments[1] : 1, initial);
            }
            default -> throw unknown(part);
        };
    }

    private static Layer convolution(int channels, int kernel, int stride, int padding, Initial initial) {
        Window window = Window.of(kernel, kernel).stride(stride, stride).padding(padding, padding, padding, padding);
        return Layers.convolution(channels, window, 1, initial);
    }

    private static Layer residual(int channels, int stride, Initial initial) {
        Layer body = Layers.sequence(List.of(
                convolution(channels, 3, stride, 1, initial),
                Layers.batchNormalization(),
                Layers.relu(),
                convolution(channels, 3, 1, 1, initial),
                Layers.batchNormalization()));
        Layer projection =
                Layers.sequence(List.of(convolution(channels, 1, stride, 0, initial), Layers.batchNormalization()));
        Layer shortcut = (scope, x) -> stride == 1 && x.shape().extent(-3) == channels ? x : projection.apply(scope, x);
        return Layers.sequence(List.of(Layers.residual(body, shortcut), Layers.relu()));
    }

    private static void check(boolean condition, String part) {
        if (!condition) {
            throw unknown(part);
        }
    }

    private static IllegalArgumentException unknown(String part) {
        return new IllegalArgumentException(
                "the layer '" + part + "' is not understood; known are conv CHANNELS KERNEL "
                        + "[STRIDE [PADDING]], dense OUTPUTS, norm, relu, tanh, sigmoid, maxpool KERNEL [STRIDE], "
                        + "avgpool [KERNEL [STRIDE]], flatten, residual CHANNELS [STRIDE]");
    }
}
