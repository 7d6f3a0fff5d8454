package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Bounds of the operands of a network's activations on a box, one by one: intervals from the activations before, then CROWN of the neurons that may still
 * be on or off, then α-CROWN of those that still may. Since each neuron's bound has slopes of its own, and every bound
 * that follows is no worse for a better one, this is α-CROWN with joint slopes.
 */
public final class NeuronTightening implements AutoCloseable {
    /** The climb of single neurons' slopes: few passes, since there are many neurons. */
    public static final FormBounds.Climb SLOPES = new FormBounds.Climb(12, 0.3, 0.05, 0.95);

    /** What the name of a bound that is known begins with. */
    private static final String KNOWN = "known.";

    private final Activations activations;
    private final Device device;
    private float[] lower;
    private float[] upper;
    private final int batch;
    /** The bounds of each activation's operand; null until they are needed. */
    private final FormBounds[] forms;
    /** What gives interval bounds; null until they are needed. */
    private Execution intervals;

    /** Whether those are of the box. */
    private final boolean[] restricted;

    public NeuronTightening(Activations activations, Device device, float[] lower, float[] upper, int batch) {
        this.activations = activations;
        this.device = device;
        this.lower = lower;
        this.upper = upper;
        this.batch = batch;
        this.forms = new FormBounds[activations.nonlinear().size()];
        this.restricted = new boolean[forms.length];
    }

    Activations activations() {
        return activations;
    }

    float[] lower() {
        return lower;
    }

    float[] upper() {
        return upper;
    }

    int batch() {
        return batch;
    }

    /** Goes on with another box; bounds of the former one are of no more use here. */
    public void restrict(float[] newLower, float[] newUpper) {
        lower = newLower;
        upper = newUpper;
        Arrays.fill(restricted, false);
    }

    /** Interval bounds. */
    public NeuronBounds intervals() {
        NeuronBounds bounds = NeuronBounds.none(activations.neurons());
        propagate(bounds);
        return bounds;
    }

    /** Closes bounds in by intervals, those of later activations from those of earlier ones. */
    public void propagate(NeuronBounds bounds) {
        int count = activations.nonlinear().size();
        if (count == 0) {
            return;
        }
        if (intervals == null) {
            intervals = device.load(Plan.of(intervalGraph(), 1));
        }
        String input = activations.network().onlyInput();
        intervals.write(input + Intervals.LOWER, lower, 0);
        intervals.write(input + Intervals.UPPER, upper, 0);
        for (int i = 0; i < count; i++) {
            intervals.write(KNOWN + Magnitudes.LOWER + i, bounds.lower(), activations.start(i));
            intervals.write(KNOWN + Magnitudes.UPPER + i, bounds.upper(), activations.start(i));
        }
        intervals.run();
        for (int i = 0; i < count; i++) {
            intervals.read(Magnitudes.LOWER + i, bounds.lower(), activations.start(i));
            intervals.read(Magnitudes.UPPER + i, bounds.upper(), activations.start(i));
        }
    }

    private Graph intervalGraph() {
        Trace trace = new Trace();
        String input = activations.network().onlyInput();
        Type type = activations.input().type();
        Enclosure box =
                new Enclosure(trace.input(input + Intervals.LOWER, type), trace.input(input + Intervals.UPPER, type));
        List<Value> inputs = new ArrayList<>(List.of(box.lower(), box.upper()));
        Map<Value, Enclosure> known = new HashMap<>();
        List<Value> nonlinear = activations.nonlinear();
        for (int i = 0; i < nonlinear.size(); i++) {
            Value operand = nonlinear.get(i).operand(0);
            Type of = operand.type();
            Enclosure own = new Enclosure(
                    trace.input(KNOWN + Magnitudes.LOWER + i, of), trace.input(KNOWN + Magnitudes.UPPER + i, of));
            // Several activations may be of one value.
            known.merge(operand, own, Enclosure::within);
            inputs.addAll(List.of(own.lower(), own.upper()));
        }
        Map<Value, Enclosure> enclosures =
                Intervals.propagate(activations.network(), Map.of(input, box), Map.of(), known, trace);
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (int i = 0; i < nonlinear.size(); i++) {
            Enclosure operand = enclosures.get(nonlinear.get(i).operand(0));
            outputs.put(Magnitudes.LOWER + i, operand.lower().copied());
            outputs.put(Magnitudes.UPPER + i, operand.upper().copied());
        }
        return trace.graph(inputs, outputs);
    }

    /**
     * Closes bounds in, those of later activations by those of earlier ones.
     *
     * @param climb of the neurons that CROWN leaves open; {@link FormBounds.Climb#NONE} for CROWN alone
     * @param stopped leaves the rest as it is
     */
    public void tighten(NeuronBounds bounds, FormBounds.Climb climb, BooleanSupplier stopped) {
        for (int activation = 0; activation < activations.nonlinear().size() && !stopped.getAsBoolean(); activation++) {
            tighten(activation, bounds, climb, stopped);
        }
    }

    /** Closes the bounds of one activation's operand in; as {@link #tighten(NeuronBounds, FormBounds.Climb, BooleanSupplier)}. */
    public void tighten(int activation, NeuronBounds bounds, FormBounds.Climb climb, BooleanSupplier stopped) {
        if (activations.first(activation)) {
            // Linear in the input: intervals of a single layer are exact.
            return;
        }
        // Planes through all layers may be wider than intervals from the layer before.
        propagate(bounds);
        pass(activation, bounds, FormBounds.Climb.NONE, stopped);
        if (climb.passes() > 1 && forms(activation, bounds).climbs()) {
            pass(activation, bounds, climb, stopped);
        }
    }

    /** Bounds of forms of an activation's operand, weights of errors taken from the bounds that were first given for it. */
    public FormBounds forms(int activation, NeuronBounds bounds) {
        if (forms[activation] == null) {
            Value target = activations.nonlinear().get(activation).operand(0);
            forms[activation] = new FormBounds(activations, target, device, batch);
        }
        if (!restricted[activation]) {
            forms[activation].restrict(lower, upper, bounds);
            restricted[activation] = true;
        }
        return forms[activation];
    }

    private void pass(int activation, NeuronBounds bounds, FormBounds.Climb climb, BooleanSupplier stopped) {
        NeuronLines lines = activations.lines(bounds);
        int start = activations.start(activation);
        int size = activations.size(activation);
        List<Integer> open = new ArrayList<>();
        for (int neuron = start; neuron < start + size; neuron++) {
            if (activations.loose(activation, neuron, bounds)) {
                open.add(neuron);
            }
        }
        int each = Math.max(1, batch / 2);
        for (int first = 0; first < open.size() && !stopped.getAsBoolean(); first += each) {
            List<Integer> some = open.subList(first, Math.min(open.size(), first + each));
            List<FormBounds.Row> rows = new ArrayList<>();
            for (int neuron : some) {
                rows.add(row(neuron - start, size, 1, lines));
                rows.add(row(neuron - start, size, -1, lines));
            }
            forms(activation, bounds).bound(rows, climb, 0);
            for (int i = 0; i < some.size(); i++) {
                bounds.raise(some.get(i), rows.get(2 * i).bound());
                bounds.sink(some.get(i), -rows.get(2 * i + 1).bound());
            }
        }
    }

    private static FormBounds.Row row(int element, int size, float factor, NeuronLines lines) {
        float[] form = new float[size];
        form[element] = factor;
        return new FormBounds.Row(form, lines, new int[0], lines.adaptive());
    }

    @Override
    public void close() {
        if (intervals != null) {
            intervals.close();
        }
        for (FormBounds each : forms) {
            if (each != null) {
                each.close();
            }
        }
    }
}
