package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.cases.DomainBounds;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.OneThread;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Domain;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** {@link IntervalBounds} of one problem. */
final class IntervalProver implements Certifier.Prover, DomainBounds {
    private static final String CENTRE = "ball.centre";
    private static final String RADIUS = "ball.radius";
    /** Where there are features, the lengths of the ball's axes, whose radius is 1 then. */
    private static final String AXES = "ball.axes";

    private final OneThread user = new OneThread("prover");
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
        List<Value> inputs = new ArrayList<>(List.of(box.lower(), box.upper(), centre, radius));
        Value axes = null;
        if (problem.threat().features() != null) {
            axes = trace.input(AXES, type);
            inputs.add(axes);
        }
        NormBall ball = new NormBall(Enclosure.exactly(centre), axes, radius, norm);
        Enclosure result = Intervals.propagate(margins, Map.of(input, box), Map.of(input, ball), trace)
                .get(margins.output(Margins.MARGINS));
        // All inputs stay: where the first operations break up the ball, the network is bounded on the box alone.
        return trace.graph(inputs, Map.of(Margins.MARGINS + Intervals.LOWER, result.lower()));
    }

    /** Balls as a whole: the bounds cost one pass each, and count as no domain. */
    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            float[] margins = new float[indices.size()];
            Arrays.fill(margins, Float.NEGATIVE_INFINITY);
            Threat threat = problem.threat().withEpsilon(epsilon);
            bounds.run(margins.length, (execution, from, count) -> {
                if (!stopped.getAsBoolean()) {
                    Portion portion = new Portion(count);
                    for (int i = 0; i < count; i++) {
                        portion.put(i, indices.get(from + i), threat);
                    }
                    portion.bound(execution, margins, from);
                }
            });
            return margins;
        }
    }

    @Override
    public float[] margins(List<Row> rows) {
        try (var _ = user.enter()) {
            float[] margins = new float[rows.size()];
            bounds.run(margins.length, (execution, from, count) -> {
                Portion portion = new Portion(count);
                for (int i = 0; i < count; i++) {
                    portion.put(i, rows.get(from + i));
                }
                portion.bound(execution, margins, from);
            });
            return margins;
        }
    }

    /** What is bounded in one run. */
    private final class Portion {
        private final int count;
        private final int size = problem.size();
        private final int classes = problem.classes();
        private final boolean ball = problem.threat().norm() != Norm.LINF;
        private final boolean featured = problem.threat().features() != null;
        private final float[] lower;
        private final float[] upper;
        private final float[] centres;
        private final float[] axes;
        private final float[] labels;
        private final int[] ofRows;
        private final int[] targets;
        private float radius = 1;

        Portion(int count) {
            this.count = count;
            this.lower = new float[count * size];
            this.upper = new float[count * size];
            this.centres = new float[count * size];
            this.axes = new float[ball && featured ? count * size : 0];
            this.labels = new float[count * classes];
            this.ofRows = new int[count];
            this.targets = new int[count];
        }

        void put(int row, int index, Threat threat) {
            problem.examples().copy(index, centres, row * size);
            if (threat.around(Arrays.copyOfRange(centres, row * size, (row + 1) * size))
                    instanceof InputSet.FeatureBall features) {
                put(row, new Row(index, features.domain()));
                return;
            }
            label(row, index);
            radius = Math.nextUp((float) threat.epsilon());
            for (int i = 0; i < size; i++) {
                float centre = centres[row * size + i];
                lower[row * size + i] = threat.outerLower(i, centre);
                upper[row * size + i] = threat.outerUpper(i, centre);
            }
        }

        void put(int row, Row one) {
            label(row, one.index());
            Domain domain = one.domain();
            for (int i = 0; i < size; i++) {
                lower[row * size + i] = domain.lower(i);
                upper[row * size + i] = domain.upper(i);
                centres[row * size + i] = domain.centre(i);
                if (ball) {
                    axes[row * size + i] = domain.axis(i);
                }
            }
        }

        private void label(int row, int index) {
            ofRows[row] = problem.examples().label(index);
            targets[row] = problem.target(index);
            labels[row * classes + ofRows[row]] = 1;
        }

        void bound(Execution execution, float[] margins, int at) {
            execution.write(input + Intervals.LOWER, lower, 0, 0, count);
            execution.write(input + Intervals.UPPER, upper, 0, 0, count);
            execution.write(Margins.LABEL, labels, 0, 0, count);
            if (ball) {
                execution.write(CENTRE, centres, 0, 0, count);
                execution.write(RADIUS, radius);
            }
            if (ball && featured) {
                execution.write(AXES, axes, 0, 0, count);
            }
            execution.run();
            float[] all = new float[count * classes];
            execution.read(Margins.MARGINS + Intervals.LOWER, all, 0, 0, count);
            for (int i = 0; i < count; i++) {
                margins[at + i] = least(all, i);
            }
        }

        private float least(float[] all, int row) {
            float least = Float.POSITIVE_INFINITY;
            for (int j = 0; j < classes; j++) {
                if (j != ofRows[row] && (targets[row] == Logits.NONE || j == targets[row])) {
                    float margin = all[row * classes + j];
                    least = Float.isNaN(margin) ? Float.NEGATIVE_INFINITY : Math.min(least, margin);
                }
            }
            return least;
        }
    }

    @Override
    public void close() {
        user.end();
        bounds.close();
    }
}
