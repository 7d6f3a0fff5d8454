package io.jaspis.certify.guided;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * How many of MNIST's first 200 test images are left standing on an MNIST network of the Verification of Neural Networks
 * Competition: AutoAttack's authors' own code, version standard, seed 0, leaves 41 within 0.05.
 */
class AutoAttackReferenceTest {
    private static final int IMAGES = 200;
    private static final int LEFT = 41;

    private static Problem problem() throws IOException {
        Path data = Path.of(System.getProperty("jaspis.data", "missing"));
        Path network = data.resolve("vnncomp/mnist_fc/onnx/mnist-net_256x2.onnx.gz");
        Path images = data.resolve("mnist/t10k-images-idx3-ubyte.gz");
        Assumptions.assumeTrue(
                Files.exists(network) && Files.exists(images), () -> "skipped: no " + network + " or no " + images);
        Model model = Model.read(network);
        Examples examples = Datasets.read(images, data.resolve("mnist/t10k-labels-idx1-ubyte.gz"))
                .arrangedFor(model.graph().input(model.graph().onlyInput()).shape());
        return new Problem(model.graph(), examples, new Threat(Norm.LINF, 0.05, 0, 1), Cpu.best(), 128);
    }

    private static int left(Problem problem, String name) {
        List<Integer> indices = IntStream.range(0, IMAGES).boxed().toList();
        Set<Integer> left = new TreeSet<>(indices);
        Attack attack = Attacks.named(List.of(name), problem, AttackFamily.Settings.of(Effort.NORMAL))
                .getFirst();
        attack.attack(
                problem,
                indices,
                0,
                Budget.UNLIMITED,
                (index, outcome) -> {
                    if (outcome instanceof Outcome.Falsified) {
                        left.remove(index);
                    }
                },
                () -> false);
        return left.size();
    }

    @Test
    void asStrongAsTheAuthorsCode() throws IOException {
        Problem problem = problem();
        int standard = left(problem, "autoattack");
        assertTrue(standard <= LEFT + 1, standard + " are left by autoattack");
        int fast = left(problem, "fast");
        assertTrue(fast <= LEFT + 1, fast + " are left by fast");
    }
}
