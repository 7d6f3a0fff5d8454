package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Slab;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.convolutions.PatchLayout.ColumnPlane;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies a strip of some channels to the planes of a {@link PatchLayout}, with zeros where the window meets the
 * padding. The planes begin at {@link #FIRST}. A line of an image is often no longer than one or two vectors, so the
 * inner loops run over the lines, with the same one or two vectors of each, and not along a line.
 */
final class Planes {
    private static final Scratch<float[]> PLANES = Scratch.floats();

    /** Where the planes begin, which is where vectors are aligned. */
    static final int FIRST = Slab.FIRST;

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** The even elements of two vectors. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);
    /** From element LANES − n on: the bits that keep n elements of a vector. */
    private static final int[] KEPT = new int[2 * LANES];

    static {
        Arrays.fill(KEPT, 0, LANES, -1);
    }

    private Planes() {}

    /** Room for the planes, and for a tile of pixels that begins in them and ends behind. */
    static float[] room(PatchLayout layout) {
        int size = layout.channelBlock * layout.planesPerChannel() * layout.planeSize;
        return PLANES.atLeast(Slab.aligned(size + PatchTile.VECTORS * LANES));
    }

    /**
     * Copies what the pixel rows {@code firstRow} to {@code firstRow + rows − 1} read of {@code channels} channels, the
     * first of which begins at {@code offset}.
     */
    static void copy(
            PatchLayout layout, int firstRow, int rows, int channels, float[] source, int offset, float[] planes) {
        if (layout.lowered && rows == layout.rows && layout.stripRows == rows) {
            whole(layout, channels, source, offset, planes);
            return;
        }
        PatchAxis vertical = layout.vertical[0];
        int height = layout.sourceHeight;
        int width = layout.sourceWidth;
        int step = vertical.step();
        int lines = rows + layout.planeRows - layout.stripRows;
        int number = 0;
        // In ascending order of the planes, since the last line may reach into the next one.
        for (int channel = 0; channel < channels; channel++) {
            for (ColumnPlane columns : layout.columnPlanes) {
                for (int phase : layout.rowPhases) {
                    int top = firstRow * step + phase - vertical.before();
                    int firstLine = Math.clamp(Math.ceilDiv(-top, step), 0, lines);
                    int endLine = Math.clamp(Math.ceilDiv(height - top, step), firstLine, lines);
                    int plane = FIRST + layout.planeStart(number++, columns);
                    int at = plane + firstLine * layout.pitch + columns.lead();
                    zeros(planes, plane, at);
                    int from = offset + (channel * height + top + firstLine * step) * width + columns.first();
                    lines(layout, columns, endLine - firstLine, source, from, step * width, planes, at);
                    zeros(planes, plane + endLine * layout.pitch, plane + lines * layout.pitch);
                }
            }
        }
    }

    private static void zeros(float[] planes, int from, int to) {
        for (int i = from; i < to; i++) {
            planes[i] = 0f;
        }
    }

    /**
     * Lines of a plane, the first element of the source at {@code from} and {@code at}. Where planes are lowered, a
     * line's last vector goes first, as what it brings too much lies where the next line begins; else there is room,
     * which becomes zeros.
     */
    private static void lines(
            PatchLayout layout,
            ColumnPlane columns,
            int lines,
            float[] source,
            int from,
            int stride,
            float[] planes,
            int at) {
        int step = layout.horizontal[0].step();
        int pitch = layout.pitch;
        int count = columns.count();
        if (lines <= 0 || count == 0) {
            zeros(planes, at, at + lines * pitch);
            return;
        }
        int last = (count - 1) / LANES * LANES;
        int reached = from + (lines - 1) * stride + (last + LANES) * step;
        boolean byVectors = step <= 2 && reached <= source.length;
        for (int i = last; i >= 0 && byVectors; i -= LANES) {
            int kept = layout.lowered ? LANES : Math.min(LANES, count - i);
            boolean gap = !layout.lowered && i == last && last + LANES < pitch;
            if (step == 1) {
                vectors(kept, gap, lines, source, from + i, stride, planes, at + i, pitch);
            } else {
                everyOther(kept, gap, lines, source, from + 2 * i, stride, planes, at + i, pitch);
            }
        }
        if (!byVectors) {
            elements(count, step, lines, source, from, stride, planes, at, pitch);
        }
        int done = byVectors && !layout.lowered ? last + 2 * LANES : count;
        for (int i = done; i < pitch; i++) {
            clear(lines, planes, at + i, pitch);
        }
    }

    /** A vector of each line, of which {@code kept} elements count, and zeros behind it where there is a gap. */
    private static void vectors(
            int kept, boolean gap, int lines, float[] source, int from, int stride, float[] planes, int at, int pitch) {
        IntVector bits = IntVector.fromArray(Lanes.INTEGERS, KEPT, LANES - kept);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int line = 0; line < lines; line++) {
            int to = at + line * pitch;
            FloatVector.fromArray(SPECIES, source, from + line * stride)
                    .reinterpretAsInts()
                    .and(bits)
                    .reinterpretAsFloats()
                    .intoArray(planes, to);
            if (gap) {
                zero.intoArray(planes, to + LANES);
            }
        }
    }

    /** The same of every other element. */
    private static void everyOther(
            int kept, boolean gap, int lines, float[] source, int from, int stride, float[] planes, int at, int pitch) {
        IntVector bits = IntVector.fromArray(Lanes.INTEGERS, KEPT, LANES - kept);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int line = 0; line < lines; line++) {
            int place = from + line * stride;
            int to = at + line * pitch;
            FloatVector.fromArray(SPECIES, source, place)
                    .rearrange(EVEN, FloatVector.fromArray(SPECIES, source, place + LANES))
                    .reinterpretAsInts()
                    .and(bits)
                    .reinterpretAsFloats()
                    .intoArray(planes, to);
            if (gap) {
                zero.intoArray(planes, to + LANES);
            }
        }
    }

    private static void elements(
            int count, int step, int lines, float[] source, int from, int stride, float[] planes, int at, int pitch) {
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < count; i++) {
                planes[at + line * pitch + i] = source[from + line * stride + i * step];
            }
        }
    }

    /** One element of each line. */
    private static void clear(int lines, float[] planes, int at, int pitch) {
        for (int line = 0; line < lines; line++) {
            planes[at + line * pitch] = 0f;
        }
    }

    /** All lines of whole images in lowered planes, the padding cut out by the layout's bits. */
    private static void whole(PatchLayout layout, int channels, float[] source, int offset, float[] planes) {
        PatchAxis vertical = layout.vertical[0];
        int step = layout.horizontal[0].step();
        int width = layout.sourceWidth;
        int stride = vertical.step() * width;
        // Lines that follow one another in the source as in the plane are one.
        boolean stretch = step == 1 && stride == layout.pitch;
        // The even elements of two lines are one vector where each has half of one.
        boolean pairs = step == 2 && 2 * layout.columns == LANES;
        int lines = stretch ? 1 : layout.planeRows;
        int count = stretch ? layout.planeSize : layout.columns;
        int last = (count - 1) / LANES * LANES;
        int reach = pairs ? lines * stride + LANES : (lines - 1) * stride + (last + LANES) * step;
        int number = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (ColumnPlane columns : layout.columnPlanes) {
                for (int phase : layout.rowPhases) {
                    int row = channel * layout.sourceHeight + phase - vertical.before();
                    int from = offset + row * width + columns.offset();
                    int[] kept = layout.kept[number % layout.kept.length];
                    int to = FIRST + layout.planeStart(number++, columns);
                    if (step > 2 || from < 0 || from + reach > source.length) {
                        elements(count, step, lines, source, from, stride, kept, planes, to, layout.pitch);
                    } else if (stretch) {
                        stretch(count, source, from, kept, planes, to);
                    } else if (pairs) {
                        int pitch = 2 * layout.pitch;
                        everyOther((lines + 1) / 2, source, from, stride, 2 * stride, kept, 0, planes, to, pitch);
                    } else {
                        for (int i = last; i >= 0; i -= LANES) {
                            if (step == 1) {
                                vectors(lines, source, from + i, stride, kept, i, planes, to + i, layout.pitch);
                            } else {
                                int at = from + 2 * i;
                                everyOther(lines, source, at, LANES, stride, kept, i, planes, to + i, layout.pitch);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Elements one by one: those whose bits are none may lie outside the source. */
    private static void elements(
            int count,
            int step,
            int lines,
            float[] source,
            int from,
            int stride,
            int[] kept,
            float[] planes,
            int at,
            int pitch) {
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < count; i++) {
                int place = line * pitch + i;
                planes[at + place] = kept[place] == 0 ? 0f : source[from + line * stride + i * step];
            }
        }
    }

    private static void stretch(int size, float[] source, int from, int[] kept, float[] planes, int at) {
        for (int i = 0; i < size; i += LANES) {
            FloatVector.fromArray(SPECIES, source, from + i)
                    .reinterpretAsInts()
                    .and(IntVector.fromArray(Lanes.INTEGERS, kept, i))
                    .reinterpretAsFloats()
                    .intoArray(planes, at + i);
        }
    }

    private static void vectors(
            int lines,
            float[] source,
            int from,
            int stride,
            int[] kept,
            int keptAt,
            float[] planes,
            int at,
            int pitch) {
        for (int line = 0; line < lines; line++) {
            FloatVector.fromArray(SPECIES, source, from + line * stride)
                    .reinterpretAsInts()
                    .and(IntVector.fromArray(Lanes.INTEGERS, kept, keptAt + line * pitch))
                    .reinterpretAsFloats()
                    .intoArray(planes, at + line * pitch);
        }
    }

    /** The even elements of a vector and of the one {@code second} elements behind it. */
    private static void everyOther(
            int lines,
            float[] source,
            int from,
            int second,
            int stride,
            int[] kept,
            int keptAt,
            float[] planes,
            int at,
            int pitch) {
        for (int line = 0; line < lines; line++) {
            int place = from + line * stride;
            FloatVector.fromArray(SPECIES, source, place)
                    .rearrange(EVEN, FloatVector.fromArray(SPECIES, source, place + second))
                    .reinterpretAsInts()
                    .and(IntVector.fromArray(Lanes.INTEGERS, kept, keptAt + line * pitch))
                    .reinterpretAsFloats()
                    .intoArray(planes, at + line * pitch);
        }
    }
}
