package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Augmentation;
import io.jaspis.autodiff.training.Averaged;
import io.jaspis.autodiff.training.Momentum;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.SmoothedLabels;
import io.jaspis.defend.training.Goal;
import io.jaspis.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    @Option(
            names = "--batch",
            paramLabel = "COUNT",
            defaultValue = "100",
            description =
                    "Examples a step; those that fill none wait for the next epoch, whose order is another. Default:"
                            + " ${DEFAULT-VALUE}.")
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

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "ADAM",
            description = "adam or momentum. Default: adam.")
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
            description = "How far images are moved at random, with zeros moving in. Default: ${DEFAULT-VALUE}.")
    private int shift;

    @Option(
            names = "--flip",
            description =
                    "Mirrors one image in two left to right, anew in each epoch: not for digits and letters, which"
                            + " mirrored are others or none.")
    private boolean flip;

    @Option(
            names = "--cutout",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description =
                    "The side of a square that is cut out of each image, anew in each epoch (DeVries & Taylor 2017)."
                            + " Default: ${DEFAULT-VALUE}.")
    private int cutout;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            converter = Decimal.class,
            defaultValue = "0",
            description =
                    "The share of a label that is spread over all classes (Szegedy et al. 2016, who have 0.1), with"
                            + " goals without bounds. Default: ${DEFAULT-VALUE}.")
    private double smoothing;

    @Option(
            names = "--average",
            paramLabel = "DECAY",
            converter = Decimal.class,
            defaultValue = "0",
            description = "The model gets a moving average of the weights over steps, of which each step keeps so much"
                    + " (Rebuffi et al. 2021, who have 0.995). Default: ${DEFAULT-VALUE}, the last weights.")
    private double average;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            converter = Decimal.class,
            description =
                    "Longer gradients are scaled to this norm, that of all weights' together (Pascanu et al. 2013);"
                            + " 0 leaves all as they are. Default: 10 for proofs, else 0.")
    private Double clip;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description =
                    "Of weights, order, changes of images, noise and attacks; the same seed gives the same weights. Default:"
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

    /** How often training goes through all examples. */
    public int epochs() {
        return epochs;
    }

    /** What makes steps as long as they are, in words. */
    public String steps() {
        return "--rate, which is " + rate + (decay > 0 ? "; --decay is " + decay : "");
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
        Optimizer steps = optimizer == Method.ADAM ? new Adam(decay) : new Momentum(0.9, decay, true);
        return average == 0 ? steps : new Averaged(steps, average);
    }

    /** What is made small, with labels as they are asked for. */
    public Objective smoothed(Objective objective) {
        return smoothing == 0 ? objective : new SmoothedLabels(objective, smoothing);
    }

    /** Refuses what makes no sense, before any work. */
    public void check(NamedGoal goal) {
        Least.require("--epochs", epochs, 1);
        Least.require("--batch", batch, 1);
        Least.require("--shift", shift, 0);
        Least.require("--cutout", cutout, 0);
        Least.require("--clip", clip);
        requireBelowOne("--label-smoothing", smoothing);
        requireBelowOne("--average", average);
        if (smoothing > 0 && goal.certified()) {
            throw new InputException("--label-smoothing doesn't go with the goal '" + goal
                    + "', whose bounds are of margins to one label; leave it out");
        }
        Least.requireAbove("--rate", rate);
        Least.requireFloat("--rate", rate);
        Least.requireFloat("--clip", clip);
        Least.require("--decay", decay);
        Least.requireFloat("--decay", decay);
        Least.requireFloat("--label-smoothing", smoothing);
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

    private static void requireBelowOne(String option, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new InputException(option + " must be at least 0 and below 1, but is " + share);
        }
    }

    /** Refuses to change images where examples are none, or are too small for it. */
    public void requireFit(Dataset training) {
        Augmentation augmentation = augmentation();
        if (augmentation.isNone() || augmentation.fits(training.shape())) {
            return;
        }
        String given = changes();
        boolean several = given.contains(" and ");
        Shape shape = training.shape();
        if (shape.rank() < 3) {
            throw new InputException("%s %s for images, but an example of %s has the shape %s; leave %s out"
                    .formatted(given, several ? "are" : "is", training.name(), shape, several ? "them" : "it"));
        }
        throw new InputException(
                "%s: an image of %s has the shape %s; a shift must be less than its shorter side, and a"
                                .formatted(given, training.name(), shape)
                        + " square at most as large");
    }

    /** The options that change images, in words; empty where none is given. */
    public String changes() {
        return Stream.of(shift > 0 ? "--shift" : "", flip ? "--flip" : "", cutout > 0 ? "--cutout" : "")
                .filter(option -> !option.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    private Augmentation augmentation() {
        return new Augmentation(shift, flip, cutout);
    }

    public Recipe recipe(Goal goal) {
        double norm = clip != null ? clip : goal.certified() ? CLIP : 0;
        return new Recipe(epochs, batch, Schedule.cosine(rate, 0.05), augmentation(), norm, seed, checkpoint());
    }
}
