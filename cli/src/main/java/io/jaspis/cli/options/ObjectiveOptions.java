package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.defend.training.Awp;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.ProjectedAscent;
import io.jaspis.defend.training.ShiRegularizers;
import io.jaspis.defend.training.Surroundings;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code jaspis train} that say what is made small. */
public final class ObjectiveOptions {
    /** The fraction of training after which weights are perturbed: the start is for finding them. */
    private static final double AWP_WARM_UP = 0.05;

    /** The most noise samples: each is a run of the network in every step, and of every step of the attack. */
    private static final int MOST_SAMPLES = 1000;

    private static final Pattern RELU = Pattern.compile("\\b(relu|residual)\\b", Pattern.CASE_INSENSITIVE);

    @Option(
            names = "--goal",
            paramLabel = "GOAL",
            converter = NamedGoal.Converter.class,
            defaultValue = "clean",
            description = {
                "clean: accuracy on the examples (the default).",
                "noise: accuracy under Gaussian noise, for smoothing (Cohen et al. 2019).",
                "fast: under one-step attacks from random starts (Wong et al. 2020).",
                "adversarial: under projected gradient ascent (Madry et al. 2018).",
                "trades: accuracy, and agreement under attack (Zhang et al. 2019).",
                "smoothadv: under attacks on the smoothed classifier (Salman et al. 2019).",
                "interval: a proof by interval bounds (Gowal et al. 2018).",
                "sabr: interval bounds of a small box around an attack (Mueller et al. 2023).",
                "mtl-ibp: a mixture of attack and interval bounds (De Palma et al. 2024).",
                "crown-ibp: linear bounds over interval bounds (Zhang et al. 2020)."
            })
    private NamedGoal goal;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description = "The radius that all goals but 'clean' and 'noise' train for: L2 for 'smoothadv', else"
                    + " L-infinity. Default: 0.1; with --features 1.")
    private Double epsilon;

    @Mixin
    private TrainingFeatures features;

    @Option(
            names = "--ramp",
            paramLabel = "START,END",
            converter = Span.Converter.class,
            description =
                    "The fractions of training between which the radius grows from 0. Default: 0.05,0.5 for proofs,"
                            + " else 0,0.")
    private Span ramp;

    @Option(
            names = "--kappa",
            paramLabel = "START,END",
            converter = Span.Converter.class,
            description = "The weight of the clean loss beside bounds, along the ramp. Default: 1,0.5; for 'sabr' 0.")
    private Span kappa;

    @Option(
            names = "--alpha",
            paramLabel = "START,END",
            converter = Span.Converter.class,
            defaultValue = "0.5",
            description = "With 'mtl-ibp', the weight of the bounds, along the ramp. Default: ${DEFAULT-VALUE}.")
    private Span alpha;

    @Option(
            names = "--beta",
            paramLabel = "START,END",
            converter = Span.Converter.class,
            description =
                    "With 'crown-ibp', the weight of the linear bounds, along the ramp, by default 1,0; with 'trades'"
                            + " that of the agreement, one number, by default 6.")
    private Span beta;

    @Option(
            names = "--lambda",
            paramLabel = "SHARE",
            converter = Decimal.class,
            defaultValue = "0.4",
            description = "With 'sabr', the small box's share of the radius. Default: ${DEFAULT-VALUE}.")
    private double lambda;

    @Option(
            names = "--regularize",
            paramLabel = "WEIGHT",
            converter = Decimal.class,
            defaultValue = "0",
            description =
                    "The weight of the regularisers for a short warm-up (Shi et al. 2021), with all goals that use"
                            + " interval bounds; the paper has 0.5. Default: ${DEFAULT-VALUE}.")
    private double regularize;

    @Option(
            names = "--attack-steps",
            paramLabel = "COUNT",
            defaultValue = "7",
            description = "Steps of the attack inside training; 'fast' has one. Default: ${DEFAULT-VALUE}.")
    private int attackSteps;

    @Option(
            names = "--attack-step",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description = "The length of such a step as a share of the radius. Default: 2.5 over their number; 1.25 for"
                    + " 'fast'.")
    private Double attackStep;

    @Option(
            names = "--grad-align",
            paramLabel = "WEIGHT",
            converter = Decimal.class,
            description =
                    "With 'fast', the weight of GradAlign (Andriushchenko & Flammarion 2020), which aligns gradients all over the ball,"
                            + " so that one step tells more, at twice the work; the paper has 0.2. Default: 0.")
    private Double alignment;

    @Option(
            names = "--weight-perturbation",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description =
                    "With 'adversarial' and 'trades', AWP (Wu et al. 2020): steps go along the gradient where the weights of"
                            + " each layer are moved up the loss by this share of their length, after the first twentieth of training; the"
                            + " paper has 0.01, and 0.005 with 'trades'. Default: 0.")
    private Double perturbation;

    @Option(
            names = "--sigma",
            paramLabel = "DEVIATION",
            converter = Decimal.class,
            defaultValue = "0.25",
            description = "The noise of 'noise' and 'smoothadv'. Default: ${DEFAULT-VALUE}.")
    private double sigma;

    @Option(
            names = "--samples",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "Noise samples an example with 'smoothadv'. Default: ${DEFAULT-VALUE}.")
    private int samples;

    /** What is made small. */
    public NamedGoal goal() {
        return goal;
    }

    /** The options that can't be typed beside this goal and features. */
    public Set<String> refused() {
        Set<String> refused = new HashSet<>(Goals.unmeant(goal));
        if (features.given()) {
            refused.add("--range");
        }
        return refused;
    }

    /** What is taken for options that weren't given, where it hangs on others. */
    public Map<String, String> taken() {
        return goal.robust() && epsilon == null ? Map.of("--epsilon", Decimal.word(radius())) : Map.of();
    }

    private double radius() {
        return epsilon != null ? epsilon : features.given() ? 1 : 0.1;
    }

    /** The fractions of training between which the radius grows. */
    public Span ramp() {
        return ramp != null ? ramp : goal.certified() ? new Span(0.05, 0.5) : new Span(0, 0);
    }

    /**
     * Refuses what makes no sense together, or for this goal.
     *
     * @param network its layers, as they are given
     */
    public void check(CommandSpec command, String network) {
        Goals.requireMeant(goal, command.commandLine().getParseResult());
        share("--ramp", ramp());
        share("--kappa", kappa);
        share("--alpha", alpha);
        if (ramp().from() > ramp().to()) {
            throw new InputException("--ramp must not end before it starts: give START,END with START ≤ END");
        }
        if (ramp().from() == 1) {
            throw new InputException("--ramp " + ramp().from() + "," + ramp().to()
                    + " begins where training ends, so that no step has a radius; begin earlier");
        }
        Least.require("--attack-steps", attackSteps, 1);
        Least.requireAbove("--epsilon", epsilon);
        Least.requireAbove("--attack-step", attackStep);
        Least.require("--grad-align", alignment);
        Least.require("--weight-perturbation", perturbation);
        Least.requireAbove("--sigma", sigma);
        Least.require("--samples", samples, 1);
        if (samples > MOST_SAMPLES) {
            throw new InputException(
                    "--samples must be at most %,d, but is %,d: each is a run of the network in every step"
                            .formatted(MOST_SAMPLES, samples));
        }
        Least.require("--regularize", regularize);
        requireFloats();
        if (regularize > 0 && !RELU.matcher(network).find()) {
            throw new InputException(
                    "--regularize is about ReLUs, and --network has none; leave it out, or add a relu");
        }
        if (regularize > 0 && ramp().to() == 0) {
            throw new InputException(
                    "--regularize acts while the radius grows, which with --ramp 0 it never does; leave one of them out");
        }
        if (beta != null && !(beta.from() >= 0 && beta.to() >= 0)) {
            throw new InputException("--beta must be at least 0");
        }
        if (!(lambda > 0 && lambda <= 1)) {
            throw new InputException("--lambda must be above 0 and at most 1, but is " + lambda);
        }
    }

    /** Refuses what would train for another radius, noise or weight in float32 than it says. */
    private void requireFloats() {
        Least.requireFloat("--epsilon", epsilon);
        Least.requireFloat("--attack-step", attackStep);
        Least.requireFloat("--grad-align", alignment);
        Least.requireFloat("--weight-perturbation", perturbation);
        Least.requireFloat("--sigma", sigma);
        Least.requireFloat("--regularize", regularize);
        Least.requireFloat("--lambda", lambda);
        requireFloats("--kappa", kappa);
        requireFloats("--alpha", alpha);
        requireFloats("--beta", beta);
    }

    private static void requireFloats(String option, Span span) {
        if (span != null) {
            Least.requireFloat(option, span.from());
            Least.requireFloat(option, span.to());
        }
    }

    private static void share(String option, Span span) {
        if (span != null && !(span.from() >= 0 && span.from() <= 1 && span.to() >= 0 && span.to() <= 1)) {
            throw new InputException(option + " must be from 0 to 1");
        }
    }

    /** The attacker that training is against; nothing with the goals that have no radius. */
    public Optional<Threat> threat(RangeOption range) {
        return switch (goal) {
            case NamedGoal.Plain _ -> Optional.empty();
            case NamedGoal.Robust robust -> Optional.of(range.threat(robust.norm(), radius(), "--epsilon"));
        };
    }

    /** Where columns differ, what they can be: read, if a file says so. */
    public boolean hasFeatures() {
        return features.given();
    }

    /**
     * Looks at what can be told of features without the data.
     *
     * @throws InputException where the goal has none
     */
    public void requireFeatures(CommandSpec command) throws IOException {
        features.require(command, goal);
    }

    /** The attacker that training is against where columns differ. */
    public Threat threat(Dataset training, PrintWriter terminal) {
        return Threat.of(Norm.LINF, radius(), features.of(training, terminal));
    }

    /** Where an example and the file of features contradict each other, and what to do. */
    public InputException misfit(Problem.MisfitException e, Dataset part) {
        return features.misfit(e, part);
    }

    /** What is made small, against the attacker that {@link #threat} gave. */
    public Goal objective(Optional<Threat> threat) {
        return switch (goal) {
            case NamedGoal.Plain plain -> plain.goal().apply(this);
            case NamedGoal.Robust robust -> perturbed(robust.goal().apply(this, threat.orElseThrow()));
        };
    }

    private Goal perturbed(Goal made) {
        return perturbation == null || perturbation == 0
                ? made
                : new Awp(made, progress -> progress < AWP_WARM_UP ? 0 : perturbation);
    }

    /** The radius, which grows along the ramp. */
    Schedule radius(Threat threat) {
        return new Span(0, threat.epsilon()).over(ramp());
    }

    /** The weight of the clean loss beside bounds, with this one where none is asked for. */
    Schedule clean(Span standard) {
        return (kappa != null ? kappa : standard).over(ramp());
    }

    /** The weight of the linear bounds beside the interval bounds, with this one where none is asked for. */
    Schedule linear(Span standard) {
        Span weight = beta(standard);
        share("--beta", weight);
        return weight.over(ramp());
    }

    /** The weight of the bounds beside the attack. */
    Schedule mixture() {
        return alpha.over(ramp());
    }

    private Span beta(Span standard) {
        return beta != null ? beta : standard;
    }

    /** The weight of the agreement under attack, which stays as it is. */
    double constantBeta(double standard) {
        Span weight = beta(new Span(standard, standard));
        if (weight.from() != weight.to()) {
            throw new InputException("--beta with 'trades' is one number for all of training, such as "
                    + Math.max(weight.from(), weight.to()));
        }
        return weight.from();
    }

    double lambda() {
        return lambda;
    }

    ShiRegularizers regularizers() {
        return new ShiRegularizers(regularize);
    }

    /** The attack inside training. */
    ProjectedAscent attack(Threat threat) {
        return ProjectedAscent.madry(attackSteps, stepSize(), Surroundings.of(threat));
    }

    int attackSteps() {
        return attackSteps;
    }

    /** The length of a step of the attack as a share of the radius. */
    double stepSize() {
        return stepSize(2.5 / attackSteps);
    }

    double stepSize(double standard) {
        return attackStep != null ? attackStep : standard;
    }

    double alignment() {
        return alignment != null ? alignment : 0;
    }

    double sigma() {
        return sigma;
    }

    int samples() {
        return samples;
    }
}
