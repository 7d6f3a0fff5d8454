package io.jaspis.bench.seams;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Intervals;

/** How far apart the bounds of a single point are, which is what rounding leaves open. */
record PointWidth(Graph graph, Device device) {

    /** The largest width of any output's bounds; infinite or NaN where they say nothing. */
    double at(float[] x) {
        String input = graph.onlyInput();
        String output = graph.onlyOutput();
        Graph bounds = Intervals.of(graph);
        if (!bounds.inputs().containsKey(input + Intervals.LOWER)) {
            return Double.NaN;
        }
        try (Execution execution = device.load(Plan.of(bounds, 1))) {
            execution.write(input + Intervals.LOWER, x);
            execution.write(input + Intervals.UPPER, x);
            execution.run();
            float[] lower = execution.read(output + Intervals.LOWER);
            float[] upper = execution.read(output + Intervals.UPPER);
            double width = 0;
            for (int i = 0; i < lower.length; i++) {
                width = Math.max(width, (double) upper[i] - lower[i]);
            }
            return width;
        }
    }
}
