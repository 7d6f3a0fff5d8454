package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.List;

/** The attacks that look for the nearest adversarial example, by name. */
public final class NearestFamily implements AttackFamily {
    /** Of AutoAttack. */
    private static final int TARGETS = 9;

    private static final int EPOCHS = 10;
    private static final double BROKEN = 0.8;
    private static final int UNIVERSAL_STEPS = 10;
    private static final int DEEPFOOL_STEPS = 50;
    private static final int CANDIDATES = 10;
    private static final int ROUNDS = 9;
    /** With fewer, elements at the ends of their range have hardly moved when a round of C&amp;W ends. */
    private static final int THOUSAND = 1000;

    private static final double BETA = 0.01;
    private static final double SHARE = 0.145;
    /** Where papers take a thousand steps, ten for each that is asked for: a thousand with much effort. */
    private static final int MANY = 10;

    @Override
    public List<String> names() {
        return List.of(
                "fab",
                "fab-t",
                "deepfool",
                "cw",
                "cw-linf",
                "ddn",
                "fmn",
                "fmn-l0",
                "ead",
                "ead-en",
                "jsma",
                "sigma-zero",
                "universal");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(attack(name, settings));
    }

    private static Attack attack(String name, Settings settings) {
        int many = (int) Math.min(Integer.MAX_VALUE, (long) MANY * settings.steps());
        return switch (name) {
            case "fab" -> Fab.untargeted(settings.steps(), settings.restarts());
            case "fab-t" -> Fab.targeted(settings.steps(), TARGETS, settings.restarts());
            case "deepfool" -> new DeepFool(DEEPFOOL_STEPS, CANDIDATES);
            case "cw" -> new CarliniWagner(ROUNDS, THOUSAND, false, settings.restarts());
            case "cw-linf" -> new CarliniWagnerLinf(many, settings.restarts());
            case "ddn" -> new DecoupledDirectionNorm(many, settings.restarts());
            case "fmn" -> FastMinimumNorm.inNorm(many, settings.restarts());
            case "fmn-l0" -> FastMinimumNorm.inCount(many, settings.restarts());
            case "ead" -> new ElasticNet(ElasticNet.Rule.L1, BETA, ROUNDS, many, false, settings.restarts());
            case "ead-en" ->
                new ElasticNet(ElasticNet.Rule.ELASTIC_NET, BETA, ROUNDS, many, false, settings.restarts());
            case "jsma" -> new SaliencyMap(SHARE);
            case "sigma-zero" -> new SigmaZero(many, settings.restarts());
            case "universal" -> new UniversalPerturbation(EPOCHS, BROKEN, UNIVERSAL_STEPS);
            default -> throw new IllegalArgumentException("there is no attack '" + name + "' here");
        };
    }
}
