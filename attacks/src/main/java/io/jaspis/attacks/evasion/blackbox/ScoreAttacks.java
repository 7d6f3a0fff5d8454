package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.threat.Problem;
import java.util.List;

/**
 * Attacks by scores alone, by name: {@code square}, {@code nes}, {@code spsa}, {@code zoo}, and {@code simba}, which is both of
 * its bases where examples are pictures. An example costs a fifth of the usual queries with little effort, and four times as
 * many with much.
 */
public final class ScoreAttacks implements AttackFamily {
    private static final long QUERIES = 5000;

    @Override
    public List<String> names() {
        return List.of("square", "nes", "spsa", "zoo", "simba");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        long queries = switch (settings.effort()) {
            case LOW -> QUERIES / 5;
            case NORMAL -> QUERIES;
            case HIGH -> 4 * QUERIES;
        };
        return switch (name) {
            case "square" -> List.of(Square.alone(queries));
            case "nes" -> List.of(new Nes(queries));
            case "spsa" -> List.of(new Spsa(queries));
            case "zoo" -> List.of(new Zoo(queries));
            case "simba" -> simba(queries, problem);
            default -> throw new IllegalArgumentException("there is no attack by scores '" + name + "'");
        };
    }

    private static List<Attack> simba(long queries, Problem problem) {
        Attack elements = new Simba(queries, Simba.Basis.ELEMENTS);
        boolean pictures = problem.examples()
                .picture()
                .or(() -> Picture.of(
                        problem.network().input(problem.network().onlyInput()).shape()))
                .isPresent();
        return pictures ? List.of(elements, new Simba(queries, Simba.Basis.COSINES)) : List.of(elements);
    }
}
