package io.jaspis.certify.cases;

import io.jaspis.certify.Certifier;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Domain;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Proves balls of features by cases. A ball is bounded as a whole first. Where that proves nothing, it is split by one choice
 * on trial, each of them in turn, and for good by the one that leaves least to prove; then what isn't proved goes on being
 * split, the worst first, by whatever choice was split least. So a group of little weight is left as the box around its
 * categories, as long as that suffices.
 *
 * <p>An example is done when all of its domains are proved, when one of them is a single choice of everything and still isn't,
 * or when it has had as many domains as it may have. The domains of all examples are bounded as one batch.
 */
public final class SplitProver implements Certifier.Prover {
    /** Examples that are proved together, at most. */
    private static final int TOGETHER = 64;
    /** Numbers that their domains may hold, so that many columns don't take all memory. */
    private static final long HELD = 1L << 25;

    private final OneThread user = new OneThread("prover");
    private final Problem problem;
    private final int most;
    private final DomainBounds bounds;

    /**
     * @param problem whose threat has features
     * @param most domains of an example that may be bounded beside the whole, at least 1
     * @param bounds of the problem, which are closed with this
     */
    public SplitProver(Problem problem, int most, DomainBounds bounds) {
        if (problem.threat().features() == null || most < 1) {
            throw new IllegalArgumentException("needed are features, and at least one domain, but got " + most);
        }
        this.problem = problem;
        this.most = most;
        this.bounds = bounds;
    }

    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            long allowed = Math.min(most, budget.domains());
            float[] margins = new float[indices.size()];
            Arrays.fill(margins, Float.NEGATIVE_INFINITY);
            long each = 2L * problem.size() * Math.max(1, allowed);
            int together = Math.clamp(HELD / each, 1, TOGETHER);
            for (int from = 0; from < margins.length && !stopped.getAsBoolean(); from += together) {
                List<Integer> some = indices.subList(from, Math.min(margins.length, from + together));
                float[] own = prove(some, epsilon, allowed, stopped);
                System.arraycopy(own, 0, margins, from, own.length);
            }
            return margins;
        }
    }

    private float[] prove(List<Integer> indices, double epsilon, long allowed, BooleanSupplier stopped) {
        List<DomainBounds.Row> wholes =
                indices.stream().map(index -> whole(index, epsilon)).toList();
        float[] whole = bounds.margins(wholes);
        List<Cases> all = new ArrayList<>();
        for (int i = 0; i < whole.length; i++) {
            all.add(new Cases(
                    wholes.get(i), whole[i], problem.threat().features().choices(), allowed));
        }
        List<Cases> open = all.stream().filter(cases -> !cases.done()).toList();
        while (!open.isEmpty() && !stopped.getAsBoolean()) {
            bound(open);
            open = open.stream().filter(cases -> !cases.done()).toList();
        }
        float[] margins = new float[whole.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = all.get(i).margin();
        }
        return margins;
    }

    private DomainBounds.Row whole(int index, double epsilon) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        InputSet ball = problem.threat().withEpsilon(epsilon).around(example);
        if (ball instanceof InputSet.FeatureBall features) {
            return new DomainBounds.Row(index, features.domain());
        }
        throw new IllegalStateException("a threat with features gives balls of features");
    }

    /** Bounds what each example wants next, all of it as one batch. */
    private void bound(List<Cases> open) {
        List<DomainBounds.Row> rows = new ArrayList<>();
        int[] ends = new int[open.size()];
        for (int i = 0; i < ends.length; i++) {
            for (Domain domain : open.get(i).wanted()) {
                rows.add(new DomainBounds.Row(open.get(i).index(), domain));
            }
            ends[i] = rows.size();
        }
        float[] margins = bounds.margins(rows);
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            open.get(i).take(Arrays.copyOfRange(margins, from, ends[i]));
            from = ends[i];
        }
    }

    @Override
    public void close() {
        user.end();
        bounds.close();
    }
}
