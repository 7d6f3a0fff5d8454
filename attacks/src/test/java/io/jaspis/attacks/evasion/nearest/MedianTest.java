package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How near attacks come on the first images of the test set, with a network that comes with Jaspis. */
class MedianTest {
    private static final int IMAGES = 3;

    private static Problem problem;

    @BeforeAll
    static void load() throws IOException {
        Path root = Path.of(System.getProperty("jaspis.root"));
        problem = new Problem(
                Onnx.read(root.resolve("models/mnist-cnn.onnx")),
                Datasets.read(root.resolve("data/mnist"), null, Split.TEST),
                new Threat(Norm.L2, 1, 0, 1),
                Cpu.best(),
                IMAGES);
    }

    private static double median(NearestAttack attack) {
        List<Integer> indices = IntStream.range(0, IMAGES).boxed().toList();
        double[] distances = new double[IMAGES];
        attack.nearest(
                problem,
                indices,
                1,
                Budget.UNLIMITED,
                (index, nearest) -> distances[index] = nearest.distance(),
                () -> false);
        Arrays.sort(distances);
        return distances[IMAGES / 2];
    }

    @Test
    void medians() {
        double deepFool = median(new DeepFool(50, 10));
        // Fewer rounds than the authors', from a larger constant: those of small ones take as long and mostly find
        // nothing.
        double carliniWagner = median(new CarliniWagner(5, 400, false, 1, 1));
        double fast = median(FastMinimumNorm.inNorm(200, 1));
        double decoupled = median(new DecoupledDirectionNorm(200, 1));
        String told = "DeepFool %s, C&W %s, FMN %s, DDN %s".formatted(deepFool, carliniWagner, fast, decoupled);
        assertTrue(carliniWagner <= deepFool, told);
        assertTrue(fast <= 1.01 * carliniWagner, told);
        assertTrue(decoupled <= 1.01 * carliniWagner, told);
    }
}
