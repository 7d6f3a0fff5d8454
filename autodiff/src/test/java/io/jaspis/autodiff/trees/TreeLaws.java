package io.jaspis.autodiff.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.autodiff.plan.Batches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Files of random trees against plain recursion over the trees that they were made of. */
class TreeLaws {
    private static final int ROWS = 40;

    /** Also of features that are no numbers, infinite, or just on a threshold. */
    @Property(tries = 300)
    void scoresThatArentTransformedAreThoseOfTheTreesBitForBit(@ForAll long seed) throws IOException {
        RandomTrees trees = new RandomTrees(seed);
        boolean plain = trees.targets() == 1 || trees.transform().equals("NONE");
        if (trees.form() == RandomTrees.Form.CLASSIFIER
                || !plain
                || trees.transform().equals("PROBIT")) {
            return;
        }
        float[] rows = trees.rows(ROWS, false);
        float[] scores = evaluate(open(trees), rows).get("scores");
        for (int row = 0; row < ROWS; row++) {
            float[] expected = trees.regression(rows, row);
            for (int target = 0; target < trees.targets(); target++) {
                assertEquals(expected[target], scores[row * trees.targets() + target], trees.toString());
            }
        }
    }

    /** The class of several is the first with the largest sum. */
    @Property(tries = 300)
    void theClassOfSeveralIsThatOfTheLargestSum(@ForAll long seed) throws IOException {
        RandomTrees trees = new RandomTrees(seed);
        if (trees.form() != RandomTrees.Form.CLASSIFIER || trees.targets() == 2) {
            return;
        }
        float[] rows = trees.rows(ROWS, false);
        OnnxModel model = open(trees);
        TreeModel.Stage stage = model.trees().stages().getFirst();
        float[] scores = new float[ROWS * trees.targets()];
        float[] labels = new float[ROWS];
        stage.function().evaluate(ROWS, trees.features(), rows, scores, labels);
        for (int row = 0; row < ROWS; row++) {
            float[] sums = trees.sums(rows, row).scores();
            int best = 0;
            boolean[] told = trees.sums(rows, row).told();
            for (int k = 0; k < sums.length; k++) {
                sums[k] += trees.hasBase() ? trees.base().get(k) : 0;
                told[k] |= trees.hasBase();
                best = told[k] && (!told[best] || sums[k] > sums[best]) ? k : best;
            }
            assertEquals(10 + 3 * best, labels[row], trees.toString());
        }
    }

    /** Of finite features a graph is the ensemble but for rounding. */
    @Property(tries = 300)
    void aGraphOfTreesIsTheEnsemble(@ForAll long seed) throws IOException {
        RandomTrees trees = new RandomTrees(seed);
        OnnxModel model = open(trees);
        if (!model.hasGraph()) {
            return;
        }
        float[] rows = trees.rows(ROWS, true);
        float[] exact = evaluate(model, rows).get("scores");
        float[] laidOut;
        try (Batches batches = new Batches(model.graph(), Cpu.best(), ROWS)) {
            laidOut = batches.run(ROWS, Map.of("x", rows)).get("scores");
        }
        assertEquals(exact.length, laidOut.length);
        for (int i = 0; i < exact.length; i++) {
            assertEquals(exact[i], laidOut[i], 1e-5, trees.toString());
        }
    }

    /** So are the classes that it tells, but where rounding decides. */
    @Property(tries = 300)
    void aGraphOfTreesTellsTheirClasses(@ForAll long seed) throws IOException {
        RandomTrees trees = new RandomTrees(seed);
        if (trees.form() != RandomTrees.Form.CLASSIFIER) {
            return;
        }
        byte[] model = trees.model().toByteArray();
        Graph graph;
        try {
            graph = Onnx.read(model, Reading.PLAIN.outputs(List.of("label")));
        } catch (OnnxException _) {
            return;
        }
        float[] rows = trees.rows(ROWS, true);
        float[] labels = new float[ROWS];
        RowFunction ensemble = open(trees).trees().stages().getFirst().function();
        ensemble.evaluate(ROWS, trees.features(), rows, new float[ROWS * trees.targets()], labels);
        try (Batches batches = new Batches(graph, Cpu.best(), ROWS)) {
            float[] laidOut = batches.run(ROWS, Map.of("x", rows)).get("label");
            for (int row = 0; row < ROWS; row++) {
                if (!isClose(trees, trees.sums(rows, row).scores())) {
                    assertEquals(labels[row], laidOut[row], trees.toString());
                }
            }
        }
    }

    /** Whether rounding may decide which class is told: of two a score is compared with 0 or a half, of more with another. */
    private static boolean isClose(RandomTrees trees, float[] sums) {
        List<Float> added = new ArrayList<>(trees.base());
        added.add(0f);
        List<Float> apart = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (sums.length == 2) {
                for (float base : added) {
                    apart.add(sums[i] + base);
                    apart.add(sums[i] + base - 0.5f);
                }
            }
            for (int j = 0; j < i && sums.length > 2; j++) {
                float bases =
                        trees.hasBase() ? trees.base().get(i) - trees.base().get(j) : 0;
                apart.add(sums[i] - sums[j] + bases);
            }
        }
        return apart.stream().anyMatch(each -> each != 0 && Math.abs(each) < 1e-5);
    }

    /** Only what no operation of a graph computes is kept from one. */
    @Property(tries = 300)
    void whatHasNoGraphSaysWhy(@ForAll long seed) throws IOException {
        OnnxModel model = open(new RandomTrees(seed));
        assertEquals(model.hasGraph(), model.reason().isEmpty());
        assertTrue(
                model.hasGraph()
                        || model.reason().contains("PROBIT")
                        || model.reason().contains("SOFTMAX_ZERO")
                        || model.reason().contains("no weight")
                        || model.reason().contains("a sum that rounds"),
                model.reason());
    }

    private static OnnxModel open(RandomTrees trees) throws IOException {
        return Onnx.open("trees.onnx", trees.model().toByteArray());
    }

    private static Map<String, float[]> evaluate(OnnxModel model, float[] rows) {
        try (TreeModel.Evaluation evaluation = model.trees().on(Cpu.best(), 7)) {
            return evaluation.run(ROWS, Map.of("x", rows));
        }
    }
}
