package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.CarriedState;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Blobs;
import io.jaspis.autodiff.training.Momentum;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Optimizer;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.opencl.runtime.Transfers;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is carried from run to run stays on the device, and is what would be read and written by hand. */
class CarriedTest {
    private static final int SIZE = 12;
    private static final int BATCH = 8;

    @Test
    void whatIsCarriedIsWhatIsReadAndWrittenByHand() {
        for (int batch : new int[] {1, 2, 33}) {
            CarriedState.check(Open.device(), true, batch, batch);
            CarriedState.check(Open.device(), false, batch, 100 + batch);
        }
    }

    @Test
    void soItIsWhereABatchIsRunInPortions() {
        List<String> notices = new ArrayList<>();
        try (OpenClDevice small = Open.small(160, notices::add)) {
            CarriedState.check(small, true, 23, 5);
        }
        assertEquals(1, notices.size(), notices::toString);
    }

    /** Points that go up along a network's signs, and back into their box, with how far up they are. */
    private static Graph ascent() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(SIZE));
        Value lower = trace.input("lower", Shape.of(SIZE));
        Value upper = trace.input("upper", Shape.of(SIZE));
        Value weights = trace.constant(Tensor.filled(Shape.of(1, SIZE), 0.5f));
        Value up = x.dense(weights).tanh().denseTransposed(weights).sign();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("x.next", x.plus(up.scale(0.01f)).max(lower).min(upper));
        outputs.put("height", x.dense(weights));
        return trace.graph(outputs);
    }

    @Test
    void iteratesOfFortyStepsDoNotCross() {
        OpenClDevice device = Open.device();
        Transfers transfers = device.context().transfers();
        int points = 4 * BATCH * SIZE;
        try (Execution execution = device.load(Plan.carrying(ascent(), BATCH, Map.of("x.next", "x")))) {
            Transfers.Count before = transfers.toDevice();
            Transfers.Count beforeBack = transfers.fromDevice();
            execution.write("lower", new float[BATCH * SIZE]);
            execution.write("upper", Tensor.filled(Shape.of(BATCH, SIZE), 0.3f).data());
            execution.write("x", Tensor.filled(Shape.of(BATCH, SIZE), 0.1f).data());
            float[] heights = new float[BATCH];
            for (int step = 0; step < 40; step++) {
                execution.run();
                execution.read("height", heights, 0);
            }
            float[] one = new float[SIZE];
            execution.read("x.next", one, 0, 3, 1);
            assertArrayEquals(Tensor.filled(Shape.of(SIZE), 0.3f).data(), one);
            assertEquals(
                    new Transfers.Count(3, 3L * points), transfers.toDevice().since(before));
            assertEquals(
                    new Transfers.Count(41, 40L * 4 * BATCH + 4 * SIZE),
                    transfers.fromDevice().since(beforeBack));
        }
    }

    @Test
    void whatIsHandedToAnotherExecutionDoesNotCross() {
        OpenClDevice device = Open.device();
        Transfers transfers = device.context().transfers();
        Trace trace = new Trace();
        Value w = trace.parameter("w", Shape.of(3));
        Graph graph =
                trace.graph("y", trace.input("x", Type.shared(Shape.of(3))).times(w));
        Plan plan = Plan.carrying(graph, 1, Map.of());
        Map<String, Tensor> ones = Map.of("w", Tensor.filled(Shape.of(3), 1));
        try (Execution first = device.load(plan, ones);
                Execution second = device.load(plan, ones);
                Execution processor = Cpu.best().load(plan, ones)) {
            first.write("x", 1, 2, 3);
            first.run();
            second.write("x", 5, 5, 5);
            Transfers.Count before = transfers.toDevice();
            Transfers.Count beforeBack = transfers.fromDevice();
            first.hand(Map.of("y", "w"), second);
            second.run();
            assertEquals(before, transfers.toDevice());
            assertEquals(beforeBack, transfers.fromDevice());
            assertArrayEquals(new float[] {5, 10, 15}, second.read("y"));
            processor.write("x", 2, 2, 2);
            second.hand(Map.of("y", "w"), processor);
            processor.run();
            assertArrayEquals(new float[] {10, 20, 30}, processor.read("y"));
            processor.hand(Map.of("y", "x"), first);
            first.run();
            assertArrayEquals(new float[] {10, 20, 30}, first.read("y"));
        }
        assertTrue(transfers.toDevice().calls() > 0);
    }

    /** Up the loss from noisy points, within a box around the examples; the loss is that of the points found. */
    private static final class Robust implements Objective {
        static final int MOVES = 3;

        @Override
        public Terms terms(Layer network, Scope scope, Value x, Value label) {
            Value logits = network.apply(scope, Ascent.point(x));
            return new Terms(Losses.crossEntropy(logits, label), logits);
        }

        @Override
        public Optional<Ascent> ascent() {
            return Optional.of(new Ascent() {
                @Override
                public int steps() {
                    return MOVES;
                }

                @Override
                public Value start(UnaryOperator<Value> network, Value x, Value label) {
                    return x.plus(x.trace().uniform(x.shape(), 1).scale(0.1f));
                }

                @Override
                public Value move(UnaryOperator<Value> network, Value x, Value label, Value point) {
                    Value loss = Losses.crossEntropy(network.apply(point), label);
                    Value up = Gradient.of(loss, List.of(point)).getFirst().sign();
                    return point.plus(up.scale(0.02f)).max(x.plus(-0.1f)).min(x.plus(0.1f));
                }
            });
        }
    }

    private static final int EXAMPLES = 10;

    /** What crosses in an epoch of so many steps. */
    private static List<Transfers.Count> epoch(Optimizer optimizer, int steps, double clip) throws IOException {
        Layer network = Architecture.parse("conv 3 3 1 1, norm, relu, flatten, dense 3", new Initial.He());
        Recipe recipe = new Recipe(1, EXAMPLES, Schedule.constant(0.01), 0, clip, 1, Optional.empty());
        Transfers transfers = Open.device().context().transfers();
        Transfers.Count before = transfers.toDevice();
        Transfers.Count beforeBack = transfers.fromDevice();
        new Trainer(network, new Robust(), optimizer, recipe, Open.device())
                .train(new Blobs(steps * EXAMPLES), Progress.SILENT);
        return List.of(
                transfers.toDevice().since(before), transfers.fromDevice().since(beforeBack));
    }

    /**
     * Once an epoch weights and state go over and come back; from step to step there go the examples, to the search's start
     * and moves, their labels, and the optimiser's scalars, and there come the loss, the logits, and the squares to clip by.
     */
    private static void assertNothingCarriedCrosses(Supplier<Optimizer> optimizers) throws IOException {
        int scalars = 4 * optimizers.get().scalars();
        int x = 4 * EXAMPLES * new Blobs(1).shape().size();
        int labels = 4 * EXAMPLES * 3;
        for (double clip : new double[] {0, 1e6}) {
            int squares = clip > 0 ? 1 : 0;
            List<Transfers.Count> few = epoch(optimizers.get(), 2, clip);
            List<Transfers.Count> more = epoch(optimizers.get(), 5, clip);
            assertEquals(
                    new Transfers.Count(3 * 5, 3L * (2 * x + 2 * labels + scalars)),
                    more.getFirst().since(few.getFirst()));
            assertEquals(
                    new Transfers.Count(3 * (2 + squares), 3L * (4 + labels + 4 * squares)),
                    more.getLast().since(few.getLast()));
        }
    }

    @Test
    void weightsVelocitiesAndPointsOfAnEpochDoNotCross() throws IOException {
        assertNothingCarriedCrosses(() -> new Momentum(0.9, 1e-3, true));
    }

    @Test
    void norDoTheMomentsOfAdam() throws IOException {
        assertNothingCarriedCrosses(() -> new Adam(1e-3));
    }
}
