package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.plan.Batches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlacesLaws {
    /** Keeps the name of each place's task, as a search keeps its numbers. */
    private static final class Names implements Places.Keeper<Integer> {
        final Integer[] kept;
        final List<Integer> begun = new ArrayList<>();
        int moves;

        Names(int most) {
            kept = new Integer[most];
        }

        @Override
        public void begin(int place, Integer task) {
            kept[place] = task;
            begun.add(task);
        }

        @Override
        public void move(int from, int to) {
            assertTrue(to <= from);
            moves++;
            Integer name = kept[from];
            kept[from] = null;
            kept[to] = name;
        }
    }

    @Property
    @Label(
            "each task gets a place once, in order, and what belongs to it is where it is; while one waits, no place is free;"
                    + " then no more are left than twice the tasks, up to a power of two; tasks move into smaller batches alone")
    void tasks(
            @ForAll @IntRange(min = 1, max = 40) int most,
            @ForAll @IntRange(min = 1, max = 100) int tasks,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Places<Integer> places = new Places<>(
                most, new ArrayDeque<>(IntStream.range(0, tasks).boxed().toList()));
        Names names = new Names(most);
        int added = tasks;
        int before = most;
        while (places.fill(names)) {
            assertTrue(places.count() < before || names.moves == 0 && places.count() == before);
            names.moves = 0;
            before = places.count();
            int taken = 0;
            for (int place = 0; place < most; place++) {
                if (places.at(place) != null) {
                    assertTrue(place < places.count());
                    assertEquals(places.at(place), names.kept[place]);
                    taken++;
                }
            }
            boolean waiting = names.begun.size() < added;
            assertTrue(
                    waiting ? taken == places.count() : places.count() <= Math.max(2 * taken, Batches.shrunk(taken)));
            for (int place = 0; place < places.count(); place++) {
                if (places.at(place) != null && random.nextInt(3) == 0) {
                    places.free(place);
                    if (random.nextInt(4) == 0) {
                        places.add(added++);
                    }
                }
            }
        }
        assertEquals(IntStream.range(0, added).boxed().toList(), names.begun);
        for (int place = 0; place < most; place++) {
            assertNull(places.at(place));
        }
    }

    @Example
    @Label("tasks move together once half of the places are empty, and not before")
    void half() {
        Places<Integer> places =
                new Places<>(8, new ArrayDeque<>(IntStream.range(0, 8).boxed().toList()));
        Names names = new Names(8);
        places.fill(names);
        for (int place : new int[] {0, 2, 4}) {
            places.free(place);
        }
        places.fill(names);
        assertEquals(8, places.count());
        assertNull(places.at(0));
        places.free(6);
        places.fill(names);
        assertEquals(4, places.count());
        assertEquals(
                List.of(1, 3, 5, 7), IntStream.range(0, 4).mapToObj(places::at).toList());
    }

    @Example
    @Label("a batch without a place is refused")
    void none() {
        assertEquals(
                "a batch has at least one place, not 0",
                assertThrows(IllegalArgumentException.class, () -> new Places<>(0, new ArrayDeque<Integer>()))
                        .getMessage());
    }
}
