package io.jaspis.attacks.evasion.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Black boxes lose no queries and no lengths to features that may not change, though these are nearly all. */
class FixedFeaturesTest {
    private static final int SIZE = 40;
    private static final double EPSILON = 0.4;

    private static boolean moves(int element) {
        return element == 5 || element == 17 || element == 30;
    }

    private static Subject subject(Norm norm) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            list.add(moves(i) ? Feature.real("real " + i, 1, 0, 1) : Feature.immutable("fixed " + i));
        }
        Threat threat = Threat.of(norm, EPSILON, new Features(list));
        float[] x = new float[SIZE];
        Arrays.fill(x, 0.5f);
        return new Subject(
                0, 0, Logits.NONE, x, Optional.empty(), threat, new Projection(threat, SIZE), new Chance(3, 0, "test"));
    }

    /** By how much class 1 leads, but for a constant. */
    private static float rise(float[] x) {
        return x[5] + 2 * x[17] - x[30];
    }

    private static Answers answers(Subject subject, List<float[]> points, float constant) {
        Answers answers = new Answers(2, true);
        answers.expect(points.size());
        for (int point = 0; point < points.size(); point++) {
            answers.putScores(point, new float[] {0, rise(points.get(point)) + constant}, 0, subject);
        }
        return answers;
    }

    /** Tells of the points of each turn, until the queries are spent. */
    private static void ask(
            BlackBox attack, Subject subject, float constant, int queries, Consumer<List<float[]>> told) {
        Inquiry inquiry = attack.begin(subject, answers(subject, List.of(subject.x()), constant));
        int left = queries;
        int count = inquiry.wanted(left);
        while (count > 0 && count <= left) {
            List<float[]> points = new ArrayList<>();
            for (int point = 0; point < count; point++) {
                float[] x = new float[SIZE];
                inquiry.write(point, x, 0);
                points.add(x);
            }
            told.accept(points);
            inquiry.take(answers(subject, points, constant));
            left -= count;
            count = left == 0 ? 0 : inquiry.wanted(left);
        }
    }

    @Test
    void adbaComparesDirectionsThatDiffer() {
        int[] compared = new int[1];
        ask(LabelAttack.adba(400), subject(Norm.LINF), -1.5f, 400, points -> {
            if (points.size() == 2) {
                compared[0]++;
                assertFalse(Arrays.equals(points.get(0), points.get(1)), "comparison " + compared[0]);
            }
        });
        assertTrue(compared[0] > 20, "compared " + compared[0]);
    }

    /** But now and then, where it drew so often in vain. Scores round to floats as those of the oracle do. */
    @ParameterizedTest
    @EnumSource(names = {"L2", "L1"})
    void squareProposesWhatDiffersFromTheBest(Norm norm) {
        List<float[]> best = new ArrayList<>();
        int[] vain = new int[1];
        ask(new Square(300), subject(norm), -10, 300, points -> {
            float[] x = points.getFirst();
            vain[0] += !best.isEmpty() && Arrays.equals(best.getLast(), x) ? 1 : 0;
            if (best.isEmpty() || rise(x) - 10 > rise(best.getLast()) - 10) {
                best.add(x);
            }
        });
        assertTrue(best.size() > 1);
        assertTrue(vain[0] <= 6, vain[0] + " of 300 in vain");
    }

    /** It goes 0.3 ε at first, where all that may move does. */
    @ParameterizedTest
    @EnumSource(names = {"L2", "L1"})
    void spsaStepsAsFarAsItIsTo(Norm norm) {
        Subject subject = subject(norm);
        List<float[]> firsts = new ArrayList<>();
        ask(new Spsa(300), subject, -10, 300, points -> firsts.add(points.getFirst()));
        assertEquals(0.3 * EPSILON, subject.threat().distance(subject.x(), 0, firsts.get(1), 0, SIZE), 1e-3);
    }
}
