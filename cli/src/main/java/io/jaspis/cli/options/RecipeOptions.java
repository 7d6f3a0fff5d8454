package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Momentum;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.defend.training.Goal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code jaspis train} that say how steps are made. */
public final class RecipeOptions {
    /** The largest norm of gradients through bounds, which are steep while ε grows. */
    private static final double CLIP = 10;

    /** How steps are made of gradients. */
    private enum Method {
        ADAM,
        MOMENTUM
    }

    @Option(names = "--epochs", paramLabel = "COUNT", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch", paramLabel = "COUNT", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Decimal.class,
            defaultValue = "0.002",
            description =
                    "The highest learning rate; it rises over the first twentieth and then falls as half a cosine."
                            + " Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--optimizer", paramLabel = "NAME", defaultValue = "ADAM", description = "adam or momentum.")
    private Method optimizer;

    @Option(
            names = "--decay",
            paramLabel = "FACTOR",
            converter = Decimal.class,
            defaultValue = "0",
            description = "Weight decay. Default: ${DEFAULT-VALUE}.")
    private double decay;

    @Option(
            names = "--shift",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = "How far images are moved at random. Default: ${DEFAULT-VALUE}.")
    private int shift;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Of weights, order, shifts, noise and attacks; the same seed gives the same weights. Default:"
                    + " ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Keeps the state after each epoch, and goes on from it when the command is given again.")
    private Path checkpoint;

    /** The examples in a step. */
    public int batch() {
        return batch;
    }

    /** The highest learning rate. */
    public double rate() {
        return rate;
    }

    /** How many pixels images are moved at most. */
    public int shift() {
        return shift;
    }

    /** The seed of all chance in training. */
    public long seed() {
        return seed;
    }

    /** Where the state is kept, if it is. */
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    public Optimizer optimizer() {
        return optimizer == Method.ADAM ? new Adam(decay) : new Momentum(0.9, decay, true);
    }

    /** Refuses what makes no sense, before any work. */
    public void check() {
        Least.require("--epochs", epochs, 1);
        Least.require("--batch", batch, 1);
        Least.require("--shift", shift, 0);
        Least.requireAbove("--rate", rate);
        Least.require("--decay", decay);
        if (checkpoint == null) {
            return;
        }
        Path folder = checkpoint.toAbsolutePath().getParent();
        if (Files.isDirectory(checkpoint)) {
            throw new InputException("--checkpoint " + checkpoint + " is a folder; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException("the folder of --checkpoint " + checkpoint + " does not exist; make it first");
        }
    }

    public Recipe recipe(Goal goal) {
        return new Recipe(
                epochs, batch, Schedule.cosine(rate, 0.05), shift, goal.certified() ? CLIP : 0, seed, checkpoint());
    }
}
