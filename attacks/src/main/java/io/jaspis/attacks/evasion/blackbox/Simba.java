package io.jaspis.attacks.evasion.blackbox;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Simple black-box attack (Guo, Gardner, You, Wilson &amp; Weinberger 2019): one direction of an orthonormal basis after the
 * other, without repeating any, is tried one way and then the other, and kept where the label's probability falls, or the
 * target's rises. Each step is projected.
 *
 * <p>Directions are single elements in any order, or cosines of pictures: first those of low frequency in any order, then, as
 * in the authors' code, ever higher ones. Once all were tried they are tried again, and where none helped, by half as long a
 * step, of pictures with levels not by less than one. Where a one-hot group's element has its turn, its category is chosen, and the other way is none.
 *
 * @param queries the most for an example; at least 1
 * @param basis of the directions
 * @param step the length of a step, in a range of 1
 */
public record Simba(long queries, Basis basis, double step) implements BlackBox {
    private static final double STEP = 0.2;

    /** An orthonormal basis. */
    public enum Basis {
        /** The elements. */
        ELEMENTS,
        /** The cosines of each channel of a picture (DCT-II); of what is no picture the elements. */
        COSINES
    }

    public Simba {
        if (queries < 1 || !(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException(
                    "SimBA needs at least one query and a positive step, but got " + queries + " and " + step);
        }
    }

    /** With the authors' step of 0.2. */
    public Simba(long queries, Basis basis) {
        this(queries, basis, STEP);
    }

    @Override
    public String name() {
        return (basis == Basis.COSINES ? "SimBA-DCT-" : "SimBA-") + queries;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        parameters.put("basis", basis == Basis.COSINES ? "cosines" : "elements");
        parameters.put("step", step);
        return parameters;
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        SimbaBasis directions = basis == Basis.COSINES && subject.picture().isPresent()
                ? new CosineBasis(subject.picture().get())
                : new ElementBasis(subject);
        return new SimbaSearch(subject, clean, directions, step);
    }
}
