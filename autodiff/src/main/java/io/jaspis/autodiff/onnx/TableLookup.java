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
        return node.term(0) instanceof Term.Reals && node.term(1) instanceof Term.Flowing;
    }

    static Term rows(Node node) {
        Term.Reals table = (Term.Reals) node.term(0);
        Term.Flowing indices = node.flowing(1);
        int axis = Node.positive(node.integer("axis", 0), table.rank());
        require(
                axis == 0,
                "rows that the model's input names are taken along axis 0 alone, but not along axis %d",
                axis);
        int count = table.extents()[0];
        for (int i = 0; i < table.size(); i++) {
            // 0 times what is infinite is no number.
            require(
                    Double.isFinite(table.at(i)),
                    "its table has %s, but what the input names must be finite",
                    table.at(i));
        }
        require(count > 0 && table.size() > 0, "its table is empty");
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
        Shape shape = Shape.of(Places.concatenated(view.shape().extents(), row));
        return Term.Flowing.of(table.type(), rows.reshape(shape), indices.batch());
    }
}
