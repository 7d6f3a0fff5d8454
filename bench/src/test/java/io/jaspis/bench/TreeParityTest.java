package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.trees.RandomTrees;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random tree ensembles are what ONNX Runtime makes of them, labels too, also where features are no numbers. */
class TreeParityTest {
    private static final int ROWS = 24;

    @Property(tries = 300)
    void scoresAndLabelsAreTheRuntimes(@ForAll long seed) throws Exception {
        RandomTrees trees = new RandomTrees(seed);
        byte[] model = trees.model().toByteArray();
        float[] rows = trees.rows(ROWS, false);
        if (trees.asksForMembership()) {
            // The runtime cuts off fractions there, which ONNX doesn't say.
            for (int i = 0; i < rows.length; i++) {
                rows[i] = rows[i] == Math.rint(rows[i]) && Float.isFinite(rows[i]) ? rows[i] : 7;
            }
        }
        TreeModel.Stage stage = Onnx.open("trees.onnx", model).trees().stages().getFirst();
        int outputs = stage.function().outputs();
        float[] scores = new float[ROWS * outputs];
        float[] labels = new float[ROWS];
        stage.function().evaluate(ROWS, trees.features(), rows, scores, labels);
        Map<String, float[]> theirs;
        try (OnnxRuntime peer = new OnnxRuntime(model)) {
            theirs = peer.run(Map.of("x", Tensor.of(Shape.of(ROWS, trees.features()), rows)));
        }
        for (int i = 0; i < scores.length; i++) {
            float expected = theirs.get("scores")[i];
            if (isWritten(trees, rows, i / outputs, i % outputs) && Float.compare(expected, scores[i]) != 0) {
                assertEquals(expected, scores[i], close(trees, expected), "score " + i + " of " + trees);
            }
        }
        for (int i = 0; i < ROWS && theirs.containsKey("label"); i++) {
            assertEquals(theirs.get("label")[i], labels[i], "label " + i + " of " + trees);
        }
    }

    /** Where trees tell one score for two classes, the runtime leaves the second as it was in memory in some cases. */
    private static boolean isWritten(RandomTrees trees, float[] rows, int row, int output) {
        boolean alone = trees.form() == RandomTrees.Form.CLASSIFIER
                && trees.targets() == 2
                && trees.base().size() < 2
                && !trees.sums(rows, row).told()[1];
        return !alone
                || !trees.transform().equals("PROBIT") && trees.tellsOneClass()
                || output == 0 && trees.tellsOneClass();
    }

    /**
     * Sums have the same bits; exponentials differ by what one rounding makes of them, and so does the runtime's probit. Near a
     * half that is the root of a difference of numbers about 4.3, of which roundings are 4.8e-7 apart.
     */
    private static double close(RandomTrees trees, float expected) {
        return switch (trees.transform()) {
            case "NONE" -> 0;
            case "PROBIT" -> Math.abs(expected) < 0.01 ? 2 * Math.sqrt(4.8e-7) : 1e-4;
            default -> 2e-6 * Math.max(1, Math.abs(expected));
        };
    }
}
