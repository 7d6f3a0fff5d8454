package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class AssaultTest {
    /** An attack that finds nothing, and keeps the seeds that it is given. */
    private record Seen(String name, List<Long> seeds) implements Attack {
        Seen(String name) {
            this(name, new ArrayList<>());
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            seeds.add(seed);
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        }
    }

    private static List<Long> seeds(List<Seen> attacks) {
        Problem problem = Nets.classified(Nets.dense(1, 4, 8, 3), 1, 100, new Threat(Norm.LINF, 0.1, 0, 1), 8);
        AuditPlan plan = new AuditPlan(List.copyOf(attacks), List.of(), 5).at(List.of(0.2));
        new Audit(problem, plan, () -> 0).run(100, new Audit.Listener() {}, () -> false);
        return attacks.stream().map(attack -> attack.seeds().getFirst()).toList();
    }

    @Test
    void eachAttackHasTheSeedOfItsNameInEveryPortionAndAtEveryRadius() {
        List<Seen> attacks = List.of(new Seen("one"), new Seen("other"));
        List<Long> expected = AttackSeeds.of(5, List.copyOf(attacks));
        assertEquals(expected, seeds(attacks));
        for (int place = 0; place < 2; place++) {
            // Two portions and a radius.
            Seen attack = attacks.get(place);
            assertEquals(3, attack.seeds().size());
            assertEquals(
                    List.of(expected.get(place)),
                    attack.seeds().stream().distinct().toList());
        }
        assertEquals(expected.get(1), seeds(List.of(new Seen("other"))).getFirst());
    }
}
