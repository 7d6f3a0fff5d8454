package io.jaspis.bench.verify;

import io.jaspis.autodiff.data.WholeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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

    private String line() {
        return String.join(
                ",",
                instance.family(),
                name(instance.model()),
                name(instance.specification()),
                instance.known(),
                answer,
                kind.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%.2f", seconds),
                instance.bestSeconds(),
                instance.bestTool(),
                '"' + note.replace('"', '\'').replace('\n', ' ') + '"');
    }
}
