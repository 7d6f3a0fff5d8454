package io.jaspis.audit;

import io.jaspis.autodiff.Gates;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Arithmetic;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.reference.ExactArithmetic;
import io.jaspis.threat.Logits;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network gives one point in real arithmetic: exactly, or where that would take too long or can't write a number,
 * in double precision up to its error.
 */
final class RealArithmetic {
    /** Products of one evaluation: as many as take about a second with exact numbers. */
    private static final long EXACT_PRODUCTS = 2_000_000;

    private RealArithmetic() {}

    /**
     * Whether the label's score is above all others; in double precision, whether it may be.
     *
     * @param target the only class that it is to be above, or {@link Logits#NONE}
     */
    static boolean keeps(Graph scores, float[] x, int label, int target) {
        if (products(scores) <= EXACT_PRODUCTS) {
            try {
                var exact = scores(scores, x, ExactArithmetic.EXACT);
                for (int j = 0; j < exact.size(); j++) {
                    if (rivals(j, label, target) && exact.get(j).compareTo(exact.get(label)) >= 0) {
                        return false;
                    }
                }
                return true;
            } catch (ArithmeticException e) {
                // A number that decimal digits can't write, such as an infinite weight that is masked away.
                return keepsInDouble(scores, x, label, target);
            }
        }
        return keepsInDouble(scores, x, label, target);
    }

    private static boolean rivals(int other, int label, int target) {
        return target == Logits.NONE ? other != label : other == target;
    }

    private static <N> List<N> scores(Graph graph, float[] x, Arithmetic<N> arithmetic) {
        return Evaluate.run(graph, 1, Map.of(graph.onlyInput(), arithmetic.of(x)), Map.of(), arithmetic)
                .get(graph.onlyOutput());
    }

    /** Whether the label leads by more than what rounding of the largest value on the way can take from it. */
    private static boolean keepsInDouble(Graph graph, float[] x, int label, int target) {
        Map<Value, List<Double>> values = Evaluate.values(
                graph,
                1,
                Map.of(graph.onlyInput(), DoubleArithmetic.DOUBLE.of(x)),
                Map.of(),
                Map.of(),
                DoubleArithmetic.DOUBLE);
        double largest = 0;
        Set<Value> open = Gates.past(graph);
        for (Map.Entry<Value, List<Double>> each : values.entrySet()) {
            for (double element : each.getValue()) {
                // What a gate keeps from the scores may be infinite or no number.
                boolean counts = open.contains(each.getKey()) || Double.isFinite(element);
                largest = counts ? Math.max(largest, Math.abs(element)) : largest;
            }
        }
        double error =
                largest * 0x1p-53 * Math.max(1, longest(graph)) * graph.values().size();
        List<Double> scores = values.get(graph.output(graph.onlyOutput()));
        for (int j = 0; j < scores.size(); j++) {
            // Written so that NaN keeps nothing.
            if (rivals(j, label, target) && !(scores.get(label) - scores.get(j) > -error)) {
                return false;
            }
        }
        return true;
    }

    private static long products(Graph graph) {
        return graph.values().stream()
                .mapToLong(value -> terms(value) * value.shape().size())
                .sum();
    }

    private static long longest(Graph graph) {
        return graph.values().stream().mapToLong(RealArithmetic::terms).max().orElse(0);
    }

    /** Products in each element of a value, or fewer. */
    private static long terms(Value value) {
        return switch (value.op()) {
            case Linear.Dense(boolean transposed) -> value.operand(1).shape().extent(transposed ? 0 : 1);
            case Linear.Convolve(var geometry, boolean _) -> geometry.depth();
            case Product.MatMul() -> value.operand(0).shape().extent(-1);
            case Linear _, Product _, io.jaspis.autodiff.Quotient _ -> 1;
            case io.jaspis.autodiff.Source _,
                    io.jaspis.autodiff.Random _,
                    io.jaspis.autodiff.Pointwise _,
                    io.jaspis.autodiff.Maximum _,
                    io.jaspis.autodiff.Movement _ -> 0;
        };
    }
}
