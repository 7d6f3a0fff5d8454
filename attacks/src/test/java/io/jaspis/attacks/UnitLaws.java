package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The same inputs and the same ball may be written in several ways, and be of any size. */
@PropertyDefaults(tries = 5, edgeCases = EdgeCasesMode.NONE)
class UnitLaws {
    private static final int SIZE = 16;
    private static final int EXAMPLES = 6;
    private static final AttackFamily.Settings SETTINGS = new AttackFamily.Settings(Effort.LOW, 10, 1);
    private static final Budget BUDGET = Budget.UNLIMITED.withGradients(200).withQueries(500);
    /** For balls in which nearly everything breaks, and for those in which nothing does, so that all of it is spent. */
    private static final Budget LARGE = Budget.UNLIMITED.withGradients(600).withQueries(1500);

    private static final Budget LITTLE = Budget.UNLIMITED.withGradients(60).withQueries(150);

    /** Attacks that with so few steps and queries may break nothing: of the others it is asked that they do. */
    private static final Set<String> SELDOM =
            Set.of("switches", "cw", "ead", "ead-en", "jsma", "sigma-zero", "fmn-l0", "boundary", "adba", "substitute");

    /** How many examples each attack broke, where it was for the problem. */
    private static final Map<String, Integer> BROKEN = new TreeMap<>();

    private static int turn;

    /** Told once each. */
    private static final Set<String> SKIPPED = ConcurrentHashMap.newKeySet();

    /**
     * A way to write what goes from 0 to 1.
     *
     * @param range that inputs have instead
     * @param radius of a channel; 0 where there are none
     */
    private record Writing(float range, double radius) {
        Problem of(long seed, Norm norm, double epsilon) {
            Graph plain = Nets.dense(seed, SIZE, 16, 4);
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(SIZE));
            Graph network = trace.graph(
                    "logits",
                    trace.inline(plain, Map.of("x", x.scale(1 / range))).get("logits"));
            float[] values = Nets.points(seed, EXAMPLES * SIZE);
            int[] labels = new int[EXAMPLES];
            for (int i = 0; i < EXAMPLES; i++) {
                float[] example = new float[SIZE];
                System.arraycopy(values, i * SIZE, example, 0, SIZE);
                labels[i] = Nets.prediction(plain, example);
            }
            for (int i = 0; i < values.length; i++) {
                values[i] *= range;
            }
            Threat threat = radius == 0
                    ? new Threat(norm, epsilon * range, 0, range)
                    : Threat.of(
                            norm,
                            epsilon * range / radius,
                            Features.ofChannels(List.of(Feature.real("channel", radius, 0, range)), new int[SIZE], 0));
            return Nets.problem(network, values, labels, threat, 8);
        }
    }

    private static List<Attack> named(String name, Problem problem) {
        try {
            return Attacks.named(List.of(name), problem, SETTINGS.withSources(List.of(Nets.model(problem))));
        } catch (IllegalArgumentException e) {
            if (SKIPPED.add(name + problem.threat().norm())) {
                System.out.println(
                        "skipped: " + name + " in " + problem.threat().norm() + ": " + e.getMessage());
            }
            return List.of();
        }
    }

    /** Of examples that are drawn once: where a search by chance hangs on a last bit, another rounding may end it elsewhere. */
    @Property(seed = "20261129")
    @Label("what an attack breaks doesn't depend on the range, on channels, or on the unit of their radius")
    void written(@ForAll @IntRange(max = 1000) int seed, @ForAll Norm norm) {
        double epsilon = norm == Norm.LINF ? 0.06 : norm == Norm.L2 ? 0.15 : 0.4;
        List<Writing> writings = List.of(
                new Writing(1, 0), new Writing(64, 0), new Writing(1, 1), new Writing(1, 1.0 / 16), new Writing(64, 4));
        for (String name : Attacks.names()) {
            Map<Writing, List<Integer>> broken = new LinkedHashMap<>();
            for (Writing writing : writings) {
                Problem problem = writing.of(seed, norm, epsilon);
                List<Integer> all = new ArrayList<>();
                for (Attack attack : named(name, problem)) {
                    all.addAll(Outcomes.falsified(Outcomes.of(attack, problem, Nets.all(problem), seed, BUDGET)));
                }
                broken.put(writing, all);
            }
            BROKEN.merge(name, broken.get(writings.getFirst()).size(), Integer::sum);
            assertEquals(1, broken.values().stream().distinct().count(), () -> name + " in " + norm + ": " + broken);
        }
    }

    @AfterContainer
    static void nearlyEachBreaksSomething() {
        Set<String> nothing = new TreeSet<>();
        BROKEN.forEach((name, broken) -> {
            if (broken == 0) {
                nothing.add(name);
            }
        });
        nothing.removeAll(SELDOM);
        assertEquals(Set.of(), nothing, "these broke nothing, so nothing was compared");
    }

    /** Each size is written in another way from try to try. */
    @Property
    @Label("no attack fails in a ball of any size that is one")
    void sizes(@ForAll @IntRange(max = 1000) int seed, @ForAll Norm norm) {
        double across = norm.diameter(1, SIZE);
        List<Writing> writings = List.of(new Writing(1, 0), new Writing(64, 0), new Writing(1, 1.0 / 16));
        for (double epsilon : new double[] {0, 1e-7, 0.3, Math.min(across, 1), Math.min(across, 1.5), across}) {
            Problem problem = writings.get(turn++ % writings.size()).of(seed, norm, epsilon);
            Budget budget = epsilon < 0.3 ? LITTLE : LARGE;
            for (String name : Attacks.names()) {
                for (Attack attack : named(name, problem)) {
                    assertEquals(
                            3,
                            Outcomes.of(attack, problem, List.of(0, 1, 2), seed, budget)
                                    .size(),
                            () -> name + " in " + norm + ", " + epsilon);
                }
            }
        }
        // Six sizes are twice the three ways: the next try begins with another one.
        turn++;
    }
}
