package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** {@link IntervalBounds} of one problem. */
final class IntervalProver implements Certifier.Prover {
    private static final String CENTRE = "ball.centre";
    private static final String RADIUS = "ball.radius";

    private final Problem problem;
    private final String input;
    private final Batches bounds;

    IntervalProver(Problem problem) {
        this.problem = problem;
        this.input = problem.scores().onlyInput();
        this.bounds = new Batches(bounds(problem), problem.device(), problem.batch());
    }

    private static Graph bounds(Problem problem) {
        Graph margins = Margins.of(problem.scores());
        String input = problem.scores().onlyInput();
        Norm norm = problem.threat().norm();
        if (norm == Norm.LINF) {
            return Intervals.of(margins, Set.of(input));
        }
        Trace trace = new Trace();
        Type type = margins.input(input).type();
        Enclosure box =
                new Enclosure(trace.input(input + Intervals.LOWER, type), trace.input(input + Intervals.UPPER, type));
        Value centre = trace.input(CENTRE, type);
        Value radius = trace.input(RADIUS, Type.shared(Shape.scalar()));
        Value spread = problem.threat().features() == null
                ? null
                : trace.constant(Tensor.of(type.shape(), radii(problem.threat().features())));
        NormBall ball = new NormBall(Enclosure.exactly(centre), spread, radius, norm);
        Enclosure result = Intervals.propagate(margins, Map.of(input, box), Map.of(input, ball), trace)
                .get(margins.output(Margins.MARGINS));
        // All inputs stay: where the first operations break up the ball, the network is bounded on the box alone.
        return trace.graph(
                List.of(box.lower(), box.upper(), centre, radius),
                Map.of(Margins.MARGINS + Intervals.LOWER, result.lower()));
    }

    /** The lengths of the ball's axes where its radius is 1, rounded up. */
    private static float[] radii(Features features) {
        float[] radii = new float[features.size()];
        for (int i = 0; i < radii.length; i++) {
            float nearest = (float) features.radius(i);
            radii[i] = nearest < features.radius(i) ? Math.nextUp(nearest) : nearest;
        }
        return radii;
    }

    /** The bounds cost one pass each, and count as no domain. */
    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        float[] margins = new float[indices.size()];
        Arrays.fill(margins, Float.NEGATIVE_INFINITY);
        bounds.run(margins.length, (execution, from, count) -> {
            if (!stopped.getAsBoolean()) {
                bound(execution, indices.subList(from, from + count), epsilon, margins, from);
            }
        });
        return margins;
    }

    private void bound(Execution execution, List<Integer> indices, double epsilon, float[] margins, int at) {
        int batch = indices.size();
        int size = problem.size();
        int classes = problem.classes();
        var threat = problem.threat().withEpsilon(epsilon);
        float[] lower = new float[batch * size];
        float[] upper = new float[batch * size];
        float[] labels = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            problem.examples().copy(indices.get(i), lower, i * size);
            labels[i * classes + problem.examples().label(indices.get(i))] = 1;
        }
        float[] centres = lower.clone();
        for (int i = 0; i < lower.length; i++) {
            upper[i] = threat.outerUpper(i % size, centres[i]);
            lower[i] = threat.outerLower(i % size, centres[i]);
        }
        execution.write(input + Intervals.LOWER, lower, 0, 0, batch);
        execution.write(input + Intervals.UPPER, upper, 0, 0, batch);
        execution.write(Margins.LABEL, labels, 0, 0, batch);
        if (threat.norm() != Norm.LINF) {
            execution.write(CENTRE, centres, 0, 0, batch);
            execution.write(RADIUS, Math.nextUp((float) epsilon));
        }
        execution.run();
        float[] all = new float[batch * classes];
        execution.read(Margins.MARGINS + Intervals.LOWER, all, 0, 0, batch);
        Arrays.fill(margins, at, at + batch, Float.POSITIVE_INFINITY);
        for (int i = 0; i < batch; i++) {
            int label = problem.examples().label(indices.get(i));
            int target = problem.target(indices.get(i));
            for (int j = 0; j < classes; j++) {
                if (j != label && (target == Logits.NONE || j == target)) {
                    float margin = all[i * classes + j];
                    margins[at + i] = Float.isNaN(margin) ? Float.NEGATIVE_INFINITY : Math.min(margins[at + i], margin);
                }
            }
        }
    }

    @Override
    public void close() {
        bounds.close();
    }
}
