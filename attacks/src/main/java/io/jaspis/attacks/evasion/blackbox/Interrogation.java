package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One run of a {@link BlackBox}: turns in which the questions of many examples go to the oracle together. */
final class Interrogation {
    /** Elements of all points that searches keep at a time, but for those of one: 256 MiB. */
    private static final long ROOM = 1 << 26;

    private final BlackBox attack;
    private final OracleProblem problem;
    private final Oracle oracle;
    private final long seed;
    private final Judge judge;
    private final Attack.Listener listener;
    private final Threat threat;
    private final int size;
    private final Optional<Picture> picture;
    private final Projection projection;
    private final float[] rows;
    private final float[] candidate;
    private final List<Turn> turns = new ArrayList<>();
    /** How many searches go on at a time. */
    private final int together;

    private final BooleanSupplier stopped;
    private long most;
    private int decided;

    /** What one example asks in a turn. */
    private final class Turn {
        private final Subject subject;
        private final Answers answers;
        private Inquiry inquiry;
        /** The queries so far, and those that it will have spent once its turn is over. */
        private long spent;

        private long due;
        private int wanted;
        private int judgements;
        /** Whether no judgement could find a success any more. */
        private boolean hopeless;

        private Optional<Witness> found = Optional.empty();

        Turn(Subject subject) {
            this.subject = subject;
            this.answers = new Answers(oracle.classes(), oracle.tellsScores());
        }

        /** Whether there is something to ask that can be afforded. */
        boolean asks() {
            // So much is kept that the last answer can still be judged.
            long left = most - judge.cost() - spent;
            int asked = left < 1 ? 0 : inquiry == null ? 1 : inquiry.wanted(left);
            wanted = Math.max(0, asked);
            answers.expect(wanted);
            due = spent + wanted;
            return asked != 0 && wanted <= left && !hopeless;
        }

        void write(int point, float[] to, int offset) {
            if (inquiry == null) {
                System.arraycopy(subject.x(), 0, to, offset, size);
            } else {
                inquiry.write(point, to, offset);
            }
        }

        void take() {
            if (inquiry == null) {
                inquiry = attack.begin(subject, answers);
            } else {
                inquiry.take(answers);
            }
        }
    }

    /** @param oracle that of the problem, with a count of this run alone */
    Interrogation(
            BlackBox attack,
            OracleProblem problem,
            Oracle oracle,
            long seed,
            Judge judge,
            Attack.Listener listener,
            BooleanSupplier stopped) {
        this.attack = attack;
        this.problem = problem;
        this.oracle = oracle;
        this.seed = seed;
        this.judge = judge;
        this.listener = listener;
        this.stopped = stopped;
        this.threat = problem.threat();
        this.size = problem.examples().shape().size();
        this.picture = problem.examples().picture().or(() -> Picture.of(oracle.input()));
        this.projection = new Projection(threat, size);
        this.rows = new float[Math.multiplyExact(problem.batch(), size)];
        this.candidate = new float[size];
        this.together = Math.clamp(ROOM / (Math.max(1, attack.kept()) * (long) size), 1, problem.batch());
    }

    void run(List<Integer> indices, Budget budget) {
        problem.requireAttackable(indices);
        most = Math.min(attack.queries(), budget.queries());
        // Who asks nothing finds nothing, and that would look like robustness.
        if (attack.queries() <= judge.cost()) {
            throw new IllegalArgumentException(
                    "%s asks at most %s times about an example, and to judge a success takes %s: give it more queries"
                            .formatted(attack.name(), attack.queries(), judge.cost()));
        }
        Queue<Integer> waiting = new ArrayDeque<>(indices);
        while (fill(waiting) && !stopped.getAsBoolean()) {
            try {
                ask();
            } catch (Judge.StoppedException end) {
                // What wasn't asked to its end stays undecided.
                decideFound();
                return;
            } catch (FailedException failure) {
                decideFound();
                throw new OracleException(
                        attack.name(), oracle.queries(), decided, indices.size() - decided, failure.getCause());
            }
            decideFound();
            // By index, since an iterator would be an object in each turn.
            for (int i = 0; i < turns.size(); i++) {
                if (turns.get(i).wanted > 0) {
                    turns.get(i).take();
                }
            }
        }
    }

    /** Ends the searches that have nothing left to ask, and begins others in their place; false where none is left. */
    private boolean fill(Queue<Integer> waiting) {
        int kept = 0;
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (turn.asks()) {
                turns.set(kept++, turn);
            } else {
                decide(turn);
            }
        }
        turns.subList(kept, turns.size()).clear();
        while (turns.size() < together && !waiting.isEmpty()) {
            Turn turn = new Turn(subject(waiting.remove()));
            if (turn.asks()) {
                turns.add(turn);
            } else {
                decide(turn);
            }
        }
        return !turns.isEmpty();
    }

    private Subject subject(int index) {
        float[] x = new float[size];
        problem.examples().copy(index, x, 0);
        return new Subject(
                index,
                problem.examples().label(index),
                problem.target(index),
                x,
                picture,
                threat,
                projection,
                new Chance(seed, index, attack.name()));
    }

    private void decide(Turn turn) {
        decided++;
        listener.decided(turn.subject.index(), Outcome.of(turn.found, new Budget.Spent(0, turn.spent, 0)));
    }

    private void decideFound() {
        int kept = 0;
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (turn.found.isPresent()) {
                decide(turn);
            } else {
                turns.set(kept++, turn);
            }
        }
        turns.subList(kept, turns.size()).clear();
    }

    /** Asks all questions of a turn, as many together as a batch holds. */
    private void ask() {
        int first = 0;
        int firstPoint = 0;
        int filled = 0;
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            for (int point = 0; point < turn.wanted; point++) {
                if (filled == 0) {
                    first = i;
                    firstPoint = point;
                }
                turn.write(point, rows, filled++ * size);
                if (filled == problem.batch()) {
                    answer(first, firstPoint, filled);
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            answer(first, firstPoint, filled);
        }
    }

    /** Brings a batch to the oracle, and its answers to the points from this one on. */
    private void answer(int first, int firstPoint, int count) {
        if (stopped.getAsBoolean()) {
            throw new Judge.StoppedException();
        }
        if (oracle.tellsScores()) {
            float[] scores = asked(() -> oracle.scores(batch(count), count));
            deal(
                    first,
                    firstPoint,
                    count,
                    (turn, point, row) -> turn.answers.putScores(point, scores, row, turn.subject));
        } else {
            int[] labels = asked(() -> oracle.labels(batch(count), count));
            deal(
                    first,
                    firstPoint,
                    count,
                    (turn, point, row) -> turn.answers.putLabel(point, labels[row], turn.subject));
        }
    }

    /** The rows: a function of anybody's sees no more than it is asked about, and may keep it. */
    private float[] batch(int count) {
        return judge.trusted() ? rows : Arrays.copyOf(rows, count * size);
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (Judge.StoppedException end) {
            throw end;
        } catch (RuntimeException | Error failure) {
            if (judge.trusted()) {
                throw failure;
            }
            throw new FailedException(failure);
        }
    }

    private void deal(int first, int firstPoint, int count, Deal deal) {
        int i = first;
        int point = firstPoint;
        for (int row = 0; row < count; row++) {
            Turn turn = turns.get(i);
            turn.spent++;
            deal.put(turn, point, row);
            if (turn.answers.adversarial(point) && turn.found.isEmpty()) {
                judge(turn, point);
            }
            if (++point == turn.wanted) {
                point = 0;
                i = next(i + 1);
            }
        }
    }

    /** The first from here on that has questions. */
    private int next(int from) {
        int i = from;
        while (i < turns.size() && turns.get(i).wanted == 0) {
            i++;
        }
        return i;
    }

    private void judge(Turn turn, int point) {
        Subject subject = turn.subject;
        turn.write(point, candidate, 0);
        if (!threat.contains(subject.x(), 0, candidate, 0, size) || turn.due + judge.cost() > most) {
            return;
        }
        turn.due += judge.cost();
        turn.spent += judge.cost();
        turn.judgements++;
        turn.found = asked(() -> judge.judge(subject, candidate, turn.judgements));
        if (turn.found.isEmpty()) {
            judge.refute(turn.answers, point);
            turn.hopeless = !judge.canFind(turn.judgements + 1);
        }
    }

    /** Brings the answer of a row to a point. */
    private interface Deal {
        void put(Turn turn, int point, int row);
    }

    /** What a function of anybody's threw. */
    private static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FailedException(Throwable cause) {
            super(cause);
        }
    }
}
