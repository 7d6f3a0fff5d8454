package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes in the IDX format of MNIST: two zero bytes, a type (8 is the unsigned byte, the only one read), the number of
 * axes, each extent as a big-endian int32, and the elements in row-major order.
 */
record Idx(int[] extents, byte[] content, int start) {
    private static final int UNSIGNED_BYTE = 8;

    static Idx parse(SourceFile file) throws DataException {
        byte[] content = file.content();
        if (content.length < 4) {
            throw new DataException(
                    "%s is cut short: %s bytes are too few for an IDX header".formatted(file.path(), content.length));
        }
        int axes = content[3];
        if (content[0] != 0 || content[1] != 0 || content[2] != UNSIGNED_BYTE || axes < 1 || axes > 4) {
            throw new DataException(
                    ("%s does not begin like an IDX file of bytes: its first four bytes are %02x %02x %02x %02x,"
                                    + " where 00 00 08 and the number of axes, 1 to 4, are expected")
                            .formatted(file.path(), content[0], content[1], content[2], content[3]));
        }
        int start = 4 + 4 * axes;
        if (content.length < start) {
            throw new DataException(file.path() + " is cut short inside its header; fetch or copy the file again");
        }
        int[] extents = new int[axes];
        long elements = 1;
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = ByteBuffer.wrap(content).getInt(4 + 4 * axis);
            if (extents[axis] < 0) {
                throw new DataException(file.path() + " has a negative extent in its header; it is damaged");
            }
            // Saturates: no file can hold more anyway, and the product must not wrap around.
            elements = Math.min(elements * extents[axis], Long.MAX_VALUE / Integer.MAX_VALUE - 1);
        }
        if (elements == 0) {
            throw new DataException("%s is empty: its extents are %s".formatted(file.path(), Arrays.toString(extents)));
        }
        if (content.length - start != elements) {
            throw new DataException("%s %s: its header announces %s bytes of data, but there are %s; fetch it again"
                    .formatted(
                            file.path(),
                            content.length - start < elements ? "is cut short" : "has bytes left over",
                            elements,
                            content.length - start));
        }
        return new Idx(extents, content, start);
    }

    /** One example is [1 × height × width] for gray images, without the counting axis for the others. */
    Arrangement arrangement() {
        int[] rest = Arrays.copyOfRange(extents, 1, extents.length);
        return rest.length == 2
                ? Arrangement.channelsFirst(Shape.of(1, rest[0], rest[1]))
                : Arrangement.of(Shape.of(rest));
    }

    /** Each byte divided by 255. */
    Values.Bytes scaled() {
        return new Values.Bytes(content, start, arrangement().shape().size());
    }

    /** The bytes as labels. */
    int[] labels(SourceFile file) throws DataException {
        if (extents.length != 1) {
            throw new DataException("%s holds images or other data of extents %s, where labels on one axis are expected"
                    .formatted(file.path(), Arrays.toString(extents)));
        }
        int[] labels = new int[extents[0]];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = content[start + i] & 0xff;
        }
        return labels;
    }
}
