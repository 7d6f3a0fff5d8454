package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.trees.RandomTrees;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OracleTest {
    private static final Graph NETWORK = Nets.dense(3, 5, 8, 4);

    @Test
    void aNetworkIsAskedByItsOutputsAndEachInputCounts() {
        float[] points = Nets.points(1, 7 * 5);
        try (Oracle oracle = Oracle.of(NETWORK, Cpu.best(), 3)) {
            int[] labels = oracle.labels(points, 7);
            assertEquals(7, oracle.queries());
            float[] scores = oracle.scores(points, 7);
            assertEquals(14, oracle.queries());
            for (int i = 0; i < 7; i++) {
                float[] x = Arrays.copyOfRange(points, i * 5, (i + 1) * 5);
                assertEquals(Nets.prediction(NETWORK, x), labels[i]);
                assertEquals(Nets.logits(NETWORK, x).get(2), scores[i * 4 + 2], 1e-5);
            }
        }
    }

    @Test
    void anAnswerDoesNotDependOnWhatIsAskedBesides() {
        float[] points = Nets.points(2, 7 * 5);
        try (Oracle oracle = Oracle.of(NETWORK, Cpu.best(), 4)) {
            float[] together = oracle.scores(points, 7);
            for (int i = 0; i < 7; i++) {
                float[] alone = oracle.scores(Arrays.copyOfRange(points, i * 5, (i + 1) * 5), 1);
                assertArrayEquals(Arrays.copyOfRange(together, i * 4, (i + 1) * 4), alone);
            }
        }
    }

    @Test
    void treesAreAskedAsTheyAreEvaluated() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            RandomTrees trees = new RandomTrees(seed);
            if (trees.form() != RandomTrees.Form.CLASSIFIER) {
                continue;
            }
            TreeModel model =
                    Onnx.open("trees.onnx", trees.model().toByteArray()).trees();
            float[] rows = trees.rows(9, false);
            float[] expected = new float[9 * trees.targets()];
            model.stages().getFirst().function().evaluate(9, trees.features(), rows, expected, new float[9]);
            try (Oracle oracle = Oracle.of(model, Cpu.best(), 4)) {
                assertArrayEquals(expected, oracle.scores(rows, 9));
                assertEquals(9, oracle.queries());
                assertEquals(trees.targets(), oracle.classes());
            }
        }
    }

    @Test
    void labelsAloneGiveNoScores() {
        Oracle oracle = Oracle.ofLabels(Shape.of(2), 2, (inputs, rows) -> {
            int[] labels = new int[rows];
            Arrays.setAll(labels, row -> inputs[2 * row] > inputs[2 * row + 1] ? 0 : 1);
            return labels;
        });
        assertFalse(oracle.tellsScores());
        assertArrayEquals(new int[] {1, 0}, oracle.labels(new float[] {0, 1, 1, 0}, 2));
        assertThrows(IllegalStateException.class, () -> oracle.scores(new float[] {0, 1}, 1));
        assertEquals(2, oracle.queries());
    }

    @Test
    void aScoreThatIsNoNumberIsNoClass() {
        Oracle oracle = Oracle.ofScores(Shape.of(1), 2, (_, _) -> new float[] {Float.NaN, 1});
        assertTrue(oracle.tellsScores());
        assertArrayEquals(new int[] {Logits.NONE}, oracle.labels(new float[] {0}, 1));
    }

    @Test
    void aFunctionThatAnswersSomethingElseIsFoundOut() {
        Oracle oracle = Oracle.ofScores(Shape.of(1), 3, (_, _) -> new float[] {1, 2});
        String message = assertThrows(IllegalStateException.class, () -> oracle.scores(new float[] {0}, 1))
                .getMessage();
        assertEquals("the oracle's function gave 2 scores instead of 3", message);
        assertThrows(IllegalArgumentException.class, () -> oracle.scores(new float[] {0}, 2));
        assertThrows(IllegalArgumentException.class, () -> Oracle.ofLabels(Shape.of(1), 1, (_, _) -> new int[0]));
    }

    @Test
    void aLabelThatIsNoClassIsFoundOut() {
        for (int label : new int[] {3, 10, -2}) {
            Oracle oracle = Oracle.ofLabels(Shape.of(1), 3, (_, _) -> new int[] {2, label});
            String message = assertThrows(IllegalStateException.class, () -> oracle.labels(new float[2], 2))
                    .getMessage();
            assertEquals("the oracle's function gave the label " + label + ", but its classes go from 0 to 2", message);
        }
        Oracle oracle = Oracle.ofLabels(Shape.of(1), 3, (_, _) -> new int[] {2, Logits.NONE});
        assertArrayEquals(new int[] {2, Logits.NONE}, oracle.labels(new float[2], 2));
    }
}
