package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.attacks.evasion.blackbox.OracleException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;

/**
 * An attacker who knows no model for the task: a {@link Substitute} learns the network's labels, and {@link TransferFgsm}
 * breaks what it can by the substitute's slopes (Papernot, McDaniel, Goodfellow, Jha, Celik &amp; Swami 2017). The first inputs
 * of the problem are those that the attacker has; of pictures the substitute is the paper's network A, of others two dense
 * layers of 200.
 *
 * <p>What the labels cost is shared out among the examples of a call, which one substitute is for.
 *
 * @param inputs that the attacker has at most, at least 1; 150 in the paper
 * @param rounds of training, as {@link Substitute.Settings} has them
 * @param epochs of each round, at least 1
 * @param transfers one after another, each on what those before left; at least one
 */
public record SubstituteTransfer(int inputs, int rounds, int epochs, List<TransferFgsm.Settings> transfers)
        implements TransferAttack {
    static final String ATTACK = "substitute";

    /** What was learnt of networks that are in use: an audit asks for the same at every radius. */
    private static final Map<Graph, Known> LEARNT = Collections.synchronizedMap(new WeakHashMap<>());

    /** What a substitute is made of, beside the network that it learns. */
    private record Origin(
            Examples examples,
            Threat inputs,
            Device device,
            int rounds,
            int epochs,
            int most,
            long seed,
            long queries) {}

    private record Known(Origin origin, Substitute.Learnt learnt) {}

    public SubstituteTransfer {
        transfers = List.copyOf(transfers);
        if (inputs < 1 || rounds < 1 || epochs < 1 || transfers.isEmpty()) {
            throw new IllegalArgumentException(
                    "a substitute needs at least one input, round, epoch and transfer, but got %s, %s, %s and %s"
                            .formatted(inputs, rounds, epochs, transfers.size()));
        }
    }

    @Override
    public String name() {
        return ATTACK;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("inputs", inputs);
        parameters.put("rounds", rounds);
        parameters.put("epochs", epochs);
        for (TransferFgsm.Settings transfer : transfers) {
            transfer.parameters().forEach((name, value) -> parameters.put(transfer.name(ATTACK) + ": " + name, value));
        }
        return parameters;
    }

    /** One substitute is learnt for all. */
    @Override
    public Company company() {
        return Company.CALL;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        long allowed = allowed(indices.size(), budget, 0);
        if (allowed == 0) {
            look(problem, indices, shares(0, indices.size()), budget, listener, stopped);
            return;
        }
        Substitute.Learnt learnt = learnt(problem, seed, allowed, stopped);
        if (stopped.getAsBoolean()) {
            return;
        }
        List<Budget.Spent> shares = shares(learnt.queries(), indices.size());
        if (learnt.network().isEmpty()) {
            look(problem, indices, shares, budget, listener, stopped);
            return;
        }
        following(learnt.network().get())
                .attack(
                        (attack, group, own, rest, listening) ->
                                attack.attack(problem, group, own, rest, listening, stopped),
                        indices,
                        seed,
                        budget.less(shares.getFirst()),
                        after(indices, shares, listener),
                        stopped);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The labels that are learnt from are believed, and each call learns anew.
     */
    @Override
    public void attack(
            OracleProblem problem,
            Device device,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        problem.requireAttackable(indices);
        // Others may ask the oracle, too.
        OracleProblem counted = problem.countedAnew();
        // Each of the transfers judges anew, so they share what all of them may err by.
        OracleProblem each = counted.noise()
                .map(noise -> counted.withNoise(
                        new OracleProblem.Noise(noise.evaluations(), noise.alpha() / transfers.size())))
                .orElse(counted);
        int[] decided = new int[1];
        try {
            Substitute.Learnt learnt = learnt(counted, device, indices.size(), seed, budget, stopped);
            if (stopped.getAsBoolean()) {
                return;
            }
            List<Budget.Spent> shares = shares(learnt.queries(), indices.size());
            Listener whole = after(indices, shares, (index, outcome) -> {
                decided[0]++;
                listener.decided(index, outcome);
            });
            Budget rest = indices.isEmpty() ? budget : budget.less(shares.getFirst());
            if (learnt.network().isEmpty()) {
                new Showing(ATTACK, 0, _ -> new float[0][]).attack(counted, indices, seed, rest, whole, stopped);
                return;
            }
            Graph source = learnt.network().get();
            following(source)
                    .attack(
                            (attack, group, own, left, listening) -> ((TransferAttack) attack)
                                    .attack(each, device, group, own, left, listening, stopped),
                            indices,
                            seed,
                            rest,
                            whole,
                            stopped);
        } catch (OracleFailure | OracleException failure) {
            throw new OracleException(
                    ATTACK, counted.oracle().queries(), decided[0], indices.size() - decided[0], failure.getCause());
        }
    }

    /** What an oracle threw while it was learnt from. */
    private static final class OracleFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        OracleFailure(Throwable cause) {
            super(cause);
        }
    }

    /** How many queries may go into learning, by so many examples together: none where they are all to be shown. */
    private long allowed(int examples, Budget budget, int judging) {
        long shown = transfers.stream()
                .mapToLong(transfer -> transfer.steps() + 1L + judging)
                .sum();
        return examples == 0 || budget.queries() <= shown
                ? 0
                : Math.min(budget.queries() - shown, Long.MAX_VALUE / examples) * examples;
    }

    private AttackSequence following(Graph substitute) {
        return new AttackSequence(
                ATTACK,
                transfers.stream()
                        .<Attack>map(way -> TransferFgsm.ofSubstitute(substitute, way))
                        .toList());
    }

    /** Adds to outcomes what was spent before. */
    private static Listener after(List<Integer> indices, List<Budget.Spent> shares, Listener listener) {
        Map<Integer, Budget.Spent> before = new HashMap<>();
        for (int i = 0; i < indices.size(); i++) {
            before.put(indices.get(i), shares.get(i));
        }
        return (index, outcome) -> listener.decided(index, outcome.after(before.get(index)));
    }

    /** Looks at the examples as they are, where there is no substitute to lead from them. */
    private static void look(
            Problem problem,
            List<Integer> indices,
            List<Budget.Spent> shares,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Verification verification = new Verification(problem);
        float[] x = new float[problem.size()];
        for (int i = 0; i < indices.size() && !stopped.getAsBoolean(); i++) {
            int index = indices.get(i);
            if (shares.get(i).queries() == budget.queries()) {
                listener.decided(index, new Outcome.Survived(shares.get(i)));
                continue;
            }
            problem.examples().copy(index, x, 0);
            Optional<Witness> found = verification.check(index, x, ATTACK, problem.target(index));
            listener.decided(index, Outcome.of(found, shares.get(i).plus(new Budget.Spent(0, 1, 0))));
        }
    }

    /** As even as whole queries can be, and in all what was spent; the first share is the largest. */
    private static List<Budget.Spent> shares(long queries, int examples) {
        List<Budget.Spent> shares = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            shares.add(new Budget.Spent(0, queries / examples + (i < queries % examples ? 1 : 0), 0));
        }
        return shares;
    }

    /** A network in the problem's own inputs, where one was learnt; a call costs its queries, whoever asked them. */
    private Substitute.Learnt learnt(Problem problem, long seed, long queries, BooleanSupplier stopped) {
        Lesson lesson = Lesson.of(problem);
        UnitInputs first = lesson.inputs(inputs);
        Substitute.Settings settings = settings(first, queries);
        Origin origin = new Origin(
                problem.examples(),
                problem.threat().withEpsilon(0),
                problem.device(),
                rounds,
                epochs,
                inputs,
                seed,
                settings.queries());
        Known known = LEARNT.get(problem.scores());
        if (known != null && known.origin().equals(origin)) {
            return known.learnt();
        }
        try (Oracle scores = Oracle.of(problem.scores(), problem.device(), problem.batch())) {
            Substitute.Learnt learnt = lesson.learn(first, scores::labels, settings, epochs, seed, stopped);
            requireWhole(learnt);
            if (!stopped.getAsBoolean()) {
                LEARNT.put(problem.scores(), new Known(origin, learnt));
            }
            return learnt;
        }
    }

    /** The same of an oracle. */
    private Substitute.Learnt learnt(
            OracleProblem problem, Device device, int examples, long seed, Budget budget, BooleanSupplier stopped) {
        Oracle oracle = problem.oracle();
        long allowed = allowed(examples, budget, problem.judging());
        if (allowed == 0) {
            return new Substitute.Learnt(Optional.empty(), 0, Optional.empty());
        }
        Lesson lesson = new Lesson(problem.examples(), problem.threat(), oracle.input(), oracle.classes(), device);
        UnitInputs first = lesson.inputs(inputs);
        Substitute.Learnt learnt =
                lesson.learn(first, inBatches(problem, stopped), settings(first, allowed), epochs, seed, stopped);
        requireWhole(learnt);
        return learnt;
    }

    /** Goes no further with what was cut off, but throws what did that. */
    private static void requireWhole(Substitute.Learnt learnt) {
        learnt.failure().ifPresent(failure -> {
            switch (failure) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new IllegalStateException(failure);
            }
        });
    }

    /** Labels by questions that are no longer than they may be; none any more once the attack is to end. */
    private static Oracle.Labels inBatches(OracleProblem problem, BooleanSupplier stopped) {
        int size = problem.oracle().input().size();
        return (x, rows) -> {
            int[] labels = new int[rows];
            Arrays.fill(labels, Logits.NONE);
            for (int from = 0; from < rows && !stopped.getAsBoolean(); from += problem.batch()) {
                int some = Math.min(problem.batch(), rows - from);
                float[] batch = Arrays.copyOfRange(x, from * size, (from + some) * size);
                try {
                    System.arraycopy(problem.oracle().labels(batch, some), 0, labels, from, some);
                } catch (RuntimeException | Error failure) {
                    throw new OracleFailure(failure);
                }
            }
            return labels;
        };
    }

    private Substitute.Settings settings(UnitInputs first, long queries) {
        Substitute.Settings allowed = Substitute.Settings.standard(queries).withRounds(rounds);
        return allowed.withQueries(allowed.asked(first.count()));
    }
}
