package io.jaspis.certify.cases;

import io.jaspis.threat.Domain;
import java.util.List;

/** Bounds of a classifier's margins on many domains at once. For one thread at a time. */
public interface DomainBounds extends AutoCloseable {

    /**
     * A domain around an example.
     *
     * @param index of the example, whose label is to be kept
     */
    record Row(int index, Domain domain) {}

    /**
     * For each row a lower bound of the smallest margin of its label over every other class, all over the domain; −∞ where
     * nothing is known. It covers its own rounding, and is the same bits in whatever company.
     */
    float[] margins(List<Row> rows);

    /** Gives back what it holds of the device. */
    @Override
    void close();
}
