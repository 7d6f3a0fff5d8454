package io.jaspis.defend.training;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Points;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IbpTest {
    private static final int BATCH = 3;
    private static final int CLASSES = 3;
    private static final Shape IMAGE = Shape.of(1, 4, 4);

    /** The loss of a small network, its inputs and its parameters, in double. */
    private static final class Step {
        final Parameters parameters = new Parameters(5);
        final Trace trace = new Trace();
        final Value loss;
        final Value clean;
        final Map<String, List<Double>> inputs = new LinkedHashMap<>();
        final Map<String, List<Double>> numbers = new LinkedHashMap<>();

        Step(String architecture, double epsilon, double kappa) {
            Layer network = Architecture.parse(architecture, new Initial.He());
            Value x = trace.input("x", IMAGE);
            Value label = trace.input("label", Shape.of(CLASSES));
            var terms = Ibp.of(epsilon, 0, 1, 0, 1).terms(network, Scope.of(parameters, true), x, label);
            loss = terms.loss().batchSum();
            clean = Losses.crossEntropy(terms.logits(), label).batchSum();
            SplittableRandom random = new SplittableRandom(9);
            List<Double> pixels = new ArrayList<>();
            List<Double> labels = new ArrayList<>();
            for (int example = 0; example < BATCH; example++) {
                for (int i = 0; i < IMAGE.size(); i++) {
                    pixels.add(random.nextDouble(0.1, 0.9));
                }
                for (int j = 0; j < CLASSES; j++) {
                    labels.add(j == example ? 1.0 : 0.0);
                }
            }
            inputs.put("x", pixels);
            inputs.put("label", labels);
            inputs.put("epsilon", List.of(epsilon));
            inputs.put("kappa", List.of(kappa));
            parameters
                    .tensors()
                    .forEach((name, tensor) -> numbers.put(name, new ArrayList<>(DOUBLE.of(tensor.data()))));
        }

        double value(Value value) {
            Graph graph = trace.graph("y", value);
            return Evaluate.run(graph, BATCH, inputs, numbers, DOUBLE).get("y").getFirst();
        }
    }

    /** Central differences of step 2^−16: off by its square and by rounding over it, both below 10^−8 for such losses. */
    @Test
    void gradientIsThatOfTheBounds() {
        Step step = new Step("conv 2 3 1 1, relu, flatten, dense 5, relu, dense 3", 0.05, 0.3);
        List<Value> sources = new ArrayList<>();
        step.numbers
                .keySet()
                .forEach(name -> sources.add(step.trace.parameter(
                        name, step.parameters.tensors().get(name).shape())));
        List<Value> gradients = Gradient.of(step.loss, sources);
        Map<String, Value> outputs = new LinkedHashMap<>();
        int next = 0;
        for (String name : step.numbers.keySet()) {
            outputs.put(name, gradients.get(next++));
        }
        var found = Evaluate.run(step.trace.graph(outputs), BATCH, step.inputs, step.numbers, DOUBLE);
        double h = 0x1p-16;
        int compared = 0;
        for (String name : step.numbers.keySet()) {
            List<Double> parameter = step.numbers.get(name);
            for (int i = 0; i < parameter.size(); i += 1 + parameter.size() / 12) {
                double centre = parameter.get(i);
                parameter.set(i, centre + h);
                double above = step.value(step.loss);
                parameter.set(i, centre - h);
                double below = step.value(step.loss);
                parameter.set(i, centre);
                assertEquals((above - below) / (2 * h), found.get(name).get(i), 1e-6, name + " " + i);
                compared++;
            }
        }
        assertTrue(compared > 30);
    }

    /** The bounds' rounding terms remain: a few γ of logits of about 1. */
    @Test
    void withoutRadiusItIsTheCleanLoss() {
        for (double kappa : new double[] {0, 0.5, 1}) {
            Step step = new Step("conv 2 3 1 1, relu, flatten, dense 5, relu, dense 3", 0, kappa);
            assertEquals(step.value(step.clean), step.value(step.loss), 1e-4);
        }
    }

    @Test
    void radiusMakesTheLossLarger() {
        double last = 0;
        for (double epsilon : new double[] {0, 0.01, 0.1, 0.3}) {
            Step step = new Step("flatten, dense 6, relu, dense 3", epsilon, 0.5);
            double loss = step.value(step.loss);
            assertTrue(loss > last);
            last = loss;
        }
    }

    @Test
    void schedulesAreThePapers() {
        Ibp objective = Ibp.of(0.3, 0.25, 0.75, 0, 1);
        Map<String, Schedule> controls = new HashMap<>(objective.controls());
        assertEquals(0, controls.get("epsilon").at(0.25));
        assertEquals(0.15, controls.get("epsilon").at(0.5), 1e-12);
        assertEquals(0.3, controls.get("epsilon").at(1));
        assertEquals(1, controls.get("kappa").at(0.1));
        assertEquals(0.5, controls.get("kappa").at(0.9));
    }

    /** Three clouds in the plane, half a unit apart: trained for it, a network is certified at a radius of 0.08. */
    @Test
    void trainingRaisesCertifiedAccuracy() throws IOException {
        Points points = Points.clouds(90, 3);
        Layer network = Architecture.parse("dense 16, relu, dense 3", new Initial.Interval());
        double radius = 0.08;
        double untrained = accuracy(network, points, radius, 1);
        double trained = accuracy(network, points, radius, 60);
        assertTrue(trained >= 0.9 && trained > untrained, "certified " + untrained + ", then " + trained);
    }

    private static double accuracy(Layer network, Points points, double radius, int epochs) throws IOException {
        Recipe recipe = new Recipe(epochs, 15, Schedule.constant(epochs == 1 ? 0 : 0.01), 0, 0, 7, Optional.empty());
        Parameters parameters = new Trainer(network, Ibp.of(radius, 0.1, 0.6, 0, 1), new Adam(0), recipe, Cpu.best())
                .train(points, Progress.SILENT);
        Graph graph = Trainer.network(network, parameters, points.shape());
        return CertifiedAccuracy.of(graph, points, radius);
    }
}
