package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The largest elements in order. An element's rank is the number of those that go before it, which comparisons count; so
 * what is chosen is chosen exactly, and its gradient is that of the chosen elements. Bounds know of each place only that some
 * of the elements that may get there does.
 */
final class RankingOperators {
    private RankingOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("TopK", RankingOperators::top);
    }

    private static List<Term> top(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        int axis = Node.axis(x, node.integer("axis", -1));
        int extent = x.value().shape().extent(axis);
        long count = node.hasAttribute("k") ? node.integer("k", 0) : count(node);
        require(count > 0 && count <= extent, "it takes %d of %d elements", count, extent);
        require(
                count == 1 || node.integer("sorted", 1) != 0,
                "attribute sorted is 0, which leaves open in which order it gives the %d that it takes; set it to 1",
                count);
        boolean largest = node.integer("largest", 1) != 0;
        int rank = x.value().shape().rank();
        Value rows = x.value().transpose(toLast(rank, axis));
        Value chosen = chosen(rows, (int) count, largest);
        Value values = weighted(chosen, rows);
        Value places = weighted(chosen, counting(node.trace(), Shape.of(extent), extent));
        node.ranges().tell(places, new Ranges.Range(0, extent - 1.0));
        List<Integer> back = fromLast(rank, axis);
        return List.of(
                x.with(values.transpose(back)).with(node.term(0).type()),
                x.with(places.transpose(back)).with(ElementType.INT64));
    }

    private static long count(Node node) {
        long[] count = node.fixedIntegers(1, "K");
        require(count.length == 1, "K must be one number");
        return count[0];
    }

    /** [..., count, extent] of [..., extent]: 1 where the element has this rank, else 0. */
    private static Value chosen(Value rows, int count, boolean largest) {
        Shape shape = rows.shape();
        int extent = shape.extent(-1);
        Shape lead = shape.leading(shape.rank() - 1);
        Shape all = lead.then(Shape.of(extent, extent));
        Layout.grown(all.extents());
        Value own = rows.reshape(lead.then(Shape.of(extent, 1))).broadcastTo(all);
        Value other = rows.reshape(lead.then(Shape.of(1, extent))).broadcastTo(all);
        Value before = largest ? ComparisonOperators.greater(other, own) : ComparisonOperators.greater(own, other);
        Value equal = own.minus(other).absolute().step().not();
        float[] earlier = new float[extent * extent];
        for (int i = 0; i < earlier.length; i++) {
            earlier[i] = i % extent < i / extent ? 1 : 0;
        }
        Value first = equal.times(rows.trace()
                .constant(Tensor.of(Shape.of(extent, extent), earlier))
                .broadcastTo(all));
        Value ranks = before.plus(first).sum(all.rank() - 1);
        Shape chosen = lead.then(Shape.of(count, extent));
        Value wanted = counting(rows.trace(), Shape.of(count, 1), count).broadcastTo(chosen);
        Value given = ranks.reshape(lead.then(Shape.of(1, extent))).broadcastTo(chosen);
        return given.minus(wanted).absolute().step().not();
    }

    /** The chosen ones, [..., count], of elements [..., extent]. */
    private static Value weighted(Value chosen, Value elements) {
        Shape shape = chosen.shape();
        Shape own = elements.shape();
        Value rows = elements.reshape(own.leading(own.rank() - 1).then(Shape.of(1, own.extent(-1))));
        return chosen.times(rows.broadcastTo(shape)).sum(shape.rank() - 1);
    }

    /** 0, 1 and so on. */
    private static Value counting(Trace trace, Shape shape, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return trace.constant(Tensor.of(shape, numbers));
    }

    private static List<Integer> toLast(int rank, int axis) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            if (i != axis) {
                order.add(i);
            }
        }
        order.add(axis);
        return order;
    }

    private static List<Integer> fromLast(int rank, int axis) {
        List<Integer> there = toLast(rank, axis);
        List<Integer> back = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            back.add(there.indexOf(i));
        }
        return back;
    }
}
