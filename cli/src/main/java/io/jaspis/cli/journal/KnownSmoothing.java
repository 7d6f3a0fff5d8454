package io.jaspis.cli.journal;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.check.SmoothingCertificate.Example;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The examples of entries of smoothing whose elements there are, each seen to be that of the data as it is taken up. */
public final class KnownSmoothing {
    private final Examples data;
    private final BitSet indices = new BitSet();
    private final List<Example> known = new ArrayList<>();
    private final float[] x;

    public KnownSmoothing(Examples data) {
        this.data = data;
        this.x = new float[data.shape().size()];
    }

    /**
     * Takes up an entry.
     *
     * @throws IllegalArgumentException where an example can't be, has other values or another label, or was there before
     */
    public void add(SmoothingEntry entry) {
        for (Example example : entry.examples()) {
            if (example.index() >= data.count() || indices.get(example.index())) {
                throw new IllegalArgumentException("example " + example.index() + " can't be, or is in it twice");
            }
            indices.set(example.index());
            if (!data.holds(example.index())) {
                continue;
            }
            data.copy(example.index(), x, 0);
            if (!Fingerprint.of(x).equals(example.sha256()) || data.label(example.index()) != example.label()) {
                throw new IllegalArgumentException("example " + example.index()
                        + " has other values or another label here: the data are read in another way");
            }
            known.add(example);
        }
    }

    /** All that were taken up. */
    public List<Example> examples() {
        return List.copyOf(known);
    }
}
