package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The points through which sources lead examples, whatever the attacked one says of them: those of some examples at a time, in
 * the order in which they are to be attacked.
 */
final class Trails {
    /** Elements of all points that are made at a time, but for those of one example. */
    private static final long ROOM = 1 << 24;

    private final Problem problem;
    private final Method method;
    private final int steps;
    private final List<Integer> indices;
    private final BooleanSupplier stopped;
    private final int together;
    private final Map<Integer, float[][]> known = new HashMap<>();
    /** How many of the indices were led. */
    private int led;

    /**
     * @param problem of the sources
     * @param method whose graph has what the step needs
     * @param steps of each example
     * @param stopped asked before each step of those that are led together
     */
    Trails(Problem problem, Method method, int steps, List<Integer> indices, BooleanSupplier stopped) {
        this.problem = problem;
        this.method = method;
        this.steps = steps;
        this.indices = indices;
        this.stopped = stopped;
        this.together = Math.clamp(ROOM / ((long) steps * problem.size()), 1, problem.batch());
    }

    /** The points of an example, {@code [steps, size]}. They are asked for in the order of the indices. */
    float[][] of(int index) {
        while (!known.containsKey(index)) {
            // What was led, and nobody has asked for, was decided without.
            known.clear();
            int end = Math.min(indices.size(), led + together);
            lead(led < end ? indices.subList(led, end) : List.of(index));
            led = end;
        }
        return known.remove(index);
    }

    private void lead(List<Integer> some) {
        int size = problem.size();
        try (Table table = new Table(method.graph(), problem.device(), some.size(), Map.of())) {
            Step step = method.step().apply(table);
            Column x = table.input(Method.X);
            Attempt[] attempts = new Attempt[some.size()];
            for (int place = 0; place < attempts.length; place++) {
                int index = some.get(place);
                attempts[place] = Attempt.of(index, problem.examples().label(index), problem.target(index));
                problem.examples().copy(index, x.elements(), x.change(place));
                table.mark(Method.LABEL, place, attempts[place].label());
                table.mark(Method.TARGET, place, attempts[place].target());
                step.begin(place, attempts[place]);
                known.put(index, new float[steps][size]);
            }
            // Whoever is told to end shows none of the points that aren't there then.
            for (int move = 0; move < steps && !stopped.getAsBoolean(); move++) {
                table.run(attempts.length);
                for (int place = 0; place < attempts.length; place++) {
                    step.move(place, attempts[place]);
                    attempts[place].countMove();
                    System.arraycopy(x.elements(), x.at(place), known.get(some.get(place))[move], 0, size);
                }
            }
        }
    }
}
