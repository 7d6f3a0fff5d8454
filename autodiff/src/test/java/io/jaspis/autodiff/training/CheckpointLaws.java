package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.layers.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Laws of what a checkpoint says of its run: float32, in which its numbers are, doesn't hold all of them. */
class CheckpointLaws {
    private static final String IDENTITY = "0123456789abcdef".repeat(4);

    private static Recipe recipe(int epochs, int batch, long seed) {
        return new Recipe(epochs, batch, Schedule.constant(0.1), 0, 0, seed, Optional.empty());
    }

    private static void write(Path file, Recipe recipe, int epochsDone) throws IOException {
        Checkpoint.write(
                file,
                IDENTITY,
                new Parameters(recipe.seed()),
                new Adam(0),
                new Best(),
                recipe,
                new Checkpoint.Reached(epochsDone, true));
    }

    private static int restored(Path file, Recipe recipe) throws IOException {
        Adam adam = new Adam(0);
        return Checkpoint.restore(
                        file,
                        IDENTITY,
                        new Parameters(recipe.seed()),
                        adam,
                        Checkpoint.shapes(adam.state()),
                        new Best(),
                        recipe)
                .epochs();
    }

    @Property(tries = 200)
    void aRunGoesOnWithItsOwnNumbersAlone(
            @ForAll @IntRange(min = 1) int epochs,
            @ForAll @IntRange(min = 1) int batch,
            @ForAll long seed,
            @ForAll @IntRange(min = -3, max = 3) int apart)
            throws IOException {
        Assume.that(apart != 0);
        Path file = Files.createTempFile("checkpoint", ".npz");
        try {
            write(file, recipe(epochs, batch, seed), epochs);
            assertEquals(epochs, restored(file, recipe(epochs, batch, seed)));
            IOException refusal =
                    assertThrows(IOException.class, () -> restored(file, recipe(epochs, batch, seed + apart)));
            String told = "with other epochs, batch or seed (%s, %s, %s)".formatted(epochs, batch, seed);
            assertTrue(refusal.getMessage().contains(told), refusal.getMessage());
            int other = batch == 1 ? 2 : batch - 1;
            assertThrows(IOException.class, () -> restored(file, recipe(epochs, other, seed)));
        } finally {
            Files.delete(file);
        }
    }
}
