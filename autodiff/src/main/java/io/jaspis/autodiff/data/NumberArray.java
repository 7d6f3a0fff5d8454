package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An array of numbers of any shape, such as what a model gets once and for all, as exact as they are stored.
 *
 * @param extents of its axes; none for one number
 * @param numbers in row-major order
 * @param sha256 of the file that they were read from, in lower-case hexadecimal
 */
public record NumberArray(int[] extents, double[] numbers, String sha256) {
    /**
     * Reads an NPY file.
     *
     * @throws DataException where it is none, or holds a whole number that float64 doesn't; the message says what is wrong
     */
    public static NumberArray read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        return Npy.numbers(Files.readAllBytes(file), file.toString());
    }
}
