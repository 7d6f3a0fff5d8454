package io.jaspis.cli.options;

import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.check.Reading;
import io.jaspis.cli.options.PerChannel.Pair;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.threat.Decimals;
import io.jaspis.threat.Model;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option of models that take pictures normalised, where the data have them as they are. */
public final class NormalizeOption {
    @Option(
            names = "--normalize",
            paramLabel = "MEAN,STD",
            converter = PerChannel.Pairs.class,
            description =
                    "Puts (x - MEAN) / STD before the model, as the first of its operations: for all channels, or for"
                            + " each with colons between, such as 0.485,0.229:0.456,0.224:0.406,0.225. The data are as they were"
                            + " before it, and so is all that is said of them. Default: nothing.")
    private PerChannel<Pair> channels;

    /**
     * Reads as a certificate says from now on.
     *
     * @throws io.jaspis.autodiff.InputException where the option says otherwise
     */
    public void as(Reading reading) {
        List<Pair> pairs = reading.normalized().stream()
                .map(channel -> new Pair(Decimals.shortest(channel.mean()), Decimals.shortest(channel.deviation())))
                .toList();
        channels = Recorded.agreed("--normalize", channels, pairs.isEmpty() ? null : new PerChannel<>(pairs));
    }

    /** Whether anything stands before the model. */
    public boolean isGiven() {
        return channels != null;
    }

    /** What a certificate notes down of it. */
    public List<Reading.Channel> recorded() {
        return channels == null
                ? List.of()
                : channels.values().stream()
                        .map(pair -> new Reading.Channel((float) pair.first(), (float) pair.second()))
                        .toList();
    }

    /**
     * What stands before the network.
     *
     * @throws DataException where the data have no such channels
     */
    private Optional<Normalization> of(Dataset data) throws DataException {
        if (channels == null) {
            return Optional.empty();
        }
        int axis = channels.differs() ? data.channelAxis(channels.count()) : 0;
        float[] means = new float[channels.count()];
        float[] deviations = new float[channels.count()];
        for (int channel = 0; channel < means.length; channel++) {
            Pair typed = channels.of(channel);
            Least.requireFloat("--normalize: a mean", typed.first());
            Least.requireFloat("--normalize: a standard deviation", typed.second());
            means[channel] = (float) typed.first();
            deviations[channel] = (float) typed.second();
        }
        return Optional.of(Asked.of("--normalize", () -> new Normalization(axis, means, deviations)));
    }

    /**
     * These layers with the normalization before them, where there is one.
     *
     * @param data in the shape that the layers take
     */
    public Layer before(Layer layers, Dataset data) throws DataException {
        Optional<Normalization> first = of(data);
        // Not as a sequence, which would give the layers' parameters other names.
        return first.isEmpty()
                ? layers
                : (scope, x) -> layers.apply(scope, first.get().apply(scope, x));
    }

    /**
     * The model with the normalization before it, where there is one; otherwise as it is.
     *
     * @param data in the shape that the model takes
     * @param terminal where it is told
     */
    public Model applied(Model model, Dataset data, PrintWriter terminal) throws DataException {
        Model normalized = applied(model, data);
        if (isGiven()) {
            terminal.printf("%s gets its inputs %s%n", ForeignText.shown(model.name()), words());
            terminal.flush();
        }
        return normalized;
    }

    /** Warns of what no report does, where a model takes whole numbers alone that were normalized. */
    public static void warn(Model normalized, PrintWriter terminal) {
        normalized
                .fractionsBehindNormalization()
                .ifPresent(warning -> terminal.println(ForeignText.shown("Warning: " + warning)));
        terminal.flush();
    }

    /** The same of another model for the same data. */
    public Model applied(Model model, Dataset data) {
        return of(data).map(before -> Asked.of("--normalize", () -> model.normalized(before)))
                .orElse(model);
    }

    /** How data and model were read otherwise than by themselves, with this. */
    public String reading(String others) {
        if (channels == null) {
            return others;
        }
        return others.isEmpty() ? words() : others + "; " + words();
    }

    private String words() {
        return "normalized by "
                + channels.values().stream()
                        .map(pair -> Decimals.text(pair.first()) + "," + Decimals.text(pair.second()))
                        .collect(Collectors.joining(":"));
    }
}
