package io.jaspis.threat.vnnlib;

import io.jaspis.threat.Decimals;
import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Formula.Atom;
import io.jaspis.threat.vnnlib.Formula.Junction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings assertions to the form of a query: a disjunction of conjunctions, each of which has a box and rows; those of the
 * same box are one region. A conjunction that contradicts itself is left out.
 */
final class Regions {
    /** Cases of "or", in each of which a verifier has work of its own. */
    private static final int MOST_CASES = 1 << 14;

    /** Constraints of all cases together, and ends of all boxes: some hundred megabytes. */
    private static final long MOST_TERMS = 1L << 24;

    private final Source source;
    private final Variables variables;
    private final Map<Box, List<List<Row>>> regions = new LinkedHashMap<>();
    private final Map<Atom, Row> known = new HashMap<>();
    private VnnLibException contradiction;
    /** The violations of the box that all cases share, once one has no ends of its own. */
    private List<List<Row>> shared;

    private long terms;
    private long ends;

    Regions(Source source, Variables variables) {
        this.source = source;
        this.variables = variables;
    }

    Query query(Junction assertions) {
        List<Atom> common = new ArrayList<>();
        List<Formula> alternatives = new ArrayList<>();
        split(assertions, common, alternatives);
        Box base = new Box(variables.inputs());
        List<Atom> rows = new ArrayList<>();
        boolean possible = restrict(base, common, rows);
        if (possible) {
            for (Atom[] own : product(alternatives)) {
                add(base, rows, own);
            }
        }
        if (regions.isEmpty()) {
            throw contradiction;
        }
        List<Region> result = new ArrayList<>(regions.size());
        for (Map.Entry<Box, List<List<Row>>> region : regions.entrySet()) {
            Box box = region.getKey();
            result.add(new Region(List.of(box.lower), List.of(box.upper), region.getValue()));
        }
        return new Query(source.name(), variables.inputs(), variables.outputs(), result, variables.tensors());
    }

    /** What a conjunction asks for in all cases, and what it has cases of. */
    private static void split(Junction all, List<Atom> atoms, List<Formula> alternatives) {
        for (Formula part : all.parts()) {
            if (part instanceof Atom atom) {
                atoms.add(atom);
            } else {
                Junction junction = (Junction) part;
                if (junction.all()) {
                    split(junction, atoms, alternatives);
                } else {
                    alternatives.add(junction);
                }
            }
        }
    }

    private List<Atom[]> cases(Formula formula) {
        if (formula instanceof Atom atom) {
            return List.<Atom[]>of(new Atom[] {atom});
        }
        Junction junction = (Junction) formula;
        if (junction.all()) {
            List<Atom> atoms = new ArrayList<>();
            List<Formula> alternatives = new ArrayList<>();
            split(junction, atoms, alternatives);
            Atom[] common = atoms.toArray(new Atom[0]);
            if (alternatives.isEmpty()) {
                return List.<Atom[]>of(common);
            }
            return cross(List.<Atom[]>of(common), product(alternatives), junction);
        }
        List<Atom[]> result = new ArrayList<>();
        for (Formula part : junction.parts()) {
            result.addAll(cases(part));
            requireFew(result.size(), junction);
        }
        if (junction.parts().isEmpty()) {
            contradiction =
                    source.at(junction.offset(), "this is false, so that nothing can be unsafe; is it meant so?");
        }
        return result;
    }

    private List<Atom[]> product(List<Formula> alternatives) {
        List<Atom[]> result = List.<Atom[]>of(new Atom[0]);
        for (Formula alternative : alternatives) {
            result = cross(result, cases(alternative), alternative);
        }
        return result;
    }

    private List<Atom[]> cross(List<Atom[]> left, List<Atom[]> right, Formula place) {
        if (left.size() == 1 && left.getFirst().length == 0) {
            return right;
        }
        requireFew((long) left.size() * right.size(), place);
        List<Atom[]> result = new ArrayList<>(left.size() * right.size());
        for (Atom[] first : left) {
            for (Atom[] second : right) {
                terms += first.length + second.length;
                requireFewTerms(place);
                Atom[] both = Arrays.copyOf(first, first.length + second.length);
                System.arraycopy(second, 0, both, first.length, second.length);
                result.add(both);
            }
        }
        return result;
    }

    private void requireFew(long cases, Formula place) {
        if (cases > MOST_CASES) {
            throw tooMany(place);
        }
    }

    private VnnLibException tooMany(Formula place) {
        return source.at(
                place.offset(),
                "the cases of or multiply to more than " + MOST_CASES
                        + " with what stands before; split the specification into several");
    }

    private void requireFewTerms(Formula place) {
        if (terms > MOST_TERMS) {
            throw source.at(
                    place.offset(),
                    "all cases of or together have more than " + MOST_TERMS
                            + " constraints, with those that each of them shares; split the specification into several");
        }
    }

    /** Adds a case to the region of its box. */
    private void add(Box base, List<Atom> common, Atom[] own) {
        terms += common.size();
        if (!common.isEmpty()) {
            requireFewTerms(common.getFirst());
        }
        Box box = base;
        List<Atom> rows = new ArrayList<>(common);
        for (Atom atom : own) {
            if (atom.isEnd() && box == base) {
                box = base.copy();
                ends += variables.inputs();
                if (ends > MOST_TERMS) {
                    throw source.at(
                            atom.offset(),
                            "the cases of or have boxes of their own, with more than " + MOST_TERMS
                                    + " ends together; split the specification into several");
                }
            }
        }
        if (!restrict(box, Arrays.asList(own), rows)) {
            return;
        }
        if (box != base || shared == null) {
            requireBounded(box);
        }
        if (contradict(rows)) {
            return;
        }
        if (box != base) {
            violations(box).add(rows(rows));
            return;
        }
        // Of thousands of cases with thousands of inputs the box is looked up once.
        shared = shared == null ? violations(base) : shared;
        shared.add(rows(rows));
    }

    private List<List<Row>> violations(Box box) {
        return regions.computeIfAbsent(box, _ -> new ArrayList<>());
    }

    /**
     * Narrows a box by constraints, and keeps those that are more than its ends.
     *
     * @return whether they can hold together, as far as one looks
     */
    private boolean restrict(Box box, List<Atom> atoms, List<Atom> rows) {
        for (Atom atom : atoms) {
            if (atom.size() == 0) {
                if (!atom.isTrue()) {
                    contradiction = source.at(atom.offset(), "this can't hold, whatever input and output are");
                    return false;
                }
            } else if (!atom.isEnd()) {
                rows.add(atom);
            } else {
                if (!box.narrow(atom, source)) {
                    int input = ~atom.variable(0);
                    contradiction = source.at(
                            atom.offset(),
                            "the box is empty: with this, " + variables.input(input) + " is from "
                                    + box.lower[input].toPlainString() + " to " + box.upper[input].toPlainString()
                                    + (box.lower[input].compareTo(box.upper[input]) == 0 ? " without its ends" : ""));
                    return false;
                }
                if (!box.isExact(atom)) {
                    rows.add(atom);
                }
            }
        }
        return true;
    }

    private boolean contradict(List<Atom> rows) {
        if (rows.size() < 2) {
            return false;
        }
        Opposites opposites = new Opposites();
        for (Atom row : rows) {
            Atom other = opposites.add(row);
            if (other != null) {
                contradiction = source.at(
                        row.offset(),
                        "this can't hold together with line " + source.line(other.offset())
                                + ", so that nothing can be unsafe");
                return true;
            }
        }
        return false;
    }

    private void requireBounded(Box box) {
        for (int i = 0; i < box.lower.length; i++) {
            if (box.lower[i] == null || box.upper[i] == null) {
                String name = variables.input(i);
                boolean below = box.lower[i] == null;
                throw source.at(
                        variables.declaration(i),
                        name + " has no " + (below ? "lower" : "upper") + " end in " + "some case; add (assert ("
                                + (below ? ">=" : "<=") + " " + name + " …))");
            }
        }
    }

    private List<Row> rows(List<Atom> atoms) {
        if (atoms.isEmpty()) {
            // Whatever the outputs are: 0·Y_0 ≥ 0.
            return List.of(new Row(new int[] {0}, new double[] {0}, 0, false));
        }
        List<Row> rows = new ArrayList<>(atoms.size());
        for (Atom atom : atoms) {
            Row row = known.get(atom);
            if (row == null) {
                row = row(atom);
                known.put(atom, row);
            }
            rows.add(row);
        }
        return rows;
    }

    /**
     * The constraint as it is, or times a positive number that makes all its coefficients doubles: a power of ten makes them
     * whole, and one of two keeps them at about 1. Where they have too many digits for that each is a sum of two doubles.
     */
    private Row row(Atom atom) {
        if (areDoubles(atom, BigDecimal.ONE)) {
            return row(atom, BigDecimal.ONE);
        }
        int scale = 0;
        BigDecimal largest = BigDecimal.ZERO;
        for (int i = 0; i < atom.size(); i++) {
            scale = Math.max(scale, atom.coefficient(i).scale());
            largest = largest.max(atom.coefficient(i).abs());
        }
        int bits = largest.scaleByPowerOfTen(scale).toBigInteger().bitLength();
        BigDecimal factor = new BigDecimal("0.5").pow(bits).scaleByPowerOfTen(scale);
        boolean asItIs = !areDoubles(atom, factor) && arePairs(atom, BigDecimal.ONE);
        return row(atom, asItIs ? BigDecimal.ONE : factor);
    }

    private static boolean areDoubles(Atom atom, BigDecimal factor) {
        for (int i = 0; i < atom.size(); i++) {
            if (!Decimals.isDouble(atom.coefficient(i).multiply(factor))) {
                return false;
            }
        }
        return true;
    }

    private static boolean arePairs(Atom atom, BigDecimal factor) {
        for (int i = 0; i < atom.size(); i++) {
            BigDecimal coefficient = atom.coefficient(i).multiply(factor);
            double nearest = coefficient.doubleValue();
            if (!Double.isFinite(nearest) || !Decimals.isDouble(coefficient.subtract(new BigDecimal(nearest)))) {
                return false;
            }
        }
        return true;
    }

    private Row row(Atom atom, BigDecimal factor) {
        if (!arePairs(atom, factor)) {
            throw source.at(
                    atom.offset(), "a coefficient has more digits than two doubles hold; write at most 30 digits");
        }
        int once = variables.inputs() + variables.outputs();
        int[] indices = new int[2 * atom.size()];
        double[] coefficients = new double[2 * atom.size()];
        int n = 0;
        for (int i = 0; i < atom.size(); i++) {
            int variable = atom.variable(i);
            int index = variable < 0 ? variables.outputs() + ~variable : variable;
            BigDecimal coefficient = atom.coefficient(i).multiply(factor);
            indices[n] = index;
            coefficients[n++] = coefficient.doubleValue();
            BigDecimal rest = coefficient.subtract(new BigDecimal(coefficient.doubleValue()));
            if (rest.signum() != 0) {
                indices[n] = once + index;
                coefficients[n++] = rest.doubleValue();
            }
        }
        BigDecimal bound = Numbers.plain(atom.bound().multiply(factor));
        if (Decimals.notAbove(bound) == Double.NEGATIVE_INFINITY) {
            throw source.at(atom.offset(), "the numbers of this are so far apart that its bound is beyond all doubles");
        }
        return new Row(Arrays.copyOf(indices, n), Arrays.copyOf(coefficients, n), bound, atom.strict());
    }
}
