package io.jaspis.bench.training;

import io.jaspis.bench.process.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The {@code jaspis} command, or what is run in its place.
 *
 * @param command the file that is run
 */
public record Program(Path command) {

    /** A run that ended otherwise than it should; the message has what it said last. */
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        private final int code;

        FailedException(String message, int code) {
            super(message);
            this.code = code;
        }

        /** The exit code. */
        public int code() {
            return code;
        }
    }

    /**
     * Runs it to its end; what it says goes to a file.
     *
     * @param good exit codes that are no failure
     * @return the exit code, and seconds
     */
    Ended run(List<String> words, Path log, Set<Integer> good)
            throws IOException, InterruptedException, FailedException {
        List<String> all = new ArrayList<>(List.of(command.toString()));
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long begin = System.nanoTime();
        int code;
        try (Child child = Child.start(builder)) {
            child.process().getOutputStream().close();
            int own = child.process().waitFor();
            code = child.stopped() ? Child.INTERRUPTED : own;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!good.contains(code)) {
            throw new FailedException(
                    "jaspis %s ended with exit code %d: %s; see %s".formatted(words.getFirst(), code, last(log), log),
                    code);
        }
        return new Ended(code, seconds);
    }

    /** How a run ended. */
    record Ended(int code, double seconds) {}

    private static String last(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.contains("│") && !line.startsWith("Try '"))
                .reduce((_, line) -> line)
                .orElse("it said nothing");
    }
}
