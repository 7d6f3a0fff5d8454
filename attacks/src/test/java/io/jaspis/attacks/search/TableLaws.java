package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TableLaws {
    private static final int WIDTH = 3;

    /** The next of a number is half of it and a share, and it is told. */
    private static Graph graph() {
        Trace trace = new Trace();
        Value number = trace.input("number", Shape.of(WIDTH));
        Value share = trace.input("share", Shape.of(WIDTH));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("next", number.scale(0.5f).plus(share));
        outputs.put("told", number.scale(3));
        return trace.graph(outputs);
    }

    /** Each task runs so many times, writes its number anew once on the way, and knows what must come out. */
    private static final class Run implements Places.Keeper<Integer> {
        final Places<Integer> places;
        final Table table;
        final Column number;
        final Column share;
        final Column told;
        final Column lasting;
        final SplittableRandom random;
        final float[][] expected;

        Run(Places<Integer> places, Table table, int tasks, long seed) {
            this.places = places;
            this.table = table;
            this.number = table.input("number");
            this.share = table.input("share");
            this.told = table.output("told");
            this.lasting = table.state(1);
            this.random = new SplittableRandom(seed);
            this.expected = new float[tasks][];
        }

        private void renew(int place, int task) {
            float value = random.nextInt(1000);
            expected[task] = new float[WIDTH];
            int at = number.change(place);
            for (int i = 0; i < WIDTH; i++) {
                number.elements()[at + i] = value + i;
                expected[task][i] = value + i;
            }
        }

        @Override
        public void begin(int place, Integer task) {
            renew(place, task);
            for (int i = 0; i < WIDTH; i++) {
                share.elements()[share.change(place) + i] = task;
            }
            lasting.elements()[lasting.change(place)] = 1 + random.nextInt(6);
        }

        @Override
        public void move(int from, int to) {
            table.move(from, to);
        }

        void run() {
            float[] row = new float[WIDTH];
            while (places.fill(this)) {
                table.run(places.count());
                for (int place = 0; place < places.count(); place++) {
                    Integer task = places.at(place);
                    if (task != null) {
                        table.read("next", place, row);
                        check(task, place, row);
                        goOn(task, place);
                    }
                }
            }
        }

        private void check(int task, int place, float[] next) {
            for (int i = 0; i < WIDTH; i++) {
                assertEquals(3 * expected[task][i], told.elements()[told.at(place) + i]);
                expected[task][i] = expected[task][i] * 0.5f + task;
                assertEquals(expected[task][i], next[i]);
            }
        }

        private void goOn(int task, int place) {
            float left = --lasting.elements()[lasting.change(place)];
            if (left == 0) {
                places.free(place);
            } else if (random.nextInt(4) == 0) {
                renew(place, task);
            }
        }
    }

    @Property(tries = 200)
    @Label("a place's numbers are its task's own, carried, written or kept, whoever moves in, out and together")
    void numbers(
            @ForAll @IntRange(min = 1, max = 33) int most,
            @ForAll @IntRange(min = 1, max = 60) int tasks,
            @ForAll long seed) {
        Places<Integer> places = new Places<>(
                most, new ArrayDeque<>(IntStream.range(0, tasks).boxed().toList()));
        Cpu device = new Cpu(Providers.best(), Workers.of(1));
        try (Table table = new Table(graph(), device, most, Map.of("next", "number"))) {
            new Run(places, table, tasks, seed).run();
        }
    }

    @Example
    @Label("an input that the graph doesn't have is refused by name")
    void inputs() {
        try (Table table = new Table(graph(), Cpu.best(), 2, Map.of())) {
            assertEquals(
                    "the graph has no input numbers, but [number, share]",
                    assertThrows(IllegalArgumentException.class, () -> table.input("numbers"))
                            .getMessage());
        }
    }
}
