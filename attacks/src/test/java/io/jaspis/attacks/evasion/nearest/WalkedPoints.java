package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The points that one attempt of an attack evaluates, step by step, alone and without any check. */
record WalkedPoints(List<float[]> points, List<Boolean> adversarial) {

    /** Those of an example's first attempt towards a class: as many as it has, or as are asked for. */
    static WalkedPoints of(MinimumNorm attack, Problem problem, int index, int most) {
        Slopes slopes = attack.slopes(problem);
        List<float[]> points = new ArrayList<>();
        List<Boolean> adversarial = new ArrayList<>();
        float[] centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        Problem free = Neighbourhood.withoutBall(problem);
        Neighbourhood around = new Neighbourhood(free.threat(), centre, attack.unit());
        int label = problem.examples().label(index);
        int target = problem.target(index);
        try (Table table = new Table(slopes.graph(), problem.device(), 1, Map.of())) {
            Column x = table.input(Method.X);
            Column scores = table.output(Method.SCORES);
            float[][] gradients = slopes.slopes().stream()
                    .map(name -> table.output(name).elements())
                    .toArray(float[][]::new);
            hot(table, Method.LABEL, label);
            hot(table, Method.TARGET, target);
            if (table.has(Slopes.LIMITS)) {
                Column limits = table.input(Slopes.LIMITS);
                Slopes.limit(limits.elements(), limits.change(0), limits.width(), label, Logits.NONE);
            }
            System.arraycopy(centre, 0, x.elements(), x.change(0), centre.length);
            table.run(1);
            float[] clean = Arrays.copyOf(scores.elements(), problem.classes());
            Walk walk = attack.begin(
                    new Start(around, clean, label, target, Logits.NONE, 1, index, 0, Double.POSITIVE_INFINITY));
            for (int k = 0; k < slopes.seeds().size(); k++) {
                Column seed = table.input(slopes.seeds().get(k));
                walk.weigh(k, seed.elements(), seed.change(0));
            }
            Sight sight = new Sight(problem.classes(), scores.elements(), gradients);
            float[] settled = new float[centre.length];
            do {
                around.settle(walk.point, x.elements(), x.change(0));
                table.run(1);
                points.add(Arrays.copyOf(x.elements(), centre.length));
                boolean broken = target == Logits.NONE
                        ? Logits.prediction(scores.elements(), 0, problem.classes(), label) != label
                        : Logits.reached(scores.elements(), 0, problem.classes(), target);
                adversarial.add(broken);
                around.deviation(x.elements(), 0, settled);
                sight.turn(around, settled, 0, 0, broken);
            } while (points.size() < most && walk.advance(sight));
        }
        return new WalkedPoints(points, adversarial);
    }

    private static void hot(Table table, String input, int hot) {
        if (table.has(input) && hot != Logits.NONE) {
            Column column = table.input(input);
            column.elements()[column.change(0) + hot] = 1;
        }
    }
}
