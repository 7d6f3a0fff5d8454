package io.jaspis.cli.training;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.defend.training.Accuracy;
import io.jaspis.defend.training.FastAdversarialTraining;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.Measure;
import io.jaspis.defend.training.OwnAttack;
import io.jaspis.threat.Threat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** The examples that are held out of training, and what is measured on them after each epoch. */
public final class HeldOut {
    /** Measuring has noise and starts of its own: those of training would be the ones that the network was made for. */
    private static final long SEED = 0x5ca1ab1eL;
    /** What rounding to float may take of a difference of shares. */
    private static final double ROUNDING = 1e-6;

    private final Examples examples;
    private final Goal goal;
    private final Measure measure;
    /** What training's own attack is compared with: at the radius that is trained for, which its steps know alone. */
    private final Measure stronger;

    private final long seed;
    private final Device device;
    private Scores last;
    private int patience;
    private double fall = Double.POSITIVE_INFINITY;

    /**
     * What an epoch is worth, as shares of the examples.
     *
     * @param measured what it is trained for
     * @param clean accuracy on the examples as they are
     * @param loss the clean cross-entropy; NaN where it isn't known
     * @param own accuracy under training's own attack, once the radius has grown, where there is one
     * @param trained what to compare that with, where what is measured is at another radius
     */
    public record Scores(double measured, double clean, double loss, OptionalDouble own, OptionalDouble trained) {
        private double compared() {
            return trained.orElse(measured);
        }
    }

    /**
     * @param certified against whom the result is certified, which is measured in the place of clean accuracy; and attacked, where
     *     the goal is to withstand attacks
     * @param seed of training
     */
    public HeldOut(Examples examples, Goal goal, Optional<Threat> certified, long seed, Device device) {
        this.examples = examples;
        this.goal = goal;
        this.measure = measure(goal, certified);
        this.stronger = goal.measure();
        this.seed = chance(seed);
        this.device = device;
    }

    /** The seed of measuring beside this one of training. */
    static long chance(long seed) {
        return seed ^ SEED;
    }

    /** What a network of this goal is measured by, on examples held out as on those of a test. */
    static Measure measure(Goal goal, Optional<Threat> certified) {
        return certified.map(goal.measure()::against).orElse(goal.measure());
    }

    /**
     * How many examples are held out where nobody says: none for clean training, which has nothing else to tell, and none
     * where they would be too few to tell anything.
     */
    public static int standard(Goal goal, int examples, int batch) {
        return goal.measure() instanceof Measure.Clean ? 0 : Measure.heldOut(examples, batch);
    }

    /**
     * Has training keep the best epoch by these examples.
     *
     * @param from the fraction of training from which scores count
     * @param epochs without a better one after which it ends
     * @param fall percentage points below the best at which it ends, if at all
     */
    public Validation validation(double from, int epochs, Optional<Double> fall) {
        this.patience = epochs;
        this.fall = fall.map(points -> points / 100 - ROUNDING).orElse(Double.POSITIVE_INFINITY);
        return new Validation(measure + " on " + Fingerprint.of(examples), this::score, from, epochs, this.fall);
    }

    private Validation.Score score(Graph network, boolean counts, BooleanSupplier stopped) {
        Accuracy clean = Accuracy.of(network, examples, device, stopped);
        double measured = onlyClean() ? clean.share() : measure.of(network, examples, seed, device, stopped);
        Optional<OwnAttack> attack = goal.ownAttack().filter(_ -> counts);
        last = new Scores(
                measured,
                clean.share(),
                clean.loss(),
                attack.isPresent()
                        ? OptionalDouble.of(attack.get().accuracy(network, examples, seed, device, stopped))
                        : OptionalDouble.empty(),
                attack.isPresent() && !stronger.equals(measure)
                        ? OptionalDouble.of(stronger.of(network, examples, seed, device, stopped))
                        : OptionalDouble.empty());
        return new Validation.Score(measured, clean.share(), clean.loss());
    }

    /** Epochs without a better one after which training ends. */
    int patience() {
        return patience;
    }

    /** Whether training ends where what is measured is so far below its best. */
    boolean fallen(double below) {
        return below >= fall;
    }

    /** What was measured last. */
    Scores last() {
        return last;
    }

    /** Whether clean accuracy is all that is measured. */
    boolean onlyClean() {
        return measure instanceof Measure.Clean;
    }

    /** What is measured, in words that follow a share. */
    private String words() {
        return measure.words();
    }

    /** What is measured, in words that stand alone. */
    public String described() {
        return measure instanceof Measure.Certified ? words() : "accuracy " + words();
    }

    /** What was measured, in words. */
    String told(Scores scores) {
        StringBuilder text = new StringBuilder(percent(scores.measured()));
        if (!onlyClean()) {
            text.append(' ').append(words());
            scores.trained()
                    .ifPresent(trained -> text.append(", ")
                            .append(percent(trained))
                            .append(' ')
                            .append(stronger.words()));
            scores.own()
                    .ifPresent(own -> text.append(", ").append(percent(own)).append(" under training's own attack"));
            text.append(", ").append(percent(scores.clean())).append(" clean");
        }
        return text.toString();
    }

    /** What the gap that an epoch left tells, and what to do. */
    String warning(int epoch, Scores scores, OwnAttack.Gap gap) {
        boolean overfitted = gap == OwnAttack.Gap.OVERFITTED;
        return "%s in epoch %d: of the examples held out %s withstand %s, but %s %s%s. "
                        .formatted(
                                overfitted ? "catastrophic overfitting" : overstated(scores),
                                epoch,
                                percent(scores.own().orElseThrow()),
                                overfitted ? "training's own attack" : "it",
                                percent(scores.compared()),
                                stronger.words(),
                                overfitted
                                        ? "; the attack inside training is too weak for the network, which has learned to"
                                                + " fool it, and accuracy under it tells nothing of robustness"
                                        : ", which is what counts")
                + advice();
    }

    /** What the gap of the epoch whose weights are kept tells of these. */
    String keptWarning(Scores kept, OwnAttack.Gap gap) {
        return gap == OwnAttack.Gap.OVERFITTED
                ? "the best epoch has learned to fool its attack too: don't rely on these weights"
                : overstated(kept) + " in the best epoch too: what counts is the " + percent(kept.compared()) + " "
                        + stronger.words();
    }

    private String overstated(Scores scores) {
        return "training's own attack overstates robustness by "
                + new Shares(examples.count()).points(scores.own().orElseThrow() - scores.compared()) + " points";
    }

    private String advice() {
        String end = "; --early-stop 20 ends training where what is measured falls by 20 points";
        if (goal instanceof FastAdversarialTraining fast) {
            return "Take --goal adversarial, whose attack has several steps, or keep the one with --grad-align "
                    + (fast.alignment() == 0 ? "0.2" : "above " + fast.alignment())
                    + (fast.stepSize() > 1.25 ? ", --attack-step 1.25" : "")
                    + ", a smaller --rate or a radius that grows, --ramp 0,0.5"
                    + end;
        }
        return "Give more --attack-steps, or a smaller --epsilon" + end;
    }

    private String percent(double share) {
        return Shares.terminal(new Shares(examples.count()).measured(share));
    }
}
