package io.jaspis.cli.options;

import io.jaspis.attacks.training.AdversarialObjective;
import io.jaspis.attacks.training.NoiseObjective;
import io.jaspis.attacks.training.ProjectedAscent;
import io.jaspis.attacks.training.SmoothAdversarialObjective;
import io.jaspis.attacks.training.TradesObjective;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.certify.training.CrownIbpObjective;
import io.jaspis.certify.training.IntervalObjective;
import io.jaspis.certify.training.MixedObjective;
import io.jaspis.certify.training.ShortWarmUp;
import io.jaspis.certify.training.SmallBoxObjective;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import io.jaspis.certify.training.MtlIbpObjective;
import io.jaspis.certify.training.SabrObjective;
import io.jaspis.certify.training.ShiRegularizers;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code jaspis train} that say what is made small. */
public final class ObjectiveOptions {
    @Option(
            names = "--goal",
            paramLabel = "GOAL",
            converter = Goal.Converter.class,
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
    private Goal goal;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            defaultValue = "0.1",
            description = "The radius that all goals but 'clean' and 'noise' train for: L2 for 'smoothadv', else"
                    + " L-infinity. Default: ${DEFAULT-VALUE}.")
    private double epsilon;

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
                            + " that of the agreement, by default 6.")
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
    public Goal goal() {
        return goal;
    }

    /** The fractions of training between which the radius grows. */
    public Span ramp() {
        return ramp != null ? ramp : goal.certified() ? new Span(0.05, 0.5) : new Span(0, 0);
    }

    /** Refuses what makes no sense together. */
    public void check() {
        share("--ramp", ramp());
        share("--kappa", kappa());
        share("--alpha", alpha);
        if (goal == Goal.CROWN_IBP) {
            share("--beta", beta());
        }
        if (ramp().from() > ramp().to()) {
            throw new InputException("--ramp must not end before it starts: give START,END with START ≤ END");
        }
        if (attackSteps < 1) {
            throw new InputException("--attack-steps must be at least 1, but is " + attackSteps);
        }
    }

    private static void share(String option, Span span) {
        if (!(span.from() >= 0 && span.from() <= 1 && span.to() >= 0 && span.to() <= 1)) {
            throw new InputException(option + " must be from 0 to 1");
        }
    }

    private Span kappa() {
        return kappa != null ? kappa : goal == Goal.SABR ? new Span(0, 0) : new Span(1, 0.5);
    }

    private Span beta() {
        return beta != null ? beta : goal == Goal.TRADES ? new Span(6, 6) : new Span(1, 0);
    }

    private double stepSize(int steps) {
        return attackStep != null ? attackStep : 2.5 / steps;
    }

    /** The attacker that training is against; nothing with the goals that have no radius. */
    public Optional<Threat> threat(RangeOption range) {
        if (!goal.robust()) {
            return Optional.empty();
        }
        if (!(epsilon > 0)) {
            throw new InputException("the goal '" + goal + "' needs --epsilon above 0, but it is " + epsilon);
        }
        return Optional.of(range.threat(goal == Goal.SMOOTHADV ? Norm.L2 : Norm.LINF, epsilon, "--epsilon"));
    }

    /** What is made small, against the attacker that {@link #threat} gave. */
    public Objective objective(Optional<Threat> threat) {
        return threat.isPresent()
                ? against(threat.get())
                : goal == Goal.NOISE ? new NoiseObjective(sigma) : Objective.crossEntropy();
    }

    private Objective against(Threat threat) {
        float lower = threat.lower();
        float upper = threat.upper();
        Schedule radius = new Span(0, threat.epsilon()).over(ramp());
        Schedule clean = kappa().over(ramp());
        ShiRegularizers regularizers = new ShiRegularizers(regularize);
        ProjectedAscent attack = ProjectedAscent.madry(attackSteps, stepSize(attackSteps), lower, upper);
        return switch (goal) {
            case CLEAN, NOISE -> throw new IllegalArgumentException("the goal '" + goal + "' is against no attacker");
            case FAST ->
                new AdversarialObjective(
                        radius, ProjectedAscent.madry(1, attackStep != null ? attackStep : 1.25, lower, upper));
            case ADVERSARIAL -> new AdversarialObjective(radius, attack);
            case TRADES -> TradesObjective.of(radius, beta().from(), attackSteps, stepSize(attackSteps), lower, upper);
            case SMOOTHADV ->
                new SmoothAdversarialObjective(
                        radius, sigma, samples, attackSteps, stepSize(attackSteps), lower, upper);
            case INTERVAL -> new IntervalObjective(radius, clean, regularizers, lower, upper);
            case SABR -> new SabrObjective(radius, clean, lambda, attack, regularizers);
            case MTL_IBP -> new MtlIbpObjective(radius, alpha.over(ramp()), attack, regularizers);
            case CROWN_IBP -> new CrownIbpObjective(radius, clean, beta().over(ramp()), regularizers, lower, upper);
        };
    }
}
