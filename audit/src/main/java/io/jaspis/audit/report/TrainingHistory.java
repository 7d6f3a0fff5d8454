package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.defend.training.OwnAttack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The course of a training run, a row of metrics for each epoch, in a CSV file and as curves on a page. Both are written
 * whole, so that they can be watched: after the first epoch, at the end, and between them about once a second, since to write
 * all rows after each epoch would take longer the more there are. What a later run goes on with has each row at once.
 */
public final class TrainingHistory {
    /** Nanoseconds from one writing to the next, at least. */
    private static final long PAUSE = 1_000_000_000L;

    /** So many times as long as a writing took passes before the next, at least: with many epochs it takes long. */
    private static final int REST = 20;

    private final Optional<KeptRows> kept;
    private final LongSupplier clock;
    private MetricsFile csv;
    private MetricsFile page;
    private final MetricRows metrics = new MetricRows();
    private final TreeMap<Integer, Map<String, Double>> rows = metrics.all();
    /** The time on the clock from which the files may be written again. */
    private long due;
    /** Whether there are rows that aren't in the files. */
    private boolean pending;

    private TrainingReport report;
    /** Whether epochs before these are told nowhere, or elsewhere. */
    private boolean lacking;
    /** The best that training's own attack is compared with, before the next epoch. */
    private double best;
    /** The epoch before which that was looked for. */
    private int bestBefore;

    /**
     * A course that begins.
     *
     * @param report without an epoch yet
     * @param kept where the rows lie for a run that goes on with this one, wherever its files then go
     * @param csv where the metrics go
     * @param page where the curves go
     */
    public TrainingHistory(TrainingReport report, Optional<Path> kept, Path csv, Path page) {
        this(report, kept, csv, page, System::nanoTime);
    }

    /** The same by a clock of nanoseconds. */
    TrainingHistory(TrainingReport report, Optional<Path> kept, Path csv, Path page, LongSupplier clock) {
        this.report = report;
        this.kept = kept.map(file -> new KeptRows(file, metrics));
        this.csv = new MetricsFile(csv);
        this.page = new MetricsFile(page);
        this.clock = clock;
        this.due = clock.getAsLong();
    }

    /**
     * Takes up the rows of the epochs that a checkpoint has: those that are kept, and the rest from the file of metrics.
     *
     * @return of how many of the epochs no file has a row
     */
    public int resume(int epochsDone) throws IOException {
        if (kept.isPresent()) {
            kept.get().resume(epochsDone);
        }
        if (rows.size() < epochsDone && Files.isRegularFile(csv.path())) {
            metrics.read(csv.path(), epochsDone);
        }
        int missing = epochsDone - rows.size();
        lacking = missing > 0;
        return missing;
    }

    /** Says what is measured on how many examples held out. */
    public void measuring(String validation, int count) {
        report = report.measuring(validation, count);
    }

    /**
     * Adds metrics of an epoch, counted from 1. They are kept for a later run at once, and are in the files once these are written
     * the next time.
     *
     * @return whether the files are written, with all that was added so far
     */
    public boolean epoch(int epoch, Map<String, Double> added) throws IOException {
        boolean widened = metrics.put(epoch, added);
        pending = true;
        if (clock.getAsLong() - due >= 0) {
            write();
            return true;
        }
        if (kept.isPresent()) {
            kept.get().write(epoch, widened);
        }
        return false;
    }

    /**
     * Writes the files where they lack something.
     *
     * @return whether that was so
     */
    public boolean flush() throws IOException {
        if (!pending) {
            return false;
        }
        write();
        return true;
    }

    /** The metrics of an epoch, counted from 1, where there are any. */
    public Optional<Map<String, Double>> metrics(int epoch) {
        return Optional.ofNullable(rows.get(epoch)).map(Map::copyOf);
    }

    /** What an epoch, counted from 1, tells of training's own attack. */
    public OwnAttack.Gap gap(int epoch) {
        return report.gap(rows.getOrDefault(epoch, Map.of()), best(epoch));
    }

    /** The best before an epoch, by the epochs that weren't looked at for it yet. */
    private double best(int epoch) {
        if (epoch < bestBefore) {
            bestBefore = 0;
            best = 0;
        }
        best = TrainingReport.best(rows.subMap(bestBefore, epoch), best);
        bestBefore = epoch;
        return best;
    }

    /** Tells what training made, once it is in a file: the page then has its hash. */
    public void trained(Provenance.Model model) throws IOException {
        report = report.withModel(model);
        if (!rows.isEmpty()) {
            write();
        }
    }

    /** Whether there are files of it: a course that goes on with no epoch, and without the rows of those before, has none. */
    public boolean written() {
        return csv.isThere() && page.isThere();
    }

    /** How far each file has the metrics, as sentences, where one couldn't be written the last time. */
    public List<String> unfinished() {
        return csv.lags() || page.lags() ? List.of(csv.told(), page.told()) : List.of();
    }

    /** Where the metrics are, once they are {@linkplain #written written}. */
    public Path table() {
        return csv.path();
    }

    /** Where the curves are, once they are {@linkplain #written written}. */
    public Path page() {
        return page.path();
    }

    /**
     * Puts the files into their last places, over what is there; only a course that lacks its first epochs stays where it is,
     * since what is there may have them.
     */
    public void settle(Path lastCsv, Path lastPage) throws IOException {
        if (rows.isEmpty() || lacking && Files.exists(lastCsv)) {
            return;
        }
        String text = metrics.csv();
        each(() -> keepAll(text), () -> place(lastCsv, lastPage, WholeFile.Content.of(text)));
    }

    /** Puts the files there and takes them away from where they are: both, or none. */
    private void place(Path lastCsv, Path lastPage, WholeFile.Content text) throws IOException {
        Map<Path, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put(lastCsv, text);
        contents.put(lastPage, content());
        WholeFile.writeTogether(contents);
        Path passingCsv = csv.path();
        Path passingPage = page.path();
        csv = new MetricsFile(lastCsv);
        page = new MetricsFile(lastPage);
        csv.written(rows.lastKey());
        page.written(rows.lastKey());
        pending = false;
        if (!passingCsv.equals(lastCsv)) {
            Files.deleteIfExists(passingCsv);
            Files.deleteIfExists(passingPage);
        }
    }

    private void write() throws IOException {
        long begun = clock.getAsLong();
        try {
            String text = metrics.csv();
            each(
                    () -> keepAll(text),
                    () -> csv.write(WholeFile.Content.of(text), rows.lastKey()),
                    () -> page.write(content(), rows.lastKey()));
            pending = false;
        } finally {
            long ended = clock.getAsLong();
            due = ended + Math.max(PAUSE, REST * (ended - begun));
        }
    }

    private WholeFile.Content content() {
        return TrainingHtml.content(report.withEpochs(rows, Instant.now()));
    }

    /** Writes something. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** Writes each of these, also where another fails; what they failed with is thrown in the end, as one. */
    private static void each(Writing... writings) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (Writing writing : writings) {
            try {
                writing.run();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (failures.size() == 1) {
            throw failures.getFirst();
        }
        if (!failures.isEmpty()) {
            throw new IOException(
                    failures.stream().map(IOException::getMessage).collect(Collectors.joining("; ")),
                    failures.getFirst());
        }
    }

    /** Keeps all rows for a later run, where one may come. */
    private void keepAll(String text) throws IOException {
        if (kept.isPresent()) {
            kept.get().writeAll(text);
        }
    }
}
