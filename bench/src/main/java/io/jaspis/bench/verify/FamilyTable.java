package io.jaspis.bench.verify;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.process.SharedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The table of a family, with a line for each instance that was ever run, by the paths that the family's list names it by. What
 * is written of some instances leaves the lines of others as they are.
 */
public final class FamilyTable {
    private static final String HEAD =
            "family,onnx,vnnlib,known,answer,outcome,seconds,best_s,best_tool,timeout_s,command,note";
    /** Before the two cells in quotes. */
    private static final int CELLS = 10;

    private final Path file;
    private final List<String> order;

    private FamilyTable(Path file, List<Instance> list) {
        this.file = file;
        this.order = list.stream().map(FamilyTable::key).toList();
    }

    /**
     * The table in a file, which needn't be there yet.
     *
     * @param list all instances of the family, in whose order lines stand
     * @throws InputException where the file holds something else
     */
    public static FamilyTable of(Path file, List<Instance> list) throws IOException {
        FamilyTable table = new FamilyTable(file, list);
        table.read();
        return table;
    }

    /** What the table has of an instance that was asked so. */
    public Optional<Outcome> of(Instance instance, Asked asked) throws IOException {
        Line line = read().get(key(instance));
        return line != null && line.asked().equals(asked) ? Optional.of(line.of(instance)) : Optional.empty();
    }

    /** How many of these instances it has lines of, however they were asked. */
    public long count(Collection<Instance> instances) throws IOException {
        Map<String, Line> lines = read();
        return instances.stream()
                .map(FamilyTable::key)
                .filter(lines::containsKey)
                .count();
    }

    /** Takes out the lines of these instances. */
    public void remove(Collection<Instance> instances) throws IOException {
        if (count(instances) > 0) {
            change(lines -> instances.forEach(instance -> lines.remove(key(instance))));
        }
    }

    /** Writes an instance's line, in the place of the one that it may have had. */
    public void put(Outcome outcome, Asked asked) throws IOException {
        Line line = line(outcome, asked);
        change(lines -> lines.put(line.key(), line));
    }

    private interface Change {
        void in(Map<String, Line> lines);
    }

    private void change(Change change) throws IOException {
        SharedFile.change(file, present -> {
            Map<String, Line> lines =
                    lines(present.map(text -> text.lines().toList()).orElse(List.of()));
            change.in(lines);
            StringBuilder text = new StringBuilder(HEAD).append('\n');
            List<String> keys = new ArrayList<>(order);
            keys.retainAll(lines.keySet());
            // What the list doesn't name any more comes last.
            lines.keySet().stream().filter(key -> !order.contains(key)).forEach(keys::add);
            keys.forEach(key -> text.append(lines.get(key).text()).append('\n'));
            return text.toString();
        });
    }

    private Map<String, Line> read() throws IOException {
        return lines(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    private Map<String, Line> lines(List<String> all) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            String place = file + ", line " + (i + 1);
            if (i == 0) {
                if (!all.getFirst().equals(HEAD)) {
                    throw none(place);
                }
            } else {
                Line line = line(all.get(i), place);
                lines.put(line.key(), line);
            }
        }
        return lines;
    }

    private static InputException none(String place) {
        return new InputException(place + ": isn't of a table with the columns " + HEAD
                + "; name another folder with --out, or move the file away");
    }

    private static Line line(String text, String place) {
        // Quotes hold no quotes, so every second piece is what stands in them.
        String[] pieces = text.split("\"", -1);
        String[] cells = pieces[0].split(",", -1);
        if (pieces.length != 5 || cells.length != CELLS + 1) {
            throw none(place);
        }
        try {
            return new Line(
                    text,
                    String.join(",", cells[0], cells[1], cells[2]),
                    cells[4],
                    Outcome.Kind.valueOf(cells[5].toUpperCase(Locale.ROOT)),
                    Double.parseDouble(cells[6]),
                    new Asked(cells[9], pieces[1]),
                    pieces[3]);
        } catch (IllegalArgumentException e) {
            throw new InputException(place + ": can't be read: " + e.getMessage());
        }
    }

    private static Line line(Outcome outcome, Asked asked) {
        Instance instance = outcome.instance();
        String note = inQuotes(outcome.note());
        String text = String.join(
                ",",
                key(instance),
                instance.known(),
                outcome.answer(),
                outcome.kind().name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%.2f", outcome.seconds()),
                instance.bestSeconds(),
                instance.bestTool(),
                asked.seconds(),
                '"' + asked.command() + '"',
                '"' + note + '"');
        return new Line(text, key(instance), outcome.answer(), outcome.kind(), outcome.seconds(), asked, note);
    }

    private record Line(
            String text, String key, String answer, Outcome.Kind kind, double seconds, Asked asked, String note) {
        Outcome of(Instance instance) {
            return new Outcome(instance, answer, kind, seconds, note);
        }
    }

    private static String key(Instance instance) {
        return String.join(",", instance.family(), instance.onnx(), instance.vnnlib());
    }

    /** On one line and without double quotes, in which it stands. */
    static String inQuotes(String text) {
        return text.replace('"', '\'').replaceAll("\\R", " ");
    }
}
