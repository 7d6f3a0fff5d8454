package io.jaspis.bench.results;

import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What another program took for the same cases on the same machine, in a process of its own, as {@code gpu_torch.py}
 * writes it.
 *
 * @param entrant what did it
 * @param version of the entrant
 * @param device that it ran on, in words
 * @param seconds of a run by the names of cases: the median and the quartiles
 */
public record Elsewhere(String entrant, String version, String device, Map<String, Spread> seconds) {
    private static final JsonFile FILE =
            new JsonFile("file of figures", "give one that gpu_torch.py wrote, or leave out --join");

    /**
     * Reads a file of figures.
     *
     * @throws io.jaspis.autodiff.InputException where it holds something else, or a time that is none
     */
    public static Elsewhere read(Path file) throws IOException {
        Elsewhere read = FILE.read(file, Elsewhere.class);
        if (read.entrant() == null || read.seconds() == null) {
            throw FILE.refusal(file, "it needs 'entrant' and 'seconds'", null);
        }
        read.seconds().forEach((name, spread) -> {
            if (spread == null || !isTime(spread)) {
                throw FILE.refusal(
                        file,
                        "the seconds of '" + name + "' must be above 0 with lower ≤ median ≤ upper, but are " + spread,
                        null);
            }
        });
        return read;
    }

    private static boolean isTime(Spread spread) {
        return spread.lower() > 0
                && spread.lower() <= spread.median()
                && spread.median() <= spread.upper()
                && spread.upper() < Double.POSITIVE_INFINITY;
    }

    /** Whether there are figures of a case. */
    public boolean has(String name) {
        return seconds.containsKey(name);
    }

    /** The outcome with these figures of its case, if there are any. */
    public Outcome beside(Outcome outcome) {
        Spread spread = seconds.get(outcome.name());
        return spread == null ? outcome : outcome.beside(entrant, spread);
    }

    @Override
    public String toString() {
        return entrant + " " + version + " on " + device + ", in a process of its own";
    }
}
