package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Who decides whether a point that was answered as the attacker wants, and lies in the example's set, is a success. */
sealed interface Judge {

    /**
     * The adversarial example, or nothing where it is none.
     *
     * @param number of the judgement among its example's, from 1
     */
    Optional<Witness> judge(Subject subject, float[] x, int number);

    /** Has the answers to a point say what the last judgement, which was of that point, has shown: no success. */
    default void refute(Answers answers, int point) {
        answers.refute(point);
    }

    /** Whether the judgement of this number could still find a success. */
    default boolean canFind(int number) {
        return true;
    }

    /** The queries that one judgement costs. */
    int cost();

    /** Whether what is asked is the network that it has, and no function of anybody's. */
    default boolean trusted() {
        return cost() == 0;
    }

    /** From scratch, by the network. */
    static Judge verifying(Problem problem, String attack) {
        return new Verifying(new Verification(problem), attack);
    }

    /** By asking the problem's oracle again, where it counts so: once, or as often as its noise demands. */
    static Judge asking(OracleProblem problem, Oracle oracle, String attack, BooleanSupplier stopped) {
        return new Asking(problem, oracle, attack, stopped);
    }

    /** Told to end before an answer was there. */
    final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    record Verifying(Verification verification, String attack) implements Judge {
        @Override
        public Optional<Witness> judge(Subject subject, float[] x, int number) {
            return verification.check(subject.index(), x, attack, subject.target());
        }

        @Override
        public int cost() {
            return 0;
        }
    }

    /** Asks about a point so often that its answers say enough. */
    final class Asking implements Judge {
        private final OracleProblem problem;
        private final Oracle oracle;
        private final String attack;
        private final BooleanSupplier stopped;
        private final Answers answers;
        /** Of the scores of the point that was judged last; empty where there are none. */
        private final double[] sums;

        Asking(OracleProblem problem, Oracle oracle, String attack, BooleanSupplier stopped) {
            int classes = oracle.classes();
            boolean scores = oracle.tellsScores();
            this.problem = problem;
            this.oracle = oracle;
            this.attack = attack;
            this.stopped = stopped;
            this.answers = new Answers(classes, scores);
            this.sums = new double[scores ? classes : 0];
        }

        @Override
        public Optional<Witness> judge(Subject subject, float[] x, int number) {
            // By class; in the place before the first are answers that are none.
            int[] wrong = new int[oracle.classes() + 1];
            Arrays.fill(sums, 0);
            for (int asked = 0; asked < cost(); asked += answers.count()) {
                ask(subject, x, Math.min(problem.batch(), cost() - asked));
                for (int point = 0; point < answers.count(); point++) {
                    wrong[answers.label(point) + 1] += answers.adversarial(point) ? 1 : 0;
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += answers.scores()[answers.at(point) + i];
                    }
                }
            }
            if (!success(Arrays.stream(wrong).sum(), number)) {
                return Optional.empty();
            }
            int prediction = 0;
            for (int i = 0; i < wrong.length; i++) {
                prediction = wrong[i] > wrong[prediction] ? i : prediction;
            }
            double distance = problem.threat().distance(subject.x(), 0, x, 0, x.length);
            return Optional.of(new Witness(x, prediction - 1, distance, attack));
        }

        private void ask(Subject subject, float[] x, int times) {
            if (stopped.getAsBoolean()) {
                throw new StoppedException();
            }
            float[] rows = new float[times * x.length];
            for (int row = 0; row < times; row++) {
                System.arraycopy(x, 0, rows, row * x.length, x.length);
            }
            answers.expect(times);
            if (oracle.tellsScores()) {
                float[] scores = oracle.scores(rows, times);
                for (int row = 0; row < times; row++) {
                    answers.putScores(row, scores, row, subject);
                }
            } else {
                int[] labels = oracle.labels(rows, times);
                for (int row = 0; row < times; row++) {
                    answers.putLabel(row, labels[row], subject);
                }
            }
        }

        /** The mean of the scores takes the place of those that looked like a success by chance. */
        @Override
        public void refute(Answers told, int point) {
            told.refute(point);
            if (problem.noise().isPresent()) {
                for (int i = 0; i < sums.length; i++) {
                    told.scores()[told.at(point) + i] = (float) (sums[i] / cost());
                }
            }
        }

        @Override
        public boolean canFind(int number) {
            return success(cost(), number);
        }

        private boolean success(int wrong, int number) {
            return problem.noise()
                    .map(noise -> noise.judged(wrong, number).mostlyWrong())
                    .orElse(wrong == cost());
        }

        @Override
        public int cost() {
            return problem.judging();
        }
    }
}
