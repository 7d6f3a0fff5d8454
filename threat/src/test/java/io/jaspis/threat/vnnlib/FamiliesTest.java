package io.jaspis.threat.vnnlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.InputSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The specifications of the competition, and those that the standard's own parser is tested with, written anew. */
class FamiliesTest {
    private static final Path FAMILIES =
            Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");

    /** Each file's inputs, outputs, regions, violations and rows, and how many files have these. */
    private static Map<String, Integer> counts(String family) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FAMILIES.resolve(family).resolve("vnnlib"))) {
            files = all.sorted().toList();
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (Path file : files) {
            Query query = VnnLib.read(file);
            assertFalse(query.mixed());
            List<Integer> rows = new ArrayList<>();
            for (Region region : query.regions()) {
                InputSet box = region.property().inputs();
                assertEquals(query.inputs(), box.size());
                for (int i = 0; i < box.size(); i++) {
                    assertTrue(box.innerLower(i) <= box.innerUpper(i));
                }
                region.violations().forEach(violation -> rows.add(violation.size()));
            }
            String told = "%d → %d: %d × %s"
                    .formatted(query.inputs(), query.outputs(), query.regions().size(), rows);
            counts.merge(told, 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void everySpecificationIsRead() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(FAMILIES), "skipped: no folder vnncomp beside the checkout");
        assertEquals(
                Map.of(
                        "5 → 5: 1 × [1, 1, 1, 1]",
                        3,
                        "5 → 5: 1 × [1]",
                        1,
                        "5 → 5: 1 × [2, 2, 2]",
                        1,
                        "5 → 5: 1 × [3, 3]",
                        1,
                        "5 → 5: 1 × [4]",
                        3,
                        "5 → 5: 2 × [1, 1, 1, 1, 1, 1, 1, 1]",
                        1),
                counts("acasxu"));
        assertEquals(Map.of("784 → 10: 1 × [1, 1, 1, 1, 1, 1, 1, 1, 1]", 30), counts("mnist_fc"));
        assertEquals(
                Map.of(
                        "4 → 2: 1 × [1]",
                        100,
                        "8 → 4: 1 × [1]",
                        100,
                        "8 → 8: 1 × [6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]",
                        4,
                        "8 → 8: 1 × [6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]",
                        1,
                        "8 → 8: 1 × [6]",
                        91),
                counts("rl_benchmarks"));
        assertEquals(Map.of("400 → 1: 1 × [2]", 22, "800 → 1: 1 × [2]", 19), counts("collins_rul_cnn"));
        assertEquals(Map.of("2 → 1: 1 × [1]", 32), counts("tllverifybench"));
        assertEquals(Map.of("3072 → 10: 1 × [1, 1, 1, 1, 1, 1, 1, 1, 1]", 30), counts("oval21"));
        assertEquals(Map.of("3072 → 10: 1 × [1, 1, 1, 1, 1, 1, 1, 1, 1]", 72), counts("sri_resnet_a"));
    }

    @Test
    void theSecondVersion() {
        Query query = VnnLib.parse("""
                (vnnlib-version <2.0>)
                (declare-network acc (declare-input X real [3]) (declare-output Y real [4]))
                (assert (<= (* -1.0 X[0]) 0.0))
                (assert (<= X[0] 50.0))
                (assert (<= (* -1.0 X [1]) 50.0))
                (assert (<= X[1] 50.0))
                (assert (<= (* -1.0 X[ 2 ]) 0.0))
                (assert (<= X[2] 150.0))
                (assert (<= (- (* 1.5 X[1]) X[2]) -5.0))
                (assert (<= (* -1.0 Y[0]) 0.0))
                (assert (<= Y[0] 1.0))
                (assert (and
                    (or (<= Y[2] Y[0]) (<= Y[2] Y[1]))
                    (or (<= Y[3] Y[0]) (<= Y[3] Y[1]))
                ))
                """, "acc");
        assertTrue(query.mixed());
        assertEquals(1, query.regions().size());
        Region region = query.regions().getFirst();
        assertEquals("[0, -50, 0][50, 50, 150]", "" + region.lower() + region.upper());
        assertEquals(4, region.violations().size());
        assertEquals(5, region.violations().getFirst().size());
        assertEquals(
                List.of(new Variable("X", "real", List.of(3)), new Variable("Y", "real", List.of(4))),
                query.variables());
    }

    @Test
    void elementsAreNumberedRowByRow() {
        Query query = VnnLib.parse("""
                (vnnlib-version <2.0>)
                (declare-network f (declare-input A float32 [2,3] "in") (declare-output B float32 []))
                (assert (and (>= A[0,0] 0.0) (>= A[0,1] 1.0) (>= A[0,2] 2.0) (>= A[1,0] 3.0) (>= A[1,1] 4.0) (>= A[1,2] 5.0)))
                (assert (and (<= A[0,0] 9.0) (<= A[0,1] 9.0) (<= A[0,2] 9.0) (<= A[1,0] 9.0) (<= A[1,1] 9.0) (<= A[1,2] 9.0)))
                (assert (>= B 0.0))
                """, "f");
        assertEquals("[0, 1, 2, 3, 4, 5]", query.regions().getFirst().lower().toString());
        assertEquals("A[1,2]", query.input(5));
        assertEquals("B", query.output(0));
    }

    /** Two boxes with what is unsafe in both: the cases of each box are one region. */
    @Test
    void casesOfTheSameBoxAreOneRegion() {
        Query query = VnnLib.parse("""
                (declare-const X_0 Real)
                (declare-const Y_0 Real)
                (declare-const Y_1 Real)
                (assert (or (and (>= X_0 -1e-1) (<= X_0 .5)) (and (>= X_0 +2) (<= X_0 3.)) (and (>= X_0 -0.10) (<= X_0 5E-1))))
                (assert (or (and (>= Y_0 Y_1)) (and (>= Y_1 2) (>= Y_0 1))))
                """, "two");
        assertEquals(2, query.regions().size());
        assertEquals(
                "[-0.1][0.5]",
                "" + query.regions().getFirst().lower()
                        + query.regions().getFirst().upper());
        assertEquals(4, query.regions().getFirst().violations().size());
        assertEquals(2, query.regions().getLast().violations().size());
    }
}
