package io.jaspis.certify.verifying;

import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.verifying.SubtreeSearch.Searched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A region whose box is halved. */
final class HalvedRegion {
    /** Starts of the attack on each box. */
    private static final int STARTS = 8;

    private final int number;
    private final Ends ends;
    private final RegionRows rows;
    private final VerifySettings settings;
    private final ChainBounds bounds;

    /** @param number of the region in its query */
    HalvedRegion(int number, Chain chain, Ends ends, RegionRows rows, VerifySettings settings) {
        this.number = number;
        this.ends = ends;
        this.rows = rows;
        this.settings = settings;
        this.bounds = new ChainBounds(
                chain,
                ends.lower(),
                ends.upper(),
                rows.columns(0, chain.outputs()),
                rows.columns(chain.outputs(), chain.inputs()),
                rows.constants());
    }

    /** Whether bounds of it say anything. */
    boolean usable() {
        return bounds.usable();
    }

    /** All of it. */
    Subtree.Box whole() {
        return new Subtree.Box(number, ends.lower(), ends.upper(), rows.all(), 0, 1.0);
    }

    /**
     * Searches a box of it.
     *
     * @param most domains that may be bounded
     * @param check of points; true ends the search
     */
    Searched search(Subtree.Box box, Splitting way, long most, BooleanSupplier stopped, Predicate<float[]> check) {
        // Of a seed of the part's own, so that nothing hangs on what was searched before.
        long seed = settings.seed() + 31L * Arrays.hashCode(box.lower()) + Arrays.hashCode(box.upper());
        ChainAttack attack = new ChainAttack(
                bounds, rows, box.lower().length, null, seed, settings.work().gradients(), check);
        InputSplitting.Domain domain =
                new InputSplitting.Domain(box.lower(), box.upper(), box.violations(), 0, box.share());
        InputSplitting search = new InputSplitting(
                bounds, rows, domain, way, (low, high, plane) -> attack.found(corner(low, high, plane)));
        SearchState state =
                attack.found(ends.inside(box.lower()), ends.inside(box.upper()), box.violations(), STARTS, stopped)
                        ? SearchState.FOUND
                        : search.run(most, stopped);
        List<Subtree> open = new ArrayList<>();
        for (InputSplitting.Domain left : search.open()) {
            open.add(new Subtree.Box(
                    box.region(),
                    left.lower(),
                    left.upper(),
                    left.violations(),
                    box.depth() + left.depth(),
                    left.share()));
        }
        return new Searched(
                search.domains(), search.closed(), state == SearchState.FOUND ? List.of() : open, search.stuck(), null);
    }

    private float[] corner(float[] low, float[] high, float[] plane) {
        float[] corner = new float[plane.length];
        ends.corner(low, high, plane, corner);
        return corner;
    }
}
