package io.jaspis.cli.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.cli.options.Asked;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which network is trained, and what of examples and steps fits it. */
public final class NetworkOption {
    private static final String NAME = "--network";

    private static final Pattern NORMALIZES = Pattern.compile("\\b(norm|residual)\\b");
    private static final Pattern IMAGE_LAYERS = Pattern.compile("\\b(conv|maxpool|avgpool|residual)\\b");
    /** A norm that isn't of rows of numbers goes by the axis of channels too. */
    private static final Pattern BY_CHANNEL = Pattern.compile("^\\s*norm\\b|" + IMAGE_LAYERS);

    @Option(
            names = NAME,
            paramLabel = "LAYERS",
            defaultValue = "conv 16 4 2 1, relu, conv 32 4 2 1, relu, flatten, dense 100, relu, dense 10",
            description =
                    "The layers, with commas between: conv CHANNELS KERNEL [STRIDE [PADDING]], dense OUTPUTS, norm,"
                            + " relu, tanh, sigmoid, maxpool KERNEL [STRIDE], avgpool [KERNEL [STRIDE]], flatten,"
                            + " residual CHANNELS [STRIDE]. Default: ${DEFAULT-VALUE}.")
    private String network;

    /** The layers as they were given. */
    public String text() {
        return network;
    }

    /** The layers, whose weights begin like this. */
    public Layer layers(Initial initial) {
        return Asked.of(NAME, () -> Architecture.parse(network, initial));
    }

    /**
     * The network before training.
     *
     * @param layers with what stands before them
     */
    public Graph untrained(Layer layers, Dataset training, long seed) {
        Parameters parameters = new Parameters(seed);
        Graph graph = Asked.of(NAME, () -> Trainer.network(layers, parameters, training.shape()));
        if (parameters.trainable().isEmpty()) {
            throw new InputException(NAME + " '" + network
                    + "' has no layer with weights, so that there is nothing to train; add one, such as 'dense "
                    + training.classes() + "'");
        }
        return graph;
    }

    /** Refuses layers for images where examples are none. */
    public void requireShape(Dataset training) {
        if (training.shape().rank() < 3 && IMAGE_LAYERS.matcher(network).find()) {
            throw new InputException("the layers of --network are for images, but an example of " + training.name()
                    + " has the shape " + training.shape()
                    + "; for a table give for instance --network \"dense 32, relu,"
                    + " dense " + training.classes() + "\"");
        }
    }

    /**
     * What is to be told of the axes of images, where something goes by them.
     *
     * @param changes the options that change images, in words; empty where there are none
     */
    public Optional<String> axes(Dataset training, String changes) {
        return !changes.isEmpty()
                ? ImageAxes.taken(training, changes)
                : BY_CHANNEL.matcher(network).find()
                        ? ImageAxes.taken(training, "the layers of --network")
                        : Optional.empty();
    }

    /** Refuses batches of one example where normalisation sees a single number of each channel, which is its own mean. */
    public void requireBatch(Dataset training, int batch, long seed) {
        if (batch > 1) {
            return;
        }
        String[] parts = network.split(",");
        for (int i = 0; i < parts.length; i++) {
            if (NORMALIZES.matcher(parts[i]).find()) {
                Layer until = Architecture.parse(String.join(",", Arrays.copyOf(parts, i + 1)), new Initial.He());
                Graph graph = Trainer.network(until, new Parameters(seed), training.shape());
                // A norm leaves the shape as it is, and those inside a residual are followed by nothing that changes
                // it.
                Shape shape = graph.output(graph.onlyOutput()).shape();
                if (shape.size() == shape.extent(0)) {
                    throw new InputException("--batch 1 is its own mean where a channel is one number, so that '"
                            + parts[i].strip() + "', layer " + (i + 1)
                            + " of --network, leaves nothing of an example of "
                            + training.name() + " to learn from; give a larger --batch, or leave that layer out");
                }
            }
        }
    }
}
