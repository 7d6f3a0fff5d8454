package io.jaspis.bench.suites;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Layers;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A network that each engine gets in the form that suits it, with the same weights. Normalisation is left out: folded
 * into the convolutions, as it is in use, it is gone.
 */
record Network(String name, Shape input, List<Stage> stages) {
    private static final long SEED = 7;

    /** A layer. */
    sealed interface Stage {
        /** A square convolution with a bias and equal padding on all sides. */
        record Convolution(int channels, int kernel, int stride, int padding) implements Stage {}

        /** All to all, with a bias. */
        record Dense(int outputs) implements Stage {}

        record Relu() implements Stage {}

        /** The maximum over squares that don't overlap. */
        record Pool(int kernel) implements Stage {}

        record Flatten() implements Stage {}

        /** {@code [channels, height, width]} to {@code [channels]}. */
        record Average() implements Stage {}

        /** body(x) + shortcut(x); an empty shortcut is x itself. */
        record Residual(List<Stage> body, List<Stage> shortcut) implements Stage {}
    }

    /** Four hidden layers of 256 on MNIST's 784 pixels, as in the benchmark family mnist_fc. */
    static Network perceptron() {
        return perceptron(256, 4);
    }

    static Network perceptron(int width, int depth) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            stages.add(new Stage.Dense(width));
            stages.add(new Stage.Relu());
        }
        stages.add(new Stage.Dense(10));
        return new Network("MLP " + width + "×" + depth, Shape.of(784), stages);
    }

    /** Four convolutions and two dense layers on CIFAR images: the "large" network of Wong &amp; Kolter (2018). */
    static Network convolutional() {
        List<Stage> stages = List.of(
                new Stage.Convolution(16, 3, 1, 1),
                new Stage.Relu(),
                new Stage.Convolution(16, 4, 2, 1),
                new Stage.Relu(),
                new Stage.Convolution(32, 3, 1, 1),
                new Stage.Relu(),
                new Stage.Convolution(32, 4, 2, 1),
                new Stage.Relu(),
                new Stage.Flatten(),
                new Stage.Dense(512),
                new Stage.Relu(),
                new Stage.Dense(10));
        return new Network("ConvNet", Shape.of(3, 32, 32), stages);
    }

    /** ResNet-8 on CIFAR images (He, Zhang, Ren &amp; Sun 2016, section 4.2, with n = 1). */
    static Network residual() {
        List<Stage> stages = new ArrayList<>(List.of(new Stage.Convolution(16, 3, 1, 1), new Stage.Relu()));
        block(stages, 16, 1);
        block(stages, 32, 2);
        block(stages, 64, 2);
        stages.add(new Stage.Average());
        stages.add(new Stage.Dense(10));
        return new Network("ResNet-8", Shape.of(3, 32, 32), stages);
    }

    private static void block(List<Stage> stages, int channels, int stride) {
        List<Stage> body = List.of(
                new Stage.Convolution(channels, 3, stride, 1),
                new Stage.Relu(),
                new Stage.Convolution(channels, 3, 1, 1));
        List<Stage> shortcut = stride == 1 ? List.of() : List.of(new Stage.Convolution(channels, 1, stride, 0));
        stages.add(new Stage.Residual(body, shortcut));
        stages.add(new Stage.Relu());
    }

    /** A small convolutional network for MNIST, to be trained. */
    static Network trained() {
        List<Stage> stages = List.of(
                new Stage.Convolution(16, 3, 1, 1),
                new Stage.Relu(),
                new Stage.Pool(2),
                new Stage.Convolution(32, 3, 1, 1),
                new Stage.Relu(),
                new Stage.Pool(2),
                new Stage.Flatten(),
                new Stage.Dense(100),
                new Stage.Relu(),
                new Stage.Dense(10));
        return new Network("CNN", Shape.of(1, 28, 28), stages);
    }

    /** The network in Jaspis; the i-th stage names its parameters {@code i.…}. */
    Layer layer() {
        return layer(stages);
    }

    private static Layer layer(List<Stage> stages) {
        return Layers.sequence(stages.stream().map(Network::layer).toList());
    }

    private static Layer layer(Stage stage) {
        return switch (stage) {
            case Stage.Convolution(int channels, int kernel, int stride, int padding) ->
                Layers.convolution(channels, kernel, stride, padding);
            case Stage.Dense(int outputs) -> Layers.dense(outputs);
            case Stage.Relu() -> Layers.relu();
            case Stage.Pool(int kernel) -> Layers.maxPool(kernel, kernel);
            case Stage.Flatten() -> Layers.flatten();
            case Stage.Average() -> Layers.globalAveragePool();
            case Stage.Residual(List<Stage> body, List<Stage> shortcut) ->
                Layers.residual(layer(body), layer(shortcut));
        };
    }

    /** The weights that a training with this seed would begin with, made anew. */
    Parameters parameters(long seed) {
        Parameters parameters = new Parameters(seed);
        layer().apply(Scope.of(parameters, true), new Trace().input("input", input));
        return parameters;
    }

    Parameters parameters() {
        return parameters(SEED);
    }

    /** The network with its weights as constants, from {@code input} to {@code logits}. */
    Graph graph() {
        return Trainer.network(layer(), parameters(), input);
    }

    /** The multiply-adds of one example, each as two operations. */
    double operations() {
        double total = 0;
        for (var value : graph().values()) {
            if (value.op() instanceof io.jaspis.autodiff.Weighted weighted) {
                total += switch (weighted) {
                    case io.jaspis.autodiff.Linear.Dense _ ->
                        2.0 * value.operand(1).shape().size();
                    case io.jaspis.autodiff.Linear.Convolve(var geometry, boolean _) ->
                        2.0 * geometry.outputSize() * geometry.depth();
                };
            }
        }
        return total;
    }

    /** The extents of a batch of inputs. */
    int[] batched(int batch) {
        return input.insert(0, batch).extents();
    }
}
