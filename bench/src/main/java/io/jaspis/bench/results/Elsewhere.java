package io.jaspis.bench.results;

import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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

    public static Elsewhere read(Path file) throws IOException {
        Elsewhere read;
        try {
            read = JsonMapper.shared().readValue(Files.readString(file), Elsewhere.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is not a file of figures: " + e.getOriginalMessage(), e);
        }
        if (read.entrant() == null || read.seconds() == null) {
            throw new IOException(file + " is not a file of figures: it needs 'entrant' and 'seconds'");
        }
        return read;
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
