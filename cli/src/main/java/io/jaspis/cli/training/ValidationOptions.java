package io.jaspis.cli.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.options.Least;
import io.jaspis.defend.training.Goal;
import java.math.BigDecimal;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which examples are held out of training, and what follows from what is measured on them. */
public final class ValidationOptions {
    private static final int PATIENCE = 10;

    @Option(
            names = "--validation",
            paramLabel = "COUNT",
            converter = Decimal.class,
            description =
                    "So many training examples, or as a share below 1, drawn in the proportions of the classes, are not"
                            + " trained on: each epoch is measured on them by what the goal is for (accuracy under a short attack"
                            + " or under noise, or what is proved), and once the radius has grown, the best one's weights are"
                            + " kept: of equals the one of the best clean accuracy, then of the smallest loss. Medians of --missing"
                            + " and deviations of --features are of all training examples, these among them. Default: with all goals but 'clean' a twentieth, at most 1,000, where that is at least 100;"
                            + " else 0.")
    private Double validation;

    @Option(
            names = "--patience",
            paramLabel = "EPOCHS",
            description =
                    "With --validation, training ends after so many epochs without a better one, but for its loss; without effect"
                            + " where that is 0. Default: 10 where --validation is given; else it never does.")
    private Integer patience;

    @Option(
            names = "--early-stop",
            paramLabel = "POINTS",
            converter = Decimal.class,
            description =
                    "Training ends when what is measured on the validation examples falls so many percentage points"
                            + " below its best, as at a collapse (Wong et al. 2020); without effect where --validation is 0."
                            + " Default: never.")
    private Double earlyStop;

    /** Refuses what makes no sense, before any work. */
    public void check() {
        if (validation != null && !(validation >= 0 && validation <= Integer.MAX_VALUE)
                || validation != null && validation >= 1 && validation != Math.rint(validation)) {
            throw new InputException(
                    "--validation is a count of examples, or a share of them below 1, but is " + asGiven());
        }
        Least.require("--patience", patience, 1);
        if (earlyStop != null && !(earlyStop > 0 && earlyStop <= 100)) {
            throw new InputException("--early-stop is percentage points, above 0 and at most 100, but is " + earlyStop);
        }
    }

    /** Refuses what doesn't fit the training examples. */
    public void requireFit(Dataset training, Goal goal, int batch) {
        int held = heldOut(training, goal, batch);
        if (held == 0 && validation == null && earlyStop != null) {
            throw new InputException("--early-stop needs examples to measure on: say with --validation how many of the "
                    + training.count() + " are held out");
        }
        if (held == 0 && validation == null && patience != null) {
            throw new InputException("--patience needs examples to measure on: say with --validation how many of the "
                    + training.count() + " are held out");
        }
        if (held == 0 && validation != null && validation > 0) {
            throw new InputException("--validation " + asGiven() + " is none of the " + training.count()
                    + " examples; give a larger share, or 0");
        }
        if (held >= training.count()) {
            int most = training.count() - batch;
            throw new InputException("--validation " + asGiven() + " leaves none of the " + training.count()
                    + " examples of " + training.name() + " to train on; hold "
                    + (most > 0
                            ? "at most " + most + " out, so that a batch of " + batch + " is left"
                            : "fewer out, and give another --batch: one of " + batch + " needs as many examples"));
        }
        if (training.count() - held < batch) {
            throw new InputException("a batch of " + batch + " needs as many examples, but "
                    + training.name()
                    + " has " + training.count() + (held > 0 ? ", " + held + " of them for validation" : "")
                    + (held > 0 && training.count() > batch
                            ? "; hold fewer out with --validation, or give another --batch"
                            : "; give another with --batch"));
        }
    }

    /**
     * Refuses ends of training that can't come, since the radius grows for too long; a patience of all epochs asks for none.
     *
     * @param from the fraction of training from which scores count
     */
    public void requireRoom(double from, int epochs) {
        // The first score that counts is the best so far, and after the last epoch there is nothing to end.
        int left = epochs - 2 - Validation.first(from, epochs);
        boolean impatient = patience != null && patience < epochs && patience > left;
        if (from > 0 && (impatient || earlyStop != null && left < 1)) {
            throw new InputException((impatient ? "--patience" : "--early-stop")
                    + " ends training once the radius has grown, after which this --ramp leaves too few of " + epochs
                    + " epochs for it; let the ramp end earlier, "
                    + (impatient && left >= 1 ? "give a patience of at most " + left + ", " : "")
                    + "give more --epochs, or leave one of them out");
        }
    }

    private String asGiven() {
        return BigDecimal.valueOf(validation).stripTrailingZeros().toPlainString();
    }

    /** How many of the training examples are held out. */
    public int heldOut(Dataset training, Goal goal, int batch) {
        if (validation == null) {
            return HeldOut.standard(goal, training.count(), batch);
        }
        return (int) (validation < 1 ? Math.round(validation * training.count()) : validation);
    }

    /** Epochs without a better one after which training ends. */
    public int patience(int epochs) {
        return patience != null ? patience : validation != null ? PATIENCE : epochs;
    }

    /** Percentage points below the best at which training ends, if at all. */
    public Optional<Double> earlyStop() {
        return Optional.ofNullable(earlyStop);
    }
}
