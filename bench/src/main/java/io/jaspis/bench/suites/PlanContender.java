package io.jaspis.bench.suites;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.bench.measure.Contender;
import io.jaspis.opencl.Queued;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A graph planned for one batch; a run of the plan is what is timed. */
final class PlanContender implements Contender {
    private final Lineup.Engine engine;
    private final Execution execution;
    private final List<String> outputs;

    /** Compares the named outputs, one behind the other. */
    PlanContender(Lineup lineup, Graph graph, int batch, Map<String, float[]> inputs, String... outputs) {
        this.engine = lineup.engine();
        this.execution = engine.device().load(Plan.of(graph, batch));
        this.outputs = List.of(outputs);
        inputs.forEach(execution::write);
    }

    @Override
    public void run() {
        execution.run();
    }

    @Override
    public void finish() {
        if (execution instanceof Queued queued) {
            queued.finish();
        }
    }

    @Override
    public float[] result() {
        List<float[]> parts = new ArrayList<>();
        outputs.forEach(output -> parts.add(execution.read(output)));
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public long arenaBytes() {
        return 4 * execution.plan().arenaSize();
    }

    @Override
    public void close() {
        execution.close();
        engine.close();
    }
}
