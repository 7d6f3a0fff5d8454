package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetTest {
    private static Dataset three() throws DataException {
        return Dataset.of("three", Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6), 0, 2, 1);
    }

    @Test
    void partsKeepTheirLabelsAndTheFingerprint() throws IOException {
        Dataset data = three();
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.first(2).examples().data());
        Dataset part = data.subset(2, 0);
        assertArrayEquals(new int[] {1, 0}, part.labels());
        assertArrayEquals(new float[] {5, 6, 1, 2}, part.examples().data());
        assertEquals(3, part.classes());
        assertEquals(data.sha256(), part.sha256());
        float[] target = new float[5];
        data.copy(1, 2, target, 1);
        assertArrayEquals(new float[] {0, 3, 4, 5, 6}, target);
        assertEquals(Shape.of(1, 2), data.reshaped(Shape.of(1, 2)).shape());
        assertEquals(5, data.requireClasses(5).classes());
    }

    @Test
    void sameExamplesAreToldFromOthers() throws IOException {
        Dataset data = three();
        assertTrue(data.isSameAs(Dataset.of("copy", data.examples(), 0, 2, 1)));
        assertFalse(data.isSameAs(Dataset.of("relabelled", data.examples(), 0, 1, 1)));
        assertFalse(data.isSameAs(data.first(2)));
        assertFalse(data.isSameAs(data.reshaped(Shape.of(1, 2))));
        assertFalse(data.isSameAs(Dataset.of("moved", Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 7), 0, 2, 1)));
    }

    @Test
    void refusals() throws IOException {
        Dataset data = three();
        Written.refusal(() -> data.first(4), "asked for 4 examples", "three holds 3");
        Written.refusal(() -> data.first(0), "at least 1");
        Written.refusal(
                () -> data.requireClasses(2),
                "example 1 in ",
                ": the label 2 is out of range",
                "2 classes",
                "--classes",
                "from 0 to 1");
        Written.refusal(() -> data.reshaped(Shape.of(3)), "2 values", "3 values");
        Tensor nan = Tensor.of(Shape.of(2, 2), 1, 2, 3, Float.NaN);
        Written.refusal(() -> Dataset.of("nan", nan, 0, 1), "value 1 of example 1 in nan is NaN");
        Tensor one = Tensor.of(Shape.of(1, 1), 1);
        Written.refusal(() -> Dataset.of("one", one, -1), "label -1 of example 0", "negative");
        for (int label : new int[] {1 << 24, Integer.MAX_VALUE}) {
            Written.refusal(() -> Dataset.of("one", one, label), "label " + label + " of example 0", "to 16777215");
        }
        assertEquals(1 << 24, Dataset.of("one", one, (1 << 24) - 1).classes());
        Written.refusal(() -> Dataset.of("one", one, 1, 2), "1 examples but 2 labels");
        Written.refusal(() -> Dataset.of("point", Tensor.scalar(1), 1), "single number");
    }

    private static void refused(String why, Executable call) {
        String told = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(told.contains(why), told);
    }

    @Test
    void examplesThatArentThereAreToldBySentences() throws IOException {
        Dataset data = three();
        for (int index : new int[] {-1, 3}) {
            String why = "no example " + index + " of three, which has 3";
            refused(why, () -> data.label(index));
            refused(why, () -> data.place(index));
            refused(why, () -> data.line(index));
            refused(why, () -> data.copy(index, new float[2], 0));
        }
        refused("2 examples of part have 4 values of shape [2], not 3", () -> part(new float[3], 0, 2));
        refused("no example 3 of part", () -> part(new float[4], 0, 3));
        refused("example 1 of part is held twice", () -> part(new float[4], 1, 1));
        assertTrue(part(new float[4], 0, 2).holds(2));
        for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Written.refusal(() -> part(new float[] {0, 1, 2, none}, 0, 2), "value 1 of example 2 in part is " + none);
        }
        Selection beyond = new Selection(List.of(1, 3), "");
        refused("no example 3 of three", () -> data.loaded(beyond));
    }

    @Test
    void whatHasNoRoomIsToldBySentences() throws IOException {
        Dataset data = three();
        refused("an array of 2 numbers has no room for 1 examples of 2 from 1 on", () -> data.copy(0, new float[2], 1));
        refused("has no room for 1 examples", () -> data.copy(0, new float[2], -1));
        refused("has no room for 3 examples", () -> data.copy(0, 3, new float[7], 2));
        refused("has no room for 2147483647 examples", () -> data.copy(0, Integer.MAX_VALUE, new float[7], 2));
        refused("0 examples or more are copied, not -2", () -> data.copy(1, -2, new float[9], 0));
        data.copy(0, 0, new float[0], 0);
        data.copy(0, 3, new float[7], 1);
    }

    @Test
    void labelsAreItsOwn() throws IOException {
        int[] labels = {0, 2, 1};
        Dataset data = Dataset.of("own", Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6), labels);
        labels[0] = -7;
        data.labels()[1] = 9;
        assertArrayEquals(new int[] {0, 2, 1}, data.labels());
        assertEquals(three().sha256(), data.sha256());
    }

    private static Dataset part(float[] held, int... indices) throws DataException {
        return Dataset.elsewhere("part", "", List.of(), List.of(), new int[3], Shape.of(2), held, indices);
    }
}
