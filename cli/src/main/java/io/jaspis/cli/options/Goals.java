package io.jaspis.cli.options;

import io.jaspis.defend.training.AdversarialTraining;
import io.jaspis.defend.training.CrownIbp;
import io.jaspis.defend.training.FastAdversarialTraining;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.Ibp;
import io.jaspis.defend.training.MtlIbp;
import io.jaspis.defend.training.NoiseAugmentation;
import io.jaspis.defend.training.Sabr;
import io.jaspis.defend.training.SmoothAdv;
import io.jaspis.defend.training.StandardTraining;
import io.jaspis.defend.training.Surroundings;
import io.jaspis.defend.training.Trades;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.function.BiFunction;

/** The goals of training that the command has. A new one is an entry here, and a line in the help of {@code --goal}. */
public final class Goals {
    public static final NamedGoal CLEAN = new NamedGoal.Plain("clean", _ -> new StandardTraining());

    public static final NamedGoal NOISE =
            new NamedGoal.Plain("noise", options -> new NoiseAugmentation(options.sigma()));

    public static final NamedGoal FAST = attacked(
            "fast",
            Norm.LINF,
            (options, threat) -> new FastAdversarialTraining(
                    options.radius(threat), options.stepSize(1.25), options.alignment(), Surroundings.of(threat)));

    public static final NamedGoal ADVERSARIAL = attacked(
            "adversarial",
            Norm.LINF,
            (options, threat) -> new AdversarialTraining(options.radius(threat), options.attack(threat)));

    public static final NamedGoal TRADES = attacked(
            "trades",
            Norm.LINF,
            (options, threat) -> Trades.of(
                    options.radius(threat),
                    options.constantBeta(6),
                    options.attackSteps(),
                    options.stepSize(),
                    Surroundings.of(threat)));

    public static final NamedGoal SMOOTHADV = attacked(
            "smoothadv",
            Norm.L2,
            (options, threat) -> new SmoothAdv(
                    options.radius(threat),
                    options.sigma(),
                    options.samples(),
                    options.attackSteps(),
                    options.stepSize(),
                    threat.lower(),
                    threat.upper()));

    public static final NamedGoal INTERVAL = certified(
            "interval",
            (options, threat) -> new Ibp(
                    options.radius(threat),
                    options.clean(new Span(1, 0.5)),
                    options.regularizers(),
                    Surroundings.of(threat)));

    public static final NamedGoal SABR = certified(
            "sabr",
            (options, threat) -> new Sabr(
                    options.radius(threat),
                    options.clean(new Span(0, 0)),
                    options.lambda(),
                    options.attack(threat),
                    options.regularizers()));

    public static final NamedGoal MTL_IBP = certified(
            "mtl-ibp",
            (options, threat) -> new MtlIbp(
                    options.radius(threat), options.mixture(), options.attack(threat), options.regularizers()));

    public static final NamedGoal CROWN_IBP = certified(
            "crown-ibp",
            (options, threat) -> new CrownIbp(
                    options.radius(threat),
                    options.clean(new Span(1, 0.5)),
                    options.linear(new Span(1, 0)),
                    options.regularizers(),
                    Surroundings.of(threat)));

    /** All of them, in the order in which they are told. */
    public static final List<NamedGoal> ALL =
            List.of(CLEAN, NOISE, FAST, ADVERSARIAL, TRADES, SMOOTHADV, INTERVAL, SABR, MTL_IBP, CROWN_IBP);

    private Goals() {}

    private static NamedGoal attacked(String name, Norm norm, BiFunction<ObjectiveOptions, Threat, Goal> goal) {
        return new NamedGoal.Robust(name, norm, false, goal);
    }

    private static NamedGoal certified(String name, BiFunction<ObjectiveOptions, Threat, Goal> goal) {
        return new NamedGoal.Robust(name, Norm.LINF, true, goal);
    }
}
