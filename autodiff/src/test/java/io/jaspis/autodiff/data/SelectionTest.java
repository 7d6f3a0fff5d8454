package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {
    @TempDir
    private Path folder;

    /** Twelve examples of one value, its index; the first eight of class 0. */
    private static Dataset twelve() throws DataException {
        float[] values = new float[12];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Dataset.of(
                "twelve",
                Tensor.of(Shape.of(12, 1), values),
                IntStream.range(0, 12).map(i -> i < 8 ? 0 : 1).toArray());
    }

    private Selection list(String text) throws IOException {
        return IndexList.read(Files.writeString(folder.resolve("list.txt"), text), twelve());
    }

    @Test
    void aListNamesExamples() throws IOException {
        Selection chosen = list("# the strange ones\r\n11, 3\t0 # and\n\n,5,\n007");
        assertEquals(List.of(0, 3, 5, 7, 11), chosen.indices());
        assertEquals("5 of 12 examples, those in list.txt", chosen.text());
    }

    @Test
    void aListIsRefusedByFileAndLine() {
        Written.refusal(() -> list("1\n2, 12"), "list.txt, line 2: there is no example 12", "twelve go from 0 to 11");
        Written.refusal(() -> list("99999999999999999999"), "line 1: there is no example 99999999999999999999");
        Written.refusal(() -> list("1\r\n\r\n-1"), "line 3: there is no example -1");
        Written.refusal(() -> list("-0"), "line 1: there is no example -0");
        Written.refusal(() -> list("4\n# 4\n04"), "line 3: example 4 stands there already, in line 1");
        Written.refusal(() -> list("1\n2.0"), "line 2: '2.0' is no index");
        Written.refusal(() -> list("1;2"), "line 1: '1;2' is no index");
        Written.refusal(() -> list("index\n1"), "line 1: 'index' is no index");
        Written.refusal(() -> list("# none\n \n"), "list.txt names no example");
        Written.refusal(() -> IndexList.read(folder.resolve("none"), twelve()), "there is no file");
    }

    @Test
    void theFirstOrASampleOrAll() throws IOException {
        Dataset data = twelve();
        assertEquals(List.of(0, 1, 2), Selection.first(data, 3).indices());
        assertEquals("the first 3 of 12 examples", Selection.first(data, 3).text());
        Selection drawn = Selection.sample(data, 3, 1);
        assertEquals(1, drawn.indices().stream().filter(i -> i >= 8).count());
        assertEquals("3 of 12 examples, drawn with seed 1 in the proportions of the classes", drawn.text());
        assertEquals(Selection.all(data), Selection.sample(data, 12, 1));
        assertEquals(Selection.all(data), Selection.first(data, 12));
        assertEquals(12, Selection.all(data).indices().size());
        Written.refusal(() -> Selection.sample(data, 13, 1), "asked for 13 examples", "at most 12");
        Written.refusal(() -> Selection.first(data, 0), "at least 1");
        assertThrows(IllegalArgumentException.class, () -> new Selection(List.of(2, 2), ""));
        for (int none : new int[] {-1, 12, 1000}) {
            Written.refusal(
                    () -> Selection.named(data, new int[] {1, none}, "mine"), "no example " + none, "from 0 to 11");
        }
    }

    @Test
    void whatIsNotChosenHasNoElements() throws IOException {
        Dataset part = twelve().loaded(list("2 9"));
        assertEquals(12, part.count());
        assertArrayEquals(twelve().labels(), part.labels());
        for (Dataset some : List.of(
                part,
                part.reshaped(Shape.of(1, 1)).subset(IntStream.range(0, 12).toArray()))) {
            for (int i = -1; i < 13; i++) {
                assertEquals(i == 2 || i == 9, some.holds(i));
            }
            assertEquals(9, some.example(9).data()[0]);
            String message = assertThrows(IllegalArgumentException.class, () -> some.example(3))
                    .getMessage();
            assertTrue(message.contains("example 3 is none of those that were chosen"), message);
        }
        Examples portion = new Portion(part, 9, 3);
        assertTrue(portion.holds(0));
        assertFalse(portion.holds(1) || portion.holds(2));
        for (int beyond : new int[] {-1, 2}) {
            assertEquals(
                    "there is no example " + beyond + " of a portion that has 2, counted from 0",
                    assertThrows(IllegalArgumentException.class, () -> portion.label(beyond))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> portion.copy(beyond, new float[1], 0));
        }
    }
}
