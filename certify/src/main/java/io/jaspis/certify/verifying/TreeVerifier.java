package io.jaspis.certify.verifying;

import io.jaspis.certify.trees.BoxSearch;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Verifies one region of sums of decision trees, violation by violation: {@link BoxSearch} finds an input at which all of its rows
 * hold, or proves that there is none. Rows that have inputs in them are left out, so that more is proved than has to be.
 */
final class TreeVerifier {
    /** Domains after which it is told how far it is. */
    private static final long TOLD = 1024;

    private final BoxSearch search;
    private final RegionRows region;
    private final double[][] rows;
    private final Ends ends;
    private final double[][] whole;
    private final VerifySettings settings;
    private final Predicate<float[]> candidate;
    private final BooleanSupplier stopped;
    private final Arithmetic needed;
    private Arithmetic proved = Arithmetic.FLOAT32;
    private long domains;
    private boolean found;

    /**
     * @param outputs how many the network has
     * @param whole of each input that is a whole number the ends of its type, else null; null where there is none
     */
    TreeVerifier(BoxSearch search, int outputs, double[][] whole, RegionTask task, Listener listener) {
        this.search = search;
        this.region = task.rows();
        this.rows = region.columns(0, outputs);
        this.ends = task.ends();
        this.whole = whole;
        this.settings = task.settings();
        this.needed = task.needed();
        Predicate<float[]> check = listener.check();
        this.candidate = point -> {
            found = found || settings.attack() && check.test(settled(point));
            return found;
        };
        BooleanSupplier ended = listener.stopped();
        Progress progress = listener.progress();
        long[] asked = {0};
        this.stopped = () -> {
            if (++asked[0] % TOLD == 0) {
                progress.told(asked[0], 1, 0);
            }
            return ended.getAsBoolean();
        };
    }

    long domains() {
        return domains;
    }

    /** In which arithmetic what was proved holds. */
    Arithmetic arithmetic() {
        return proved;
    }

    SearchState run() {
        boolean all = true;
        boolean ended = true;
        for (int[] violation : region.violations()) {
            SearchState state = run(violation);
            if (state == SearchState.FOUND) {
                return state;
            }
            all &= state == SearchState.PROVED;
            ended &= state != SearchState.OPEN;
        }
        return all ? SearchState.PROVED : ended ? SearchState.STUCK : SearchState.OPEN;
    }

    private SearchState run(int[] violation) {
        int[] own = Arrays.stream(violation).filter(this::isOfOutputs).toArray();
        if (own.length == 0) {
            return SearchState.STUCK;
        }
        BoxSearch.Rows together = rows(own);
        BoxSearch.Box outer = new BoxSearch.Box(ends.lower(), ends.upper(), new boolean[ends.lower().length]);
        boolean ended = true;
        if (needed == Arithmetic.FLOAT32 && search.coversFloats(together)) {
            BoxSearch.Result result = search.overReals(together, outer, true, left(), candidate, stopped);
            domains += result.domains();
            if (found || result.proved()) {
                return found ? SearchState.FOUND : SearchState.PROVED;
            }
            ended = result.ended();
        }
        boolean real = false;
        if (ended) {
            BoxSearch.Result result = search.overReals(together, outer, false, left(), candidate, stopped);
            domains += result.domains();
            real = result.proved() && !found;
            ended = result.ended();
            // Where float32 is asked for, what rounding does may still be a counterexample.
            if (found || real && needed == Arithmetic.REAL) {
                proved = Arithmetic.REAL;
                return found ? SearchState.FOUND : SearchState.PROVED;
            }
        }
        BoxSearch.Box inner = inner();
        if (ended && settings.attack() && inner != null) {
            BoxSearch.Result result = search.overFloats(together, inner, left(), candidate, stopped);
            domains += result.domains();
            ended = result.ended();
        }
        if (found) {
            return SearchState.FOUND;
        }
        if (real) {
            proved = Arithmetic.REAL;
            return SearchState.PROVED;
        }
        return ended ? SearchState.STUCK : SearchState.OPEN;
    }

    private long left() {
        return Math.max(0, settings.work().domains() - domains);
    }

    private boolean isOfOutputs(int row) {
        double[] all = region.coefficients()[row];
        for (int i = rows[row].length; i < all.length; i++) {
            if (all[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private BoxSearch.Rows rows(int[] violation) {
        boolean[] strict = new boolean[violation.length];
        for (int i = 0; i < strict.length; i++) {
            strict[i] = region.strict()[violation[i]];
        }
        return new BoxSearch.Rows(
                Arrays.stream(violation).mapToObj(row -> rows[row]).toArray(double[][]::new),
                Arrays.stream(violation)
                        .mapToDouble(row -> region.constants()[row])
                        .toArray(),
                strict);
    }

    /** What may be a counterexample; null where nothing may. */
    private BoxSearch.Box inner() {
        float[] lower = ends.innerLower().clone();
        float[] upper = ends.innerUpper().clone();
        boolean[] numbers = new boolean[lower.length];
        for (int i = 0; whole != null && i < lower.length; i++) {
            if (whole[i] != null) {
                numbers[i] = true;
                lower[i] = (float) Math.max(lower[i], whole[i][0]);
                upper[i] = (float) Math.min(upper[i], whole[i][1]);
                if (Math.ceil(lower[i]) > Math.floor(upper[i])) {
                    return null;
                }
            }
        }
        return new BoxSearch.Box(lower, upper, numbers);
    }

    private float[] settled(float[] point) {
        float[] inside = ends.inside(point);
        if (ends.settling() == null) {
            return inside;
        }
        float[] settled = new float[inside.length];
        ends.settling().settle(inside, 0, settled, 0);
        return settled;
    }
}
