package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.evasion.blackbox.Chance;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Oracle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A network that learns an oracle's labels (Papernot, McDaniel, Goodfellow, Jha, Celik &amp; Swami 2017), as the source of a
 * {@link TransferFgsm}. It is trained on a few inputs of the attacker's, then these are augmented along the signs of its
 * Jacobian's row for each label, the new ones shown to the oracle, and it is trained anew on all; and so on.
 */
public final class Substitute {
    private final Layer layers;
    private final Supplier<Optimizer> optimizer;
    private final Recipe recipe;
    private final Settings settings;
    private final Device device;

    /**
     * The settings.
     *
     * @param rounds of training; between two of them inputs are augmented; at least 1
     * @param step λ, by which an augmentation moves each element, above 0
     * @param period τ, after so many augmentations λ changes its sign, at least 1
     * @param full σ, so many augmentations take all inputs, later ones a sample
     * @param sample κ, of so many inputs, at least 1
     * @param lower the smallest value of an element
     * @param upper the largest
     * @param queries the most, at least 1; what is beyond them isn't augmented
     */
    public record Settings(
            int rounds, double step, int period, int full, int sample, float lower, float upper, long queries) {
        public Settings {
            if (rounds < 1
                    || !(step > 0)
                    || Double.isInfinite(step)
                    || period < 1
                    || full < 0
                    || sample < 1
                    || !(lower < upper)
                    || queries < 1) {
                throw new IllegalArgumentException(
                        "a substitute needs at least one round, period, sample and query, a positive step and a range, but got "
                                + "rounds %s, step %s, period %s, full %s, sample %s, range [%s, %s], queries %s"
                                        .formatted(rounds, step, period, full, sample, lower, upper, queries));
            }
        }

        /** The paper's, with 6 rounds, in a range of 0 to 1. */
        public static Settings standard(long queries) {
            return new Settings(6, 0.1, 3, 3, 400, 0, 1, queries);
        }

        /** How many queries all rounds take of so many first inputs, where no limit ends them before. */
        public long asked(int first) {
            long known = Math.min(first, queries);
            for (int round = 1; round < rounds && known < queries; round++) {
                known = Math.min(queries, known + (round > full ? Math.min(known, sample) : known));
            }
            return known;
        }

        public Settings withRounds(int others) {
            return new Settings(others, step, period, full, sample, lower, upper, queries);
        }

        public Settings withQueries(long most) {
            return new Settings(rounds, step, period, full, sample, lower, upper, most);
        }
    }

    /**
     * What was learnt.
     *
     * @param network from an input to logits; nothing where no input was given a class, or training was stopped before the first
     *     network
     * @param queries that the oracle was asked
     * @param failure of the oracle, which ended the augmentation before its time
     */
    public record Learnt(Optional<Graph> network, long queries, Optional<Throwable> failure) {
        /** The same with another network. */
        Learnt with(Graph other) {
            return new Learnt(Optional.of(other), queries, failure);
        }
    }

    /**
     * @param optimizer makes a new one for each round
     * @param recipe of each round, without a checkpoint; where there are fewer inputs, its batch is all of them
     */
    public Substitute(Layer layers, Supplier<Optimizer> optimizer, Recipe recipe, Settings settings, Device device) {
        this.layers = Objects.requireNonNull(layers);
        this.optimizer = Objects.requireNonNull(optimizer);
        this.recipe = Objects.requireNonNull(recipe);
        this.settings = Objects.requireNonNull(settings);
        this.device = Objects.requireNonNull(device);
        if (recipe.checkpoint().isPresent()) {
            throw new IllegalArgumentException(
                    "a substitute is trained anew in each round, so it can't have a checkpoint");
        }
    }

    /** Inputs with the labels that the oracle gave them. */
    private record Labelled(Shape shape, int classes, List<float[]> inputs, List<Integer> labels) implements Examples {
        @Override
        public int count() {
            return inputs.size();
        }

        @Override
        public int label(int index) {
            return labels.get(index);
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            System.arraycopy(inputs.get(index), 0, destination, offset, shape.size());
        }
    }

    /**
     * Learns from an oracle's answers. A point to which it gives no class isn't learnt from.
     *
     * @param first the attacker's inputs, whose labels are not looked at
     * @throws RuntimeException what the oracle threw at the first inputs, when nothing is learnt yet; later ones are told in
     *     {@link Learnt#failure}
     * @throws io.jaspis.autodiff.training.DivergenceException where training diverges
     */
    public Learnt learn(Oracle oracle, Examples first) throws IOException {
        return learn(oracle, first, () -> false);
    }

    /**
     * The same until it is told to end.
     *
     * @param stopped asked before each round and after each step of training; once true, what the last whole round made is what
     *     was learnt
     */
    public Learnt learn(Oracle oracle, Examples first, BooleanSupplier stopped) throws IOException {
        // Others may ask it, too.
        return learnt(oracle.countedAnew(), first, stopped);
    }

    /** @param oracle that nobody else asks */
    private Learnt learnt(Oracle oracle, Examples first, BooleanSupplier stopped) throws IOException {
        if (first.shape().size() != oracle.input().size()) {
            throw new IllegalArgumentException("the oracle takes inputs of shape " + oracle.input()
                    + ", but the first inputs are " + first.shape());
        }
        Labelled known = new Labelled(oracle.input(), oracle.classes(), new ArrayList<>(), new ArrayList<>());
        List<float[]> inputs = new ArrayList<>();
        for (int index = 0; index < first.count(); index++) {
            float[] input = new float[first.shape().size()];
            first.copy(index, input, 0);
            inputs.add(input);
        }
        ask(oracle, inputs, known);
        Optional<Graph> network = train(known, stopped);
        Chance chance = new Chance(recipe.seed(), 0, "substitute");
        for (int round = 1; round < settings.rounds() && network.isPresent() && !stopped.getAsBoolean(); round++) {
            List<float[]> news = augmented(network.get(), known, round - 1, chance.at(round, 0));
            try {
                ask(oracle, news, known);
            } catch (RuntimeException | Error failure) {
                return new Learnt(network, oracle.queries(), Optional.of(failure));
            }
            Optional<Graph> next = train(known, stopped);
            network = next.isPresent() ? next : network;
        }
        return new Learnt(network, oracle.queries(), Optional.empty());
    }

    /** Labels as many inputs as queries are left for, and takes them up. */
    private void ask(Oracle oracle, List<float[]> inputs, Labelled known) {
        int count = (int) Math.min(inputs.size(), settings.queries() - oracle.queries());
        if (count <= 0) {
            return;
        }
        int size = known.shape().size();
        float[] rows = new float[Math.multiplyExact(count, size)];
        for (int row = 0; row < count; row++) {
            System.arraycopy(inputs.get(row), 0, rows, row * size, size);
        }
        int[] labels = oracle.labels(rows, count);
        for (int row = 0; row < count; row++) {
            if (labels[row] != Logits.NONE) {
                known.inputs().add(inputs.get(row));
                known.labels().add(labels[row]);
            }
        }
    }

    /** A network of all that is known; none where nothing is, or where training was stopped. */
    private Optional<Graph> train(Labelled known, BooleanSupplier stopped) throws IOException {
        if (known.count() == 0) {
            return Optional.empty();
        }
        Recipe fitting = new Recipe(
                recipe.epochs(),
                Math.min(recipe.batch(), known.count()),
                recipe.rate(),
                recipe.augmentation(),
                recipe.clip(),
                recipe.seed(),
                Optional.empty());
        Parameters parameters = new Trainer(layers, Objective.crossEntropy(), optimizer.get(), fitting, device)
                .train(known, new Progress() {
                    @Override
                    public boolean stopped() {
                        return stopped.getAsBoolean();
                    }
                });
        return stopped.getAsBoolean()
                ? Optional.empty()
                : Optional.of(Trainer.network(layers, parameters, known.shape()));
    }

    /** Of each input, or of a sample, one that lies along the sign of its label's slope. */
    private List<float[]> augmented(Graph network, Labelled known, int augmentation, Chance chance) {
        List<Integer> taken = new ArrayList<>();
        for (int index = 0; index < known.count(); index++) {
            taken.add(index);
        }
        if (augmentation >= settings.full() && taken.size() > settings.sample()) {
            Collections.shuffle(taken, Random.from(chance));
            taken = taken.subList(0, settings.sample());
        }
        int size = known.shape().size();
        float[] x = new float[Math.multiplyExact(taken.size(), size)];
        float[] labels = new float[Math.multiplyExact(taken.size(), known.classes())];
        for (int row = 0; row < taken.size(); row++) {
            known.copy(taken.get(row), x, row * size);
            labels[row * known.classes() + known.label(taken.get(row))] = 1;
        }
        float[] slopes = slopes(network, known, taken.size(), x, labels);
        double step = augmentation / settings.period() % 2 == 0 ? settings.step() : -settings.step();
        List<float[]> news = new ArrayList<>();
        for (int row = 0; row < taken.size(); row++) {
            float[] input = new float[size];
            for (int i = 0; i < size; i++) {
                double sign = Float.isNaN(slopes[row * size + i]) ? 0 : Math.signum(slopes[row * size + i]);
                input[i] = (float) Math.clamp(x[row * size + i] + step * sign, settings.lower(), settings.upper());
            }
            news.add(input);
        }
        return news;
    }

    /** The row of the Jacobian of each input's label. */
    private float[] slopes(Graph network, Labelled known, int rows, float[] x, float[] labels) {
        Trace trace = new Trace();
        Value input = trace.input("x", known.shape());
        Value label = trace.input("label", Shape.of(known.classes()));
        Value logits = trace.inline(network, Map.of(network.onlyInput(), input))
                .get(network.onlyOutput())
                .flatten();
        Value slope = Gradient.of(logits, label, List.of(input)).getFirst();
        try (Batches batches = new Batches(trace.graph("slope", slope), device, Math.min(rows, 256))) {
            return batches.run(rows, Map.of("x", x, "label", labels)).get("slope");
        }
    }
}
