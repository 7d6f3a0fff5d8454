package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import java.util.Locale;

/**
 * What a value is: an array of this shape for each example of the batch, or one for all of them.
 *
 * @param batched whether there is one array per example; then the batch is the leading dimension in memory
 * @param shape the shape of one array, without the batch
 */
public record Type(boolean batched, Shape shape) {
    public Type {
        Check.require(shape != null, "a value needs a shape; that of a number is Shape.scalar()");
    }

    /** An array of this shape for each example. */
    public static Type batched(Shape shape) {
        return new Type(true, shape);
    }

    /** One array of this shape for all examples. */
    public static Type shared(Shape shape) {
        return new Type(false, shape);
    }

    /** The same with arrays of another shape. */
    public Type with(Shape other) {
        return new Type(batched, other);
    }

    /**
     * The number of elements at this batch size.
     *
     * @throws InputException where they are more than an array can have
     */
    public int size(int batch) {
        long elements = batched ? (long) batch * shape.size() : shape.size();
        if (elements > Integer.MAX_VALUE) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "a batch of %,d is too large: a value of the shape %s has %,d elements for each example; use a"
                            + " smaller one",
                    batch,
                    shape,
                    shape.size()));
        }
        return (int) elements;
    }

    @Override
    public String toString() {
        if (!batched) {
            return shape.toString();
        }
        return shape.rank() == 0 ? "[batch]" : "[batch, " + shape.toString().substring(1);
    }
}
