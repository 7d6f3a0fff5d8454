package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluLeaf;
import io.jaspis.certify.branching.ReluTree;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.verifying.SubtreeSearch.Searched;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A region whose ReLUs are split. */
final class SplitRegion implements AutoCloseable {
    private final Place place;
    private final VerifySettings settings;
    private final double[][] columns;
    private final float[] errors;
    private final ReluTree tree;

    /**
     * Where it is.
     *
     * @param number of the region in its query
     * @param network of the query
     */
    record Place(int number, Graph network, Device device, Ends ends, RegionRows rows) {}

    /**
     * Looks at a region.
     *
     * @param bounds of its neurons
     * @param errors how far outputs may be off; empty where proofs need leave no room for that
     */
    SplitRegion(Place place, NeuronBounds bounds, float[] errors, VerifySettings settings) {
        this.place = place;
        this.settings = settings;
        Graph network = place.network();
        this.columns = place.rows()
                .columns(0, network.output(network.onlyOutput()).shape().size());
        this.errors = errors;
        this.tree = new ReluTree(
                network, place.device(), place.ends().lower(), place.ends().upper(), bounds.copy());
    }

    /**
     * Searches parts of it for a violation.
     *
     * @param most domains that may be bounded
     * @param check of points; true ends the search
     */
    Searched search(int violation, List<ReluLeaf> parts, long most, BooleanSupplier stopped, Predicate<float[]> check) {
        RegionRows rows = place.rows();
        Unsafe unsafe = rows.unsafe(rows.violations()[violation], columns, _ -> Float.POSITIVE_INFINITY, errors);
        if (unsafe == null) {
            return new Searched(0, 0, List.of(), true, null);
        }
        long[] candidates = {0};
        boolean[] met = {false};
        try (GraphAttack attack = settings.attack() ? attack(check) : null) {
            ReluTree.Searched searched = tree.search(unsafe, parts, most, stopped, point -> {
                met[0] |= candidate(attack, point, candidates[0]++, stopped, check);
                return met[0];
            });
            List<Subtree> open = new ArrayList<>();
            boolean stuck = false;
            for (ReluLeaf leaf : searched.leaves()) {
                stuck |= leaf.stuck();
                if (!leaf.stuck()) {
                    open.add(new Subtree.Phases(place.number(), violation, leaf));
                }
            }
            return new Searched(searched.outcome().domains(), 0, met[0] ? List.of() : open, stuck, null);
        }
    }

    private GraphAttack attack(Predicate<float[]> check) {
        return new GraphAttack(
                place.network(), place.device(), place.rows(), place.ends(), GraphAttack.Settings.of(settings), check);
    }

    private boolean candidate(
            GraphAttack attack, float[] point, long number, BooleanSupplier stopped, Predicate<float[]> check) {
        float[] inside = place.ends().inside(point);
        return attack != null && number % GraphAttack.EACH == 0 ? attack.near(inside, stopped) : check.test(inside);
    }

    @Override
    public void close() {
        tree.close();
    }
}
