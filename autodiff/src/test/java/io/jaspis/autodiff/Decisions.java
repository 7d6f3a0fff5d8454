package io.jaspis.autodiff;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;

import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.kernels.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** On which side of its kinks each operation of a graph was: where all sides are the same, the graph is smooth between. */
final class Decisions {
    private Decisions() {}

    static List<Long> of(Graph graph, int batch, Map<Value, List<Double>> values) {
        List<Long> decisions = new ArrayList<>();
        for (Value value : graph.values()) {
            List<Double> x = value.operands().isEmpty() ? List.of() : values.get(value.operand(0));
            switch (value.op()) {
                case Pointwise.Absolute _,
                        Pointwise.Step _,
                        Pointwise.Sign _,
                        Pointwise.Relu _,
                        Pointwise.LeakyRelu _ -> x.forEach(number -> decisions.add((long) Math.signum(number)));
                case Pointwise.Clip(float lower, float upper) ->
                    x.forEach(number ->
                            decisions.add((long) (Math.signum(number - lower) + 3 * Math.signum(number - upper))));
                case Pointwise.Round _ -> x.forEach(number -> decisions.add((long) Math.rint(number)));
                case Pointwise.Floor _ -> x.forEach(number -> decisions.add((long) Math.floor(number)));
                case Maximum.Max _, Maximum.Min _ -> {
                    List<Double> z = values.get(value.operand(1));
                    for (int i = 0; i < Math.max(x.size(), z.size()); i++) {
                        decisions.add((long) Math.signum(x.get(i % x.size()) - z.get(i % z.size())));
                    }
                }
                case Maximum.Pool(Pooling pooling) -> decisions.addAll(winners(pooling, value.operand(0), batch, x));
                case Linear.Select(Pooling pooling, boolean _) ->
                    decisions.addAll(winners(pooling, value.operand(1), batch, values.get(value.operand(1))));
                case Pointwise.Shift _,
                        Pointwise.Sigmoid _,
                        Pointwise.Tanh _,
                        Pointwise.ErrorFunction _,
                        Pointwise.ArcTangent _,
                        Pointwise.ArcSine _,
                        Pointwise.ArcCosine _,
                        Pointwise.Narrow _,
                        Pointwise.Exponential _,
                        Pointwise.ExponentialMinusOne _,
                        Pointwise.Softplus _,
                        Pointwise.Logarithm _,
                        Pointwise.SquareRoot _,
                        Pointwise.Reciprocal _,
                        Pointwise.Sine _,
                        Pointwise.Cosine _,
                        Pointwise.Power _,
                        Pointwise.RoundUp _,
                        Pointwise.RoundDown _ -> {}
                case Linear.Dense _, Linear.Convolve _, Linear.Sum _, Linear.BatchSum _ -> {}
                case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> {}
                case Source _, Random _, Product _, Quotient _, Movement _ -> {}
            }
        }
        return decisions;
    }

    /** For each window the number of its largest element: what pooling selects from the elements' numbers. */
    private static List<Long> winners(Pooling pooling, Value selector, int batch, List<Double> numbers) {
        Trace trace = new Trace();
        Value image = trace.input("selector", selector.type());
        Value positions = trace.input("positions", selector.type());
        Graph graph = trace.graph("y", positions.select(image, pooling, false));
        List<Double> counted = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            counted.add((double) i);
        }
        return Evaluate.run(graph, batch, Map.of("selector", numbers, "positions", counted), Map.of(), DOUBLE)
                .get("y")
                .stream()
                .map(Double::longValue)
                .toList();
    }
}
