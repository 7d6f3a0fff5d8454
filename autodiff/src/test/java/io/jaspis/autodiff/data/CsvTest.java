package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    @TempDir
    Path folder;

    private Dataset read(String text) throws IOException {
        return Datasets.read(Written.file(folder, "a.csv", text));
    }

    @Test
    void lastColumnIsTheLabelWithoutHeader() throws IOException {
        Dataset data = read("0.5,1e-3,2\n\n# a remark\n-1,+4,0\r\n");
        assertEquals(Shape.of(2), data.shape());
        assertArrayEquals(new float[] {0.5f, 1e-3f, -1, 4}, data.examples().data());
        assertArrayEquals(new int[] {2, 0}, data.labels());
    }

    @Test
    void headerNamesTheLabel() throws IOException {
        assertArrayEquals(new int[] {7}, read("\uFEFFLabel;\"a\";b\n7;1;2").labels());
        assertArrayEquals(new int[] {3}, read("0,1,y\n5,6,3").labels(), "a header may number its features");
    }

    @Test
    void namesBecomeClassesInSortedOrder() throws IOException {
        Dataset data = read("1,setosa\n2,\"iris, \"\"blue\"\"\"\n3,setosa\n");
        assertEquals(List.of("iris, \"blue\"", "setosa"), data.classNames());
        assertArrayEquals(new int[] {1, 0, 1}, data.labels());
    }

    @Test
    void labelsMayStandInTheirOwnFile() throws IOException {
        Path table = Written.file(folder, "a.csv", "1,2\n3,4\n");
        Path labels = Written.file(folder, "labels.txt", "1\n0\n");
        Dataset data = Datasets.read(table, labels);
        assertEquals(Shape.of(2), data.shape());
        assertArrayEquals(new int[] {1, 0}, data.labels());
    }

    @Test
    void refusals() {
        Written.refusal(() -> read("1,2,0\n1,two,0\n"), "a.csv, line 2, column 2", "\"two\" is not a number");
        Written.refusal(() -> read("1,2,0\n\n1,0\n"), "line 3", "2 cells", "line 1 has 3");
        Written.refusal(() -> read("a,label\n1,0\nNaN,1\n"), "line 3, column 1", "not finite");
        Written.refusal(() -> read("a,label\n1,0.5\n"), "line 2, column 2", "whole numbers");
        Written.refusal(() -> read("a,label\n1,0\n2,cat\n"), "line 3, column 2", "\"cat\" is a name");
        Written.refusal(() -> read("a,label\n1,-1\n"), "line 2, column 2", "whole numbers");
        Written.refusal(() -> read("a,b\n1,0\n"), "no label column", "[a, b]");
        Written.refusal(() -> read("a,label\n"), "is empty");
        Written.refusal(() -> read("\n"), "is empty");
        Written.refusal(() -> read(""), "is empty");
        Written.refusal(() -> read("1\n2\n"), "single column");
        Written.refusal(() -> Datasets.read(folder.resolve("none.csv")), "there is no file");
    }
}
