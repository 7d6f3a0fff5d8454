package io.jaspis.attacks.evasion.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How near attacks by labels come, and what becomes of them by an oracle of anybody's. */
class LabelAttackTest {
    private static final int QUERIES = 5000;

    /** The exact distance of the nearest adversarial example of each, in float64. */
    private static double exact(AttackVectors vectors, int index, String norm) {
        return vectors.at("exact_min_distance", "per_example")
                .get(index)
                .get(norm)
                .asDouble();
    }

    private static Map<Integer, Descent> descents(AttackVectors vectors, LabelAttack attack, Norm norm, long seed) {
        Problem problem = vectors.problem(new Threat(norm, 0.01, 0, 1));
        return LabelAttackSamples.descents(attack, problem, Nets.all(problem), seed);
    }

    @Test
    void nothingIsNearerThanTheNearest() {
        AttackVectors vectors = AttackVectors.load();
        for (var attack : LabelAttackSamples.ALL) {
            for (Norm norm : List.of(Norm.L2, Norm.LINF)) {
                LabelAttack label = attack.apply(2000);
                String measured = label.measure(vectors.problem(new Threat(norm, 0.01, 0, 1)))
                        .name();
                descents(vectors, label, norm, 1).forEach((index, descent) -> {
                    double nearest = exact(vectors, index, measured.equals("LINF") ? "linf" : "l2");
                    assertTrue(descent.after(2000) >= nearest - 1e-6, label.name() + " " + norm + ", example " + index);
                });
            }
        }
    }

    @Test
    void theStrongestComeWithinFivePercent() {
        AttackVectors vectors = AttackVectors.load();
        for (long seed = 1; seed <= 3; seed++) {
            for (LabelAttack attack : List.of(LabelAttack.cgba(QUERIES), LabelAttack.ttba(QUERIES))) {
                assertNear(vectors, attack, Norm.L2, "l2", seed);
            }
            assertNear(vectors, LabelAttack.adba(QUERIES), Norm.LINF, "linf", seed);
        }
    }

    private static void assertNear(AttackVectors vectors, LabelAttack attack, Norm norm, String name, long seed) {
        descents(vectors, attack, norm, seed).forEach((index, descent) -> {
            double nearest = exact(vectors, index, name);
            assertTrue(
                    descent.after(QUERIES) <= 1.05 * nearest,
                    attack.name() + ", seed " + seed + ", example " + index + ": " + descent.after(QUERIES)
                            + " where the nearest is " + nearest);
        });
    }

    /** The first test images of MNIST. */
    private static Examples images() throws IOException {
        Path folder = Path.of(System.getProperty("jaspis.data", ""), "mnist");
        if (!Files.exists(folder.resolve("t10k-images-idx3-ubyte.gz"))) {
            System.out.println("skipped: there is no MNIST in " + folder);
            Assumptions.abort("there is no " + folder);
        }
        return Datasets.read(folder.resolve("t10k-images-idx3-ubyte.gz"), folder.resolve("t10k-labels-idx1-ubyte.gz"));
    }

    @Test
    void onPicturesTheNewerComeNearerThanHopSkipJump() throws IOException {
        Examples all = images();
        Graph network = Onnx.read(Path.of("..", "models", "mnist-cnn.onnx"));
        int size = all.shape().size();
        int count = 4;
        float[] values = new float[count * size];
        int[] labels = new int[count];
        for (int index = 0; index < count; index++) {
            all.copy(index, values, index * size);
            labels[index] = all.label(index);
        }
        Problem problem = Nets.problem(network, values, labels, new Threat(Norm.L2, 0.1, 0, 1), count);
        double before = median(LabelAttack.hopSkipJump(QUERIES), problem);
        for (LabelAttack attack : List.of(LabelAttack.cgba(QUERIES), LabelAttack.ttba(QUERIES))) {
            double median = median(attack, problem);
            assertTrue(median < before, attack.name() + ": " + median + ", HopSkipJump: " + before);
        }
    }

    private static double median(LabelAttack attack, Problem problem) {
        double[] distances = LabelAttackSamples.descents(attack, problem, Nets.all(problem), 1).values().stream()
                .mapToDouble(descent -> descent.after(QUERIES))
                .sorted()
                .toArray();
        return (distances[distances.length / 2] + distances[(distances.length - 1) / 2]) / 2;
    }

    private static final Threat THREAT = new Threat(Norm.L2, 0.1, 0, 1);

    /** Labels by the sign of the first element above a half, until the oracle fails. */
    private static OracleProblem failing(int queries, int batch) {
        int[] asked = {0};
        Oracle oracle = Oracle.ofLabels(io.jaspis.tensor.Shape.of(3), 2, (inputs, rows) -> {
            asked[0] += rows;
            if (asked[0] > queries) {
                throw new IllegalStateException("the service is closed");
            }
            int[] labels = new int[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = inputs[3 * row] + inputs[3 * row + 1] > 1 ? 1 : 0;
            }
            return labels;
        });
        float[] values = {0.1f, 0.2f, 0.5f, 0.3f, 0.1f, 0.5f};
        return new OracleProblem(
                oracle, new Nets.Listed(io.jaspis.tensor.Shape.of(3), 2, values, new int[] {0, 0}), THREAT, batch);
    }

    @Test
    void labelsAloneAreAskedFor() {
        for (var attack : LabelAttackSamples.ALL) {
            OracleProblem problem = failing(Integer.MAX_VALUE, 7);
            Map<Integer, Descent> descents = new TreeMap<>();
            attack.apply(1000).descend(problem, List.of(0, 1), 1, Budget.UNLIMITED, descents::put, () -> false);
            assertEquals(2, descents.size());
            long spent = descents.values().stream().mapToLong(Descent::queries).sum();
            assertEquals(spent, problem.oracle().queries());
            assertTrue(spent <= 2000);
            descents.values().forEach(descent -> assertTrue(descent.after(1000) < 1));
        }
    }

    @Test
    void whatWasFoundBeforeAnOracleFailedIsKept() {
        for (var attack : LabelAttackSamples.ALL) {
            Map<Integer, Descent> descents = new TreeMap<>();
            OracleException failure = assertThrows(
                    OracleException.class,
                    () -> attack.apply(1000)
                            .descend(failing(300, 7), List.of(0, 1), 1, Budget.UNLIMITED, descents::put, () -> false));
            assertTrue(failure.getMessage().contains("the service is closed"), failure.getMessage());
            assertEquals(2, descents.size());
            List<Double> found = new ArrayList<>();
            descents.values().forEach(descent -> found.add(descent.after(300)));
            assertTrue(found.stream().allMatch(Double::isFinite), found.toString());
        }
    }

    @Test
    void theyHaveNames() {
        Problem problem = Nets.classified(Nets.dense(1, 6, 8, 5), 1, 4, new Threat(Norm.LINF, 0.1, 0, 1), 4);
        var settings = AttackFamily.Settings.of(Effort.NORMAL);
        List<String> names = List.of("hopskipjump", "boundary", "cgba", "ttba", "adba");
        List<String> found = Attacks.named(names, problem, settings).stream()
                .map(attack -> attack.name() + " " + attack.parameters().get("queries"))
                .toList();
        assertEquals(List.of("HopSkipJump 5000", "Boundary 5000", "CGBA 5000", "TtBA 5000", "ADBA 5000"), found);
        Problem other = problem.withThreat(new Threat(Norm.L2, 0.1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Attacks.named(List.of("adba"), other, settings));
    }
}
