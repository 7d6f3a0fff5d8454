package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.SplitMix64;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One point at a time, evaluated by a random model several times over: each row of a batch is the same point with noise of
 * its own. For one thread.
 */
final class Draws implements AutoCloseable {
    private final Problem problem;
    private final int count;
    private final Execution execution;
    private final float[] rows;
    private final float[] hot;
    /** Of all draws, by the name of the output. */
    private final Map<String, float[]> values = new HashMap<>();

    private int label;
    private int target;

    /**
     * @param graph of {@link Defended}
     * @param count of the draws, at least 1; a run takes as many of them as the problem's batch has rows
     */
    Draws(Problem problem, Graph graph, int count) {
        this.problem = problem;
        this.count = count;
        int batch = Math.max(Batches.FEWEST_ROWS, Math.min(count, problem.batch()));
        this.execution = problem.device().load(Plan.of(graph, batch));
        this.rows = new float[Math.multiplyExact(batch, problem.size())];
        this.hot = new float[batch * problem.classes()];
        graph.outputs()
                .forEach((name, value) -> values.put(
                        name, new float[Math.multiplyExact(count, value.shape().size())]));
    }

    int count() {
        return count;
    }

    /** Goes on with points of this example. */
    void begin(int index) {
        label = problem.examples().label(index);
        target = problem.target(index);
        mark(Method.LABEL, label);
        mark(Method.TARGET, target);
    }

    private void mark(String input, int of) {
        if (!execution.plan().graph().inputs().containsKey(input)) {
            return;
        }
        Arrays.fill(hot, 0);
        for (int row = 0; row < execution.plan().batch(); row++) {
            hot[row * problem.classes() + of] = 1;
        }
        execution.write(input, hot, 0);
    }

    /** Evaluates a point of the example, with noise that follows from a number. */
    void evaluate(float[] x, int at, long noise) {
        int size = problem.size();
        int batch = execution.plan().batch();
        for (int row = 0; row < batch; row++) {
            System.arraycopy(x, at, rows, row * size, size);
        }
        execution.write(Method.X, rows, 0);
        for (int first = 0; first < count; first += batch) {
            int some = Math.min(batch, count - first);
            execution.seed(noise, first);
            execution.run();
            for (String output : values.keySet()) {
                execution.read(output, values.get(output), first * width(output), 0, some);
            }
        }
    }

    /** The elements that an output has of each draw. */
    private int width(String output) {
        return values.get(output).length / count;
    }

    /** How many of the draws are what the attacker wants. */
    int wrong() {
        float[] scores = values.get(Method.SCORES);
        int classes = problem.classes();
        int wrong = 0;
        for (int row = 0; row < count; row++) {
            wrong += Logits.broken(scores, row * classes, classes, label, target) ? 1 : 0;
        }
        return wrong;
    }

    /** Whether most of the draws are what the attacker wants. */
    boolean mostlyWrong() {
        return 2 * wrong() > count;
    }

    /** The mean of an output over the draws; what is no finite number counts as 0. */
    void mean(String output, float[] mean, int at) {
        float[] all = values.get(output);
        int width = width(output);
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int row = 0; row < count; row++) {
                float value = all[row * width + i];
                sum += Float.isFinite(value) ? value : 0;
            }
            mean[at + i] = (float) (sum / count);
        }
    }

    /** The only element of an output, as the last of the draws has it. */
    float last(String output) {
        return values.get(output)[count - 1];
    }

    /** Noise of its own for each example and draw. */
    static long noise(long seed, int index, long draw) {
        return SplitMix64.mix(seed + SplitMix64.NEXT * (index + 1L) + 0xD1B54A32D192ED03L * (draw + 1));
    }

    @Override
    public void close() {
        execution.close();
    }
}
