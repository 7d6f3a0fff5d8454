package io.jaspis.bench.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One training with what was measured of its network.
 *
 * @param setting the name of its options' file
 * @param option what was added to them; empty where nothing was
 * @param identity a hash of all that figures depend on
 * @param seconds of training
 * @param figures shares from 0 to 1 by the name of the column; those that don't apply are left out
 * @param note what was out of the ordinary
 */
public record Run(
        String setting,
        String goal,
        String option,
        long seed,
        String identity,
        double seconds,
        Map<String, Double> figures,
        String note) {
    static final String HELD_OUT = "held_out";
    static final String CLEAN = "clean";
    static final String INTERVALS = "intervals";
    static final String ATTACKED = "attacked";
    static final String CERTIFIED = "certified";
    static final List<Double> RADII = List.of(0.0, 0.25, 0.5, 0.75, 1.0);
    static final List<String> COLUMNS = columns();
    private static final String HEAD =
            "setting,goal,option,seed,identity,seconds," + String.join(",", COLUMNS) + ",note";
    private static final int BEFORE = 6;

    /** The share that smoothing certifies at a radius; there is none of a radius that no votes could prove. */
    static String at(double radius) {
        return "smoothed_" + radius;
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(HELD_OUT, CLEAN, INTERVALS, ATTACKED, CERTIFIED));
        RADII.forEach(radius -> columns.add(at(radius)));
        return List.copyOf(columns);
    }

    /** Options and notes are as a table holds them, one line without double quotes. */
    public Run {
        option = inTable(option);
        note = inTable(note);
        figures = Map.copyOf(figures);
    }

    /** Whether it is of the same setting, option and seed. */
    boolean isLike(Run other) {
        return setting.equals(other.setting) && option.equals(other.option) && seed == other.seed;
    }

    /** Whether it is also of the same identity. */
    boolean isOfTheTrialOf(Run other) {
        return isLike(other) && identity.equals(other.identity);
    }

    /** A table with commas, a line for each run. */
    static String table(List<Run> runs) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        runs.forEach(run -> text.append(run.line()).append('\n'));
        return text.toString();
    }

    private String line() {
        List<String> cells = new ArrayList<>(List.of(
                setting,
                goal,
                quoted(option),
                Long.toString(seed),
                identity,
                String.format(Locale.ROOT, "%.1f", seconds)));
        for (String column : COLUMNS) {
            Double figure = figures.get(column);
            cells.add(figure == null ? "" : Double.toString(figure));
        }
        cells.add(quoted(note));
        return String.join(",", cells);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String inTable(String text) {
        return text.replace('"', '\'').replaceAll("\\s+", " ");
    }

    /**
     * The runs of a table, as {@link #table} writes it.
     *
     * @throws IllegalArgumentException where it is another table
     */
    static List<Run> read(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new IllegalArgumentException("its first line is not " + HEAD);
        }
        List<Run> runs = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            // Quotes hold no quotes, so every second piece is what stands in them.
            String[] pieces = line.split("\"", -1);
            if (pieces.length != 5) {
                throw new IllegalArgumentException("a line isn't one of its table: " + line);
            }
            runs.add(run((pieces[0] + pieces[2] + "end").split(",", -1), pieces[1], pieces[3], line));
        }
        return runs;
    }

    private static Run run(String[] cells, String option, String note, String line) {
        if (cells.length != BEFORE + COLUMNS.size() + 1) {
            throw new IllegalArgumentException("a line isn't one of its table: " + line);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            String cell = cells[BEFORE + i];
            if (!cell.isEmpty()) {
                figures.put(COLUMNS.get(i), Double.valueOf(cell));
            }
        }
        return new Run(
                cells[0],
                cells[1],
                option,
                Long.parseLong(cells[3]),
                cells[4],
                Double.parseDouble(cells[5]),
                figures,
                note);
    }
}
