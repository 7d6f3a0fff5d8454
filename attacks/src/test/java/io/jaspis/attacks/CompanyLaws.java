package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** What shards rely on: an attack looks at no other examples than it says. */
@PropertyDefaults(tries = 2, edgeCases = EdgeCasesMode.NONE)
class CompanyLaws {
    private static final int EXAMPLES = 8;
    private static final int SIZE = 6;
    private static final Graph NETWORK = Nets.dense(1, SIZE, 12, 3);
    private static final Budget BUDGET = Budget.UNLIMITED.withGradients(60).withQueries(120);

    /** Every third example alone; the elements of the others were left out. */
    private record Part(Examples all) implements Examples {
        @Override
        public int count() {
            return all.count();
        }

        @Override
        public int classes() {
            return all.classes();
        }

        @Override
        public Shape shape() {
            return all.shape();
        }

        @Override
        public int label(int index) {
            return all.label(index);
        }

        @Override
        public boolean holds(int index) {
            return index >= 0 && index < count() && index % 3 == 1;
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            if (!holds(index)) {
                throw new IllegalArgumentException("example " + index + " was left out");
            }
            all.copy(index, destination, offset);
        }
    }

    @Property
    @Label("what says that it looks at no others finds of a part what it finds of all, and what looks at those of the"
            + " problem does where these are there")
    void partsAreParts(@ForAll long seed) {
        TreeSet<Attack.Company> seen = new TreeSet<>();
        Threat threat = new Threat(Norm.LINF, 0.1, 0, 1);
        Problem all = Nets.classified(NETWORK, seed, EXAMPLES, threat, 4);
        Problem part = new Problem(NETWORK, new Part(all.examples()), threat, all.device(), 4);
        List<Integer> some =
                Nets.all(all).stream().filter(index -> index % 3 == 1).toList();
        for (String name : Attacks.names()) {
            for (Attack attack : suited(name, all)) {
                seen.add(attack.company());
                if (attack.company() == Attack.Company.CALL) {
                    continue;
                }
                Map<Integer, Outcome> whole = Outcomes.of(attack, all, Nets.all(all), seed, BUDGET);
                Problem known = attack.company() == Attack.Company.NONE ? part : all;
                Map<Integer, Outcome> parts = Outcomes.of(attack, known, some, seed, BUDGET);
                assertEquals(some.size(), parts.size(), name);
                parts.forEach((index, outcome) -> assertSame(whole.get(index), outcome, name + ", example " + index));
            }
        }
        assertTrue(seen.size() == Attack.Company.values().length, seen::toString);
    }

    /** None where an attack isn't for such a problem. */
    private static List<Attack> suited(String name, Problem problem) {
        try {
            AttackFamily.Settings settings =
                    AttackFamily.Settings.of(Effort.LOW).withSources(List.of(Nets.model(problem)));
            return Attacks.named(List.of(name), problem, settings);
        } catch (IllegalArgumentException unsuited) {
            return List.of();
        }
    }

    private static void assertSame(Outcome expected, Outcome actual, String message) {
        assertEquals(expected.spent(), actual.spent(), message);
        assertEquals(expected.getClass(), actual.getClass(), message);
        if (expected instanceof Outcome.Falsified a && actual instanceof Outcome.Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x(), message);
            assertEquals(a.witness().attack(), b.witness().attack(), message);
        }
    }
}
