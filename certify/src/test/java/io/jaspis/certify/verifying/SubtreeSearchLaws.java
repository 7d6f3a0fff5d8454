package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random networks of two hidden layers, and whether an output can come close to the largest that is seen. */
class SubtreeSearchLaws {
    private static final int INPUTS = 3;
    private static final int HIDDEN = 6;

    private static Value layer(Value x, int outputs, Random random) {
        int inputs = x.shape().size();
        float[] weights = new float[outputs * inputs];
        float[] biases = new float[outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < outputs; i++) {
            biases[i] = (float) (0.3 * random.nextGaussian());
        }
        return x.dense(x.trace().constant(Tensor.of(Shape.of(outputs, inputs), weights)))
                .plus(x.trace().constant(Tensor.of(Shape.of(outputs), biases)));
    }

    private static Graph network(Random random) {
        return Graph.of(
                "x",
                Shape.of(INPUTS),
                "y",
                x -> layer(
                        layer(layer(x, HIDDEN, random).relu(), HIDDEN, random).relu(), 1, random));
    }

    /** Whether the output can be above the largest of some points by so much. */
    private static Query query(Graph network, Random random, double above) {
        Verification verification = new Verification(network);
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < 200; k++) {
            float[] x = new float[INPUTS];
            for (int i = 0; i < INPUTS; i++) {
                x[i] = random.nextFloat();
            }
            largest = Math.max(largest, verification.replay(x)[0]);
        }
        StringBuilder text = new StringBuilder("(declare-const Y_0 Real)\n");
        for (int i = 0; i < INPUTS; i++) {
            text.append(
                    "(declare-const X_%d Real)\n(assert (>= X_%d 0.0))\n(assert (<= X_%d 1.0))\n".formatted(i, i, i));
        }
        text.append(String.format(Locale.ROOT, "(assert (>= Y_0 %.6f))%n", largest + above));
        return VnnLib.parse(text.toString(), "random");
    }

    /** As many domains as it takes, and closer bounds of neurons for so many products. */
    private static VerifySettings settings(Splitting way, double products) {
        return VerifySettings.STANDARD.withSplitting(way).within(new VerifySettings.Work(Long.MAX_VALUE, products));
    }

    private static Subtree sent(Subtree subtree) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(subtree);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Subtree) in.readObject();
        }
    }

    /**
     * What comes of searches of so many domains each, of some parts together that are taken in any order, some without what a search
     * can find again; the word of the answer.
     */
    private static String inParts(Graph network, Query query, VerifySettings settings, int slice, Random order)
            throws IOException, ClassNotFoundException {
        SubtreeSearch prepared = new SubtreeSearch(network, query, settings, Map.of());
        var neurons = prepared.neurons(() -> false);
        List<Subtree> open = new ArrayList<>(prepared.roots());
        boolean stuck = false;
        while (!open.isEmpty()) {
            List<Subtree> parts = new ArrayList<>();
            for (int taken = order.nextInt(1, 4); taken > 0 && !open.isEmpty(); taken--) {
                Subtree part = sent(open.remove(order.nextInt(open.size())));
                parts.add(order.nextInt(3) == 0 ? part.light() : part);
            }
            // A search of its own for each part, as on another machine.
            try (SubtreeSearch search = new SubtreeSearch(network, query, settings, neurons)) {
                SubtreeSearch.Searched searched = search.search(parts, slice, () -> false);
                if (searched.found() != null && searched.found().margin() > 0) {
                    return "sat";
                }
                stuck |= searched.stuck();
                open.addAll(searched.open());
            }
        }
        prepared.close();
        return stuck ? "unknown" : "unsat";
    }

    @Property(tries = 10)
    @Label("a search in parts, in any order and of any size, comes to the verdict of the whole")
    void partsComeToTheVerdictOfTheWhole(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int slice,
            @ForAll @IntRange(min = -3, max = 4) int above,
            @ForAll boolean signs)
            throws IOException, ClassNotFoundException {
        Random random = new Random(seed);
        Graph network = network(random);
        Query query = query(network, random, 0.1 * above);
        VerifySettings settings = settings(signs ? Splitting.RELU : Splitting.AUTO, 0);
        String parts = inParts(network, query, settings, slice, random);
        if (above < 0) {
            // One of the points that were looked at is a counterexample.
            assertFalse(parts.equals("unsat"), "proved what isn't so");
        }
        Answer whole = new Verifier(network, query, settings).answer(() -> false, Progress.NONE);
        if (!(whole instanceof Answer.Unknown) && !parts.equals("unknown")) {
            assertEquals(whole.word(Answer.Format.COMPETITION), parts);
        }
    }

    @Property(tries = 10)
    @Label("what a search leaves open another goes on from: both together bound what one does, where all is proved")
    void goesOn(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int slice) {
        Random random = new Random(seed);
        Graph network = network(random);
        Query query = query(network, random, 0.05);
        VerifySettings settings = settings(Splitting.RELU, 0);
        SubtreeSearch first = new SubtreeSearch(network, query, settings, Map.of());
        var neurons = first.neurons(() -> false);
        try (first;
                SubtreeSearch one = new SubtreeSearch(network, query, settings, neurons);
                SubtreeSearch other = new SubtreeSearch(network, query, settings, neurons)) {
            SubtreeSearch.Searched whole = one.search(one.roots(), Long.MAX_VALUE, () -> false);
            SubtreeSearch.Searched begun = one.search(one.roots(), slice, () -> false);
            SubtreeSearch.Searched ended = other.search(begun.open(), Long.MAX_VALUE, () -> false);
            // A counterexample, or a domain that nothing proves, ends a search sooner or later as its batches have it.
            if (Stream.of(whole, begun, ended).allMatch(searched -> searched.found() == null && !searched.stuck())) {
                assertEquals(whole.domains(), begun.domains() + ended.domains());
            }
        }
    }

    @Property(tries = 5)
    @Label("what a search comes to hangs on its part alone")
    void aSearchHangsOnItsPartAlone(@ForAll long seed, @ForAll boolean signs) {
        Random random = new Random(seed);
        Graph network = network(random);
        Query query = query(network, random, 0.05);
        VerifySettings settings = settings(signs ? Splitting.RELU : Splitting.LOSS, 0);
        SubtreeSearch first = new SubtreeSearch(network, query, settings, Map.of());
        var neurons = first.neurons(() -> false);
        try (first;
                SubtreeSearch used = new SubtreeSearch(network, query, settings, neurons);
                SubtreeSearch fresh = new SubtreeSearch(network, query, settings, neurons)) {
            Subtree root = first.roots().getFirst();
            List<Subtree> open = used.search(List.of(root), 4, () -> false).open();
            for (Subtree part : open) {
                used.search(List.of(part), 50, () -> false);
            }
            SubtreeSearch.Searched again = used.search(List.of(root), 4, () -> false);
            SubtreeSearch.Searched alone = fresh.search(List.of(root), 4, () -> false);
            assertEquals(alone.domains(), again.domains());
            assertEquals(alone.closed(), again.closed());
            assertEquals(alone.open().size(), again.open().size());
            assertTrue(alone.domains() > 0 || alone.found() != null);
        }
    }

    @Property(tries = 10)
    @Label("bounds of neurons that are made in parts, by any searches, are those that are made at once")
    void neuronsInParts(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int parts) {
        Random random = new Random(seed);
        Graph network = network(random);
        Query query = query(network, random, 0.05);
        VerifySettings settings = settings(Splitting.RELU, 1e12);
        int[] steps = {0};
        try (SubtreeSearch whole = new SubtreeSearch(network, query, settings, Map.of());
                SubtreeSearch driver = new SubtreeSearch(network, query, settings, Map.of());
                SubtreeSearch used = new SubtreeSearch(network, query, settings, Map.of())) {
            NeuronBounds expected = whole.neurons(() -> false).get(0);
            NeuronBounds found = driver.neurons(
                            (region, step, bounds) -> {
                                steps[0]++;
                                NeuronBounds closer = bounds.copy();
                                for (int part = 0; part < parts; part++) {
                                    // Some by a search that was used before, some by one of their own.
                                    try (SubtreeSearch fresh = new SubtreeSearch(network, query, settings, Map.of())) {
                                        NeuronBounds own = (part % 2 == 0 ? used : fresh)
                                                .refined(region, step, bounds, part, parts, () -> false);
                                        for (int neuron = 0; neuron < closer.neurons(); neuron++) {
                                            closer.raise(neuron, own.lower(neuron));
                                            closer.sink(neuron, own.upper(neuron));
                                        }
                                    }
                                }
                                return closer;
                            },
                            () -> false)
                    .get(0);
            assertArrayEquals(expected.lower(), found.lower());
            assertArrayEquals(expected.upper(), found.upper());
            assertTrue(steps[0] > 0);
        }
    }
}
