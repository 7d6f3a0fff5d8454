package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.onnx.Onnx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file that unpacks to a large one is refused before it does. */
class AllowanceTest {
    private static final int LARGE = 40 << 20;

    @TempDir
    Path folder;

    private Path packed(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[LARGE]);
        }
        assertTrue(Files.size(file) < 100_000);
        return file;
    }

    @Test
    void gzipOfModelsAndDataIsUnpackedWithinIt() throws IOException {
        Allowance small = new Allowance(LARGE / 2);
        Path model = packed("model.onnx.gz");
        InputException refused = assertThrows(InputException.class, () -> small.reading(() -> Onnx.read(model)));
        assertTrue(refused.getMessage().contains("--reading-limit"), refused.getMessage());
        assertTrue(refused.getMessage().contains("20 MiB"), refused.getMessage());
        Path table = packed("table.csv.gz");
        refused = assertThrows(InputException.class, () -> small.reading(() -> Datasets.read(table)));
        assertTrue(refused.getMessage().contains("table.csv.gz"), refused.getMessage());
        assertTrue(refused.getMessage().contains("--reading-limit"), refused.getMessage());
    }

    @Test
    void allArraysOfAnArchiveTogetherAreWithinIt() throws IOException {
        Path file = folder.resolve("arrays.npz");
        byte[] header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '|u1', 'fortran_order': False, 'shape': (4000000,), }"
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] array = new byte[128 + 4_000_000];
        System.arraycopy(header, 0, array, 0, header.length);
        java.util.Arrays.fill(array, header.length, 128, (byte) ' ');
        array[127] = '\n';
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : new String[] {"a", "b", "c"}) {
                zip.putNextEntry(new ZipEntry(name + ".npy"));
                zip.write(array);
                zip.closeEntry();
            }
        }
        assertEquals(3, new Allowance(13_000_000).reading(() -> Npz.read(file)).size());
        DataException refused =
                assertThrows(DataException.class, () -> new Allowance(9_000_000).reading(() -> Npz.read(file)));
        assertTrue(refused.getMessage().contains("--reading-limit"), refused.getMessage());
    }

    @Test
    void itIsTheCallersOnlyWhileReading() {
        Allowance before = Allowance.current();
        assertEquals(7, new Allowance(7).reading(Allowance::current).bytes());
        assertEquals(before, Allowance.current());
        assertThrows(IllegalArgumentException.class, () -> new Allowance(0));
    }
}
