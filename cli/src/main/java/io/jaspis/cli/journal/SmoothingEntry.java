package io.jaspis.cli.journal;

import io.jaspis.check.SmoothingCertificate.Example;
import java.util.List;

/**
 * Examples that are finished.
 *
 * @param seconds that the work had taken so far
 * @param end whether all that was asked for was done and written then
 */
public record SmoothingEntry(double seconds, List<Example> examples, boolean end) implements Entry<SmoothingEntry> {
    public SmoothingEntry {
        examples = List.copyOf(examples);
    }

    @Override
    public SmoothingEntry after(double before) {
        return new SmoothingEntry(before + seconds, examples, end);
    }
}
