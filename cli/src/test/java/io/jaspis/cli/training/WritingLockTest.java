package io.jaspis.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that write to one place at a time. */
class WritingLockTest {
    @TempDir
    Path folder;

    private TrainingFiles files(String out, String checkpoint) throws IOException {
        return TrainingFiles.of(
                folder.resolve(out), Optional.ofNullable(checkpoint).map(folder::resolve));
    }

    @Test
    void aPlaceIsOnesUntilItIsClosed() throws IOException {
        Path place = folder.resolve("place");
        try (var _ = WritingLock.of(place).orElseThrow()) {
            assertEquals(Optional.empty(), WritingLock.of(place));
        }
        Optional<WritingLock> next = WritingLock.of(place);
        assertTrue(next.isPresent());
        next.get().close();
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count(), "a lock's file goes with it");
        }
    }

    /** A file that a killed process left holds nobody up. */
    @Test
    void whatIsLeftOfALockIsNone() throws IOException {
        Files.createFile(folder.resolve(".place.lock"));
        Optional<WritingLock> lock = WritingLock.of(folder.resolve("place"));
        assertTrue(lock.isPresent());
        lock.get().close();
    }

    @Test
    void twoTrainingsOfOneModelHaveFilesOfTheirOwn() throws IOException {
        try (TrainingFiles first = files("m.onnx", null);
                TrainingFiles second = files("m.onnx", null)) {
            assertEquals(folder.resolve("m.csv"), first.table(false));
            assertEquals("", first.note());
            assertEquals(folder.resolve("m-2.csv"), second.table(false));
            assertTrue(second.note().contains("nother training writes to"), second::note);
            assertFalse(second.claim(), "the place is the first one's while it writes");
        }
        try (TrainingFiles third = files("m.onnx", null)) {
            assertEquals(folder.resolve("m.csv"), third.table(false));
        }
    }

    @Test
    void twoTrainingsOfOneCheckpointAreRefused() throws IOException {
        try (TrainingFiles first = files("m.onnx", "run.npz")) {
            String told = assertThrows(InputException.class, () -> files("other.onnx", "run.npz"))
                    .getMessage();
            assertTrue(told.contains("another training writes to --checkpoint"), told);
            assertEquals(folder.resolve("m.csv"), first.table(false));
        }
        files("other.onnx", "run.npz").close();
    }

    /** The metrics of another run, whose model is elsewhere, stay; a run that goes on finds its own under their number. */
    @Test
    void aRunThatGoesOnFindsItsOwnFiles() throws IOException {
        Files.writeString(folder.resolve("m.csv"), "epoch,loss,training accuracy,seconds\n1,0.5,0.75,1.25\n");
        Files.writeString(folder.resolve("m-2.csv"), "epoch,loss,training accuracy,seconds\n1,0.25,0.5,2.5\n");
        Files.writeString(
                folder.resolve("run.npz.csv"),
                "epoch,loss,training accuracy,seconds\n1,0.25,0.5,2.5\n2,0.125,0.75,2.5\n");
        Files.createFile(folder.resolve("run.npz"));
        try (TrainingFiles files = files("m.onnx", "run.npz")) {
            assertEquals(folder.resolve("m-2.csv"), files.table(false));
        }
    }
}
