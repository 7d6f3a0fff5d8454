package io.jaspis.defend.training;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwpTest {
    private static final String NETWORK = "conv 4 3 1 1, norm, relu, flatten, dense 8, relu, dense 3";
    private static final Schedule EPSILON = Schedule.ramp(0, 0.15, 0, 0.5);
    private static final Goal PGD = new AdversarialTraining(EPSILON, ProjectedAscent.madry(3, 0.5, 0, 2));
    private static final Goal TRADES = Trades.of(EPSILON, 2, 2, 0.5, 0, 2);
    private static final int BATCH = 4;
    private static final double GAMMA = 0.05;

    @TempDir
    Path folder;

    @Test
    void adversarialTrainingGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(() -> new Awp(PGD, Schedule.constant(0.01)), NETWORK, folder.resolve("run.npz"));
    }

    @Test
    void tradesGivesTheSameBitsForAnyThreadsAndWhenResumed() throws IOException {
        Objectives.assertSameBits(() -> new Awp(TRADES, Schedule.constant(0.005)), NETWORK, folder.resolve("run.npz"));
    }

    /** Moved by 0 times its length, a weight is what it was, bit for bit. */
    @Test
    void withoutPerturbationItIsTheGoalAlone() throws IOException {
        for (Goal goal : List.of(PGD, TRADES)) {
            Parameters alone = Objectives.train(goal, NETWORK, 3, 2, Optional.empty(), Progress.SILENT);
            Objective awp = new Awp(goal, Schedule.constant(0));
            Objectives.assertSame(alone, Objectives.train(awp, NETWORK, 3, 2, Optional.empty(), Progress.SILENT));
        }
    }

    /** One step of a goal, in double: its loss, the weights it is taken at, and the gradient there. */
    private static final class Step {
        final Parameters parameters = new Parameters(5);
        final Map<String, List<Double>> numbers = new LinkedHashMap<>();
        final Map<String, List<Double>> found;

        Step(Goal goal, Map<String, List<Double>> weights) {
            Layer network = Architecture.parse(NETWORK, new Initial.He());
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(1, 4, 4));
            Value label = trace.input("label", Shape.of(3));
            Objective.Terms terms = goal.terms(network, Scope.of(parameters, true), x, label);
            Value mean = terms.loss().batchSum().times(trace.batchSize().reciprocal());
            Map<String, Value> outputs = new LinkedHashMap<>(Map.of("loss", mean));
            List<Value> at = new ArrayList<>();
            for (String name : parameters.trainable()) {
                Value parameter =
                        trace.parameter(name, parameters.tensors().get(name).shape());
                at.add(terms.weights().getOrDefault(name, parameter));
                outputs.put("at:" + name, at.getLast());
            }
            List<Value> gradients = Gradient.of(mean, at);
            int next = 0;
            for (String name : parameters.trainable()) {
                outputs.put("gradient:" + name, gradients.get(next++));
            }
            parameters.tensors().forEach((name, tensor) -> numbers.put(name, DOUBLE.of(tensor.data())));
            numbers.putAll(weights);
            Map<String, List<Double>> inputs = new LinkedHashMap<>();
            SplittableRandom random = new SplittableRandom(7);
            List<Double> points = random.doubles(BATCH * 16, 0, 2).boxed().toList();
            inputs.put("x", points);
            inputs.put("point", points.stream().map(value -> value + 0.05).toList());
            List<Double> labels = new ArrayList<>();
            for (int i = 0; i < BATCH * 3; i++) {
                labels.add(i % 3 == i / 3 % 3 ? 1.0 : 0.0);
            }
            inputs.put("label", labels);
            goal.controls().forEach((name, schedule) -> inputs.put(name, List.of(schedule.at(1))));
            var graph = trace.graph(outputs);
            inputs.keySet().retainAll(graph.inputs().keySet());
            Map<String, List<Double>> own = new LinkedHashMap<>(numbers);
            own.keySet().retainAll(graph.parameters().keySet());
            found = Evaluate.run(graph, BATCH, inputs, own, DOUBLE);
        }

        List<Double> at(String name) {
            return found.get("at:" + name);
        }

        double loss() {
            return found.get("loss").getFirst();
        }
    }

    private static double length(List<Double> values) {
        return Math.sqrt(values.stream().mapToDouble(value -> value * value).sum());
    }

    private static List<Double> minus(List<Double> a, List<Double> b) {
        List<Double> difference = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            difference.add(a.get(i) - b.get(i));
        }
        return difference;
    }

    /** Eqs. 8 and 9 of the paper: v = γ·‖w‖·∇/‖∇‖ in each layer, and vectors stay. */
    @Test
    void weightsMoveAlongTheGradientByTheirShare() {
        for (Goal goal : List.of(PGD, TRADES)) {
            Step plain = new Step(goal, Map.of());
            Step moved = new Step(new Awp(goal, Schedule.constant(GAMMA)), Map.of());
            int matrices = 0;
            for (String name : plain.parameters.trainable()) {
                List<Double> way = minus(moved.at(name), plain.at(name));
                boolean matrix = plain.parameters.tensors().get(name).shape().rank() > 1;
                double expected = matrix ? GAMMA * length(plain.at(name)) : 0;
                assertEquals(expected, length(way), 1e-6 * (1 + expected), name);
                List<Double> gradient = plain.found.get("gradient:" + name);
                for (int i = 0; matrix && i < way.size(); i++) {
                    assertEquals(gradient.get(i) / length(gradient) * expected, way.get(i), 1e-6, name + " " + i);
                }
                matrices += matrix ? 1 : 0;
            }
            assertEquals(3, matrices);
            assertTrue(moved.loss() > plain.loss(), "the loss is higher there");
        }
    }

    /** Eq. 10: what a step goes along is the gradient of the goal at the moved weights, which count as given. */
    @Test
    void stepsGoAlongTheGradientAtTheMovedWeights() {
        for (Goal goal : List.of(PGD, TRADES)) {
            Step moved = new Step(new Awp(goal, Schedule.constant(GAMMA)), Map.of());
            Map<String, List<Double>> weights = new LinkedHashMap<>();
            moved.parameters.trainable().forEach(name -> weights.put(name, moved.at(name)));
            Step there = new Step(goal, weights);
            assertEquals(there.loss(), moved.loss(), 1e-9);
            for (String name : moved.parameters.trainable()) {
                String gradient = "gradient:" + name;
                assertEquals(0, length(minus(there.found.get(gradient), moved.found.get(gradient))), 1e-9, name);
            }
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Schedule gamma = Schedule.constant(0.01);
        assertThrows(IllegalArgumentException.class, () -> new Awp(new StandardTraining(), gamma));
        assertThrows(IllegalArgumentException.class, () -> new Awp(PGD, Schedule.constant(-0.01)));
    }
}
