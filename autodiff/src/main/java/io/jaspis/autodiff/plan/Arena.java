package io.jaspis.autodiff.plan;

import java.util.Map;
import java.util.TreeMap;

/**
 * Places ranges in one array and takes them back. A range goes where the smallest sufficient gap is (best fit); gaps
 * that touch are joined. Offsets are multiples of 16 floats, a cache line.
 */
final class Arena {
    private static final int ALIGNMENT = 16;

    private final TreeMap<Long, Long> gaps = new TreeMap<>();
    private long end;

    /** The offset of a free range of this size. */
    long take(long size) {
        long length = aligned(size);
        Map.Entry<Long, Long> best = null;
        for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
            if (gap.getValue() >= length && (best == null || gap.getValue() < best.getValue())) {
                best = gap;
            }
        }
        if (best == null) {
            return append(length);
        }
        long offset = best.getKey();
        long left = best.getValue() - length;
        gaps.remove(offset);
        if (left > 0) {
            gaps.put(offset + length, left);
        }
        return offset;
    }

    /** At the end, where a gap that reaches it is used up first. */
    private long append(long length) {
        Map.Entry<Long, Long> last = gaps.lastEntry();
        long offset = end;
        if (last != null && last.getKey() + last.getValue() == end) {
            offset = last.getKey();
            gaps.remove(offset);
        }
        end = offset + length;
        return offset;
    }

    /** Gives back what {@link #take} gave for this size. */
    void giveBack(long offset, long size) {
        long start = offset;
        long length = aligned(size);
        Map.Entry<Long, Long> before = gaps.floorEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) {
            start = before.getKey();
            length += before.getValue();
        }
        Long after = gaps.remove(offset + aligned(size));
        if (after != null) {
            length += after;
        }
        gaps.put(start, length);
    }

    /** The size of the array that holds every range ever taken. */
    long size() {
        return end;
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
