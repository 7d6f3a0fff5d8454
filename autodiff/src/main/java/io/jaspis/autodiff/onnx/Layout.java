package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.data.Allowance;
import java.util.Arrays;
import java.util.List;

/** How arrays of known numbers are arranged: sizes, repeated, picked, turned and joined, whatever their type. */
final class Layout {
    /** What an element of a constant takes while it is made: itself, and where it comes from. */
    static final int BYTES = 16;

    private static final int BLOCK = 32;

    private Layout() {}

    /** The common extents of two arrays as NumPy broadcasts them. */
    static int[] common(int[] a, int[] b) {
        int[] extents = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= extents.length; i++) {
            int first = i <= a.length ? a[a.length - i] : 1;
            int second = i <= b.length ? b[b.length - i] : 1;
            require(
                    first == second || first == 1 || second == 1,
                    "shapes %s and %s do not fit each other",
                    Arrays.toString(a),
                    Arrays.toString(b));
            extents[extents.length - i] = first == 1 ? second : first;
        }
        return extents;
    }

    /** The number of elements of an array. */
    static int size(int[] extents) {
        long size = 1;
        for (int extent : extents) {
            require(extent >= 0, "a shape must not be negative, but is %s", Arrays.toString(extents));
            size *= extent;
            require(size <= Integer.MAX_VALUE, "an array can't have the shape %s", Arrays.toString(extents));
        }
        return (int) size;
    }

    /** The same of an array that may be larger than what the model stores. */
    static int grown(int[] extents) {
        int size = size(extents);
        require(
                Allowance.current().holds(size, BYTES),
                "it makes a constant of shape %s, more than %s of memory hold; if that is meant, allow more with"
                        + " --reading-limit",
                Arrays.toString(extents),
                Allowance.current());
        return size;
    }

    static Term.Known broadcast(Term.Known x, int[] extents) {
        if (Arrays.equals(x.extents(), extents)) {
            return x;
        }
        grown(extents);
        int missing = extents.length - x.rank();
        int[] padded = new int[extents.length];
        Arrays.fill(padded, 0, missing, 1);
        System.arraycopy(x.extents(), 0, padded, missing, x.rank());
        int[][] places = new int[extents.length][];
        for (int axis = 0; axis < places.length; axis++) {
            places[axis] = padded[axis] == extents[axis] ? range(extents[axis]) : new int[extents[axis]];
        }
        return select(x.reshaped(padded), places);
    }

    /** The places 0, 1, … of a whole axis. */
    static int[] range(int extent) {
        int[] places = new int[extent];
        Arrays.setAll(places, i -> i);
        return places;
    }

    /** The elements at these places of each axis. */
    static Term.Known select(Term.Known x, int[][] places) {
        int[] extents = new int[places.length];
        int[][] offsets = new int[places.length][];
        int stride = 1;
        for (int axis = places.length - 1; axis >= 0; axis--) {
            extents[axis] = places[axis].length;
            int step = stride;
            offsets[axis] =
                    Arrays.stream(places[axis]).map(place -> place * step).toArray();
            stride *= x.extents()[axis];
        }
        if (size(extents) > x.size()) {
            grown(extents);
        }
        return x.take(extents, sums(extents, offsets));
    }

    static Term.Known transpose(Term.Known x, int[] permutation) {
        if (x instanceof Term.Floats matrix && Arrays.equals(permutation, new int[] {1, 0})) {
            return turned(matrix);
        }
        int[] strides = new int[x.rank()];
        int stride = 1;
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= x.extents()[axis];
        }
        int[] extents = new int[x.rank()];
        int[][] offsets = new int[x.rank()][];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = x.extents()[permutation[axis]];
            int step = strides[permutation[axis]];
            offsets[axis] = Arrays.stream(range(extents[axis]))
                    .map(place -> place * step)
                    .toArray();
        }
        return x.take(extents, sums(extents, offsets));
    }

    /** A matrix the other way round, in blocks that stay in the cache: large weights are most of what is turned. */
    private static Term.Floats turned(Term.Floats matrix) {
        int rows = matrix.extents()[0];
        int columns = matrix.extents()[1];
        float[] turned = new float[matrix.data().length];
        for (int top = 0; top < rows; top += BLOCK) {
            for (int left = 0; left < columns; left += BLOCK) {
                for (int row = top; row < Math.min(rows, top + BLOCK); row++) {
                    for (int column = left; column < Math.min(columns, left + BLOCK); column++) {
                        turned[column * rows + row] = matrix.data()[row * columns + column];
                    }
                }
            }
        }
        return new Term.Floats(matrix.type(), new int[] {columns, rows}, turned);
    }

    private static int[] sums(int[] extents, int[][] offsets) {
        int[] sources = new int[size(extents)];
        int filled = Math.min(1, sources.length);
        for (int[] axis : offsets) {
            int[] before = Arrays.copyOf(sources, filled);
            filled *= axis.length;
            for (int i = 0; i < filled; i++) {
                sources[i] = before[i / axis.length] + axis[i % axis.length];
            }
        }
        return sources;
    }

    /** The parts one behind the other along an axis; they have one type. */
    static Term.Known concatenate(int axis, List<Term.Known> parts) {
        Term.Known first = parts.getFirst();
        int[] extents = first.extents().clone();
        extents[axis] = 0;
        for (Term.Known part : parts) {
            int[] other = part.extents().clone();
            require(other.length == extents.length, "the parts must have one rank");
            extents[axis] += other[axis];
            other[axis] = extents[axis];
            require(Arrays.equals(other, extents), "the parts must agree in all but axis %d", axis);
        }
        int outer = 1;
        for (int i = 0; i < axis; i++) {
            outer *= extents[i];
        }
        int size = grown(extents);
        int[] partOf = new int[size];
        int[] placeIn = new int[size];
        int position = 0;
        for (int i = 0; i < outer; i++) {
            for (int p = 0; p < parts.size(); p++) {
                int run = parts.get(p).size() / outer;
                for (int j = 0; j < run; j++) {
                    partOf[position] = p;
                    placeIn[position++] = i * run + j;
                }
            }
        }
        if (first instanceof Term.Reals) {
            return Term.Reals.of(first.type(), extents, i -> ((Term.Reals) parts.get(partOf[i])).at(placeIn[i]));
        }
        return Term.Integers.of(first.type(), extents, i -> ((Term.Integers) parts.get(partOf[i])).at(placeIn[i]));
    }
}
