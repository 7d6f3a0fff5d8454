package io.jaspis.cli.options;

import io.jaspis.attacks.training.AdversarialObjective;
import io.jaspis.attacks.training.NoiseObjective;
import io.jaspis.attacks.training.ProjectedAscent;
import io.jaspis.attacks.training.SmoothAdversarialObjective;
import io.jaspis.attacks.training.Surroundings;
import io.jaspis.attacks.training.TradesObjective;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.certify.training.CrownIbpObjective;
import io.jaspis.certify.training.IntervalObjective;
import io.jaspis.certify.training.MtlIbpObjective;
import io.jaspis.certify.training.SabrObjective;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.function.BiFunction;

/** The goals of training that the command has. A new one is an entry here, and a line in the help of {@code --goal}. */
public final class Goals {
    public static final Goal CLEAN = new Goal.Plain("clean", _ -> Objective.crossEntropy());

    public static final Goal NOISE = new Goal.Plain("noise", options -> new NoiseObjective(options.sigma()));

    public static final Goal FAST = attacked(
            "fast",
            Norm.LINF,
            (options, threat) -> new AdversarialObjective(
                    options.radius(threat), ProjectedAscent.madry(1, options.stepSize(1.25), Surroundings.of(threat))));

    public static final Goal ADVERSARIAL = attacked(
            "adversarial",
            Norm.LINF,
            (options, threat) -> new AdversarialObjective(options.radius(threat), options.attack(threat)));

    public static final Goal TRADES = attacked(
            "trades",
            Norm.LINF,
            (options, threat) -> TradesObjective.of(
                    options.radius(threat),
                    options.beta(new Span(6, 6)).from(),
                    options.attackSteps(),
                    options.stepSize(),
                    Surroundings.of(threat)));

    public static final Goal SMOOTHADV = attacked(
            "smoothadv",
            Norm.L2,
            (options, threat) -> new SmoothAdversarialObjective(
                    options.radius(threat),
                    options.sigma(),
                    options.samples(),
                    options.attackSteps(),
                    options.stepSize(),
                    threat.lower(),
                    threat.upper()));

    public static final Goal INTERVAL = certified(
            "interval",
            (options, threat) -> new IntervalObjective(
                    options.radius(threat),
                    options.clean(new Span(1, 0.5)),
                    options.regularizers(),
                    Surroundings.of(threat)));

    public static final Goal SABR = certified(
            "sabr",
            (options, threat) -> new SabrObjective(
                    options.radius(threat),
                    options.clean(new Span(0, 0)),
                    options.lambda(),
                    options.attack(threat),
                    options.regularizers()));

    public static final Goal MTL_IBP = certified(
            "mtl-ibp",
            (options, threat) -> new MtlIbpObjective(
                    options.radius(threat), options.mixture(), options.attack(threat), options.regularizers()));

    public static final Goal CROWN_IBP = certified(
            "crown-ibp",
            (options, threat) -> new CrownIbpObjective(
                    options.radius(threat),
                    options.clean(new Span(1, 0.5)),
                    options.linear(new Span(1, 0)),
                    options.regularizers(),
                    Surroundings.of(threat)));

    /** All of them, in the order in which they are told. */
    public static final List<Goal> ALL =
            List.of(CLEAN, NOISE, FAST, ADVERSARIAL, TRADES, SMOOTHADV, INTERVAL, SABR, MTL_IBP, CROWN_IBP);

    private Goals() {}

    private static Goal attacked(String name, Norm norm, BiFunction<ObjectiveOptions, Threat, Objective> objective) {
        return new Goal.Robust(name, norm, false, objective);
    }

    private static Goal certified(String name, BiFunction<ObjectiveOptions, Threat, Objective> objective) {
        return new Goal.Robust(name, Norm.LINF, true, objective);
    }
}
