package io.jaspis.threat.vnnlib;

import io.jaspis.threat.vnnlib.Formula.Atom;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds constraints of which two bound the same sum so from both sides that nothing is left between. */
final class Opposites {
    private final Map<List<Object>, Atom> below = new HashMap<>();
    private final Map<List<Object>, Atom> above = new HashMap<>();

    /** The constraint among those added before that can't hold together with this one, or null. */
    Atom add(Atom atom) {
        boolean lower = atom.coefficient(0).signum() > 0;
        List<Object> sum = sum(atom, lower);
        Map<List<Object>, Atom> same = lower ? below : above;
        Atom known = same.get(sum);
        if (known == null || tighter(atom, known)) {
            same.put(sum, atom);
        }
        Atom opposite = (lower ? above : below).get(sum);
        if (opposite == null) {
            return null;
        }
        // sum ≥ a and −sum ≥ b: impossible where a + b > 0.
        int order = scaled(atom, opposite).add(scaled(opposite, atom)).signum();
        return order > 0 || order == 0 && (atom.strict() || opposite.strict()) ? opposite : null;
    }

    private static boolean tighter(Atom atom, Atom known) {
        int order = scaled(atom, known).compareTo(scaled(known, atom));
        return order > 0 || order == 0 && atom.strict();
    }

    /** The bound of a constraint where both are multiplied so that their first coefficients have one magnitude. */
    private static BigDecimal scaled(Atom atom, Atom other) {
        return atom.bound().multiply(other.coefficient(0).abs());
    }

    /** What tells sums apart: a variable alone, or variables and coefficients such that the first is positive. */
    private static List<Object> sum(Atom atom, boolean positive) {
        if (atom.size() == 1) {
            return List.of(atom.variable(0));
        }
        List<Object> sum = new ArrayList<>(2 * atom.size());
        for (int i = 0; i < atom.size(); i++) {
            BigDecimal coefficient = atom.coefficient(i);
            sum.add(atom.variable(i));
            sum.add(positive ? coefficient : coefficient.negate());
        }
        return sum;
    }
}
