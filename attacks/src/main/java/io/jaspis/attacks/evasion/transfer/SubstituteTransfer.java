package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
        implements Attack {
    static final String ATTACK = "substitute";

    private static final int BATCH = 32;
    private static final double RATE = 1e-3;
    /** A picture smaller than this has nothing left behind two poolings. */
    private static final int LEAST_SIDE = 8;

    private static final String HIDDEN = "flatten, dense 200, relu, dense 200, relu, dense ";
    private static final String CONVOLUTIONS = "conv 32 2, relu, maxpool 2, conv 64 2, relu, maxpool 2, ";

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
                    "a substitute needs at least one input, round, epoch and transfer, but got %d, %d, %d and %d"
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

    /** Those of the substitute alone. */
    @Override
    public boolean followsGradients() {
        return false;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        long shown =
                transfers.stream().mapToLong(transfer -> transfer.steps() + 1).sum();
        if (indices.isEmpty() || budget.queries() <= shown) {
            look(problem, indices, shares(0, indices.size()), budget, listener);
            return;
        }
        long allowed = Math.min(budget.queries() - shown, Long.MAX_VALUE / indices.size()) * indices.size();
        Substitute.Learnt learnt = learnt(problem, seed, allowed, stopped);
        if (stopped.getAsBoolean()) {
            return;
        }
        List<Budget.Spent> shares = shares(learnt.queries(), indices.size());
        if (learnt.network().isEmpty()) {
            look(problem, indices, shares, budget, listener);
            return;
        }
        Map<Integer, Budget.Spent> learning = new HashMap<>();
        for (int i = 0; i < indices.size(); i++) {
            learning.put(indices.get(i), shares.get(i));
        }
        Graph substitute = learnt.network().get();
        new AttackSequence(
                        ATTACK,
                        transfers.stream()
                                .<Attack>map(way -> TransferFgsm.ofSubstitute(substitute, way))
                                .toList())
                .attack(
                        problem,
                        indices,
                        seed,
                        budget.less(shares.getFirst()),
                        (index, outcome) -> listener.decided(index, outcome.after(learning.get(index))),
                        stopped);
    }

    /** Looks at the examples as they are, where there is no substitute to lead from them. */
    private static void look(
            Problem problem, List<Integer> indices, List<Budget.Spent> shares, Budget budget, Listener listener) {
        Verification verification = new Verification(problem);
        float[] x = new float[problem.size()];
        for (int i = 0; i < indices.size(); i++) {
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
        UnitInputs first = new UnitInputs(problem, inputs);
        Substitute.Settings allowed = Substitute.Settings.standard(queries).withRounds(rounds);
        Substitute.Settings settings = allowed.withQueries(allowed.asked(first.count()));
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
        Substitute.Learnt learnt = learnt(problem, first, seed, settings, stopped);
        if (!stopped.getAsBoolean()) {
            LEARNT.put(problem.scores(), new Known(origin, learnt));
        }
        return learnt;
    }

    private Substitute.Learnt learnt(
            Problem problem, UnitInputs first, long seed, Substitute.Settings settings, BooleanSupplier stopped) {
        int size = first.shape().size();
        Substitute substitute = new Substitute(
                layers(problem),
                () -> new Adam(0),
                new Recipe(epochs, BATCH, Schedule.constant(RATE), 0, 0, seed, Optional.empty()),
                settings,
                problem.device());
        try (Oracle scores = Oracle.of(problem.scores(), problem.device(), problem.batch())) {
            Oracle labels = Oracle.ofLabels(first.shape(), problem.classes(), (units, rows) -> {
                float[] x = new float[rows * size];
                for (int row = 0; row < rows; row++) {
                    first.settle(units, row * size, x, row * size);
                }
                return scores.labels(x, rows);
            });
            Substitute.Learnt learnt = substitute.learn(labels, first, stopped);
            return learnt.network().isEmpty()
                    ? learnt
                    : learnt.with(inOwnUnits(learnt.network().get(), first));
        } catch (IOException e) {
            throw new UncheckedIOException("a substitute is trained without files", e);
        }
    }

    private static Graph inOwnUnits(Graph network, UnitInputs inputs) {
        Trace trace = new Trace();
        Value x = trace.input("x", inputs.shape());
        Value units = inputs.inUnits(trace, x);
        return trace.graph(
                "logits",
                trace.inline(network, Map.of(network.onlyInput(), units)).get(network.onlyOutput()));
    }

    private static Layer layers(Problem problem) {
        Initial initial = new Initial.He();
        String dense = HIDDEN + problem.classes();
        Optional<Picture> picture =
                TransferFgsm.picture(problem).filter(one -> Math.min(one.height(), one.width()) >= LEAST_SIDE);
        Layer layers = Architecture.parse(picture.isPresent() ? CONVOLUTIONS + dense : dense, initial);
        return picture.<Layer>map(one -> (scope, x) -> layers.apply(scope, channelsFirst(one, x)))
                .orElse(layers);
    }

    private static Value channelsFirst(Picture picture, Value x) {
        return picture.channelsLast()
                ? x.reshape(Shape.of(picture.height(), picture.width(), picture.channels()))
                        .transpose(2, 0, 1)
                : x.reshape(Shape.of(picture.channels(), picture.height(), picture.width()));
    }
}
