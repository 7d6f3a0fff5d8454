package io.jaspis.opencl;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import java.util.Map;

/**
 * What a run of a plan costs, before it is run.
 *
 * @param operations multiplications and additions of products and convolutions, and one for each element of all else
 * @param bytes read and written in memory by the steps
 * @param transferred bytes of inputs and outputs, but of those that are carried from run to run
 * @param steps kernels to launch
 */
record Work(double operations, double bytes, double transferred, int steps) {

    static Work of(Plan plan) {
        double operations = 0;
        double bytes = 0;
        for (Step step : plan.steps()) {
            for (Value member : step.members()) {
                operations += operations(plan, member);
                if (!step.inner().contains(member)) {
                    bytes += 4.0 * plan.size(member);
                }
            }
            for (Value operand : step.operands()) {
                bytes += 4.0 * plan.size(operand);
            }
        }
        double transferred = 0;
        for (Map.Entry<String, Value> input : plan.graph().inputs().entrySet()) {
            transferred += plan.carried().containsValue(input.getKey()) ? 0 : 4.0 * plan.size(input.getValue());
        }
        for (Map.Entry<String, Value> output : plan.graph().outputs().entrySet()) {
            transferred += plan.carried().containsKey(output.getKey()) ? 0 : 4.0 * plan.size(output.getValue());
        }
        return new Work(operations, bytes, transferred, plan.steps().size());
    }

    private static double operations(Plan plan, Value value) {
        double size = plan.size(value);
        return switch (value.op()) {
            case Linear.Dense(boolean transposed) ->
                2 * size * value.operand(1).shape().extent(transposed ? 0 : 1);
            case Linear.Convolve(var geometry, boolean transposed) ->
                2.0 * (transposed ? plan.size(value.operand(0)) : size) * geometry.depth();
            case Product.MatMul() -> 2 * size * value.operand(0).shape().extent(-1);
            case Product.DenseWeight() ->
                2
                        * size
                        * plan.size(value.operand(0))
                        / value.operand(0).shape().extent(-1);
            case Product.ConvolveWeight(var geometry) -> 2.0 * plan.size(value.operand(1)) * geometry.depth();
            case Source _,
                    Random _,
                    Movement _,
                    Maximum _,
                    Pointwise _,
                    Product.Multiply _,
                    Product.Gate _,
                    Quotient _ -> size;
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _, Linear.BatchSum _, Linear.Select _ ->
                size;
        };
    }
}
