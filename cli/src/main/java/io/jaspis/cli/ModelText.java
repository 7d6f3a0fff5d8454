package io.jaspis.cli;

import io.jaspis.autodiff.onnx.OnnxContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model's summary as lines of text. */
final class ModelText {
    private static final String INDENT = "  ";

    private final ModelSummary summary;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    /** With lines of at most so many characters, as far as words can be parted. */
    ModelText(ModelSummary summary, int width) {
        this.summary = summary;
        this.width = width;
    }

    List<String> lines() {
        add(
                "",
                summary.sha256().isEmpty()
                        ? String.format(Locale.ROOT, "%s, %,d bytes", summary.name(), summary.bytes())
                        : String.format(
                                Locale.ROOT,
                                "%s, %,d bytes, SHA-256 %s",
                                summary.name(),
                                summary.bytes(),
                                summary.sha256()));
        file();
        if (summary.obstacles().isEmpty()) {
            network();
            uses();
        } else {
            add(INDENT, "It can't be read:");
            summary.obstacles().forEach(obstacle -> add("    ", "- " + obstacle));
        }
        return lines;
    }

    private void file() {
        OnnxContents file = summary.file();
        String opsets = file.opsets().entrySet().stream()
                .map(set -> set.getKey() + " " + set.getValue())
                .collect(Collectors.joining(", "));
        add(INDENT, "written by " + (file.producer().isEmpty() ? "?" : file.producer()) + ", opsets " + opsets);
        if (!summary.obstacles().isEmpty()) {
            file.inputs().forEach(port -> add(INDENT, "input   " + declared(port)));
            file.outputs().forEach(port -> add(INDENT, "output  " + declared(port)));
        }
        add(INDENT, "operators " + counted(file.operators()));
    }

    private static String declared(OnnxContents.Port port) {
        return (port.name() + "  " + port.type() + " " + port.shape()).strip();
    }

    private static String counted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private void network() {
        summary.inputs().forEach(port -> add(INDENT, "input   " + port.name() + "  " + shape(port) + type(port)));
        summary.outputs()
                .forEach(port -> add(
                        INDENT,
                        "output  " + port.name() + "  " + shape(port)
                                + (port.looksLike().isEmpty() ? "" : "  looks like " + port.looksLike())));
        int operations = summary.operations().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        add(INDENT, String.format(Locale.ROOT, "%,d weights in %d operations", summary.weights(), operations));
        add(INDENT, "elements of " + String.join(", ", summary.elementTypes()));
        if (!summary.inputNames().isEmpty()) {
            List<String> names = summary.inputNames();
            add(
                    INDENT,
                    IntStream.range(0, names.size())
                            .mapToObj(i -> i + " " + names.get(i))
                            .collect(Collectors.joining(", ", "inputs ", "")));
        }
        if (!summary.classNames().isEmpty()) {
            add(INDENT, "classes " + String.join(", ", summary.classNames()));
        }
        for (ModelSummary.Forest forest : summary.trees()) {
            add(
                    INDENT,
                    String.format(
                            Locale.ROOT,
                            "%s: %,d trees, up to %d comparisons deep, %,d leaves, %,d features used",
                            forest.node(),
                            forest.trees(),
                            forest.depth(),
                            forest.leaves(),
                            forest.features()));
        }
        summary.operations()
                .forEach((kind, count) -> lines.add(String.format(Locale.ROOT, "    %4d × %s", count, kind)));
        if (summary.activations() != null) {
            activations();
        }
    }

    private void activations() {
        String one = String.format(
                Locale.ROOT,
                "activations: %,.1f KiB for one example",
                summary.activations().one() / 1024.0);
        String many = summary.activations().many() == null
                ? "too much for 128"
                : String.format(
                        Locale.ROOT, "%,.1f MiB for 128", summary.activations().many() / 1024.0 / 1024.0);
        add(INDENT, one + ", " + many);
    }

    private static String shape(ModelSummary.Port port) {
        String extents = port.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String batch = port.batched() ? extents.isEmpty() ? "batch" : "batch, " : "";
        return "[" + batch + extents + "]";
    }

    /** The type of elements that the file declares for an input. */
    private String type(ModelSummary.Port port) {
        return summary.file().inputs().stream()
                .filter(input -> input.name().equals(port.name()))
                .map(input -> "  " + input.type())
                .findFirst()
                .orElse("");
    }

    private void uses() {
        add(INDENT, "What works on it:");
        for (ModelUse use : summary.uses()) {
            add(
                    "    ",
                    (use.works() ? "yes " : "no  ") + use.what() + (use.reason().isEmpty() ? "" : ": " + use.reason()));
        }
    }

    /** One line, or several of which those behind the first are indented further. */
    private void add(String indent, String text) {
        StringBuilder line = new StringBuilder(indent);
        boolean started = false;
        for (String word : text.split(" (?! )")) {
            if (started && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent).append(INDENT).append(INDENT).append(word);
            } else {
                line.append(started ? " " : "").append(word);
            }
            started = true;
        }
        lines.add(line.toString());
    }
}
