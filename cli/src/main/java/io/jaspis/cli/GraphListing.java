package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A graph as lines of text, in the order of computation: of each value its number, what makes it, of which others with
 * which shapes, its own shape, and the name that the model's file has for it.
 */
final class GraphListing {
    private static final String INDENT = "        ";

    private final Graph graph;
    private final int width;
    private final int operations;

    /** With lines of at most so many characters, as far as words can be parted. */
    GraphListing(Graph graph, int width) {
        this.graph = graph;
        this.width = width;
        this.operations = graph.values().stream()
                .mapToInt(value -> operation(value).length())
                .max()
                .orElse(0);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        graph.values().forEach(value -> add(value, lines));
        graph.outputs().forEach((name, value) -> lines.add("  output " + name + " is " + value.index()));
        return lines;
    }

    private void add(Value value, List<String> lines) {
        String from = value.operands().stream()
                .map(operand -> operand.index() + ": " + shape(operand))
                .collect(Collectors.joining(", "));
        StringBuilder line = new StringBuilder("%5d  %s%s"
                .formatted(
                        value.index(),
                        operation(value),
                        " ".repeat(operations - operation(value).length())));
        String arrow = (from.isEmpty() ? "" : from + " ") + "→ " + shape(value);
        append(line, arrow, lines);
        String name = graph.inputs().entrySet().stream()
                .filter(input -> input.getValue() == value)
                .map(input -> "'" + input.getKey() + "'")
                .findFirst()
                .orElseGet(() -> value.label().map(label -> "'" + label + "'").orElse(""));
        if (!name.isEmpty()) {
            append(line, name, lines);
        }
        lines.add(line.toString());
    }

    /** Goes on with the line, or where that would be too long, with one below. */
    private void append(StringBuilder line, String words, List<String> lines) {
        if (line.length() + 2 + words.length() > width) {
            lines.add(line.toString().stripTrailing());
            line.setLength(0);
            line.append(INDENT).append(words);
        } else {
            line.append("  ").append(words);
        }
    }

    private static String operation(Value value) {
        return value.op().getClass().getSimpleName();
    }

    /** Such as {@code N×16×28×28}, with N for the batch; {@code 1} of a single number. */
    private static String shape(Value value) {
        String extents = Arrays.stream(value.shape().extents())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("×"));
        if (!value.batched()) {
            return extents.isEmpty() ? "1" : extents;
        }
        return extents.isEmpty() ? "N" : "N×" + extents;
    }
}
