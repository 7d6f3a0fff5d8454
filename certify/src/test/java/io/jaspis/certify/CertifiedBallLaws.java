package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/** The law that ties attacks and certificates together. */
class CertifiedBallLaws {
    private static final List<String> ARCHITECTURES = List.of(
            "flatten, dense 12, relu, dense 4",
            "flatten, dense 10, tanh, dense 8, sigmoid, dense 3",
            "conv 3 3 2 1, relu, flatten, dense 8, relu, dense 5",
            "conv 4 3 1 1, relu, maxpool 2, flatten, dense 4",
            "conv 2 3 1 1, relu, residual 2, avgpool, dense 3, relu");
    private static final Shape IMAGE = Shape.of(1, 6, 6);
    private static final int EXAMPLES = 4;

    /**
     * A certificate speaks of real arithmetic and an attack of floats: they can differ where the margin is within a
     * float network's rounding, some γ₃₆ ≈ 2^−18.8 of logits of about 1 a layer.
     */
    private static final float ROUNDING = 1e-4f;

    private static int certifications;

    @Provide
    Arbitrary<String> architectures() {
        return Arbitraries.of(ARCHITECTURES);
    }

    @Property(tries = 40)
    @Label("no attack succeeds inside a certified radius, in any norm")
    void noAttackSucceeds(@ForAll("architectures") String architecture, @ForAll Norm norm, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph network = network(architecture, seed);
        Points points = points(network, random);
        for (double radius : new double[] {0.3, 0.1, 0.03, 0.01, 0.003}) {
            // The L∞ ball holds the balls of the other norms.
            Threat box = new Threat(Norm.LINF, radius, 0, 1);
            List<Integer> certified = new ArrayList<>();
            for (int i = 0; i < EXAMPLES; i++) {
                if (IntervalMargin.of(network, points, i, box) > ROUNDING) {
                    certified.add(i);
                }
            }
            if (!certified.isEmpty()) {
                certifications += certified.size();
                Problem problem = new Problem(network, points, new Threat(norm, radius, 0, 1), Cpu.best(), EXAMPLES);
                attack(GradientDescent.fgsm(), problem, certified, seed);
                attack(GradientDescent.pgd(Loss.MARGIN, 10, 2), problem, certified, seed);
                attack(GradientDescent.pgd(Loss.CROSS_ENTROPY, 10, 1), problem, certified, seed);
                break;
            }
        }
    }

    private static void attack(Attack attack, Problem problem, List<Integer> certified, long seed) {
        List<Integer> decided = new ArrayList<>();
        attack.attack(
                problem,
                certified,
                seed,
                Budget.UNLIMITED,
                (index, outcome) -> {
                    decided.add(index);
                    assertTrue(
                            outcome instanceof Outcome.Survived,
                            () -> attack.name() + " at " + problem.threat() + " found " + outcome);
                },
                () -> false);
        assertEquals(certified.size(), decided.size());
    }

    @AfterProperty
    void certifiesSome() {
        assertTrue(certifications > 0, "nothing was certified, so nothing was attacked");
    }

    private static Graph network(String architecture, long seed) {
        Layer layers = Architecture.parse(architecture, new Initial.He());
        Parameters parameters = new Parameters(seed);
        var trace = new io.jaspis.autodiff.Trace();
        layers.apply(Scope.of(parameters, false), trace.input("input", IMAGE));
        return Trainer.network(layers, parameters, IMAGE);
    }

    /** Random images, with the label that the network gives them. */
    private static Points points(Graph network, SplittableRandom random) {
        int classes = network.output(network.onlyOutput()).shape().size();
        float[][] points = new float[EXAMPLES][IMAGE.size()];
        int[] labels = new int[EXAMPLES];
        try (Execution execution = Cpu.best().load(Plan.of(network, 1))) {
            for (int i = 0; i < EXAMPLES; i++) {
                for (int pixel = 0; pixel < IMAGE.size(); pixel++) {
                    points[i][pixel] = random.nextFloat();
                }
                execution.write("input", points[i]);
                execution.run();
                float[] logits = execution.read(network.onlyOutput());
                for (int j = 1; j < classes; j++) {
                    labels[i] = logits[j] > logits[labels[i]] ? j : labels[i];
                }
            }
        }
        return new Points(IMAGE, classes, points, labels);
    }
}
