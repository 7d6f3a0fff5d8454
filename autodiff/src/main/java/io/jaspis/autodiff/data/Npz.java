package io.jaspis.autodiff.data;

import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Named tensors in one file in NumPy's NPZ format: a zip of NPY arrays. Checkpoints are such files. The same tensors
 * in the same order give the same bytes.
 */
public final class Npz {
    static final String SUFFIX = ".npy";
    /** The zip format's earliest time, in every entry, so that equal tensors give equal files. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /** Reads every array of an NPZ file as float32, in the file's order. */
    public static Map<String, Tensor> read(Path path) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, NpyArray> entry : parse(SourceFile.read(path)).entrySet()) {
            tensors.put(entry.getKey(), entry.getValue().tensor(path + ", array " + entry.getKey()));
        }
        return tensors;
    }

    /**
     * Writes the tensors as float32. The file appears at once, whole, in place of any earlier one: a failure on the
     * way, such as a full disk, leaves the earlier one as it was.
     */
    public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
        WholeFile.write(path, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            write(zip, tensors);
            zip.finish();
        });
    }

    private static void write(ZipOutputStream zip, Map<String, Tensor> tensors) throws IOException {
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            put(zip, named.getKey(), Npy.format(named.getValue()));
        }
    }

    /** Adds an array, which is an NPY file's bytes. */
    static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 check = new CRC32();
        check.update(bytes);
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        // Stored, as numpy.savez does: trained weights hardly compress.
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(check.getValue());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** The names of an NPZ file's arrays, in the file's order. */
    public static List<String> names(Path path) throws IOException {
        return List.copyOf(parse(SourceFile.read(path)).keySet());
    }

    static Map<String, NpyArray> parse(SourceFile file) throws DataException {
        if (!file.startsWith('P', 'K')) {
            throw new DataException(file.path() + " does not begin like an NPZ file; save it with numpy.savez");
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        ZipArchive archive = ZipArchive.read(file);
        for (ZipArchive.Entry entry : archive.entries()) {
            if (entry.name().endsWith(SUFFIX)) {
                String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
                arrays.put(name, Npy.parse(archive.content(entry), file.path() + ", array " + name));
            }
        }
        if (arrays.isEmpty()) {
            throw new DataException(file.path() + " is empty: it holds no array; save it with numpy.savez");
        }
        return arrays;
    }
}
