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
    private static final int STEPS = 40;
    private static final int MORE_STEPS = 100;
    private static final int TARGETS = 9;
    private static final int RESTARTS = 2;
    private static final int ROUNDS = 10;
    private static final String INTERVALS = "interval";
    private static final List<String> PROOFS = List.of("interval", "crown", "alpha-crown");

    @Override
    public List<String> names() {
        return List.of(FAST, MAX, VERIFIER);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(
                switch (name) {
                    case FAST -> fast(problem, settings.effort());
                    case MAX -> max(problem);
                    case VERIFIER -> verifier(problem, settings.effort());
                    default -> throw new IllegalArgumentException("there is no attack '" + name + "' here");
                });
    }

    private static Attack fast(Problem problem, Effort effort) {
        int rounds =
                effort == Effort.LOW ? ROUNDS / 2 : effort == Effort.NORMAL ? ROUNDS : AdaptiveAutoAttack.Settings.ALL;
        Attack first = new AdaptiveAutoAttack(new AdaptiveAutoAttack.Settings(rounds, false));
        Attack targeted = new Malt(TARGETS, effort == Effort.HIGH ? MORE_STEPS : STEPS);
        return new ProofBetween("fast", first, certifiers(problem, List.of(INTERVALS)), targeted);
    }

    private static Attack max(Problem problem) {
        List<Attack> rest = new ArrayList<>(AutoAttack.standard(problem).attacks());
        rest.add(new Malt(TARGETS, MORE_STEPS));
        rest.add(ScheduledAscent.probabilityMargin(MORE_STEPS, RESTARTS));
        if (VerifierAttack.refusal(problem).isEmpty()) {
            rest.add(verifier(problem, Effort.HIGH));
        }
        return new ProofBetween(
                "max", fast(problem, Effort.HIGH), certifiers(problem, PROOFS), new AttackSequence("rest", rest));
    }

    private static Attack verifier(Problem problem, Effort effort) {
        VerifierAttack.refusal(problem).ifPresent(reason -> {
            throw new IllegalArgumentException("the attack '" + VERIFIER + "' doesn't work here: " + reason);
        });
        return new VerifierAttack(
                switch (effort) {
                    case LOW -> new Work(64, 3e9);
                    case NORMAL -> new Work(512, 1e11);
                    case HIGH -> new Work(4096, 4e11);
                });
    }

    /** Those that have bounds of the problem. */
    private static List<Certifier> certifiers(Problem problem, List<String> names) {
        List<String> standard = Certifiers.standard(problem);
        return Certifiers.named(names.stream().filter(standard::contains).toList(), problem, Effort.NORMAL);
    }
}
