package io.jaspis.opencl;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an arena that is larger than the device's largest buffer is cut: between values, where none lies across. Offsets
 * within a piece are those of the arena less the piece's own.
 */
final class Placement {
    private final TreeMap<Long, Long> pieces = new TreeMap<>();

    private Placement() {}

    /**
     * @param largest floats of the largest piece
     * @throws TooLargeException where values that overlap in the arena don't fit one piece
     */
    static Placement of(Plan plan, Iterable<Value> values, long largest) {
        Placement placement = new Placement();
        if (plan.arenaSize() <= largest) {
            placement.pieces.put(0L, Math.max(1, plan.arenaSize()));
            return placement;
        }
        TreeMap<Long, Long> ends = new TreeMap<>();
        for (Value value : values) {
            long offset = plan.offset(value);
            ends.merge(offset, offset + plan.size(value), Math::max);
        }
        List<long[]> islands = new ArrayList<>();
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            long[] last = islands.isEmpty() ? null : islands.getLast();
            if (last != null && range.getKey() < last[1]) {
                last[1] = Math.max(last[1], range.getValue());
            } else {
                islands.add(new long[] {range.getKey(), range.getValue()});
            }
        }
        long start = 0;
        long end = 0;
        for (long[] island : islands) {
            if (end > start && island[1] - start > largest) {
                placement.pieces.put(start, end - start);
                start = island[0];
            }
            end = island[1];
            if (end - start > largest) {
                throw new TooLargeException((end - start) * 4, largest * 4);
            }
        }
        placement.pieces.put(start, end - start);
        return placement;
    }

    /** Where pieces begin, and how long they are. */
    Map<Long, Long> pieces() {
        return pieces;
    }

    /** Where the piece begins that holds what lies at an offset of the arena. */
    long pieceOf(long offset) {
        return pieces.floorKey(offset);
    }

    /** Values that must lie together are larger than the device's largest buffer. */
    static final class TooLargeException extends DeviceException {
        private static final long serialVersionUID = 1;

        TooLargeException(long bytes, long largest) {
            super("a batch needs " + bytes + " bytes together, but the device's largest buffer has " + largest
                    + ": use a smaller batch");
        }
    }
}
