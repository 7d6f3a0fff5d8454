package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Forms of a value of a network as affine forms of its input and of the results of those ReLUs that lines cut off ({@link
 * NeuronLines#cut}), in float64: the pass of {@link FormBounds} by the reference interpreter.
 */
final class AffineForms {
    /** Forms that are followed together. */
    private static final int TOGETHER = 4;
    /** What a rounding to float64 is of one to float32. */
    private static final double UNIT = 0x1p-29;
    /** More than sums of doubles are off, as a share of their magnitudes. */
    private static final double SUMS = 0x1p-40;

    private AffineForms() {}

    /**
     * A form: {@code plane·x + coefficients·h + constant}, wherever x lies in the box.
     *
     * @param plane of each element of the input
     * @param coefficients of each neuron's result
     * @param error more than what the form may be off
     */
    record Affine(double[] plane, double[] coefficients, double constant, double error) {}

    /**
     * Follows forms of the target, which bounds must be restricted to a box.
     *
     * @param stopped leaves the rest out
     */
    static List<Affine> of(FormBounds bounds, List<float[]> forms, NeuronLines lines, BooleanSupplier stopped) {
        List<Affine> all = new ArrayList<>();
        for (int first = 0; first < forms.size() && !stopped.getAsBoolean(); first += TOGETHER) {
            all.addAll(some(bounds, forms.subList(first, Math.min(forms.size(), first + TOGETHER)), lines));
        }
        return all;
    }

    private static List<Affine> some(FormBounds bounds, List<float[]> forms, NeuronLines lines) {
        Graph pass = bounds.pass();
        Map<String, List<Double>> inputs = new HashMap<>();
        pass.inputs().forEach((name, value) -> inputs.put(name, input(bounds, name, value, forms, lines)));
        Map<String, List<Double>> outputs =
                Evaluate.run(pass, 2 * forms.size(), inputs, Map.of(), DoubleArithmetic.DOUBLE);
        Activations activations = bounds.activations();
        // What constants are off themselves is no rounding of the pass.
        double unit = activations.constants().radii().isEmpty() ? UNIT : 1;
        List<Affine> affine = new ArrayList<>();
        for (int i = 0; i < forms.size(); i++) {
            double[] plane = new double[activations.input().shape().size()];
            part(outputs.get(FormPass.PLANE), 2 * i, plane, 0, plane.length);
            double[] coefficients = new double[activations.neurons()];
            for (int relu : bounds.needed()) {
                List<Double> read = outputs.get(FormPass.COEFFICIENTS + relu);
                part(read, 2 * i, coefficients, activations.start(relu), activations.size(relu));
            }
            // Without a box what is left of the bounds of a form and its opposite is its constant, less the error of
            // float32.
            double plus = outputs.get(FormPass.BOUND).get(2 * i);
            double minus = outputs.get(FormPass.BOUND).get(2 * i + 1);
            double error = -0.5 * (plus + minus) * unit;
            double sums = SUMS * (Math.abs(plus) + Math.abs(minus));
            affine.add(new Affine(plane, coefficients, 0.5 * (plus - minus), Math.abs(error) + sums));
        }
        return affine;
    }

    private static void part(List<Double> all, int row, double[] to, int at, int size) {
        for (int i = 0; i < size; i++) {
            to[at + i] = all.get(row * size + i);
        }
    }

    /** The numbers for an input of the pass: each form, and then its opposite. */
    private static List<Double> input(
            FormBounds bounds, String name, Value value, List<float[]> forms, NeuronLines lines) {
        int size = value.shape().size();
        if (name.equals(FormPass.ROWS)) {
            float[] rows = new float[2 * forms.size() * size];
            for (int i = 0; i < rows.length; i++) {
                float[] form = forms.get(i / size / 2);
                rows[i] = i / size % 2 == 0 ? form[i % size] : -form[i % size];
            }
            return numbers(rows, 0, rows.length, 1);
        }
        if (!value.batched()) {
            float[] weights = bounds.weights().get(name);
            // Of no box: what the input adds is left out.
            return numbers(weights == null ? new float[size] : weights, 0, size, 1);
        }
        int relu = Integer.parseInt(name.substring(name.indexOf('.') + 1));
        float[] of = lines.named(name.substring(0, name.indexOf('.') + 1));
        return numbers(of, bounds.activations().start(relu), size, 2 * forms.size());
    }

    private static List<Double> numbers(float[] array, int start, int size, int times) {
        return new AbstractList<>() {
            @Override
            public Double get(int index) {
                return (double) array[start + index % size];
            }

            @Override
            public int size() {
                return size * times;
            }
        };
    }
}
