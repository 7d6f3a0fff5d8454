package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that make constants, or whole numbers from the shapes of what flows. */
final class ConstantOperators {
    private ConstantOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Constant", ConstantOperators::constant);
        operators.put("ConstantOfShape", ConstantOperators::constantOfShape);
        operators.put("Range", ConstantOperators::range);
        operators.put("Shape", ConstantOperators::shape);
        operators.put("Size", ConstantOperators::size);
    }

    private static List<Term> constant(Node node) {
        if (node.hasAttribute("value")) {
            return Node.result(node.tensor("value"));
        }
        if (node.hasAttribute("value_float")) {
            return Node.result(Term.Floats.scalar(Folding.finite(node.real("value_float", 0))));
        }
        if (node.hasAttribute("value_int")) {
            return Node.result(Term.Integers.of(new int[0], node.integer("value_int", 0)));
        }
        if (node.hasAttribute("value_ints")) {
            return Node.result(Term.Integers.list(node.integers("value_ints")));
        }
        require(
                node.hasAttribute("value_floats"),
                "its attribute is not supported; supported: value, value_float, value_floats, value_int, value_ints");
        float[] data = node.reals("value_floats");
        return Node.result(Folding.map(new Term.Floats(new int[] {data.length}, data), x -> x));
    }

    private static List<Term> constantOfShape(Node node) {
        Term.Known element = node.hasAttribute("value") ? node.tensor("value") : Term.Floats.scalar(0);
        require(element.size() == 1, "its value must be one number, but has %d", element.size());
        Term.Integers target = node.integers(0, "the shape");
        boolean batched = target.size() > 0 && target.isBatch(0);
        int[] extents = ShapeOperators.extents(target, batched ? 1 : 0);
        Term.Known filled = element.take(extents, new int[Folding.size(extents)]);
        return Node.result(batched ? new Term.Flowing(node.value(filled).repeatBatch()) : filled);
    }

    private static List<Term> range(Node node) {
        Term.Known start = node.known(0, "the start");
        if (start instanceof Term.Integers) {
            long from = node.fixedIntegers(0, "the start")[0];
            long to = node.fixedIntegers(1, "the limit")[0];
            long step = node.fixedIntegers(2, "the step")[0];
            int[] extents = {Math.toIntExact(Math.max(0, Math.ceilDiv(to - from, step)))};
            long[] values = new long[Folding.size(extents)];
            Arrays.setAll(values, i -> from + i * step);
            return Node.result(Term.Integers.list(values));
        }
        double from = node.scalar(0, "the start");
        double step = node.scalar(2, "the step");
        require(step != 0, "the step is 0");
        int[] extents = {(int) Math.max(0, Math.ceil((node.scalar(1, "the limit") - from) / step))};
        float[] values = new float[Folding.size(extents)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from + i * step);
        }
        return Node.result(new Term.Floats(extents, values));
    }

    private static List<Term> shape(Node node) {
        Term.Integers all = extents(node.term(0));
        int rank = all.size();
        int start = Math.clamp(from(node.integer("start", 0), rank), 0, rank);
        int end = Math.clamp(from(node.integer("end", rank), rank), start, rank);
        int[] places = new int[end - start];
        Arrays.setAll(places, i -> start + i);
        return Node.result(Folding.select(all, new int[][] {places}));
    }

    private static long from(long place, int rank) {
        return place < 0 ? place + rank : place;
    }

    /** The extents of a term, the batch's among them. */
    private static Term.Integers extents(Term term) {
        return switch (term) {
            case Term.Known known ->
                Term.Integers.list(Arrays.stream(known.extents()).asLongStream().toArray());
            case Term.Flowing flowing -> {
                long[] fixed = new long[flowing.rank()];
                long[] perExample = new long[flowing.rank()];
                if (flowing.value().batched()) {
                    perExample[0] = 1;
                }
                for (int axis = flowing.lead(); axis < fixed.length; axis++) {
                    fixed[axis] = flowing.value().shape().extent(axis - flowing.lead());
                }
                yield new Term.Integers(new int[] {fixed.length}, fixed, perExample);
            }
        };
    }

    private static List<Term> size(Node node) {
        Term.Integers extents = extents(node.term(0));
        Folding.Count size = new Folding.Count(1, 0);
        for (int i = 0; i < extents.size(); i++) {
            size = size.times(new Folding.Count(extents.fixed()[i], extents.perExample()[i]));
        }
        return Node.result(new Term.Integers(new int[0], new long[] {size.fixed()}, new long[] {size.perExample()}));
    }
}
