package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** A row whose first cell begins as a remark does was left out. */
    @Test
    void aRowMayBeginAsARemarkDoes() throws IOException {
        Dataset fans = read("label,a\n#1 fan,1\n# a remark\n#2 fan,\"2\"\nother,3\n");
        assertEquals(List.of("#1 fan", "#2 fan", "other"), fans.classNames());
        assertArrayEquals(new float[] {1, 2, 3}, fans.examples().data());
        assertEquals("a.csv, line 4", fans.place(1));
        String missing = "a,b,label\n0.9,0.1,0\n#N/A,0.3,1\n0.2,0.8,1\n";
        Written.refusal(() -> read(missing), "line 3", "#N/A");
        assertEquals(
                3,
                read(missing, Columns.DETECTED.withMissing(Columns.Missing.MEDIAN))
                        .count());
        Dataset broken = read("#names;of;them\nlabel;a;b\n#1;1,5;\"2\"\n\"#\n2\";3,5;4\n");
        assertEquals(List.of("#\n2", "#1"), broken.classNames());
    }

    @Test
    void remarksThatMayHaveBeenRowsAreTold() throws IOException {
        assertEquals(List.of(), read("# by hand\n# in cm\n1,2,0\n3,4,1\n").notes());
        String told = read("# by hand\n# 5,6,1\n1,2,0\n# end, \"so far\", or not, yet\n#\n3,4,1\n")
                .notes()
                .getFirst();
        assertTrue(told.startsWith("3 lines begin with # and are skipped as remarks, first line 2"), told);
        assertTrue(read("1,2,0\n# half\n3,4,1\n").notes().getFirst().startsWith("Line 2 begins with #"));
    }

    /** The label would be the last column, whatever the names say. */
    @Test
    void aRemarkThatMayNameTheColumnsIsRefused() throws IOException {
        String text = "#class,a,b\n0,3,1\n1,4,2\n0,5,0\n";
        Written.refusal(() -> read(text), "a.csv, line 1", "#class, a, b", "take the # away", "--label-column");
        Written.refusal(() -> read("# x, z\n\n# made by hand\n0.5,1\n0.7,0\n"), "line 1", "take the # away");
        Written.refusal(() -> read("# class;0;1\n0.5;1;1\n0.7;0;2\n"), "line 1");
        Written.refusal(() -> read("# a,b,y\n# class,a,y\n1,2,0\n"), "line 2", "the last is not the label");
        String toldNo = Written.refusal(
                () -> read(text, new Columns(Columns.Header.NO, null)),
                "line 1",
                "--label-column",
                "take the line away");
        assertFalse(toldNo.contains("take the # away"), "it would then be an example");
        assertArrayEquals(
                new int[] {0, 1, 0},
                read(text, new Columns(Columns.Header.DETECT, "1")).labels());
        assertArrayEquals(new int[] {0, 1, 0}, read(text.replace("#", "")).labels());
        assertArrayEquals(
                new int[] {1, 2, 0},
                read("# 1,3,0\n# of three\n" + text.substring(11)).labels());
        assertArrayEquals(new int[] {7}, read("# a, b\nlabel,a\n7,1\n").labels());
    }

    /** The last column is read as the label: such a remark says the same. */
    @Test
    void aRemarkMayNameTheLastColumnAsTheLabel() throws IOException {
        for (String remarks : List.of(
                "# x1,x2,y\n",
                "# y,x2,label\n",
                "#0,1,class\n",
                "# x, z, w\n# x1,x2,Target\n",
                "#by me, in May, x\n# 1,2,y\n")) {
            Dataset data = read(remarks + "3,1,0\n1,2,1\n");
            assertArrayEquals(new int[] {0, 1}, data.labels(), remarks);
            assertTrue(data.notes().getFirst().startsWith("The last column is the label"), data.notes()::toString);
        }
    }

    @Test
    void aRemarkThatNamesNoColumnsIsSkipped() throws IOException {
        for (String remark : List.of(
                "# measured in May by us,,", "#by us,by us,by us", "#3,1,y", "#y,7,3", "#class,,b", "#class,a,a")) {
            Dataset data = read(remark + "\n3,1,0\n1,2,1\n");
            assertArrayEquals(new int[] {0, 1}, data.labels(), remark);
            assertTrue(data.notes().getFirst().startsWith("Line 1 begins with #"), data.notes()::toString);
        }
    }

    @Test
    void aRemarkThatMayNameTheColumnsOfLabelsIsRefused() throws IOException {
        Path table = Written.file(folder, "a.csv", "# a, b\n1,2\n3,4\n");
        Path labels = Written.file(folder, "labels.txt", "#label,id\n0,17\n1,18\n");
        Written.refusal(() -> Datasets.read(table, labels), "labels.txt, line 1", "#label, id", "take the # away");
        for (String remark : List.of("#row,digit", "#index,label")) {
            Path last = Written.file(folder, "last.txt", remark + "\n17,0\n18,1\n");
            assertArrayEquals(new int[] {0, 1}, Datasets.read(table, last).labels(), remark);
        }
        Path plain = Written.file(folder, "plain.txt", "# label\n0\n1\n");
        assertArrayEquals(new int[] {0, 1}, Datasets.read(table, plain).labels());
    }

    @Test
    void headerNamesTheLabel() throws IOException {
        assertArrayEquals(new int[] {7}, read("\uFEFFLabel;\"a\";b\n7;1;2").labels());
        assertArrayEquals(new int[] {3}, read("0,1,y\n5,6,3").labels(), "a header may number its features");
        for (String first : List.of(",0,1,2,label", "label,,0,1,2", ",label,0,1,2", ",1,2,3,y", ",0,label,1,2")) {
            Dataset frame = read(first + "\n1,1,1,1,1\n0,0,0,0,0\n");
            assertArrayEquals(new int[] {1, 0}, frame.labels(), first);
        }
    }

    /** A class may be called y or target: a first line of numbers and such a word is asked about. */
    @Test
    void aFirstLineThatMayBeAnExampleIsAskedAbout() throws IOException {
        String text = "3,1,y\n1,2,n\n4,3,y\n1,5,n\n";
        String told = assertThrows(DataException.class, () -> read(text)).getMessage();
        assertTrue(told.contains("3, 1, y may be a header or an example; say with --header yes or no"), told);
        assertThrows(DataException.class, () -> read("0.5,target\n0.25,other\n"));
        assertEquals(4, read(text, new Columns(Columns.Header.NO, null)).count());
        assertEquals(3, read(text, new Columns(Columns.Header.YES, null)).count());
        assertEquals(1, read("a,7,label\n1,2,0\n").count(), "a is no number");
    }

    /** The first example was taken for a header, and lost. */
    @Test
    void aFirstLineOfWordsThatMayBeAnExampleIsAskedAbout() throws IOException {
        Columns second = new Columns(Columns.Header.DETECT, "2");
        List<String> told = List.of("line 1", "may be a header or an example", "--header yes or no");
        for (String first : List.of("true,yes", "FALSE,no", "NA,yes", "3,y", "0.5,label")) {
            Written.refusal(() -> read(first + "\nfalse,no\nfalse,no\n", second), told.toArray(String[]::new));
        }
        Written.refusal(() -> read("true,y\nfalse,n\n"), told.toArray(String[]::new));
        Columns categories = new Columns(Columns.Header.DETECT, "3").withOneHot("1", "2");
        Written.refusal(() -> read("red,big,yes\nblue,big,no\n", categories), told.toArray(String[]::new));
        assertEquals(
                3,
                read("true,yes\nfalse,no\nfalse,no\n", new Columns(Columns.Header.NO, "2"))
                        .count());
        for (String first : List.of("vip,fraud", ",x", "true,kind,x", "1,label")) {
            int width = first.split(",").length;
            String rest = "\n1,0,2".substring(0, 2 * width) + "\n";
            assertEquals(1, read(first + rest, second).count(), first);
        }
        assertEquals(
                1,
                read("true,kind\n1,0\n", new Columns(Columns.Header.DETECT, "kind"))
                        .count());
        assertEquals(1, read("colour,size,label\nred,big,0\n", categories).count());
        assertEquals(
                1, read("colour,label\nred,0\n", second.withOneHot("colour")).count());
    }

    @Test
    void labelsOfTheirOwnFileMayBeCalledLikeAHeader() throws IOException {
        Path table = Written.file(folder, "a.csv", "1,2\n3,4\n5,6\n");
        Path labels = Written.file(folder, "labels.txt", "y\nn\ny\n");
        Dataset data = Datasets.read(table, labels);
        assertArrayEquals(new int[] {1, 0, 1}, data.labels());
        Path named = Written.file(folder, "named.txt", "y\n1\n0\n1\n");
        assertArrayEquals(new int[] {1, 0, 1}, Datasets.read(table, named).labels());
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
    void separatorIsWhatPartsEachLineAlikeOutsideOfQuotes() throws IOException {
        Dataset semicolon = read("\"width, cm\";\"height\";\"label\"\n0.9;0.1;0\n0.1;0.9;1\n");
        assertArrayEquals(
                new float[] {0.9f, 0.1f, 0.1f, 0.9f}, semicolon.examples().data());
        Dataset tab = read("a, b\tc;d\tlabel\n1\t2\t\"x;y\"\n3\t4\t\"x, y\"\n");
        assertArrayEquals(new float[] {1, 2, 3, 4}, tab.examples().data());
        assertEquals(List.of("x, y", "x;y"), tab.classNames());
        Dataset comma = read("a,label\n1,\"one;two\"\n2,one; two; three\n");
        assertEquals(List.of("one; two; three", "one;two"), comma.classNames());
        Written.refusal(() -> read("1 2 0\n3 4 1\n"), "single column", "commas, semicolons or tabs");
    }

    @Test
    void quotedCellsMayHoldSeparatorsQuotesAndLineBreaks() throws IOException {
        Dataset data = read("\"a\nb\", \"c,\"\"d\"\"\" ,label\r\n1,\"2\",\"cat\r\ndog\"\r\n3,4,\"\"\"\"\r\n");
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.examples().data());
        assertEquals(List.of("\"", "cat\r\ndog"), data.classNames());
        assertArrayEquals(new int[] {1, 0}, data.labels());
        Written.refusal(() -> read("\"a\n\",label\n1,0\nx,1\n"), "line 4, column 1", "\"x\"");
        Written.refusal(() -> read("a,label\n\"1,0\n2,1\n"), "line 2", "never closed");
        Written.refusal(() -> read("a,label\n\"1\"2,0\n"), "line 2", "after the quoted cell \"1\" comes 2");
        assertEquals(List.of("5\" disk", "tape"), read("1,5\" disk\n2,tape\n").classNames());
    }

    @Test
    void numbersArePlainDecimals() throws IOException {
        assertArrayEquals(
                new float[] {-0.5f, 5, 0.5f, 1e-3f, 2e3f, 7},
                read("a,b,c,d,e,f,label\n-.5,5.,+0.5,1E-3,2e+3, 007 ,1\n")
                        .examples()
                        .data());
        for (String literal : List.of(
                "0.9f", "1d", "1F", "1D", "0x1p-1", "0x10", "1_000", "1L", "1e", "e5", ".", "-", "--1", "1 000", "1,5",
                "½", "١", "1%", "$1", "true")) {
            Written.refusal(
                    () -> read("a,width,label\n1,2,0\n1,\"" + literal + "\",1\n"),
                    "line 3, column 2 (width)",
                    "\"" + literal + "\" is not a number");
        }
        for (String literal : List.of("NaN", "nan", "-NaN", "Infinity", "-inf", "+INF", "1e39")) {
            Written.refusal(
                    () -> read("a,width,label\n1," + literal + ",0\n"), "line 2, column 2 (width)", "not finite");
        }
        for (String blank : List.of("", " ", "\"\"")) {
            Written.refusal(() -> read("a,width,label\n1," + blank + ",0\n"), "line 2, column 2 (width)", "is empty");
        }
        Written.refusal(() -> read("a,label\n1,0\n2,\n"), "line 3, column 2 (label)", "label is missing");
        Written.refusal(() -> read("a,label\n1,cat\n2,NaN\n"), "line 3, column 2 (label)", "no class");
        Written.refusal(() -> read("a,label\n1,0\n2,1.0000000001\n"), "line 3, column 2 (label)", "whole numbers");
        Written.refusal(() -> read("a,label\n1,cat\n2,1\n"), "line 3", "\"1\" is a number", "are names");
    }

    @Test
    void textThatIsNoUtf8IsRefusedWithItsLine() throws IOException {
        for (String text : List.of("a,label\n1,p\u00e9\n", "a,label\r1,p\u00e9\r", "a,label\r\n1,p\u00e9")) {
            Path latin = Written.file(folder, "latin.csv", text.getBytes(StandardCharsets.ISO_8859_1));
            Written.refusal(() -> Datasets.read(latin), "latin.csv, line 2", "no UTF-8", "byte e9");
            assertEquals(List.of("p\u00e9"), read(text).classNames());
        }
        Path cut = Written.file(folder, "cut.csv", new byte[] {'1', ',', 'a', '\n', '2', ',', (byte) 0xc3});
        Written.refusal(() -> Datasets.read(cut), "cut.csv, line 2", "no UTF-8");
        Path beside = Written.file(folder, "names.txt", "p\u00e8\np\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Path table = Written.file(folder, "table.csv", "1,2\n3,4\n");
        Written.refusal(() -> Datasets.read(table, beside), "names.txt, line 1", "no UTF-8");
    }

    private Dataset read(String text, Columns columns) throws IOException {
        return Datasets.open(Written.file(folder, "a.csv", text), null, Split.TEST, null, columns);
    }

    @Test
    void numberedColumnsAreAskedFor() throws IOException {
        for (String first : List.of("0,1,2", "1,2,3", "0.0,1.0,2.0", "0;1")) {
            String rest = first.contains(";") ? "\n0.9;0\n0.1;1\n" : "\n0.9,0.1,0\n0.1,0.9,1\n";
            Written.refusal(() -> read(first + rest), "line 1", "looks like numbered columns", "--header");
            assertEquals(
                    2, read(first + rest, new Columns(Columns.Header.YES, null)).count());
            assertArrayEquals(
                    new int[] {0, 1},
                    read(first + rest, new Columns(Columns.Header.YES, null)).labels());
            assertEquals(
                    3, read(first + rest, new Columns(Columns.Header.NO, null)).count());
        }
        assertEquals(2, read("0,1,0\n0.9,0.1,0\n").count());
        String frame = ",0,1,2\n0,0.5,0.1,1\n1,0.4,0.2,0\n";
        Written.refusal(
                () -> read(frame, Columns.DETECTED.withMissing(Columns.Missing.MEDIAN)),
                "line 1",
                "looks like numbered columns");
        assertArrayEquals(
                new int[] {1, 0},
                read(frame, new Columns(Columns.Header.YES, null)).labels());
    }

    @Test
    void labelColumnIsFoundOrGiven() throws IOException {
        assertArrayEquals(new int[] {7, 8}, read("y,x,label\n1,2,7\n3,4,8\n").labels(), "y is a weak name");
        Written.refusal(() -> read("class,x,label\n1,2,7\n"), "two columns", "\"class\" and \"label\"");
        Columns named = new Columns(Columns.Header.DETECT, "kind");
        assertArrayEquals(new int[] {1, 3}, read("kind,x\n1,2\n3,4\n", named).labels());
        assertArrayEquals(
                new float[] {2, 4}, read("kind,x\n1,2\n3,4\n", named).examples().data());
        Columns first = new Columns(Columns.Header.DETECT, "1");
        assertArrayEquals(new int[] {4, 3}, read("4,2\n3,4\n", first).labels());
        Written.refusal(() -> read("a,b\n1,2\n", named), "no column kind", "[a, b]");
        Written.refusal(() -> read("4,2\n", new Columns(Columns.Header.NO, "3")), "no column 3", "from 1 to 2");
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
