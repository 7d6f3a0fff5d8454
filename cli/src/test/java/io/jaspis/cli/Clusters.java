package io.jaspis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Tables of made-up examples of four features in three classes, which are easily told apart: in each another feature is
 * large.
 *
 * @param seed of the values
 * @param count examples
 * @param lower the smallest value there may be
 * @param upper the largest
 * @param classes the class of each example by its index, 0 to 2
 * @param names what the classes are called
 */
record Clusters(long seed, int count, double lower, double upper, IntUnaryOperator classes, String... names) {

    /** The classes in turn, as numbers. */
    static Clusters of(long seed, int count, double lower, double upper) {
        return new Clusters(seed, count, lower, upper, i -> i % 3, "0", "1", "2");
    }

    Clusters named(String... others) {
        return new Clusters(seed, count, lower, upper, classes, others);
    }

    /** One class after the other. */
    Clusters sorted() {
        return new Clusters(seed, count, lower, upper, i -> 3 * i / count, names);
    }

    /** Writes the table. */
    Path write(Path file) throws IOException {
        return without("", file);
    }

    /** Writes the table without the examples of a class. */
    Path without(String name, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("a,b,c,d,label\n");
        for (int i = 0; i < count; i++) {
            int own = classes.applyAsInt(i);
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < 4; j++) {
                double at = (j == own ? 0.75 : 0.25) + 0.4 * (random.nextDouble() - 0.5);
                line.append(String.format(Locale.ROOT, "%.6f,", lower + (upper - lower) * at));
            }
            if (!names[own].equals(name)) {
                text.append(line).append(names[own]).append('\n');
            }
        }
        return Files.writeString(file, text);
    }
}
