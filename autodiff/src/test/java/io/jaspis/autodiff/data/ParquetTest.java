package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that pyarrow 25.0.1 wrote of a table, and the same table as text. */
final class ParquetTest {
    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = ParquetTest.class.getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static Columns columns() {
        return columns(Columns.Missing.MEDIAN);
    }

    private static Columns columns(Columns.Missing missing) {
        return new Columns(
                Columns.Header.DETECT,
                null,
                List.of("number"),
                missing,
                List.of(new Columns.OneHot("town", List.of())),
                null);
    }

    private static Dataset read(Path file, Columns columns) throws IOException {
        return Datasets.open(file, null, Split.TEST, null, columns).loaded();
    }

    @Test
    void itIsTheTableThatItsTextIs() throws IOException {
        Dataset text = read(file("people.csv"), columns());
        for (String codec : List.of("snappy", "gzip", "none")) {
            Path file = file("people-" + codec + ".parquet");
            Dataset packed = read(file, columns());
            assertEquals(300, packed.count());
            assertEquals(text.inputNames(), packed.inputNames());
            assertEquals(text.classNames(), packed.classNames());
            assertArrayEquals(text.labels(), packed.labels());
            assertArrayEquals(text.examples().data(), packed.examples().data());
            assertEquals(Fingerprint.of(Files.readAllBytes(file)), packed.sha256());
            assertEquals("example 3 of " + packed.name(), packed.place(3));
        }
    }

    @Test
    void itsContentsAreThoseOfItsText() throws IOException {
        TableContents text = TableContents.read(file("people.csv"), columns());
        TableContents packed = TableContents.read(file("people-snappy.parquet"), columns());
        assertEquals(300, packed.lines());
        assertEquals(text.columns().size(), packed.columns().size());
        for (int i = 0; i < text.columns().size(); i++) {
            TableContents.Column written = text.columns().get(i);
            TableContents.Column stored = packed.columns().get(i);
            assertEquals(written.name(), stored.name());
            assertEquals(written.kind(), stored.kind());
            assertEquals(written.missing(), stored.missing());
            assertEquals(written.least(), stored.least());
            assertEquals(written.most(), stored.most());
            assertEquals(written.values(), stored.values());
        }
        Path file = file("people-none.parquet");
        Columns suggested = TableContents.read(file, Columns.DETECTED).suggested(Columns.DETECTED);
        assertEquals(300, read(file, suggested).count());
    }

    private String refused(Path file, Columns columns) {
        return assertThrows(DataException.class, () -> read(file, columns)).getMessage();
    }

    @Test
    void whatIsNoTableOfNumbersIsRefused() throws IOException {
        Path snappy = file("people-snappy.parquet");
        assertTrue(refused(snappy, columns(Columns.Missing.REFUSE))
                .contains("line 8, column 2 (weight): the cell is empty"));
        assertTrue(refused(file("people-zstd.parquet"), columns()).contains("is compressed by ZSTD"));
        assertTrue(refused(file("nested.parquet"), Columns.DETECTED).contains("is a list or a group of values"));
        String moments = refused(file("moments.parquet"), Columns.DETECTED);
        assertTrue(moments.contains("the column a is ") && moments.contains("--drop a"), moments);
        byte[] bytes = Files.readAllBytes(snappy);
        for (int length : new int[] {4, 12, bytes.length / 2, bytes.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, length));
            assertTrue(refused(cut, columns()).contains("can't be read as Parquet"), "" + length);
        }
    }

    /**
     * Pages of 8 bytes whose data unpack to 1,025: one in Snappy's own length, and one whose header also says that it isn't packed, which is
     * said of another kind of page.
     */
    @Test
    void pagesThatWouldOverflowAreRefused() throws IOException {
        for (String forged : List.of("forged-length.parquet", "forged-header.parquet")) {
            String told = refused(file(forged), Columns.DETECTED);
            assertTrue(told.contains("doesn't unpack to as much as its header says"), told);
        }
    }

    @Test
    void aGroupWithoutRowsIsNoFault() throws IOException {
        assertEquals(2, read(file("empty-group.parquet"), Columns.DETECTED).count());
    }

    @Test
    void aChangedBitNeitherEndsTheProcessNorShowsTheLibrary() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<byte[]> files = new ArrayList<>();
        for (String codec : List.of("snappy", "gzip", "none")) {
            files.add(Files.readAllBytes(file("people-" + codec + ".parquet")));
        }
        for (int i = 0; i < 300; i++) {
            byte[] changed = files.get(i % files.size()).clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Path damaged = Files.write(folder.resolve("damaged.parquet"), changed);
            try {
                read(damaged, columns());
            } catch (DataException e) {
                assertFalse(e.getMessage().matches("(?s).*(out of bounds|Index \\d|java\\.|null).*"), e.getMessage());
            }
        }
    }
}
