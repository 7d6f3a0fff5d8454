package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.Optional;

/** Who decides whether a point that was answered as the attacker wants, and lies in the example's set, is a success. */
sealed interface Judge {

    /** The adversarial example, or nothing where it is none. */
    Optional<Witness> judge(Subject subject, float[] x);

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

    /** By asking the oracle again. */
    static Judge asking(OracleProblem problem, String attack) {
        return new Asking(
                problem,
                attack,
                new Answers(problem.oracle().classes(), problem.oracle().tellsScores()));
    }

    record Verifying(Verification verification, String attack) implements Judge {
        @Override
        public Optional<Witness> judge(Subject subject, float[] x) {
            return verification.check(subject.index(), x, attack, subject.target());
        }

        @Override
        public int cost() {
            return 0;
        }
    }

    record Asking(OracleProblem problem, String attack, Answers answers) implements Judge {
        @Override
        public Optional<Witness> judge(Subject subject, float[] x) {
            float[] alone = x.clone();
            answers.expect(1);
            if (problem.oracle().tellsScores()) {
                answers.putScores(0, problem.oracle().scores(alone, 1), 0, subject);
            } else {
                answers.putLabel(0, problem.oracle().labels(alone, 1)[0], subject);
            }
            if (!answers.adversarial(0)) {
                return Optional.empty();
            }
            double distance = problem.threat().distance(subject.x(), 0, x, 0, x.length);
            return Optional.of(new Witness(x.clone(), answers.label(0), distance, attack));
        }

        @Override
        public int cost() {
            return 1;
        }
    }
}
