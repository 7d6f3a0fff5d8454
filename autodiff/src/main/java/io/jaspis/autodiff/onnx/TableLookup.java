package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;

/**
 * Gather of rows that the model's input names, from a table that is known: an embedding, as the product of places that are 1 for the
 * row and else 0 with the table.
 */
final class TableLookup {
    /** Of an example's places; each index has one for each row. */
    private static final int MOST = 1 << 23;

    private TableLookup() {}

    static boolean is(Node node) {
        boolean known =
                node.term(0) instanceof Term.Reals || node.term(0) instanceof Term.Integers whole && whole.isFixed();
        return known && node.term(1) instanceof Term.Flowing;
    }

    /** The rows that a node's second operand names of its first. */
    static Term rows(Node node) {
        Term.Known table = (Term.Known) node.term(0);
        int axis = Node.positive(node.integer("axis", 0), table.rank());
        require(
                axis == 0,
                "rows that the model's input names are taken along axis 0 alone, but not along axis %d",
                axis);
        return rows(node, table, node.flowing(1));
    }

    /** The rows that these indices name, [… axes of the indices, … axes of a row]. */
    static Term.Flowing rows(Node node, Term.Known table, Term.Flowing indices) {
        require(table.size() > 0, "its table is empty");
        int count = table.extents()[0];
        Value view = indices.view();
        long places = (long) count * view.shape().size();
        require(
                places <= MOST,
                "the input names rows of a table of %d, which makes %d places for each example; supported: %d",
                count,
                places,
                MOST);
        node.note("an index beyond its table, which ONNX Runtime refuses, has zeros for its row here");
        Value hot = OneHotOperator.apart(indices, count, view.shape().rank()).not();
        int size = table.size() / count;
        int[] turned = new int[table.size()];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = i % count * size + i / count;
        }
        Value rows = hot.dense(node.value(table.take(new int[] {size, count}, turned)));
        int[] row = new int[table.rank() - 1];
        System.arraycopy(table.extents(), 1, row, 0, row.length);
        Value result = rows.reshape(Shape.of(Places.concatenated(view.shape().extents(), row)));
        node.ranges().tell(result, range(table));
        return Term.Flowing.of(table.type(), result, indices.batch());
    }

    /** Of what the table has, and 0. */
    private static Ranges.Range range(Term.Known table) {
        Term.Reals numbers = ExactNumbers.asReals(table);
        double least = 0;
        double most = 0;
        for (int i = 0; i < numbers.size(); i++) {
            double each = numbers.at(i);
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        return new Ranges.Range(least, most);
    }
}
