package io.jaspis.certify.verifying;

import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.chain.ChainBounds;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Verifies one region of a small network of few inputs: attack, and branch and bound over its inputs. Two ways to choose what is
 * halved race for some boxes each; the one that closed more goes on.
 */
final class ChainVerifier {
    /** Inputs that aren't fixed, up to which boxes are halved. */
    static final int MOST_INPUTS = 20;
    /** Boxes that each way of splitting gets before one is chosen. */
    private static final long RACE = 2_000;
    /** Boxes between two attacks on what is left. */
    private static final long ROUND = 4_096;
    /** Boxes that are attacked in between, and the starts in each. */
    private static final int ATTACKED = 16;

    private static final int STARTS = 8;
    /** Of the further attacks on the whole box. */
    private static final int MORE_STARTS = 512;
    /** Of the first attack on the whole box. */
    private static final int FIRST_STARTS = 16;

    private final RegionRows rows;
    private final ChainBounds bounds;
    private final ChainAttack attack;
    private final Ends ends;
    private final float[] corner;
    private final VerifySettings settings;
    private final BooleanSupplier look;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final long most;
    private long domains;

    /**
     * @param most boxes that are bounded before the search is left open
     * @param look takes one of the looks that there are; whether there was one
     */
    ChainVerifier(Chain chain, long most, BooleanSupplier look, RegionTask task, Listener listener) {
        this.settings = task.settings();
        this.most = most;
        this.look = look;
        this.stopped = listener.stopped();
        this.progress = listener.progress();
        this.rows = task.rows();
        this.ends = task.ends();
        int n = chain.inputs();
        corner = new float[n];
        bounds = new ChainBounds(
                chain,
                ends.lower(),
                ends.upper(),
                rows.columns(0, chain.outputs()),
                rows.columns(chain.outputs(), n),
                rows.constants());
        attack = settings.attack()
                ? new ChainAttack(
                        bounds,
                        rows,
                        n,
                        ends.settling(),
                        settings.seed(),
                        settings.work().gradients(),
                        listener.check())
                : null;
    }

    long domains() {
        return domains;
    }

    /** Gradients that the attacks took, each of one point. */
    long gradients() {
        return attack == null ? 0 : attack.gradients();
    }

    /** Whether so few inputs aren't fixed that halves of the box become small. */
    static boolean halves(Ends ends) {
        return ends.open() <= MOST_INPUTS;
    }

    /** Whether all that is tried of such a region is to bound the whole of it, and a quick attack. */
    boolean looksOnly() {
        return !halves(ends);
    }

    /** Whether it can bound anything: nothing that it sums may overflow. */
    boolean usable() {
        return bounds.usable();
    }

    /** The whole box; then attacks and boxes in turn, each four times as many; then the race; then all that is left. */
    SearchState run() {
        if (!usable()) {
            return attackWhole(settings.starts()) ? SearchState.FOUND : SearchState.STUCK;
        }
        if (looksOnly()) {
            // Halves of so many sides would never become small; the whole is bounded all the same, which costs little.
            SearchState whole = advance(splitting(Splitting.LOSS), 1);
            return whole == SearchState.OPEN && attackWhole(FIRST_STARTS) ? SearchState.FOUND : whole;
        }
        InputSplitting search =
                splitting(settings.splitting() == Splitting.LONGEST ? Splitting.LONGEST : Splitting.LOSS);
        SearchState state = advance(search, 1);
        int starts = FIRST_STARTS;
        for (int tried = 0;
                state == SearchState.OPEN && search.domains() < Math.min(RACE, most) && !stopped.getAsBoolean();
                starts *= 4) {
            int some = Math.min(starts, settings.starts() - tried);
            tried += some;
            if (attackWhole(some)) {
                return SearchState.FOUND;
            }
            state = advance(search, Math.min(2L * starts, RACE - search.domains()));
        }
        if (state == SearchState.OPEN
                && settings.splitting() == Splitting.AUTO
                && domains < most
                && !stopped.getAsBoolean()) {
            InputSplitting other = splitting(Splitting.LONGEST);
            state = advance(other, RACE);
            search = other.closed() > search.closed() ? other : search;
        }
        while (state == SearchState.OPEN && !stopped.getAsBoolean() && domains < most) {
            if (attackLeft(search.open()) || attackWhole(MORE_STARTS)) {
                return SearchState.FOUND;
            }
            state = advance(search, ROUND);
        }
        return state;
    }

    private InputSplitting splitting(Splitting way) {
        return new InputSplitting(bounds, rows, ends.lower(), ends.upper(), way, this::atCorner);
    }

    private SearchState advance(InputSplitting search, long some) {
        long before = search.domains();
        SearchState state = search.run(Math.min(some, most - domains), stopped);
        domains += search.domains() - before;
        progress.told(domains, search.left(), search.closed());
        return state;
    }

    private boolean attackWhole(int starts) {
        if (attack == null || starts < 1) {
            return false;
        }
        return attack.found(ends.innerLower(), ends.innerUpper(), rows.all(), starts, stopped);
    }

    /** Attacks some of the boxes that are left, spread over all of them. */
    private boolean attackLeft(List<InputSplitting.Domain> open) {
        if (attack == null) {
            return false;
        }
        int count = Math.min(ATTACKED, open.size());
        for (int k = 0; k < count && !stopped.getAsBoolean(); k++) {
            InputSplitting.Domain domain = open.get((int) ((long) k * open.size() / count));
            float[] low = domain.lower().clone();
            float[] high = domain.upper().clone();
            for (int i = 0; i < low.length; i++) {
                low[i] = Math.max(low[i], ends.innerLower()[i]);
                high[i] = Math.min(Math.max(high[i], low[i]), ends.innerUpper()[i]);
            }
            if (attack.found(low, high, domain.violations(), STARTS, stopped)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the corner of a box where a plane is lowest. */
    private boolean atCorner(float[] low, float[] high, float[] plane) {
        if (attack == null || !look.getAsBoolean()) {
            return false;
        }
        ends.corner(low, high, plane, corner);
        return attack.found(corner);
    }
}
