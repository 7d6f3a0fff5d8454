package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.FormBounds.Row;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FormBoundsLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int POINTS = 8;

    /** A network, bounds of its neurons, and its values at points in exact arithmetic. */
    private static final class Trial implements AutoCloseable {
        final ReluGraphs network;
        final Activations activations;
        final NeuronTightening tightening;
        final SplittableRandom random;

        Trial(ReluGraphs network, long seed) {
            this.network = network;
            this.activations = new Activations(network.graph(), DEVICE);
            this.tightening = new NeuronTightening(activations, DEVICE, network.lower(), network.upper(), 8);
            this.random = new SplittableRandom(seed);
        }

        /** The operands of all ReLUs one behind the other, and then the output. */
        List<BigDecimal> at(float[] point) {
            Map<String, Value> outputs = new LinkedHashMap<>();
            for (int i = 0; i < activations.nonlinear().size(); i++) {
                outputs.put("operand " + i, activations.nonlinear().get(i).operand(0));
            }
            outputs.put("y", activations.output());
            Trace trace = activations.output().trace();
            List<BigDecimal> inputs = new ArrayList<>();
            for (float x : point) {
                inputs.add(EXACT.of(x));
            }
            Map<String, List<BigDecimal>> found =
                    Evaluate.run(trace.graph(outputs), 1, Map.of("x", inputs), Map.of(), EXACT);
            List<BigDecimal> all = new ArrayList<>();
            outputs.keySet().forEach(name -> all.addAll(found.get(name)));
            return all;
        }

        void assertHold(NeuronBounds bounds) {
            for (int i = 0; i < POINTS; i++) {
                List<BigDecimal> values = at(network.point(random));
                for (int neuron = 0; neuron < bounds.neurons(); neuron++) {
                    BigDecimal value = values.get(neuron);
                    assertTrue(new BigDecimal(bounds.lower(neuron)).compareTo(value) <= 0, "lower of " + neuron);
                    assertTrue(new BigDecimal(bounds.upper(neuron)).compareTo(value) >= 0, "upper of " + neuron);
                }
            }
        }

        /** The form of the output at a point. */
        BigDecimal form(float[] form, List<BigDecimal> values) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 0; i < form.length; i++) {
                sum = sum.add(EXACT.of(form[i]).multiply(values.get(activations.neurons() + i)));
            }
            return sum;
        }

        /** What a form of the output would be at a point if no number on the way were negative. */
        double magnitude(float[] form, float[] point) {
            Trace trace = new Trace();
            Map<Value, Value> here = new HashMap<>();
            for (Value value : network.graph().values()) {
                here.put(value, positive(trace, value, here));
            }
            List<Double> inputs = new ArrayList<>();
            for (float x : point) {
                inputs.add((double) Math.abs(x));
            }
            Graph graph = trace.graph("y", here.get(activations.output()));
            List<Double> outputs = Evaluate.run(graph, 1, Map.of("x", inputs), Map.of(), DOUBLE)
                    .get("y");
            double sum = 0;
            for (int i = 0; i < form.length; i++) {
                sum += Math.abs(form[i]) * outputs.get(i);
            }
            return sum;
        }

        private Value positive(Trace trace, Value value, Map<Value, Value> here) {
            Tensor known = activations.constants().tensors().get(value);
            if (known != null) {
                Value size = trace.constant(known).absolute();
                return value.batched() ? size.repeatBatch() : size;
            }
            List<Value> operands = value.operands().stream().map(here::get).toList();
            return switch (value.op()) {
                case Linear.Subtract() -> operands.get(0).plus(operands.get(1));
                case Linear.Scale(float factor) -> operands.getFirst().scale(Math.abs(factor));
                case Pointwise.Shift(float amount) -> operands.getFirst().plus(Math.abs(amount));
                default -> trace.copy(value, operands);
            };
        }

        float[] form() {
            float[] form = new float[activations.output().shape().size()];
            for (int i = 0; i < form.length; i++) {
                form[i] = (float) random.nextGaussian();
            }
            return form;
        }

        @Override
        public void close() {
            tightening.close();
        }
    }

    @Property(tries = 30)
    @Label("no point of the box has a neuron outside its bounds, in exact arithmetic")
    void neurons(@ForAll long seed) {
        try (Trial trial = new Trial(ReluGraphs.random(seed), seed)) {
            NeuronBounds bounds = trial.tightening.intervals();
            trial.assertHold(bounds);
            trial.tightening.tighten(bounds, Climb.NONE, () -> false);
            trial.assertHold(bounds);
            trial.tightening.tighten(bounds, new Climb(4, 0.3, 0.1, 0.9), () -> false);
            trial.assertHold(bounds);
        }
    }

    @Property(tries = 30)
    @Label("no point of a part of the box gives less than the bound, whatever its slopes and multipliers")
    void parts(@ForAll long seed) {
        try (Trial trial = new Trial(ReluGraphs.random(seed), seed)) {
            NeuronBounds bounds = trial.tightening.intervals();
            trial.tightening.tighten(bounds, Climb.NONE, () -> false);
            float[] middle = trial.network.point(trial.random);
            List<BigDecimal> there = trial.at(middle);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                rows.add(row(trial, bounds, there));
            }
            try (FormBounds forms = new FormBounds(trial.activations, trial.activations.output(), DEVICE, 4)) {
                forms.restrict(trial.network.lower(), trial.network.upper(), bounds);
                forms.bound(rows, new Climb(4, 0.2, 0.2, 0.9), Float.POSITIVE_INFINITY);
            }
            assertBelow(trial, rows, there);
            for (int i = 0; i < POINTS; i++) {
                assertBelow(trial, rows, trial.at(trial.network.point(trial.random)));
            }
        }
    }

    @Property(tries = 20)
    @Label("a climb that is stopped asks for no more than it has begun, and what it found holds")
    void stopped(@ForAll long seed, @ForAll @IntRange(min = 0, max = 12) int asked) {
        try (Trial trial = new Trial(ReluGraphs.random(seed), seed)) {
            NeuronBounds bounds = trial.tightening.intervals();
            float[] middle = trial.network.point(trial.random);
            List<BigDecimal> there = trial.at(middle);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                rows.add(row(trial, bounds, there));
            }
            int[] left = {asked};
            try (FormBounds forms = new FormBounds(trial.activations, trial.activations.output(), DEVICE, 4)) {
                forms.restrict(trial.network.lower(), trial.network.upper(), bounds);
                forms.bound(rows, new Climb(1000, 0.2, 0.2, 1), Float.POSITIVE_INFINITY, () -> left[0]-- <= 0);
            }
            // It is over once it is told, at the latest a portion later.
            assertTrue(left[0] >= -3, () -> "asked " + (asked - left[0]) + " times");
            if (asked == 0) {
                rows.forEach(row -> assertEquals(Float.NEGATIVE_INFINITY, row.bound()));
            }
            assertBelow(trial, rows, there);
        }
    }

    /** A row of a part that a point lies in, with some slopes and multipliers. */
    private static Row row(Trial trial, NeuronBounds bounds, List<BigDecimal> there) {
        NeuronLines lines = NeuronLines.of(bounds);
        int[] splits = trial.random
                .ints(trial.random.nextInt(5), 0, bounds.neurons())
                .distinct()
                .filter(bounds::open)
                .map(neuron -> 2 * neuron + (there.get(neuron).signum() >= 0 ? 1 : 0))
                .toArray();
        float[] parameters = new float[bounds.neurons()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = trial.random.nextFloat();
        }
        return new Row(trial.form(), lines, splits, parameters);
    }

    private static void assertBelow(Trial trial, List<Row> rows, List<BigDecimal> values) {
        for (Row row : rows) {
            boolean inside = Arrays.stream(row.splits())
                    .allMatch(split -> values.get(split >> 1).signum() * ((split & 1) == 1 ? 1 : -1) >= 0);
            if (inside) {
                BigDecimal value = trial.form(row.form(), values);
                assertTrue(
                        row.bound() == Float.NEGATIVE_INFINITY || new BigDecimal(row.bound()).compareTo(value) <= 0,
                        () -> row.bound() + " is no lower bound of " + value);
            }
        }
    }

    @Property(tries = 100)
    @Label(
            "a sum that cancels, of outputs near the smallest float times coefficients near the largest, is not below the bound")
    void ends(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int outputs = random.nextInt(2, 8);
        float[] weights = new float[outputs];
        float[] form = new float[outputs];
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < outputs; j++) {
            weights[j] = random.nextInt(1 << 17, 1 << 18) * Float.MIN_VALUE;
            form[j] = (float) ((random.nextBoolean() ? 1 : -1) * random.nextDouble(0x1p122, 0x1p123));
            if (j == outputs - 1) {
                form[j] = (float) (-sum.doubleValue() / weights[j]);
            }
            sum = sum.add(EXACT.of(form[j]).multiply(EXACT.of(weights[j])));
        }
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        Value y = (random.nextBoolean() ? x : x.relu()).dense(trace.constant(Tensor.of(Shape.of(outputs, 1), weights)));
        try (Trial trial = new Trial(new ReluGraphs(trace.graph("y", y), new float[] {1}, new float[] {1}), seed)) {
            NeuronBounds bounds = trial.tightening.intervals();
            Row row = new Row(form, NeuronLines.of(bounds), new int[0], new float[bounds.neurons()]);
            try (FormBounds forms = new FormBounds(trial.activations, trial.activations.output(), DEVICE, 2)) {
                forms.restrict(new float[] {1}, new float[] {1}, bounds);
                forms.bound(List.of(row), Climb.NONE, Float.POSITIVE_INFINITY);
            }
            assertBelow(trial, List.of(row), trial.at(new float[] {1}));
        }
    }

    @Property(tries = 20)
    @Label("where all neurons are surely on or off the bound is the least value but for a rounding")
    void exactWhereLinear(@ForAll long seed) {
        ReluGraphs network = ReluGraphs.random(seed);
        ReluGraphs point = new ReluGraphs(network.graph(), network.lower(), network.lower());
        try (Trial trial = new Trial(point, seed)) {
            NeuronBounds bounds = trial.tightening.intervals();
            List<BigDecimal> values = trial.at(network.lower());
            float[] form = trial.form();
            Row row = new Row(form, NeuronLines.of(bounds), new int[0], new float[bounds.neurons()]);
            try (FormBounds forms = new FormBounds(trial.activations, trial.activations.output(), DEVICE, 2)) {
                forms.restrict(point.lower(), point.upper(), bounds);
                forms.bound(List.of(row), Climb.NONE, Float.POSITIVE_INFINITY);
            }
            // The sums on the way back have some hundred terms together, and what is subtracted for them covers each of
            // them.
            double rounding = 2048 * 0x1p-24 * trial.magnitude(form, network.lower());
            assertEquals(trial.form(form, values).doubleValue(), row.bound(), rounding);
        }
    }
}
