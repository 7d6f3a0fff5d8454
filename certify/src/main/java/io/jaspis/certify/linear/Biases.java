package io.jaspis.certify.linear;

import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the operands of a network's ReLUs are where its input and the results of all ReLUs are zero. */
public final class Biases {
    private Biases() {}

    /** The biases of all neurons, one behind the other. */
    public static float[] of(Activations activations, Device device) {
        Trace trace = new Trace();
        Map<Value, Value> here = new HashMap<>();
        for (Value value : activations.network().values()) {
            here.put(value, value(activations, value, here, trace));
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        List<Value> relus = activations.nonlinear();
        for (int i = 0; i < relus.size(); i++) {
            outputs.put("bias." + i, here.get(relus.get(i).operand(0)).copied());
        }
        float[] biases = new float[activations.neurons()];
        if (!outputs.isEmpty()) {
            try (Execution execution = device.load(Plan.of(trace.graph(outputs), 1))) {
                execution.run();
                for (int i = 0; i < relus.size(); i++) {
                    execution.read("bias." + i, biases, activations.start(i));
                }
            }
        }
        return biases;
    }

    private static Value value(Activations activations, Value value, Map<Value, Value> here, Trace trace) {
        Tensor known = activations.constants().tensors().get(value);
        if (known != null) {
            return trace.constant(known);
        }
        if (value == activations.input() || activations.nonlinear().contains(value)) {
            return trace.constant(Tensor.zeros(value.shape()));
        }
        if (!activations.dependents().contains(value)) {
            // What only constants need.
            return null;
        }
        List<Value> operands = value.operands().stream().map(here::get).toList();
        return value.op() instanceof Movement.RepeatBatch ? operands.getFirst() : trace.record(value.op(), operands);
    }
}
