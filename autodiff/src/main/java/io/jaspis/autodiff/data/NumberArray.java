package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * An array of numbers of any shape, such as what a model gets once and for all, as exact as they are stored. It has copies of
 * the arrays that it is given, and gives copies.
 *
 * @param extents of its axes; none for one number
 * @param numbers in row-major order
 * @param sha256 of the file that they were read from, in lower-case hexadecimal
 */
public record NumberArray(int[] extents, double[] numbers, String sha256) {
    public NumberArray {
        extents = extents.clone();
        numbers = numbers.clone();
    }

    /** A copy of the extents. */
    @Override
    public int[] extents() {
        return extents.clone();
    }

    /** A copy of the numbers. */
    @Override
    public double[] numbers() {
        return numbers.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberArray array
                && Arrays.equals(extents, array.extents)
                && Arrays.equals(numbers, array.numbers)
                && Objects.equals(sha256, array.sha256);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(extents), Arrays.hashCode(numbers), sha256);
    }

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
