package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An array of numbers of any shape, such as what a model gets once and for all.
 *
 * @param extents of its axes; none for one number
 * @param numbers in row-major order
 * @param sha256 of the file that they were read from, in lower-case hexadecimal
 */
public record NumberArray(int[] extents, float[] numbers, String sha256) {
    /**
     * Reads an NPY file.
     *
     * @throws DataException where it is none; the message says what is wrong
     */
    public static NumberArray read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        byte[] bytes = Files.readAllBytes(file);
        NpyArray array = Npy.parse(bytes, file.toString());
        return new NumberArray(array.extents(), array.values(), Fingerprint.of(bytes));
    }
}
