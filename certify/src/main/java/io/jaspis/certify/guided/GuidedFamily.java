package io.jaspis.certify.guided;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.attacks.evasion.AutoAttack;
import io.jaspis.attacks.evasion.gradient.AdaptiveAutoAttack;
import io.jaspis.attacks.evasion.gradient.Malt;
import io.jaspis.attacks.evasion.gradient.ScheduledAscent;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Attacks that use bounds, by name. {@code fast} is Adaptive Auto Attack, interval bounds for what it left, and MALT for what
 * they left: about as strong as AutoAttack at a small part of its cost. {@code max} goes on with AutoAttack and the {@code
 * verifier}, with CROWN's proofs between.
 */
public final class GuidedFamily implements AttackFamily {
    private static final String FAST = "fast";
    private static final String MAX = "max";
    private static final String VERIFIER = "verifier";
    private static final int STEPS = 100;
    private static final int TARGETS = 9;
    private static final int RESTARTS = 2;
    private static final int FEW_TARGETS = 3;
    private static final int FEW_ROUNDS = 4;
    private static final int ROUNDS = 10;
    private static final List<String> INTERVALS = List.of("interval");
    private static final List<String> PROOFS = List.of("interval", "crown", "alpha-crown");

    @Override
    public List<String> names() {
        return List.of(FAST, MAX, VERIFIER);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(
                switch (name) {
                    case FAST -> fast(problem, settings);
                    case MAX -> max(problem);
                    case VERIFIER -> verifier(problem, settings.effort());
                    default -> throw new IllegalArgumentException("there is no attack '" + name + "' here");
                });
    }

    private static Attack fast(Problem problem, Settings settings) {
        AdaptiveAutoAttack.Settings rounds = switch (settings.effort()) {
            case LOW -> new AdaptiveAutoAttack.Settings(FEW_ROUNDS, false);
            case NORMAL -> new AdaptiveAutoAttack.Settings(ROUNDS, false);
            case HIGH -> new AdaptiveAutoAttack.Settings(AdaptiveAutoAttack.Settings.ALL, false);
        };
        int targets = settings.effort() == Effort.LOW ? FEW_TARGETS : TARGETS;
        return new ProofBetween(
                FAST,
                new AdaptiveAutoAttack(rounds),
                certifiers(problem, INTERVALS),
                new Malt(targets, settings.steps()));
    }

    private static Attack max(Problem problem) {
        List<Attack> rest = new ArrayList<>(AutoAttack.standard(problem).attacks());
        rest.add(new Malt(TARGETS, STEPS));
        rest.add(ScheduledAscent.probabilityMargin(STEPS, RESTARTS));
        if (VerifierAttack.refusal(problem).isEmpty()) {
            rest.add(verifier(problem, Effort.HIGH));
        }
        return new ProofBetween(
                MAX,
                fast(problem, Settings.of(Effort.HIGH)),
                certifiers(problem, PROOFS),
                new AttackSequence("rest of max", rest));
    }

    private static Attack verifier(Problem problem, Effort effort) {
        VerifierAttack.require(problem);
        return new VerifierAttack(
                switch (effort) {
                    case LOW -> new Work(64, 3e9);
                    case NORMAL -> new Work(512, 1e11);
                    case HIGH -> new Work(4096, 1e11);
                });
    }

    /** Those that have bounds of the problem. */
    private static List<Certifier> certifiers(Problem problem, List<String> names) {
        List<String> standard = Certifiers.standard(problem);
        return Certifiers.named(names.stream().filter(standard::contains).toList(), problem, Effort.NORMAL);
    }
}
