package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the tests of objectives have in common, in this module and those above it. */
public final class Objectives {
    private Objectives() {}

    /**
     * The loss {@code y}, {@code [batch]}, of an objective in inputs {@code x}, {@code label} and, where there is a
     * search, {@code point}; its schedules stand at this fraction of training.
     */
    public static Graph loss(Objective objective, String network, Shape shape, int classes, double progress) {
        return loss(objective, Architecture.parse(network, new Initial.He()), shape, classes, progress);
    }

    /** The same of any layers. */
    public static Graph loss(Objective objective, Layer layer, Shape shape, int classes, double progress) {
        Trace open = new Trace();
        Value x = open.input("x", shape);
        Value label = open.input("label", Shape.of(classes));
        Value loss = objective
                .terms(layer, Scope.of(new Parameters(1), true), x, label)
                .loss();
        Trace fixed = new Trace();
        Map<String, Value> controls = new LinkedHashMap<>();
        objective
                .controls()
                .forEach((name, schedule) -> controls.put(name, fixed.constant((float) schedule.at(progress))));
        Graph graph = open.graph("y", loss);
        controls.keySet().retainAll(graph.inputs().keySet());
        return fixed.graph(fixed.inline(graph, controls));
    }

    /** What an ascent's start or move gives for examples, as a graph with the output {@code point}. */
    public static Graph search(Objective objective, Layer network, Shape shape, int classes, boolean start) {
        Ascent ascent = objective.ascent().orElseThrow();
        Trace trace = new Trace();
        Value x = trace.input("x", shape);
        Value label = trace.input("label", Type.batched(Shape.of(classes)));
        Scope scope = Scope.of(new Parameters(1), false);
        UnaryOperator<Value> applied = at -> network.apply(scope, at);
        Value point = start
                ? ascent.start(applied, x, label)
                : ascent.move(applied, x, ascent.fixed(applied, x, label), Ascent.point(x));
        return trace.graph(Ascent.POINT, point);
    }

    /** Trains a small network of these layers on {@link Blobs}. */
    public static Parameters train(
            Objective objective, String network, int epochs, int threads, Optional<Path> checkpoint, Progress told)
            throws IOException {
        Layer layer = Architecture.parse(network, new Initial.Interval());
        Recipe recipe = new Recipe(epochs, 15, Schedule.cosine(0.01, 0.1), 1, 5, 4, checkpoint);
        try (Workers workers = Workers.of(threads)) {
            return new Trainer(layer, objective, new Adam(0.01), recipe, new Cpu(Providers.best(), workers))
                    .train(new Blobs(90), told);
        }
    }

    /** Checks that the threads make no difference, and that going on from a checkpoint makes none. */
    public static void assertSameBits(Supplier<Objective> objective, String network, Path checkpoint)
            throws IOException {
        Parameters whole = train(objective.get(), network, 4, 1, Optional.empty(), Progress.SILENT);
        assertSame(whole, train(objective.get(), network, 4, 2, Optional.empty(), Progress.SILENT));
        train(objective.get(), network, 4, 2, Optional.of(checkpoint), stoppingAfter(2));
        assertSame(whole, train(objective.get(), network, 4, 2, Optional.of(checkpoint), Progress.SILENT));
    }

    /** Stops after so many epochs. */
    static Progress stoppingAfter(int last) {
        return new Progress() {
            private int epochs;

            @Override
            public void epoch(int epoch, double loss, double accuracy, double seconds) {
                epochs++;
            }

            @Override
            public boolean stopped() {
                return epochs == last;
            }
        };
    }

    public static void assertSame(Parameters expected, Parameters actual) {
        assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
        for (Map.Entry<String, Tensor> entry : expected.tensors().entrySet()) {
            assertArrayEquals(
                    entry.getValue().data(),
                    actual.tensors().get(entry.getKey()).data(),
                    entry.getKey());
        }
    }
}
