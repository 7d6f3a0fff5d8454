package io.jaspis.bench.suites;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.bench.measure.Strength;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What each attack that has a name costs on examples that stand: it is run once, after a smaller run by which the virtual
 * machine compiles what it needs. Those with proofs end where these prove all, which in so small a ball is soon.
 */
final class AttackCosts {
    private static final long SEED = 1;

    private AttackCosts() {}

    /** What is told, each by the name of an attack. */
    static List<String> names() {
        return io.jaspis.attacks.Attacks.names().stream()
                .map(AttackCosts::named)
                .toList();
    }

    private static String named(String attack) {
        return "attack " + attack;
    }

    static void tell(Lineup lineup, Predicate<String> wanted, Consumer<String> line) {
        Network network = Network.perceptron();
        int count = lineup.size(16, 2);
        try (Lineup.Engine engine = lineup.engine()) {
            Problem problem = Attacks.problem(lineup, engine, network, count);
            Model itself = new Model(network.name(), "", problem.scores(), List.of(), List.of());
            AttackFamily.Settings settings = AttackFamily.Settings.of(lineup.quick() ? Effort.LOW : Effort.NORMAL)
                    .withSources(List.of(itself));
            line.accept("Each attack once, on %d images of %s that stand, with %s:"
                    .formatted(
                            count, network.name(), lineup.threads() == 1 ? "1 thread" : lineup.threads() + " threads"));
            for (String name : io.jaspis.attacks.Attacks.names()) {
                if (wanted.test(named(name))) {
                    line.accept(String.format(Locale.ROOT, "%-16s %s", name, cost(name, problem, settings, lineup)));
                }
            }
        }
    }

    private static String cost(String name, Problem problem, AttackFamily.Settings settings, Lineup lineup) {
        List<Integer> all =
                IntStream.range(0, problem.examples().count()).boxed().toList();
        try {
            Strength.of(name, problem, all.subList(0, 2), settings, SEED, until(lineup.quick() ? 0.1 : 1.5));
            return Strength.of(name, problem, all, settings, SEED, until(lineup.quick() ? 1 : 15))
                    .cost();
        } catch (IllegalArgumentException unsuited) {
            return "not for this problem: " + unsuited.getMessage();
        }
    }

    private static BooleanSupplier until(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return () -> System.nanoTime() - end > 0;
    }
}
