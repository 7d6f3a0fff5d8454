package io.jaspis.certify.trees;

import io.jaspis.certify.Certifier;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@link LeafSearch} of one problem. */
final class TreeProver implements Certifier.Prover {
    private final OneThread user = new OneThread("prover");
    private final Problem problem;
    private final Forest forest;
    private final long most;

    /** @param most domains that an example may cost */
    TreeProver(Problem problem, long most) {
        this.problem = problem;
        this.forest = Forest.of(problem.scores());
        this.most = most;
    }

    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            float[] margins = new float[indices.size()];
            Arrays.fill(margins, Float.NEGATIVE_INFINITY);
            Threat threat = problem.threat().withEpsilon(epsilon);
            float[] example = new float[problem.size()];
            for (int i = 0; i < margins.length && !stopped.getAsBoolean(); i++) {
                problem.examples().copy(indices.get(i), example, 0);
                Ball ball = new Ball(forest, threat, example);
                margins[i] = least(indices.get(i), example, ball, Math.min(most, budget.domains()), stopped);
            }
            return margins;
        }
    }

    /**
     * How far at least what counts stays away: without a target the least margin over all classes; with one, by how much some other
     * class, which may be another one elsewhere, is always above it. Nothing is known where it isn't proved.
     */
    private float least(int index, float[] example, Ball ball, long allowed, BooleanSupplier stopped) {
        int label = problem.examples().label(index);
        long left = allowed;
        double least = Double.POSITIVE_INFINITY;
        for (List<Forest.Trees> margins : forest.breaks(label, problem.target(index), problem.classes())) {
            LeafSearch search = LeafSearch.of(margins, ball);
            least = Math.min(least, search.run(left, _ -> true, example, stopped));
            left -= search.domains();
            if (!(least > 0)) {
                return Float.NEGATIVE_INFINITY;
            }
        }
        float rounded = (float) least;
        // What an exact sum proves may be less than any float.
        return Math.max(Float.MIN_VALUE, rounded > least ? Math.nextDown(rounded) : rounded);
    }

    @Override
    public void close() {
        user.end();
    }
}
