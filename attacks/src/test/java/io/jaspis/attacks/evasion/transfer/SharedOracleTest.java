package io.jaspis.attacks.evasion.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.evasion.blackbox.OracleException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of an oracle that several ask at a time each counts what it asked itself. */
class SharedOracleTest {
    private static final int SIZE = 4;
    private static final int EXAMPLES = 10;
    /** Rows that somebody else asks about while an answer is made. */
    private static final int OTHERS = 25;

    /** Tells the labels of a rule, and is asked by somebody else each time that it is asked. */
    private static final class Crowd implements Oracle.Labels {
        private final Oracle oracle = Oracle.ofLabels(Shape.of(SIZE), 2, this);
        private final long most;
        private boolean another;
        /** Rows that one asker was answered. */
        private long own;

        /** @param most rows that one asker is answered before it fails */
        Crowd(long most) {
            this.most = most;
        }

        @Override
        public int[] of(float[] x, int rows) {
            if (!another) {
                own += rows;
                another = true;
                oracle.labels(new float[OTHERS * SIZE], OTHERS);
                another = false;
                if (own > most) {
                    throw new IllegalStateException("the line is dead");
                }
            }
            return IntStream.range(0, rows)
                    .map(row -> x[row * SIZE] > x[row * SIZE + 1] ? 1 : 0)
                    .toArray();
        }
    }

    private static Nets.Listed inputs() {
        return new Nets.Listed(Shape.of(SIZE), 2, Nets.points(9, EXAMPLES * SIZE), new int[EXAMPLES]);
    }

    @Test
    void aSubstituteAsksAsMuchAsItMay() throws IOException {
        Crowd crowd = new Crowd(Long.MAX_VALUE);
        Substitute.Learnt learnt = new Substitute(
                        Architecture.parse("dense 8, relu, dense 2", new Initial.He()),
                        () -> new Adam(0),
                        new Recipe(2, 10, Schedule.constant(0.01), 0, 0, 5, Optional.empty()),
                        new Substitute.Settings(4, 0.1, 3, 3, 50, 0, 1, 35),
                        Cpu.best())
                .learn(crowd.oracle, inputs());
        assertEquals(35, learnt.queries());
        assertEquals(35, crowd.own);
        assertEquals(35 + 3 * OTHERS, crowd.oracle.queries());
    }

    @Test
    void aFailureTellsWhatTheAttackAsked() {
        Crowd crowd = new Crowd(6);
        OracleProblem problem = new OracleProblem(crowd.oracle, inputs(), new Threat(Norm.LINF, 0.1, 0, 1), 3);
        List<Integer> indices = IntStream.range(0, EXAMPLES).boxed().toList();
        String told = assertThrows(
                        OracleException.class,
                        () -> new Showing("looking", 0, _ -> new float[0][])
                                .attack(problem, indices, 1, Budget.UNLIMITED, (_, _) -> {}, () -> false))
                .getMessage();
        assertTrue(told.contains("after " + crowd.own + " queries"), told);
        assertTrue(crowd.oracle.queries() > crowd.own);
    }
}
