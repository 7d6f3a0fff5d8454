package io.jaspis.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ShapeTest {
    private static final Shape SHAPE = Shape.of(3, 32, 16);

    @Test
    void axesThatAreThere() {
        assertEquals(Shape.scalar(), SHAPE.leading(0));
        assertEquals(Shape.of(3, 32), SHAPE.leading(2));
        assertEquals(SHAPE, SHAPE.leading(3));
        assertEquals(Shape.scalar(), SHAPE.trailing(0));
        assertEquals(Shape.of(32, 16), SHAPE.trailing(2));
        assertEquals(SHAPE, SHAPE.trailing(3));
        assertEquals(Shape.of(9, 3, 32, 16), SHAPE.insert(0, 9));
        assertEquals(Shape.of(3, 32, 16, 9), SHAPE.insert(3, 9));
        assertEquals(512, SHAPE.size(1, 3));
        assertEquals(1, SHAPE.size(3, 3));
    }

    @Test
    void axesThatAreNotThereAreToldBySentences() {
        for (int none : new int[] {-1, 4, Integer.MAX_VALUE}) {
            assertRefused("has 0 to 3 axes to take, not " + none, () -> SHAPE.leading(none));
            assertRefused("has 0 to 3 axes to take, not " + none, () -> SHAPE.trailing(none));
            assertRefused("before axis " + none + " of the shape", () -> SHAPE.insert(none, 1));
            assertRefused(
                    "axis " + (none == -1 ? -4 : none) + " is not in", () -> SHAPE.with(none == -1 ? -4 : none, 1));
        }
        assertRefused("from -1 up to 2", () -> SHAPE.size(-1, 2));
        assertRefused("from 0 up to 4", () -> SHAPE.size(0, 4));
    }

    private static void assertRefused(String why, Executable asked) {
        String told = assertThrows(IllegalArgumentException.class, asked).getMessage();
        assertTrue(told.contains(why) && told.contains("[3, 32, 16]"), told);
    }
}
