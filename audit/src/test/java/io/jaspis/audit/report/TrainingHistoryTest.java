package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the metrics of a training run are written, and that none is lost. */
class TrainingHistoryTest {
    private static final long MILLISECOND = 1_000_000;

    @TempDir
    Path folder;

    private Path table;
    private Path page;
    /** Nanoseconds. */
    private long now;

    @BeforeEach
    void place() {
        table = folder.resolve("m.csv");
        page = folder.resolve("m.html");
    }

    private TrainingHistory history(Optional<Path> kept, LongSupplier clock) {
        return new TrainingHistory(MadeUpTraining.report(0), kept, table, page, clock);
    }

    /** How often files are written in so many epochs of so many milliseconds. */
    private int writings(TrainingHistory history, int epochs, long milliseconds) throws IOException {
        int writings = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            writings += history.epoch(epoch, MadeUpTraining.metrics(epoch)) ? 1 : 0;
            now += milliseconds * MILLISECOND;
        }
        return writings;
    }

    @Test
    void filesAreWrittenOnceASecondAndHaveAllEpochsAtTheEnd() throws IOException {
        TrainingHistory history = history(Optional.empty(), () -> now);
        assertEquals(4, writings(history, 500, 8), "after 0, 1, 2 and 3 of 4 seconds");
        assertTrue(Files.readAllLines(table).size() < 500);
        assertTrue(history.flush());
        assertEquals(501, Files.readAllLines(table).size());
        assertTrue(Files.readString(table).contains("\n500,"));
        assertTrue(Files.readString(page).contains(",499.0,500.0]"));
        assertFalse(history.flush(), "nothing is left to write");
    }

    @Test
    void slowEpochsAreWrittenEach() throws IOException {
        assertEquals(5, writings(history(Optional.empty(), () -> now), 5, 1000));
        assertEquals(6, Files.readAllLines(table).size());
    }

    /** To look at this clock takes half a second, and so does a writing. */
    @Test
    void writingTakesASmallShareOfTheTime() throws IOException {
        LongSupplier clock = () -> now += 500 * MILLISECOND;
        assertEquals(3, writings(history(Optional.empty(), clock), 45, 0), "20 times as long is left between two");
    }

    @Test
    void eachEpochIsKeptForALaterRunAtOnce() throws IOException {
        Path kept = folder.resolve("run.npz.csv");
        TrainingHistory history = history(Optional.of(kept), () -> now);
        for (int epoch = 1; epoch <= 30; epoch++) {
            history.epoch(epoch, Map.of("loss", 1.0 / epoch));
            if (epoch > 10) {
                // A column that comes on the way.
                history.epoch(epoch, Map.of("validation", 1 - 1.0 / epoch));
            }
            now += 200 * MILLISECOND;
            assertEquals(epoch + 1, Files.readAllLines(kept).size(), "a header, and a line for each epoch");
            TrainingHistory later = history(Optional.of(kept), () -> now);
            assertEquals(0, later.resume(epoch));
            for (int done = 1; done <= epoch; done++) {
                assertEquals(history.metrics(done), later.metrics(done), "epoch " + done);
            }
        }
        Files.writeString(kept, "31,0.0", StandardOpenOption.APPEND);
        TrainingHistory crashed = history(Optional.of(kept), () -> now);
        assertEquals(1, crashed.resume(31));
        assertEquals(history.metrics(30), crashed.metrics(30));
        assertEquals(Optional.empty(), crashed.metrics(31), "a line without an end may lack digits");
    }

    @Test
    void whatIsKeptIsWrittenAnewWhereItIsGone() throws IOException {
        Path kept = folder.resolve("run.npz.csv");
        TrainingHistory history = history(Optional.of(kept), () -> now);
        history.epoch(1, Map.of("loss", 1.0));
        Files.delete(kept);
        assertFalse(history.epoch(2, Map.of("loss", 0.5)));
        assertEquals("epoch,loss\n1,1.0\n2,0.5\n", Files.readString(kept));
    }

    @Test
    void whatCannotBeKeptIsInTheFilesAllTheSame() throws IOException {
        Path kept =
                Files.createDirectories(folder.resolve("run.npz.csv/occupied")).getParent();
        TrainingHistory history = history(Optional.of(kept), () -> now);
        String told = assertThrows(IOException.class, () -> history.epoch(1, MadeUpTraining.metrics(1)))
                .getMessage();
        assertTrue(told.contains("run.npz.csv cannot be written: "), told);
        assertEquals(2, Files.readAllLines(table).size());
        assertTrue(history.written() && Files.isRegularFile(page));
        Path last = folder.resolve("whole.csv");
        assertThrows(IOException.class, () -> history.settle(last, folder.resolve("whole.html")));
        assertEquals(last, history.table());
        assertEquals(2, Files.readAllLines(last).size());
        assertFalse(Files.exists(table));
    }

    @Test
    void oneFileThatCannotBeWrittenTakesNoneOfTheOthers() throws IOException {
        Files.createDirectories(table.resolve("occupied"));
        TrainingHistory history = history(Optional.empty(), () -> now);
        String told = assertThrows(IOException.class, () -> history.epoch(1, MadeUpTraining.metrics(1)))
                .getMessage();
        assertTrue(told.contains("m.csv cannot be written: "), told);
        assertTrue(Files.isRegularFile(page));
        assertFalse(history.written());
    }
}
