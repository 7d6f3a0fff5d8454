package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept for a later run has each epoch once, as it was last. */
class KeptRowsLaws {
    private static final String HEADER = "epoch,loss,validation\n";

    /** Writes rows to a file in a folder that is gone afterwards. */
    @FunctionalInterface
    private interface Use {
        void of(Path file) throws IOException;
    }

    private static void inFolder(Use use) throws IOException {
        Path folder = Files.createTempDirectory("kept");
        Path file = folder.resolve("run.npz.csv");
        try {
            use.of(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** An epoch's loss, and its validation afterwards, some with digits that its neighbours lack. */
    private static void train(KeptRows kept, MetricRows rows, int epoch, int run) throws IOException {
        kept.write(epoch, rows.put(epoch, Map.of("loss", run / (double) epoch)));
        kept.write(epoch, rows.put(epoch, Map.of("validation", 1.0 - run / 3.0 / epoch)));
    }

    /** Each number is after how many epochs a run is killed, so that its last epochs may have no checkpoint. */
    @Property(tries = 200)
    void anEpochHasOneLineHoweverOftenRunsAreResumed(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 7) Integer> runs,
            @ForAll @IntRange(min = 0, max = 2) int lost)
            throws IOException {
        inFolder(file -> {
            List<String> expected = new ArrayList<>();
            int done = 0;
            for (int run = 0; run < runs.size(); run++) {
                MetricRows rows = new MetricRows();
                KeptRows kept = new KeptRows(file, rows);
                done = Math.max(0, done - lost);
                kept.resume(done);
                expected = new ArrayList<>(expected.subList(0, done));
                for (int epoch = done + 1; epoch <= done + runs.get(run); epoch++) {
                    train(kept, rows, epoch, run);
                    expected.add(epoch + "," + run / (double) epoch + "," + (1.0 - run / 3.0 / epoch));
                }
                done += runs.get(run);
                assertEquals(HEADER + String.join("\n", expected) + "\n", Files.readString(file));
            }
        });
    }

    @Property(tries = 200)
    void aFileCutOffAnywhereHasTheEpochsBefore(
            @ForAll @IntRange(min = 1, max = 6) int epochs, @ForAll @IntRange(min = 0, max = 300) int cut)
            throws IOException {
        inFolder(file -> {
            MetricRows rows = new MetricRows();
            KeptRows kept = new KeptRows(file, rows);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                train(kept, rows, epoch, 1);
            }
            String text = Files.readString(file);
            String left = text.substring(0, Math.min(cut, text.length()));
            Files.writeString(file, left);
            MetricRows read = new MetricRows();
            new KeptRows(file, read).resume(epochs);
            int whole = Math.max(0, (int) left.lines().count() - 1 - (left.endsWith("\n") ? 0 : 1));
            assertEquals(rows.all().headMap(whole + 1), read.all());
        });
    }

    @Test
    void ofTwoLinesTheLastCounts() throws IOException {
        inFolder(file -> {
            Files.writeString(file, HEADER + "1,0.5,\n1,0.5,0.9\n2,0.25,\n2,0.125,\n");
            MetricRows rows = new MetricRows();
            KeptRows kept = new KeptRows(file, rows);
            kept.resume(2);
            kept.write(3, rows.put(3, Map.of("loss", 0.1)));
            assertEquals(HEADER + "1,0.5,0.9\n2,0.125,\n3,0.1,\n", Files.readString(file));
        });
    }

    @Test
    void aFileThatSomethingElseChangedIsWrittenAnew() throws IOException {
        inFolder(file -> {
            MetricRows rows = new MetricRows();
            KeptRows kept = new KeptRows(file, rows);
            train(kept, rows, 1, 1);
            Files.writeString(file, "epoch\n");
            kept.write(2, rows.put(2, Map.of("loss", 0.5)));
            assertEquals(HEADER + rows.line(1) + "2,0.5,\n", Files.readString(file));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step,loss;1,0.5               | 1, 'step,loss'",
                "epoch,loss;1,0.5;2            | 3, '2'",
                "epoch,loss;1,0.5;2,0.5,0.5    | 3, '2,0.5,0.5'",
                "epoch,loss;one,0.5;2,0.5      | 2, 'one,0.5'",
                "epoch,loss;1,0.5;2,0.4;3,half | 4, '3,half'",
                "epoch,loss;0,0.5              | 2, '0,0.5'",
                "epoch,loss;;1,0.5             | 2, ''",
            })
    void aDamagedLineIsToldWithItsNumber(String lines, String line) throws IOException {
        inFolder(file -> {
            Files.writeString(file, lines.replace(';', '\n') + "\n");
            assertEquals(
                    file + " is no file of training metrics: its line " + line
                            + ", can't be read; move it away, or start anew without the checkpoint",
                    assertThrows(IOException.class, () -> new KeptRows(file, new MetricRows()).resume(3))
                            .getMessage());
        });
    }

    @Test
    void bytesThatAreNoTextAreTold() throws IOException {
        inFolder(file -> {
            Files.write(file, "epoch,lo\u00e9s\n".getBytes(StandardCharsets.ISO_8859_1));
            String told = assertThrows(IOException.class, () -> new KeptRows(file, new MetricRows()).resume(3))
                    .getMessage();
            assertTrue(told.contains("is not UTF-8"), told);
        });
    }
}
