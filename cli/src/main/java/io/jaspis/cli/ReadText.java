package io.jaspis.cli;

import io.jaspis.check.Opening;
import io.jaspis.check.Reading;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the terminal is told of which files a check is and how they were read. Texts of the certificate are in it, each cut by
 * itself: however long one is, it hides none of the others.
 */
final class ReadText {
    private final List<String> parts = new ArrayList<>();

    /** @param files of which files it is, fit for a terminal */
    ReadText(String files) {
        parts.add(files);
    }

    /** A file's name. */
    static String name(Path file) {
        return ForeignText.shown(String.valueOf(file.getFileName()));
    }

    /** The way to a file that is there, without detours where it leads to the same one without them. */
    static String way(Path file) throws IOException {
        Path straight = file.normalize();
        boolean same = Files.exists(straight) && Files.isSameFile(straight, file);
        return ForeignText.shown((same ? straight : file).toString());
    }

    /** Adds some words, where there are any. */
    ReadText and(String words) {
        if (!words.isEmpty()) {
            parts.add(ForeignText.shown(words));
        }
        return this;
    }

    /** Adds how a model's one output is read otherwise than by itself. */
    ReadText andOutput(Reading reading) {
        return and(reading.threshold() == 0 || reading.threshold() == Model.HALF
                        ? ""
                        : "threshold " + reading.threshold())
                .and(reading.singleOutput() == Reading.SingleOutput.PROBABILITY ? "output a probability" : "");
    }

    /** Adds what was said of a model, inputs by what their files hold, whatever these are called. */
    ReadText and(Opening opening) {
        if (!opening.outputs().isEmpty()) {
            parts.add("output "
                    + opening.outputs().stream().map(ForeignText::shown).collect(Collectors.joining(", ")));
        }
        for (Opening.Shaped shaped : opening.shapes()) {
            parts.add("input " + ForeignText.shown(shaped.input()) + " of "
                    + shaped.extents().stream().map(String::valueOf).collect(Collectors.joining("x")));
        }
        for (Opening.Given given : opening.inputs()) {
            parts.add("input " + ForeignText.shown(given.input()) + " given (SHA-256 "
                    + given.file().sha256() + ")");
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join("; ", parts);
    }
}
