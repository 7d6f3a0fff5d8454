package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.trees.RandomTrees;
import io.jaspis.certify.trees.BoxSearch;
import io.jaspis.certify.trees.Grid;
import io.jaspis.certify.trees.Scaling;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Queries about trees beside every point of their boxes at which anything can change. */
class TreeVerifierLaws {
    /** Above what float32 makes of the sums here. */
    private static final double CLEAR = 1e-3;

    private static int sat;
    private static int unsat;

    @AfterContainer
    static void bothAreMet() {
        assertTrue(sat > 50, sat + " are sat");
        assertTrue(unsat > 50, unsat + " are unsat");
    }

    @Property(tries = 1500)
    @Label("the answer is sat where rows hold at a point, and unsat where they hold at none")
    void decides(@ForAll long seed, @ForAll boolean scaled) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Scaling scaling = scaled
                ? new Scaling(0.3f + random.nextFloat(), random.nextFloat() - 0.5f, random.nextBoolean())
                : Scaling.NONE;
        RandomTrees trees = new RandomTrees(seed);
        int inputs = trees.rows(1, true).length;
        Graph graph = scaling.graph(trees).orElse(null);
        if (graph == null || BoxSearch.of(graph).isEmpty()) {
            return;
        }
        int outputs = graph.output("scores").shape().size();
        List<Region> regions = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            regions.add(region(random, inputs, outputs));
        }
        Query query = new Query("drawn", inputs, outputs, regions, List.of());
        double most = Double.NEGATIVE_INFINITY;
        for (Region region : regions) {
            List<float[]> points = points(trees, scaling, region);
            if (points.isEmpty()) {
                return;
            }
            most = Math.max(most, most(graph, outputs, points, region));
        }
        // Between two floats that are neighbours there are other numbers, of which a proof is too.
        boolean dense = scaled || trees.toString().contains("threshold=" + Float.MIN_VALUE);
        for (Arithmetic needed : Arithmetic.values()) {
            Verifier verifier = new Verifier(graph, query, VerifySettings.STANDARD.needing(needed));
            Answer answer = verifier.answer(() -> false, Progress.NONE);
            double best = most;
            assertFalse(answer instanceof Answer.Unsat && best > CLEAR, () -> "a point leads by " + best);
            assertFalse(answer instanceof Answer.Sat && best < -CLEAR, () -> "no point is nearer than " + best);
            assertTrue(answer instanceof Answer.Sat || best < CLEAR, () -> answer + ", but a point leads by " + best);
            boolean proved = answer instanceof Answer.Unsat
                    || verifier.provedInRealsOnly() && scaled && needed == Arithmetic.FLOAT32;
            assertTrue(proved || best > -CLEAR || dense, () -> answer + ", but no point is nearer than " + best);
            sat += answer instanceof Answer.Sat ? 1 : 0;
            unsat += answer instanceof Answer.Unsat ? 1 : 0;
        }
    }

    private static Region region(SplittableRandom random, int inputs, int outputs) {
        List<BigDecimal> lower = new ArrayList<>();
        List<BigDecimal> upper = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            BigDecimal from = BigDecimal.valueOf(random.nextInt(-200, 200), 2);
            lower.add(from);
            upper.add(from.add(BigDecimal.valueOf(random.nextInt(200), 2)));
        }
        List<List<Row>> violations = new ArrayList<>();
        for (int v = random.nextInt(1, 4); v > 0; v--) {
            List<Row> rows = new ArrayList<>();
            for (int r = random.nextInt(1, 4); r > 0; r--) {
                double[] coefficients = random.doubles(outputs, -1, 1).toArray();
                int[] all = new int[outputs];
                for (int j = 0; j < outputs; j++) {
                    all[j] = j;
                    coefficients[j] = random.nextBoolean() ? Math.rint(coefficients[j]) : coefficients[j];
                }
                rows.add(new Row(all, coefficients, random.nextInt(-4, 5) / 2.0, random.nextBoolean()));
            }
            violations.add(rows);
        }
        return new Region(lower, upper, violations);
    }

    private static List<float[]> points(RandomTrees trees, Scaling scaling, Region region) {
        List<Set<Float>> values = new ArrayList<>();
        for (int i = 0; i < region.lower().size(); i++) {
            float least = region.box().innerLower(i);
            float last = region.box().innerUpper(i);
            TreeSet<Float> all = new TreeSet<>(List.of(least, last));
            all.addAll(scaling.around(trees, i));
            values.add(all.subSet(least, true, last, true));
        }
        return Grid.of(values);
    }

    /** By how much the rows of a violation lead together, at the point where they lead most. */
    private static double most(Graph graph, int outputs, List<float[]> points, Region region) {
        int size = points.getFirst().length;
        float[] all = new float[points.size() * size];
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i), 0, all, i * size, size);
        }
        float[] scores;
        try (Batches batches = new Batches(graph, Cpu.best(), 256)) {
            scores = batches.run(points.size(), Map.of("x", all)).get("scores");
        }
        double most = Double.NEGATIVE_INFINITY;
        double[] own = new double[outputs];
        for (int at = 0; at < scores.length; at += outputs) {
            for (int j = 0; j < outputs; j++) {
                own[j] = scores[at + j];
            }
            for (List<Row> rows : region.violations()) {
                most = Math.max(
                        most,
                        rows.stream().mapToDouble(row -> row.lead(own)).min().orElseThrow());
            }
        }
        return most;
    }

    /** {@code [large + 1 + −large, 0]} where x is above a half, else {@code [0, 0]}, in this order of additions. */
    private static Graph stumps(float large) {
        return Graph.of("x", Shape.of(1), "y", x -> {
            Value above = x.plus(-0.5f).step();
            Value sum = above.scale(large).plus(above).plus(above.scale(-large));
            return x.trace()
                    .concatenate(
                            0,
                            List.of(
                                    sum,
                                    x.trace()
                                            .constant(Tensor.of(Shape.of(1), 0))
                                            .repeatBatch()));
        });
    }

    private static Query query(Row row, double lower) {
        Region region = new Region(List.of(BigDecimal.valueOf(lower)), List.of(BigDecimal.ONE), List.of(List.of(row)));
        return new Query("written", 1, 2, List.of(region), List.of());
    }

    private static Answer answer(Graph graph, Row row, double lower, Arithmetic needed) {
        return new Verifier(graph, query(row, lower), VerifySettings.STANDARD.needing(needed))
                .answer(() -> false, Progress.NONE);
    }

    @Example
    @Label("a strict row doesn't hold where it is just met, another one does")
    void strict() {
        Graph graph = stumps(2);
        assertInstanceOf(Answer.Unsat.class, answer(graph, Row.output(0).above(1), 0, Arithmetic.REAL));
        Answer just = answer(graph, Row.output(0).atLeast(1), 0, Arithmetic.REAL);
        assertEquals(0, assertInstanceOf(Answer.Sat.class, just).margin());
    }

    @Example
    @Label("what adding up may make of the sum is no proof in float32, where one in real arithmetic is")
    void rounds() {
        Row row = Row.output(0).atMost(0.5);
        Graph graph = stumps(0x1p26f);
        assertInstanceOf(Answer.Unsat.class, answer(graph, row, 0.75, Arithmetic.REAL));
        assertInstanceOf(Answer.Sat.class, answer(graph, row, 0.75, Arithmetic.FLOAT32));
        assertInstanceOf(Answer.Unsat.class, answer(stumps(2), row, 0.75, Arithmetic.FLOAT32));
    }

    @Example
    @Label("what was added up to 0 or 1 in real arithmetic may be another number in float32")
    void sumsThatVanish() {
        // In real arithmetic 1 + 10⁸ − 10⁸ is 1, whichever leaf is taken; in this order it is 0.
        Graph same = Graph.of("x", Shape.of(1), "y", x -> {
            Value one = x.plus(-0.5f).step().scale(0).plus(1);
            return one.plus(1e8f).plus(-1e8f).plus(-1).plus(5).broadcast(0, 2).flatten();
        });
        assertInstanceOf(Answer.Sat.class, answer(same, Row.output(0).atMost(4.5), 0, Arithmetic.FLOAT32));
        Graph known = Graph.of("x", Shape.of(1), "y", x -> {
            Value one = x.trace().constant(Tensor.of(Shape.of(1), 1)).repeatBatch();
            Value zero = one.plus(1e8f).plus(-1e8f).plus(-1);
            return x.plus(-0.5f)
                    .step()
                    .scale(0.5f)
                    .plus(1)
                    .plus(zero)
                    .broadcast(0, 2)
                    .flatten();
        });
        assertInstanceOf(Answer.Sat.class, answer(known, Row.output(0).atMost(0.9), 0, Arithmetic.FLOAT32));
        assertInstanceOf(Answer.Unsat.class, answer(known, Row.output(0).atMost(0.9), 0, Arithmetic.REAL));
    }

    @Example
    @Label("the time is kept to, and so is a number of domains")
    void ends() {
        Graph graph = Graph.of(
                "x",
                Shape.of(1),
                "y",
                x -> x.plus(-0.5f)
                        .step()
                        .minus(x.plus(-0.25f).step())
                        .plus(x.plus(-0.75f).step())
                        .minus(x.plus(-0.625f).step())
                        .broadcast(0, 2)
                        .flatten());
        Row row = Row.output(0).atLeast(1);
        assertInstanceOf(Answer.Unsat.class, answer(graph, row, 0, Arithmetic.FLOAT32));
        Query query = query(row, 0);
        assertInstanceOf(Answer.Timeout.class, new Verifier(graph, query).answer(() -> true, Progress.NONE));
        Verifier few = new Verifier(graph, query, VerifySettings.STANDARD.within(new VerifySettings.Work(1, 1)));
        assertInstanceOf(Answer.Unknown.class, few.answer(() -> false, Progress.NONE));
        assertEquals(1, few.domains());
    }

    @Example
    @Label("where a model takes whole numbers only these are a counterexample")
    void whole() {
        Graph graph = stumps(2);
        double[][] ends = {{-10, 10}};
        for (double lower : new double[] {0.25, 0.75}) {
            Region region = query(Row.output(0).atLeast(1), lower).regions().getFirst();
            RegionTask task = new RegionTask(
                    RegionRows.of(region, 2), Ends.of(region.box()), VerifySettings.STANDARD, Arithmetic.REAL);
            List<float[]> told = new ArrayList<>();
            Listener listener = new Listener(point -> point[0] == 1 && told.add(point), () -> false, Progress.NONE);
            new TreeVerifier(BoxSearch.of(graph).orElseThrow(), 2, ends, task, listener).run();
            assertEquals(1, told.size());
        }
    }
}
