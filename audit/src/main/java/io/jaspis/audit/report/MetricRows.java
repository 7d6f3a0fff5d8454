package io.jaspis.audit.report;

import io.jaspis.audit.evidence.TrainingReport;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The metrics of a training's epochs, counted from 1, a row each; as CSV a header and a line for each row. */
final class MetricRows {
    private static final String EPOCH = "epoch";
    private static final String REMEDY = "; move it away, or start anew without the checkpoint";

    private final TreeMap<Integer, Map<String, Double>> rows = new TreeMap<>();
    /** The names of all metrics, in the order in which they came. */
    private final Set<String> columns = new LinkedHashSet<>();

    /** The rows, of which the lowest epoch comes first. */
    TreeMap<Integer, Map<String, Double>> all() {
        return rows;
    }

    /**
     * Adds metrics to an epoch's row.
     *
     * @return whether they came with columns of which there were none
     */
    boolean put(int epoch, Map<String, Double> metrics) {
        rows.computeIfAbsent(epoch, _ -> new LinkedHashMap<>()).putAll(metrics);
        return columns.addAll(metrics.keySet());
    }

    /**
     * Takes from a file the rows that aren't here yet, up to an epoch. A last line without an end, as a crash may leave it, may
     * lack digits, and counts as none.
     *
     * @throws IOException where a line is no row of metrics; the message has its number
     */
    void read(Path file, int epochs) throws IOException {
        Map<Integer, Map<String, Double>> read = new TreeMap<>();
        List<String> lines = lines(file);
        String[] names = lines.isEmpty() ? new String[0] : lines.getFirst().split(",", -1);
        if (names.length > 0 && !names[0].equals(EPOCH)) {
            throw damaged(file, 1, lines.getFirst());
        }
        for (int number = 2; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            String[] cells = line.split(",", -1);
            try {
                int epoch = Integer.parseInt(cells[0]);
                if (epoch < 1 || cells.length != names.length) {
                    throw damaged(file, number, line);
                }
                Map<String, Double> row = new LinkedHashMap<>();
                for (int i = 1; i < cells.length; i++) {
                    if (!cells[i].isEmpty()) {
                        row.put(names[i], Double.valueOf(cells[i]));
                    }
                }
                if (epoch <= epochs) {
                    // What the earlier run kept is decided anew.
                    row.remove(TrainingReport.KEPT);
                    read.put(epoch, row);
                }
            } catch (NumberFormatException e) {
                throw damaged(file, number, line);
            }
        }
        read.forEach((epoch, row) -> {
            if (!rows.containsKey(epoch)) {
                put(epoch, row);
            }
        });
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is no file of training metrics: it is not UTF-8" + REMEDY, e);
        }
    }

    private static IOException damaged(Path file, int number, String line) {
        return new IOException(file + " is no file of training metrics: its line " + number + ", '" + line
                + "', can't be read" + REMEDY);
    }

    /** All of it as CSV. */
    String csv() {
        StringBuilder text = new StringBuilder(EPOCH);
        columns.forEach(column -> text.append(',').append(column));
        text.append('\n');
        rows.keySet().forEach(epoch -> text.append(line(epoch)));
        return text.toString();
    }

    /** The line of an epoch that has a row, with its end. */
    String line(int epoch) {
        Map<String, Double> row = rows.get(epoch);
        return columns.stream()
                .map(column -> "," + (row.containsKey(column) ? row.get(column) : ""))
                .collect(Collectors.joining("", String.valueOf(epoch), "\n"));
    }
}
