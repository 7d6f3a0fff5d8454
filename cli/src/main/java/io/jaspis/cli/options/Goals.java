package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/**
 * The goals of training that the command has, each with the options that are about it. A new one is an entry here, and a line
 * in the help of {@code --goal}.
 */
public final class Goals {
    public static final NamedGoal CLEAN = new NamedGoal.Plain("clean", Set.of(), _ -> new StandardTraining());

    public static final NamedGoal NOISE =
            new NamedGoal.Plain("noise", Set.of("--sigma"), options -> new NoiseAugmentation(options.sigma()));

    public static final NamedGoal FAST = attacked(
            "fast",
            Norm.LINF,
            List.of("--attack-step", "--grad-align"),
            (options, threat) -> new FastAdversarialTraining(
                    options.radius(threat), options.stepSize(1.25), options.alignment(), Surroundings.of(threat)));

    public static final NamedGoal ADVERSARIAL = attacked(
            "adversarial",
            Norm.LINF,
            List.of("--attack-steps", "--attack-step", "--weight-perturbation"),
            (options, threat) -> new AdversarialTraining(options.radius(threat), options.attack(threat)));

    public static final NamedGoal TRADES = attacked(
            "trades",
            Norm.LINF,
            List.of("--beta", "--attack-steps", "--attack-step", "--weight-perturbation"),
            (options, threat) -> Trades.of(
                    options.radius(threat),
                    options.constantBeta(6),
                    options.attackSteps(),
                    options.stepSize(),
                    Surroundings.of(threat)));

    public static final NamedGoal SMOOTHADV = attacked(
            "smoothadv",
            Norm.L2,
            List.of("--sigma", "--samples", "--attack-steps", "--attack-step"),
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
            List.of("--kappa"),
            (options, threat) -> new Ibp(
                    options.radius(threat),
                    options.clean(new Span(1, 0.5)),
                    options.regularizers(),
                    Surroundings.of(threat)));

    public static final NamedGoal SABR = certified(
            "sabr",
            List.of("--kappa", "--lambda", "--attack-steps", "--attack-step"),
            (options, threat) -> new Sabr(
                    options.radius(threat),
                    options.clean(new Span(0, 0)),
                    options.lambda(),
                    options.attack(threat),
                    options.regularizers()));

    public static final NamedGoal MTL_IBP = certified(
            "mtl-ibp",
            List.of("--alpha", "--attack-steps", "--attack-step"),
            (options, threat) -> new MtlIbp(
                    options.radius(threat), options.mixture(), options.attack(threat), options.regularizers()));

    public static final NamedGoal CROWN_IBP = certified(
            "crown-ibp",
            List.of("--kappa", "--beta"),
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

    private static NamedGoal attacked(
            String name, Norm norm, List<String> own, BiFunction<ObjectiveOptions, Threat, Goal> goal) {
        return new NamedGoal.Robust(name, norm, false, with(own, "--epsilon", "--ramp"), goal);
    }

    private static NamedGoal certified(String name, List<String> own, BiFunction<ObjectiveOptions, Threat, Goal> goal) {
        return new NamedGoal.Robust(name, Norm.LINF, true, with(own, "--epsilon", "--ramp", "--regularize"), goal);
    }

    private static Set<String> with(List<String> own, String... common) {
        return Stream.concat(own.stream(), Stream.of(common)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Refuses options that say nothing about the goal, as if they did.
     *
     * @param given the command, with what is given to it
     */
    static void requireMeant(NamedGoal goal, ParseResult given) {
        for (String option : unmeant(goal)) {
            if (given.hasMatchedOption(option)) {
                throw new InputException(
                        "%s is for --goal %s, but the goal is '%s'; leave it out, or choose another goal"
                                .formatted(
                                        option,
                                        ALL.stream()
                                                .filter(other -> other.options().contains(option))
                                                .map(NamedGoal::name)
                                                .collect(Collectors.joining(", ")),
                                        goal));
            }
        }
    }

    /** The options of other goals, which this one doesn't take. */
    static Set<String> unmeant(NamedGoal goal) {
        Set<String> others =
                ALL.stream().flatMap(any -> any.options().stream()).collect(Collectors.toCollection(TreeSet::new));
        others.removeAll(goal.options());
        return others;
    }
}
