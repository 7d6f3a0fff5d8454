package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Formula.Atom;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/** The ends of a box while its constraints are read; null where there is none yet. Equal where all ends are. */
final class Box {
    /** Where an end isn't a decimal number, it is rounded outward behind so many digits. */
    private static final int DIGITS = 60;

    private static final BigDecimal LARGEST = new BigDecimal(Float.MAX_VALUE);

    final BigDecimal[] lower;
    final BigDecimal[] upper;
    private final boolean[] lowerOpen;
    private final boolean[] upperOpen;

    Box(int size) {
        this(new BigDecimal[size], new BigDecimal[size], new boolean[size], new boolean[size]);
    }

    private Box(BigDecimal[] lower, BigDecimal[] upper, boolean[] lowerOpen, boolean[] upperOpen) {
        this.lower = lower;
        this.upper = upper;
        this.lowerOpen = lowerOpen;
        this.upperOpen = upperOpen;
    }

    Box copy() {
        return new Box(lower.clone(), upper.clone(), lowerOpen.clone(), upperOpen.clone());
    }

    /** Narrows the box by a constraint on one input; whether there is something left. */
    boolean narrow(Atom atom, Source source) {
        int i = ~atom.variable(0);
        boolean least = atom.coefficient(0).signum() > 0;
        BigDecimal end = end(atom, least ? RoundingMode.FLOOR : RoundingMode.CEILING);
        if (end.abs().compareTo(LARGEST) > 0) {
            throw source.at(atom.offset(), "an input can't be as large as this: a float32 ends at 3.4e38");
        }
        boolean open = atom.strict();
        if (least) {
            int order = lower[i] == null ? 1 : end.compareTo(lower[i]);
            lowerOpen[i] = order > 0 ? open : order == 0 ? open || lowerOpen[i] : lowerOpen[i];
            lower[i] = order > 0 ? end : lower[i];
        } else {
            int order = upper[i] == null ? -1 : end.compareTo(upper[i]);
            upperOpen[i] = order < 0 ? open : order == 0 ? open || upperOpen[i] : upperOpen[i];
            upper[i] = order < 0 ? end : upper[i];
        }
        if (lower[i] == null || upper[i] == null) {
            return true;
        }
        int order = lower[i].compareTo(upper[i]);
        return order < 0 || order == 0 && !lowerOpen[i] && !upperOpen[i];
    }

    /** Whether the box says all that such a constraint says: it has ends that belong to it and are decimal numbers. */
    boolean isExact(Atom atom) {
        if (atom.strict() || isUnit(atom.coefficient(0))) {
            return !atom.strict();
        }
        return end(atom, RoundingMode.FLOOR).multiply(atom.coefficient(0)).compareTo(atom.bound()) == 0;
    }

    private static boolean isUnit(BigDecimal coefficient) {
        return coefficient.scale() == 0 && coefficient.abs().equals(BigDecimal.ONE);
    }

    private static BigDecimal end(Atom atom, RoundingMode rounding) {
        BigDecimal coefficient = atom.coefficient(0);
        if (isUnit(coefficient)) {
            return coefficient.signum() > 0 ? atom.bound() : atom.bound().negate();
        }
        return Numbers.plain(atom.bound().divide(coefficient, new MathContext(DIGITS, rounding)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Box box && Arrays.equals(lower, box.lower) && Arrays.equals(upper, box.upper);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lower) + Arrays.hashCode(upper);
    }
}
