package io.jaspis.attacks.trust;

import io.jaspis.attacks.Loss;
import io.jaspis.attacks.LossGraph;
import io.jaspis.attacks.RelaxedMove;
import io.jaspis.attacks.VanishingGradients;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ascent of the margin from the examples themselves, which tells how far it came, and whether it had a gradient to go by. */
final class Climb {
    private static final int STEPS = 20;

    private final Problem problem;
    private final List<Integer> indices;
    private final int size;
    private final float[] centres;

    Climb(Problem problem, List<Integer> indices) {
        this.problem = problem;
        this.indices = indices;
        this.size = problem.size();
        this.centres = new float[indices.size() * size];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), centres, i * size);
        }
    }

    /** Of each example the smallest lead of its label on the way of steps of 2.5 radii altogether; or of what is left to the target. */
    float[] leads(double radius) {
        Problem within = problem.withThreat(problem.threat().withEpsilon(radius));
        Graph graph = LossGraph.of(problem, Loss.MARGIN, problem.targeted());
        Map<String, float[]> inputs = inputs(graph);
        float[] x = inputs.get(LossGraph.X);
        float[] relaxed = centres.clone();
        RelaxedMove move = RelaxedMove.of(within, 2.5 * radius / STEPS);
        float[] least = new float[indices.size()];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        try (Batches batches = new Batches(graph, problem.device(), Math.min(indices.size(), problem.batch()))) {
            for (int step = 0; step <= (radius == 0 ? 0 : STEPS); step++) {
                Map<String, float[]> found = batches.run(indices.size(), inputs);
                float[] scores = found.get(LossGraph.LOGITS);
                float[] ascent = found.get(LossGraph.ASCENT);
                for (int i = 0; i < least.length; i++) {
                    least[i] = Math.min(least[i], lead(scores, i));
                    move.go(ascent, i * size, centres, i * size, relaxed, i * size, x, i * size);
                }
            }
        }
        return least;
    }

    private float lead(float[] scores, int place) {
        int index = indices.get(place);
        int classes = problem.classes();
        return Leads.of(scores, place * classes, classes, problem.examples().label(index), problem.target(index));
    }

    /**
     * How many examples have a gradient that vanishes.
     *
     * @param there at the examples themselves
     * @param beside at others after a step of ε along their gradient, where a step by gradients stays for good
     */
    record Flat(int there, int beside) {}

    /** Looks for gradients of the margin that vanish, or of the target's where there is one; points that are broken have none. */
    Flat flat() {
        Graph graph = LossGraph.of(problem, Loss.MARGIN, problem.targeted());
        Map<String, float[]> inputs = inputs(graph);
        boolean[] there = new boolean[indices.size()];
        boolean[] beside = new boolean[indices.size()];
        try (Batches batches = new Batches(graph, problem.device(), Math.min(indices.size(), problem.batch()))) {
            Map<String, float[]> found = batches.run(indices.size(), inputs);
            vanishing(found, there);
            step(found.get(LossGraph.ASCENT), inputs.get(LossGraph.X));
            vanishing(batches.run(indices.size(), inputs), beside);
        }
        int first = 0;
        int second = 0;
        for (int i = 0; i < there.length; i++) {
            first += there[i] ? 1 : 0;
            second += beside[i] && !there[i] ? 1 : 0;
        }
        return new Flat(first, second);
    }

    /** Finds out at which points of examples that aren't broken gradients vanish. */
    private void vanishing(Map<String, float[]> found, boolean[] vanishing) {
        VanishingGradients gradients = new VanishingGradients(problem);
        int classes = problem.classes();
        float[] scores = found.get(LossGraph.LOGITS);
        for (int i = 0; i < vanishing.length; i++) {
            boolean told = Logits.largest(scores, i * classes, classes) != Logits.NONE;
            vanishing[i] = told && lead(scores, i) > 0 && gradients.at(i, centres, found.get(LossGraph.ASCENT), scores);
        }
    }

    /** Brings points from the examples as far along the gradient as the ball goes. */
    private void step(float[] ascent, float[] x) {
        float[] relaxed = centres.clone();
        RelaxedMove move = RelaxedMove.of(problem, problem.threat().epsilon());
        for (int i = 0; i < indices.size(); i++) {
            move.go(ascent, i * size, centres, i * size, relaxed, i * size, x, i * size);
        }
    }

    private Map<String, float[]> inputs(Graph graph) {
        int classes = problem.classes();
        float[] labels = new float[indices.size() * classes];
        float[] targets = new float[indices.size() * classes];
        for (int i = 0; i < indices.size(); i++) {
            int index = indices.get(i);
            labels[i * classes + problem.examples().label(index)] = 1;
            if (problem.target(index) != Logits.NONE) {
                targets[i * classes + problem.target(index)] = 1;
            }
        }
        Map<String, float[]> inputs = new HashMap<>();
        inputs.put(LossGraph.X, centres.clone());
        inputs.put(LossGraph.LABEL, labels);
        inputs.put(LossGraph.TARGET, targets);
        // Without a slope a network needs no labels.
        inputs.keySet().retainAll(graph.inputs().keySet());
        return inputs;
    }
}
