package io.jaspis.certify.guided;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.CheckedAttack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.CheckedProver;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A quick attack, then proofs of what it left, then an attack that is paid for what is neither broken nor proved: nearly all
 * that a strong attack costs it pays for examples that nothing breaks, and a proof ends that payment. Nothing
 * breaks what is proved in real arithmetic; what float32's rounding alone would break isn't looked for there.
 *
 * @param name for reports
 * @param before the quick attack
 * @param certifiers tried one after the other, the cheapest first; perhaps none
 * @param after the attack on the rest
 */
public record ProofBetween(String name, Attack before, List<Certifier> certifiers, Attack after) implements Attack {
    public ProofBetween {
        certifiers = List.copyOf(certifiers);
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters =
                new LinkedHashMap<>(new AttackSequence(name, List.of(before, after)).parameters());
        for (Certifier certifier : certifiers) {
            certifier
                    .parameters()
                    .forEach((parameter, value) -> parameters.put(certifier.name() + ": " + parameter, value));
        }
        return parameters;
    }

    @Override
    public Company company() {
        return Company.of(List.of(before, after));
    }

    @Override
    public boolean followsGradients() {
        return before.followsGradients() || after.followsGradients();
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        new AttackSequence(name, List.of(before, new Rest())).attack(problem, indices, seed, budget, listener, stopped);
    }

    /** The proofs and what follows them. */
    private final class Rest implements Attack {
        @Override
        public String name() {
            return after.name();
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            List<Integer> left = indices;
            Budget proofs = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, budget.domains(), budget.time());
            for (Certifier certifier : certifiers) {
                if (left.isEmpty() || stopped.getAsBoolean()) {
                    break;
                }
                left = unproved(problem, certifier, left, proofs, listener, stopped);
            }
            if (!left.isEmpty() && !stopped.getAsBoolean()) {
                new CheckedAttack(after).attack(problem, left, seed, budget, listener, stopped);
            }
        }

        private List<Integer> unproved(
                Problem problem,
                Certifier certifier,
                List<Integer> indices,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            List<Integer> left = new ArrayList<>();
            try (Certifier.Prover prover = new CheckedProver(certifier, problem)) {
                float[] margins = prover.margins(indices, problem.threat().epsilon(), budget, stopped);
                for (int i = 0; i < margins.length; i++) {
                    if (margins[i] > 0) {
                        listener.decided(indices.get(i), new Outcome.Survived(Budget.Spent.NOTHING));
                    } else {
                        left.add(indices.get(i));
                    }
                }
            }
            return left;
        }
    }
}
