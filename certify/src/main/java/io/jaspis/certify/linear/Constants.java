package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a network computes of its constants alone, each as floats and how far from them the real numbers may be.
 *
 * @param tensors the floats
 * @param radii at least the distance to the exact value, element by element; only of those that aren't exact
 */
record Constants(Map<Value, Tensor> tensors, Map<Value, Tensor> radii) {

    /**
     * The constants that values of a set have as operands.
     *
     * @param dependents all values that depend on the inputs
     */
    static Constants of(Graph network, Set<Value> dependents, Device device) {
        Map<Value, Tensor> tensors = new HashMap<>();
        Map<String, Value> computed = new LinkedHashMap<>();
        for (Value value : network.values()) {
            for (Value operand : dependents.contains(value) ? value.operands() : Set.<Value>of()) {
                if (operand.op() instanceof Source.Constant(Tensor tensor)) {
                    tensors.put(operand, tensor);
                } else if (!dependents.contains(operand)) {
                    computed.put("constant." + operand.index(), operand);
                }
            }
        }
        Map<Value, Tensor> radii = new HashMap<>();
        if (!computed.isEmpty()) {
            compute(network, computed, device, tensors, radii);
        }
        return new Constants(tensors, radii);
    }

    private static void compute(
            Graph network,
            Map<String, Value> computed,
            Device device,
            Map<Value, Tensor> tensors,
            Map<Value, Tensor> radii) {
        Graph constants = network.values().getFirst().trace().graph(computed);
        Trace trace = new Trace();
        Map<Value, Enclosure> enclosures = Intervals.propagate(constants, Map.of(), trace);
        Map<String, Value> outputs = new LinkedHashMap<>();
        computed.forEach((name, value) -> {
            // A source, moved or not, is no step of a plan, and can't be an output of one.
            outputs.put(name + Intervals.LOWER, enclosures.get(value).lower().copied());
            outputs.put(name + Intervals.UPPER, enclosures.get(value).upper().copied());
        });
        try (Execution execution = device.load(Plan.of(trace.graph(outputs), 1))) {
            execution.run();
            computed.forEach((name, value) -> {
                float[] lower = execution.read(name + Intervals.LOWER);
                tensors.put(value, Tensor.of(value.shape(), lower));
                if (!enclosures.get(value).exact()) {
                    float[] upper = execution.read(name + Intervals.UPPER);
                    for (int i = 0; i < upper.length; i++) {
                        upper[i] = Math.nextUp(upper[i] - lower[i]);
                    }
                    radii.put(value, Tensor.of(value.shape(), upper));
                }
            });
        }
    }
}
