package io.jaspis.certify.trees;

import io.jaspis.autodiff.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Searches a box of inputs for one at which several linear forms of the scores of trees are at or below zero together, or proves
 * that there is none: {@link LeafSearch}, complete as far as its domains last.
 */
public final class BoxSearch {
    private final Forest forest;

    private BoxSearch(Forest forest) {
        this.forest = forest;
    }

    /** That of a network from one input to one output; empty where its outputs aren't sums of trees. */
    public static Optional<BoxSearch> of(Graph network) {
        try {
            return Optional.of(new BoxSearch(Forest.of(network)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * What is to hold together.
     *
     * @param coefficients of the scores, {@code [rows][scores]}, finite
     * @param constants one for each row, finite
     * @param strict which rows are to be below zero
     */
    public record Rows(double[][] coefficients, double[] constants, boolean[] strict) {}

    /**
     * Where.
     *
     * @param whole which inputs are whole numbers
     */
    public record Box(float[] lower, float[] upper, boolean[] whole) {}

    /**
     * What came of a search.
     *
     * @param proved whether the rows hold nowhere together
     * @param ended whether nothing is left to look at
     * @param domains that were bounded
     */
    public record Result(boolean proved, boolean ended, long domains) {}

    /**
     * Searches real numbers.
     *
     * @param rounded whether a proof is also to be one of what float32 adds up, in any order
     * @param most domains that may be bounded
     * @param candidate told of points near where rows may hold together; true ends the search
     */
    public Result overReals(
            Rows rows, Box box, boolean rounded, long most, Predicate<float[]> candidate, BooleanSupplier stopped) {
        return search(forest, rows, box, rounded, most, candidate, stopped);
    }

    /**
     * Searches floats alone, which are compared as float32 does, also behind what scales them. Candidates are all that may hold by
     * what float32 adds up.
     */
    public Result overFloats(Rows rows, Box box, long most, Predicate<float[]> candidate, BooleanSupplier stopped) {
        return search(forest.overFloats(), rows, box, isBounded(rows), most, candidate, stopped);
    }

    /** Whether a proof of real numbers that leaves room for rounding is one of float32. */
    public boolean coversFloats(Rows rows) {
        return forest.comparesExactly() && isBounded(rows);
    }

    private boolean isBounded(Rows rows) {
        for (double[] row : rows.coefficients()) {
            if (!Double.isFinite(forest.error(row))) {
                return false;
            }
        }
        return true;
    }

    private static Result search(
            Forest forest,
            Rows rows,
            Box box,
            boolean rounded,
            long most,
            Predicate<float[]> candidate,
            BooleanSupplier stopped) {
        List<Margin> margins = new ArrayList<>();
        for (int row = 0; row < rows.constants().length; row++) {
            double[] own = rows.coefficients()[row];
            margins.add(new Margin(
                    forest.form(own, rows.constants()[row]), rows.strict()[row], rounded ? forest.error(own) : 0));
        }
        Ball ball = new Ball(forest, box.lower(), box.upper(), box.whole());
        LeafSearch search = new LeafSearch(margins, ball);
        boolean[] cut = {false};
        BooleanSupplier watched = () -> {
            cut[0] |= stopped.getAsBoolean();
            return cut[0];
        };
        double least = search.run(most, candidate, ball.middle(), watched);
        return new Result(least > 0, !cut[0] && search.domains() < most, search.domains());
    }
}
