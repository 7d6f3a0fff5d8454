package io.jaspis.bench.verify;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of an instance.
 *
 * @param answer the first word of the answer; {@code none} where there is none
 * @param kind how it is judged
 * @param seconds from the start of the process to its end
 * @param note what is wrong, or what went wrong; empty where nothing did
 */
public record Outcome(Instance instance, String answer, Kind kind, double seconds, String note) {
    private static final String HEAD = "family,onnx,vnnlib,known,answer,outcome,seconds,best_s,best_tool,note";
    private static final int CELLS = HEAD.split(",").length;

    /** How an answer is judged. */
    public enum Kind {
        /** {@code sat} with a counterexample that was checked, or {@code unsat} where nobody knows of one. */
        SOLVED,
        /** {@code unsat} where others have a counterexample. */
        WRONG,
        /** {@code sat} with a counterexample that isn't one. */
        BAD_WITNESS,
        /** {@code unknown} or {@code timeout}, or stopped because it took longer. */
        OPEN,
        /** An error, or no answer. */
        FAILED
    }

    /** The same where it took longer than its timeout: what was right came too late, what was wrong stays so. */
    Outcome late() {
        return kind == Kind.SOLVED
                ? new Outcome(instance, answer, Kind.OPEN, seconds, "it answered after its timeout")
                : this;
    }

    /** A file's name, whether it is compressed or not. */
    static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    /** The instance in words. */
    public String about() {
        return name(instance.model()) + " " + name(instance.specification());
    }

    /** A table with commas, a line for each. */
    public static WholeFile.Content table(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        outcomes.forEach(outcome -> text.append(outcome.line()).append('\n'));
        return WholeFile.Content.of(text.toString());
    }

    /**
     * The lines of a table that {@link #table} wrote, of those of these instances that it has; none where there is no file.
     *
     * @throws InputException where a line is none of such a table
     */
    public static List<Outcome> read(Path table, List<Instance> instances) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        if (!Files.exists(table)) {
            return outcomes;
        }
        Map<String, Instance> byName = new HashMap<>();
        instances.forEach(instance -> byName.put(start(instance), instance));
        int number = 0;
        for (String line : Files.readAllLines(table)) {
            number++;
            if (number == 1 && line.equals(HEAD)) {
                continue;
            }
            String[] cells = line.split(",", CELLS);
            if (cells.length < CELLS) {
                throw new InputException(table + ", line " + number + ": isn't of a table with the columns " + HEAD
                        + "; name another folder with --out, or leave out --resume");
            }
            Instance instance = byName.get(String.join(",", cells[0], cells[1], cells[2]));
            if (instance != null) {
                outcomes.add(of(instance, cells, table + ", line " + number));
            }
        }
        return outcomes;
    }

    private static Outcome of(Instance instance, String[] cells, String place) {
        try {
            return new Outcome(
                    instance,
                    cells[4],
                    Kind.valueOf(cells[5].toUpperCase(Locale.ROOT)),
                    Double.parseDouble(cells[6]),
                    cells[9].substring(1, cells[9].length() - 1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InputException(place + ": can't be read: " + e.getMessage());
        }
    }

    private static String start(Instance instance) {
        return String.join(",", instance.family(), name(instance.model()), name(instance.specification()));
    }

    private String line() {
        return String.join(
                ",",
                start(instance),
                instance.known(),
                answer,
                kind.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%.2f", seconds),
                instance.bestSeconds(),
                instance.bestTool(),
                '"' + note.replace('"', '\'').replace('\n', ' ') + '"');
    }
}
