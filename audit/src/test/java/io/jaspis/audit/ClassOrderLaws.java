package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClassOrderLaws {
    private static int[][] counts(long seed, int classes, int largest) {
        Random random = new Random(seed);
        int[][] counts = new int[classes][classes];
        for (int[] row : counts) {
            for (int j = 0; j < classes; j++) {
                row[j] = random.nextInt(largest + 1);
            }
        }
        return counts;
    }

    private static int right(int[][] counts, List<Integer> order) {
        return IntStream.range(0, order.size())
                .map(output -> counts[order.get(output)][output])
                .sum();
    }

    /** The most that are right in any order that begins so. */
    private static int best(int[][] counts, List<Integer> begin) {
        if (begin.size() == counts.length) {
            return right(counts, begin);
        }
        int best = 0;
        for (int label = 0; label < counts.length; label++) {
            if (!begin.contains(label)) {
                List<Integer> more = new ArrayList<>(begin);
                more.add(label);
                best = Math.max(best, best(counts, more));
            }
        }
        return best;
    }

    @Property(tries = 300)
    @Label("the order is a permutation under which as many are right as under any, and at least as many as now")
    void best(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int classes,
            @ForAll @IntRange(max = 50) int largest) {
        int[][] counts = counts(seed, classes, largest);
        ClassOrder order = ClassOrder.fitting(counts);
        assertEquals(classes, new HashSet<>(order.order()).size());
        assertTrue(order.order().stream().allMatch(label -> label >= 0 && label < classes));
        assertEquals(right(counts, order.order()), order.right());
        assertEquals(best(counts, List.of()), order.right());
        assertTrue(order.right() >= order.now());
    }

    @Property(tries = 100)
    @Label(
            "where labels are a permutation of the answers, the order undoes it, and classes that don't occur stay if they can")
    void undone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int classes) {
        Random random = new Random(seed);
        List<Integer> permutation =
                new ArrayList<>(IntStream.range(0, classes).boxed().toList());
        Collections.shuffle(permutation, random);
        int[][] counts = new int[classes][classes];
        for (int output = 0; output < classes; output++) {
            counts[permutation.get(output)][output] = 1 + random.nextInt(9);
        }
        assertEquals(permutation, ClassOrder.fitting(counts).order());
        int[][] none = new int[classes][classes];
        assertEquals(
                IntStream.range(0, classes).boxed().toList(),
                ClassOrder.fitting(none).order());
    }

    @Test
    void fewerThanByChanceAreAskedAbout() {
        int[][] turned = {{10, 190}, {80, 20}};
        String warning = ClassOrder.warning(turned, List.of("fraud", "legit")).orElseThrow();
        assertTrue(warning.contains("30 of 300 examples are right"), warning);
        assertTrue(warning.contains("--classes legit,fraud it would be 270 of 300, 90.0 %"), warning);
        assertTrue(ClassOrder.warning(turned, List.of()).orElseThrow().contains("--classes 1,0 "));
        assertTrue(ClassOrder.warning(turned, List.of("no fraud", "fraud"))
                .orElseThrow()
                .contains("'fraud,no fraud'"));
        assertTrue(ClassOrder.warning(turned, List.of("a,b", "c")).orElseThrow().contains("--classes 'c,\"a,b\"'"));
        assertTrue(ClassOrder.warning(turned, List.of("a", "c'"))
                .orElseThrow()
                .contains("the order c',a (option --classes)"));
        assertEquals(Optional.empty(), ClassOrder.warning(new int[][] {{5, 5}, {5, 5}}, List.of()));
        assertEquals(Optional.empty(), ClassOrder.warning(new int[][] {{0, 0}, {0, 0}}, List.of()));
        // All of one class, and answered by it: no order would do better than chance.
        assertEquals(Optional.empty(), ClassOrder.warning(new int[][] {{7, 2}, {0, 0}}, List.of()));
    }

    @Test
    void countsAreOfLabelsAndPredictions() {
        List<Finding> findings = List.of(finding(0, 1), finding(0, 1), finding(1, 0), finding(1, -1));
        assertEquals(2, ClassOrder.counts(findings, 2)[0][1]);
        assertEquals(1, ClassOrder.counts(findings, 2)[1][0]);
        assertEquals(0, ClassOrder.counts(findings, 2)[1][1]);
    }

    private static Finding finding(int label, int prediction) {
        return new Finding(
                0, label, prediction, 1, new io.jaspis.threat.Verdict.Misclassified(), 0, false, false, false, null);
    }
}
