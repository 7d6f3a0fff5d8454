package io.jaspis.cli.journal;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.certificate.SmoothingChecker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /**
     * The examples of these entries whose elements there are, each seen to be that of the data.
     *
     * @throws IllegalArgumentException where one can't be, has other values or another label, or is there twice
     */
    public static List<Example> known(List<SmoothingEntry> entries, Examples data) {
        List<Example> known = new ArrayList<>();
        Set<Integer> indices = new HashSet<>();
        float[] x = new float[data.shape().size()];
        for (Example example :
                entries.stream().flatMap(entry -> entry.examples().stream()).toList()) {
            if (example.index() >= data.count() || !indices.add(example.index())) {
                throw new IllegalArgumentException("example " + example.index() + " can't be, or is in it twice");
            }
            if (!data.holds(example.index())) {
                continue;
            }
            data.copy(example.index(), x, 0);
            if (!SmoothingChecker.sha256(x).equals(example.sha256())
                    || data.label(example.index()) != example.label()) {
                throw new IllegalArgumentException("example " + example.index()
                        + " has other values or another label here: the data are read in another way");
            }
            known.add(example);
        }
        return known;
    }
}
