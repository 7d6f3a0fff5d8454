package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.defend.training.OwnAttack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The course of a training run, a row of metrics for each epoch, in a CSV file and as curves on a page. Both are written
 * whole after each change, so that they can be watched and survive an interruption.
 */
public final class TrainingHistory {
    private static final String EPOCH = "epoch";

    private final Optional<Path> kept;
    private Path csv;
    private Path page;
    private final TreeMap<Integer, Map<String, Double>> rows = new TreeMap<>();

    private TrainingReport report;
    /** Whether epochs before these are told nowhere, or elsewhere. */
    private boolean lacking;

    private boolean written;

    /**
     * A course that begins.
     *
     * @param report without an epoch yet
     * @param kept where the rows lie for a run that goes on with this one, wherever its files then go
     * @param csv where the metrics go
     * @param page where the curves go
     */
    public TrainingHistory(TrainingReport report, Optional<Path> kept, Path csv, Path page) {
        this.report = report;
        this.kept = kept;
        this.csv = csv;
        this.page = page;
    }

    /** Takes up the rows of the epochs that a checkpoint has; false where there are epochs, but no file of them. */
    public boolean resume(int epochsDone) throws IOException {
        Path file = kept.filter(Files::exists).orElse(csv);
        lacking = epochsDone > 0 && !Files.exists(file);
        if (epochsDone > 0 && !lacking) {
            read(file, epochsDone);
        }
        return !lacking;
    }

    private void read(Path file, int epochsDone) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> names =
                lines.isEmpty() ? List.of() : List.of(lines.getFirst().split(",", -1));
        for (String line : lines.stream().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            try {
                int epoch = Integer.parseInt(cells[0]);
                Map<String, Double> row = new LinkedHashMap<>();
                for (int i = 1; i < cells.length; i++) {
                    if (!cells[i].isEmpty()) {
                        row.put(names.get(i), Double.valueOf(cells[i]));
                    }
                }
                if (epoch <= epochsDone) {
                    // What the earlier run kept is decided anew.
                    row.remove(TrainingReport.KEPT);
                    rows.put(epoch, row);
                }
            } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
                throw new IOException(file + " is no file of training metrics: its line '" + line
                        + "' can't be read; move it away, or start anew without the checkpoint");
            }
        }
    }

    /** Says what is measured on how many examples held out. */
    public void measuring(String validation, int count) {
        report = report.measuring(validation, count);
    }

    /** Adds metrics of an epoch, counted from 1. */
    public void epoch(int epoch, Map<String, Double> metrics) throws IOException {
        rows.computeIfAbsent(epoch, _ -> new LinkedHashMap<>()).putAll(metrics);
        write();
    }

    /** The metrics of an epoch, counted from 1, where there are any. */
    public Optional<Map<String, Double>> metrics(int epoch) {
        return Optional.ofNullable(rows.get(epoch)).map(Map::copyOf);
    }

    /** What an epoch, counted from 1, tells of training's own attack. */
    public OwnAttack.Gap gap(int epoch) {
        return report.withEpochs(rows, Instant.now()).gap(epoch);
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
        return written;
    }

    /** Where the metrics are, once they are {@linkplain #written written}. */
    public Path table() {
        return csv;
    }

    /** Where the curves are, once they are {@linkplain #written written}. */
    public Path page() {
        return page;
    }

    /**
     * Puts the files into their last places, over what is there; only a course that lacks its first epochs stays where it is,
     * since what is there may have them.
     */
    public void settle(Path lastCsv, Path lastPage) throws IOException {
        if (rows.isEmpty() || lacking && Files.exists(lastCsv)) {
            return;
        }
        write(lastCsv, lastPage);
        Path passingCsv = csv;
        Path passingPage = page;
        csv = lastCsv;
        page = lastPage;
        if (!passingCsv.equals(csv)) {
            Files.deleteIfExists(passingCsv);
            Files.deleteIfExists(passingPage);
        }
    }

    private void write() throws IOException {
        write(csv, page);
    }

    private void write(Path table, Path curves) throws IOException {
        WholeFile.Content rowsAsText = WholeFile.Content.of(text());
        if (kept.isPresent()) {
            WholeFile.write(kept.get(), rowsAsText);
        }
        WholeFile.write(table, rowsAsText);
        WholeFile.write(curves, TrainingHtml.content(report.withEpochs(rows, Instant.now())));
        written = true;
    }

    private String text() {
        Set<String> names = new LinkedHashSet<>();
        rows.values().forEach(row -> names.addAll(row.keySet()));
        StringBuilder text = new StringBuilder(EPOCH);
        names.forEach(column -> text.append(',').append(column));
        text.append('\n');
        rows.forEach((epoch, row) -> text.append(epoch)
                .append(names.stream()
                        .map(column -> "," + (row.containsKey(column) ? row.get(column) : ""))
                        .collect(Collectors.joining()))
                .append('\n'));
        return text.toString();
    }
}
