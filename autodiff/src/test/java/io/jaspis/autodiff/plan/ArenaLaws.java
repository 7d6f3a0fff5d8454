package io.jaspis.autodiff.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class ArenaLaws {
    private record Range(long offset, long size) {
        boolean overlaps(Range other) {
            return offset < other.offset + other.size && other.offset < offset + size;
        }
    }

    @Property
    @Label("ranges in use never overlap, begin at cache lines, and lie inside")
    void disjoint(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        Arena arena = new Arena();
        List<Range> used = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            if (!used.isEmpty() && random.nextInt(5) < 2) {
                Range back = used.remove(random.nextInt(used.size()));
                arena.giveBack(back.offset, back.size);
            } else {
                long size = 1 + random.nextInt(random.nextBoolean() ? 20 : 500);
                Range taken = new Range(arena.take(size), size);
                assertEquals(0, taken.offset % 16);
                assertTrue(taken.offset + size <= arena.size());
                used.forEach(other -> assertTrue(!taken.overlaps(other), () -> taken + " is on " + other));
                used.add(taken);
            }
        }
    }

    @Property
    @Label("what is given back whole is taken again before the arena grows")
    void reused(@ForAll @IntRange(min = 1, max = 1000) int first, @ForAll @IntRange(min = 1, max = 1000) int second) {
        Arena arena = new Arena();
        long a = arena.take(first);
        long b = arena.take(second);
        long size = arena.size();
        arena.giveBack(a, first);
        arena.giveBack(b, second);
        assertEquals(0, arena.take(size));
        assertEquals(size, arena.size());
    }
}
