package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Steps stay where a threat lets them, whatever way they are sent. */
@PropertyDefaults(tries = 150, edgeCases = EdgeCasesMode.NONE)
class MovesLaws {
    private static final int MOVES = 12;
    private static final int EXAMPLES = 6;

    private int looked;

    @Property
    @Label("whatever the ways, lengths and momentum, each point that is evaluated is an allowed one")
    void inside(@ForAll long seed) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, 3, UnaryOperator.identity(), 4);
        boolean signs = Moves.bySigns(problem);
        Method method = new Method(
                AscentGraph.of(problem, GradientLoss.MARGIN, false, signs),
                new Budget.Spent(1, 0, 0),
                table -> new Wandering(problem, threats, seed, signs, table));
        looked = 0;
        run(problem, method, seed, false);
        assertTrue(looked > 0, looked + " points");
    }

    @Property
    @Label("each point that the sparse steps of L1 evaluate in the last ball is an allowed one")
    void sparse(@ForAll long seed) {
        Threats threats = Threats.of(seed, EXAMPLES);
        Problem problem = threats.problem(seed, 3, UnaryOperator.identity(), 4);
        if (!SparseStep.suits(problem)) {
            return;
        }
        ShrinkingBall ball = new ShrinkingBall(MOVES, seed % 2 == 0);
        Aims aims = new Aims(problem, Targets.NONE, 1);
        Method method = AutoPgd.untargeted(GradientLoss.CROSS_ENTROPY, MOVES, 1).method(problem, aims, ball, seed);
        Method watched = new Method(method.graph(), Map.of(), method.cost(), table -> {
            Step step = method.step().apply(table);
            Column x = table.input(Method.X);
            return new Step() {
                @Override
                public void begin(int place, Attempt attempt) {
                    step.begin(place, attempt);
                }

                @Override
                public void move(int place, Attempt attempt) {
                    step.move(place, attempt);
                    if (attempt.moves() + 1 >= ball.start(ball.count() - 1)) {
                        int at = x.at(place);
                        assertTrue(
                                threats.allows(attempt.index(), Arrays.copyOfRange(x.elements(), at, at + x.width())));
                    }
                }
            };
        });
        run(problem, watched, seed, true);
    }

    private static void run(Problem problem, Method method, long seed, boolean randomStart) {
        Search.Settings settings = new Search.Settings("test", MOVES, 1, randomStart, null);
        new Search(problem, settings, method)
                .run(Nets.all(problem), seed, Budget.UNLIMITED, (_, _, _) -> {}, () -> false);
    }

    private final class Wandering implements Step {
        private final Threats threats;
        private final boolean signs;
        private final Random random;
        private final Moves moves;
        private final Column x;
        private final Column way;
        private final Column former;

        Wandering(Problem problem, Threats threats, long seed, boolean signs, Table table) {
            this.threats = threats;
            this.signs = signs;
            this.random = new Random(seed);
            this.moves = Moves.of(problem, table);
            this.x = table.input(Method.X);
            this.way = table.state(problem.size());
            this.former = table.state(problem.size());
        }

        @Override
        public void begin(int place, Attempt attempt) {
            moves.begin(place, attempt);
        }

        @Override
        public void move(int place, Attempt attempt) {
            int at = way.change(place);
            for (int i = at; i < at + way.width(); i++) {
                way.elements()[i] = signs ? random.nextInt(-1, 2) : anything();
            }
            double length = random.nextDouble(0, 3) * (1 + random.nextInt(2) * 10);
            moves.go(place, way.elements(), length, attempt.moves() == 0 ? 1 : random.nextDouble(), former);
            float[] point = Arrays.copyOfRange(x.elements(), at, at + x.width());
            assertTrue(threats.allows(attempt.index(), point), () -> Arrays.toString(point));
            assertEquals(x.at(place), at);
            looked++;
        }

        private float anything() {
            return switch (random.nextInt(12)) {
                case 0 -> Float.NaN;
                case 1 -> Float.POSITIVE_INFINITY;
                case 2 -> 0;
                case 3 -> -1e30f;
                default -> (float) random.nextGaussian();
            };
        }
    }
}
