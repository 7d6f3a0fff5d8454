package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums of products by Einstein's convention: one operand after the other joins a product of matrices. */
final class EinsumOperator {
    private EinsumOperator() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Einsum", EinsumOperator::einsum);
    }

    /** A value whose axes have names; those of an ellipsis are numbers. */
    private record Named(Value value, List<Integer> names) {
        /** With a diagonal for each name that two axes have. */
        static Named of(Value value, List<Integer> names) {
            for (int axis = 0; axis < names.size(); axis++) {
                int other = names.subList(axis + 1, names.size()).indexOf(names.get(axis)) + axis + 1;
                if (other > axis) {
                    return of(diagonal(value, axis, other), without(names, other));
                }
            }
            return new Named(value, names);
        }

        private static List<Integer> without(List<Integer> names, int axis) {
            List<Integer> rest = new ArrayList<>(names);
            rest.remove(axis);
            return rest;
        }

        /** The elements whose places on two axes are the same, on the first of them. */
        private static Value diagonal(Value value, int axis, int other) {
            Shape shape = value.shape();
            int extent = shape.extent(axis);
            require(
                    extent == shape.extent(other),
                    "axes of %d and %d elements have one name",
                    extent,
                    shape.extent(other));
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < shape.rank(); i++) {
                if (i != axis && i != other) {
                    order.add(i);
                }
            }
            int rest = order.size();
            order.add(axis);
            order.add(other);
            Shape lead = value.transpose(order).shape().leading(rest);
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < extent; i++) {
                places.add(i * (extent + 1));
            }
            Value last = value.transpose(order)
                    .reshape(lead.then(Shape.of(extent * extent)))
                    .gather(rest, places);
            List<Integer> back = new ArrayList<>();
            for (int i = 0; i < rest; i++) {
                back.add(i);
            }
            back.add(axis, rest);
            return last.transpose(back);
        }

        /** With an ellipsis' axes of one element repeated to these extents. */
        Named repeated(Map<Integer, Integer> extents) {
            Shape shape = value.shape();
            for (int axis = 0; axis < names.size(); axis++) {
                if (shape.extent(axis) == 1) {
                    shape = shape.with(axis, extents.getOrDefault(names.get(axis), 1));
                }
            }
            return new Named(value.broadcastTo(shape), names);
        }

        int extent(int name) {
            return value.shape().extent(names.indexOf(name));
        }

        /** Without the axes whose names aren't wanted any more. */
        Named summed(Set<Integer> wanted) {
            Value result = value;
            List<Integer> left = new ArrayList<>(names);
            for (int axis = left.size() - 1; axis >= 0; axis--) {
                if (!wanted.contains(left.get(axis))) {
                    result = result.sum(axis);
                    left.remove(axis);
                }
            }
            return new Named(result, left);
        }

        /** With its axes in this order. */
        Value ordered(List<Integer> order) {
            return value.transpose(order.stream().map(names::indexOf).toList());
        }
    }

    private static List<Term> einsum(Node node) {
        node.commonType();
        String equation = node.text("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] sides = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        require(
                sides.length == node.inputCount(),
                "'%s' has %d operands, but the node %d",
                equation,
                sides.length,
                node.inputCount());
        Operands operands = new Operands(equation);
        for (int i = 0; i < sides.length; i++) {
            operands.add(node.flowing(i), sides[i]);
        }
        List<Named> repeated = operands.repeated();
        List<Integer> result = arrow < 0
                ? implied(operands.counts, operands.ellipsis)
                : names(equation.substring(arrow + 2), -operands.ellipsis);
        int batch = result.indexOf(operands.batchName);
        require(operands.batchName == Integer.MIN_VALUE || batch >= 0, "it would sum over the batch");
        return Node.result(Term.Flowing.of(node.type(0), product(repeated, result), batch));
    }

    /** The operands of an equation, and what their names say together. */
    private static final class Operands {
        private final String equation;
        private final List<Named> all = new ArrayList<>();
        /** How many axes have each name. */
        private final Map<Integer, Integer> counts = new HashMap<>();
        /** The extents of an ellipsis' axes. */
        private final Map<Integer, Integer> extents = new HashMap<>();

        private int batchName = Integer.MIN_VALUE;
        private int share = 1;
        /** How many axes an ellipsis stands for, at the most. */
        private int ellipsis;

        Operands(String equation) {
            this.equation = equation;
        }

        void add(Term.Flowing x, String side) {
            List<Integer> names = names(side, x.rank());
            ellipsis = Math.max(
                    ellipsis, (int) names.stream().filter(name -> name < 0).count());
            require(names.size() == x.rank(), "'%s' doesn't fit an operand of %d axes", side, x.rank());
            if (x.hasBatch()) {
                int name = names.get(x.batch());
                require(Collections.frequency(names, name) == 1, "'%s' takes a diagonal of the batch", side);
                require(
                        batchName == Integer.MIN_VALUE || batchName == name,
                        "the batch has two names in '%s'",
                        equation);
                batchName = name;
                share = x.share();
            }
            names.forEach(name -> counts.merge(name, 1, Integer::sum));
            Named operand = Named.of(x.view(), names);
            operand.names.stream()
                    .filter(name -> name < 0)
                    .forEach(name -> extents.merge(name, operand.extent(name), Math::max));
            all.add(operand);
        }

        /** All of them, with the axes of an ellipsis as long as the longest. */
        List<Named> repeated() {
            // The batch has as many elements as each example, whatever a constant has.
            extents.replace(batchName, share);
            return all.stream().map(operand -> operand.repeated(extents)).toList();
        }
    }

    /** The product of operands, one after the other, summed over all names but these. */
    private static Value product(List<Named> operands, List<Integer> result) {
        Named all = operands.getFirst();
        for (int i = 1; i < operands.size(); i++) {
            Set<Integer> later = new LinkedHashSet<>(result);
            for (int j = i + 1; j < operands.size(); j++) {
                later.addAll(operands.get(j).names);
            }
            all = joined(all, operands.get(i), later);
        }
        return all.summed(Set.copyOf(result)).ordered(result);
    }

    /** Letters by their codes; the axes of an ellipsis as −1, −2, … from the last one. */
    private static List<Integer> names(String side, int rank) {
        List<Integer> names = new ArrayList<>();
        int at = side.indexOf("...");
        int letters = side.length() - (at < 0 ? 0 : 3);
        int hidden = at < 0 ? 0 : rank < 0 || rank == 0 && letters == 0 ? -rank : rank - letters;
        for (int i = 0; i < side.length(); i++) {
            if (i == at) {
                for (int j = 0; j < hidden; j++) {
                    names.add(j - hidden);
                }
                i += 2;
            } else {
                require(Character.isLetter(side.charAt(i)), "'%s' names an axis by no letter", side);
                names.add((int) side.charAt(i));
            }
        }
        return names;
    }

    /** Without an arrow: the axes of an ellipsis, and letters that stand once in all operands, in their order. */
    private static List<Integer> implied(Map<Integer, Integer> counts, int ellipsis) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < ellipsis; i++) {
            result.add(i - ellipsis);
        }
        counts.keySet().stream()
                .filter(name -> name >= 0 && counts.get(name) == 1)
                .sorted()
                .forEach(result::add);
        return result;
    }

    private static Named joined(Named a, Named b, Set<Integer> later) {
        Set<Integer> forA = new LinkedHashSet<>(later);
        forA.addAll(b.names);
        Set<Integer> forB = new LinkedHashSet<>(later);
        forB.addAll(a.names);
        Named left = a.summed(forA);
        Named right = b.summed(forB);
        List<Integer> both = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        for (int name : left.names) {
            boolean common = right.names.contains(name);
            require(
                    !common || left.extent(name) == right.extent(name),
                    "axes of %d and %d elements have one name",
                    left.extent(name),
                    common ? right.extent(name) : 0);
            (!common ? rows : later.contains(name) ? both : gone).add(name);
        }
        List<Integer> columns =
                right.names.stream().filter(name -> !left.names.contains(name)).toList();
        Value product = matrices(left, List.of(both, rows, gone)).matMul(matrices(right, List.of(both, gone, columns)));
        List<Integer> names = new ArrayList<>(both);
        names.addAll(rows);
        names.addAll(columns);
        int[] extents = names.stream()
                .mapToInt(name -> left.names.contains(name) ? left.extent(name) : right.extent(name))
                .toArray();
        return new Named(product.reshape(Shape.of(extents)), names);
    }

    /** A value with three axes, each of which is several. */
    private static Value matrices(Named x, List<List<Integer>> groups) {
        List<Integer> order = new ArrayList<>();
        int[] extents = new int[groups.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = 1;
            for (int name : groups.get(i)) {
                order.add(name);
                extents[i] *= x.extent(name);
            }
        }
        return x.ordered(order).reshape(Shape.of(extents));
    }
}
