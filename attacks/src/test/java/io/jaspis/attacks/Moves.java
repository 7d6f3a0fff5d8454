package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Map;

/** The steps of all norms, whether a graph or the host makes them. */
final class Moves {
    private Moves() {}

    /** Moves a point along its gradient. */
    static void step(Threat threat, float[] gradient, float[] x, double length) {
        step(threat, gradient, x, x.length, length);
    }

    /** Moves points of a size, one behind the other, each along its gradient. */
    static void step(Threat threat, float[] gradient, float[] x, int size, double length) {
        if (threat.norm() == Norm.LINF) {
            signStep(gradient, x, size, length);
            return;
        }
        Direction direction = new Direction(threat, size);
        for (int offset = 0; offset < x.length; offset += size) {
            direction.step(gradient, x, offset, length);
        }
    }

    private static void signStep(float[] gradient, float[] x, int size, double length) {
        Trace trace = new Trace();
        Value point = trace.input("x", Shape.of(size));
        Value along = trace.input("gradient", Shape.of(size));
        Graph move = trace.graph("moved", SignMove.along(along, point, trace.constant((float) length)));
        int rows = x.length / size;
        try (Batches batches = new Batches(move, Cpu.best(), rows)) {
            float[] moved =
                    batches.run(rows, Map.of("x", x, "gradient", gradient)).get("moved");
            System.arraycopy(moved, 0, x, 0, x.length);
        }
    }
}
