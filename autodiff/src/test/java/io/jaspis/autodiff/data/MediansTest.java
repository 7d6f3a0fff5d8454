package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gaps in a part of a table that the medians of another part fill in, and what columns are called. */
class MediansTest {
    private static final Columns MEDIAN = Columns.DETECTED.withMissing(Columns.Missing.MEDIAN);

    @TempDir
    Path folder;

    private Dataset read(String name, String text, Columns columns) throws IOException {
        return Datasets.open(Written.file(folder, name, text), null, Split.TEST, null, columns);
    }

    @Test
    void columnsThatAreCalledAlikeHaveTheirOwn() throws IOException {
        Dataset training = read("a.csv", "x,x,label\n1,100,0\n2,200,1\n3,300,0\n", MEDIAN);
        Dataset test = read("b.csv", "x,x,label\n,7,0\n8,,1\n,,0\n", training.columns());
        assertArrayEquals(new float[] {2, 7, 8, 200, 2, 200}, test.examples().data());
        assertEquals(training.columns().medians(), test.columns().medians());
    }

    @Test
    void columnsGoByTheirNamesWhereverTheLabelIs() throws IOException {
        Dataset training = read("a.csv", "label,x,z\n0,1,100\n1,3,300\n", MEDIAN);
        Dataset test = read("b.csv", "z,x,label\n,,0\n", training.columns());
        assertArrayEquals(new float[] {200, 2}, test.examples().data());
    }

    @Test
    void aGapInAColumnThatTheOtherPartHasntIsRefused() throws IOException {
        Dataset training = read("a.csv", "x,label\n1,0\n3,1\n", MEDIAN);
        Written.refusal(
                () -> read("b.csv", "x,x,label\n1,,0\n2,5,1\n", training.columns()),
                "b.csv lacks values in x, and a.csv",
                "same columns");
        Written.refusal(() -> read("b.csv", "z,label\n,0\n2,1\n", training.columns()), "lacks values in z");
        assertEquals(1, read("b.csv", "z,label\n2,1\n", training.columns()).count());
    }

    @Test
    void columnsOfCategoriesThatAreCalledAlikeAreRefused() throws IOException {
        String text = "c,c,label\nr,s,0\nu,v,1\n";
        Written.refusal(
                () -> read("a.csv", text, Columns.DETECTED.withOneHot("1", "2")),
                "the columns 1 and 2 of categories",
                "both called c",
                "different names");
        assertEquals(
                List.of("c=r", "c=u", "column 2=s", "column 2=v"),
                read("a.csv", text.replace("c,c,", "c,,"), Columns.DETECTED.withOneHot("1", "2"))
                        .inputNames());
    }
}
