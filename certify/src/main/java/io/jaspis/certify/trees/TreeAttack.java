package io.jaspis.certify.trees;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Breaks ensembles of decision trees, which have no gradient: branch and bound over the boxes of their leaves finds where the
 * margin isn't above zero, in any norm, or that it is so nowhere. What it leaves within its domains is what nothing breaks.
 *
 * @param domains that an example may cost
 */
public record TreeAttack(long domains) implements Attack {
    /** The name, for reports. */
    public static final String NAME = "trees";

    /** @throws IllegalArgumentException where it can't attack such a problem, saying why */
    public static void require(Problem problem) {
        TreeBounds.refusal(problem).ifPresent(reason -> {
            throw new IllegalArgumentException("the attack '" + NAME
                    + "' is for classifiers that are sums of decision trees, but this is none: " + reason);
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("domains", domains);
    }

    @Override
    public boolean followsGradients() {
        return false;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Forest forest = Forest.of(problem.scores()).overFloats();
        Verification verification = new Verification(problem);
        for (int index : indices) {
            One one = new One(problem, forest, verification, index, budget);
            one.search(stopped);
            if (one.found.isEmpty() && stopped.getAsBoolean()) {
                return;
            }
            listener.decided(index, Outcome.of(one.found, new Budget.Spent(0, one.queries, one.spent)));
        }
    }

    /** The attack on one example. */
    private final class One {
        private final Problem problem;
        private final Forest forest;
        private final Verification verification;
        private final int index;
        private final int target;
        private final float[] example;
        private final Projection projection;
        private final long mostQueries;
        private final long mostDomains;
        private long queries;
        private long spent;
        private Optional<Witness> found = Optional.empty();

        One(Problem problem, Forest forest, Verification verification, int index, Budget budget) {
            this.problem = problem;
            this.forest = forest;
            this.verification = verification;
            this.index = index;
            this.target = problem.target(index);
            this.example = new float[problem.size()];
            problem.examples().copy(index, example, 0);
            this.projection = new Projection(problem.threat(), example.length);
            this.mostQueries = budget.queries();
            this.mostDomains = Math.min(domains, budget.domains());
        }

        void search(BooleanSupplier stopped) {
            if (mostQueries == 0 || isFound(example.clone())) {
                return;
            }
            Ball ball = new Ball(forest, problem.threat(), example);
            int label = problem.examples().label(index);
            List<LeafSearch> searches = forest.breaks(label, target, problem.classes()).stream()
                    .map(margins -> LeafSearch.of(margins, ball))
                    .toList();
            for (LeafSearch search : searches) {
                search.run(mostDomains - spent, this::isFound, example, stopped);
                spent += search.domains();
                if (found.isPresent() || queries >= mostQueries) {
                    return;
                }
            }
        }

        /** Whether a point breaks the example, where an attacker may choose it; also once no more may be asked. */
        private boolean isFound(float[] point) {
            queries++;
            projection.project(example, 0, point, 0);
            found = verification.check(index, point, NAME, target);
            return found.isPresent() || queries >= mostQueries;
        }
    }
}
