package io.jaspis.bench.suites;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Projected gradient descent as a whole: random start, gradients, steps, projections and the verdict. The labels are
 * the network's own and ε is so small that nothing breaks, so that both sides go all steps with all images; Jaspis
 * would leave out those that are decided.
 */
final class Attacks {
    private static final double EPSILON = 1e-4;

    /** Images at once, where there are many: what they need in a gradient must have room on a device. */
    private static final int BATCH = 1024;

    private Attacks() {}

    static List<Case> cases(Lineup lineup) {
        int count = lineup.size(128, 8);
        List<Case> cases = new ArrayList<>(
                List.of(descent(lineup, Network.perceptron(), count), descent(lineup, Network.convolutional(), count)));
        if (lineup.onDevice()) {
            // What a device is for; on the processor it takes minutes a run, so it has no part in it.
            cases.add(descent(lineup, Network.residual(), lineup.size(4096, 12))
                    .only(entrant -> !entrant.name().equals(Case.PROCESSOR)));
        }
        return cases;
    }

    private record Images(Shape shape, float[] elements, int[] labels) implements Examples {
        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public int classes() {
            return Passes.CLASSES;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            System.arraycopy(elements, index * shape.size(), destination, offset, shape.size());
        }

        float[] oneHot() {
            float[] rows = new float[count() * classes()];
            for (int i = 0; i < count(); i++) {
                rows[i * classes() + labels[i]] = 1;
            }
            return rows;
        }
    }

    private static Images images(Lineup lineup, Network network, int count) {
        int[] labels = new int[count];
        float[] elements = Passes.examples(network, count);
        int size = network.input().size();
        for (int from = 0; from < count; from += BATCH) {
            int portion = Math.min(BATCH, count - from);
            float[] some = Arrays.copyOfRange(elements, from * size, (from + portion) * size);
            try (PlanContender forward = Passes.forwardOf(lineup, network, portion, some)) {
                forward.run();
                float[] logits = forward.result();
                for (int i = 0; i < portion; i++) {
                    labels[from + i] = Logits.largest(logits, i * Passes.CLASSES, Passes.CLASSES);
                }
            }
        }
        return new Images(network.input(), elements, labels);
    }

    private static Case descent(Lineup lineup, Network network, int count) {
        int steps = lineup.size(40, 4);
        return Case.of(
                        "attack PGD-%d %s %d images".formatted(steps, network.name(), count),
                        lineup.threads(),
                        new Work(2.0 * steps * count * network.operations(), 0))
                .agreeing(Agreement.within(0))
                .entering(lineup.jaspis(on -> ours(on, network, count, steps)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    Images images = images(lineup, network, count);
                    TorchNetwork theirs = new TorchNetwork(network, network.parameters(), torch);
                    PtNDArray x = torch.array(images.elements(), network.batched(count));
                    PtNDArray labels = torch.array(images.oneHot(), count, Passes.CLASSES);
                    return new TorchContender(
                            torch, () -> survivors(theirs, x, labels, torch, network.batched(count), steps));
                });
    }

    /** So many images with the network's own labels, in balls in which none of them gets another. */
    static Problem problem(Lineup lineup, Lineup.Engine engine, Network network, int count) {
        return new Problem(
                network.graph(),
                images(lineup, network, count),
                new Threat(Norm.LINF, EPSILON, 0, 1),
                engine.device(),
                Math.min(count, BATCH));
    }

    private static Contender ours(Lineup lineup, Network network, int count, int steps) {
        Lineup.Engine engine = lineup.engine();
        Problem problem = problem(lineup, engine, network, count);
        List<Integer> indices = IntStream.range(0, count).boxed().toList();
        float[] survived = new float[count];
        return new Contender() {
            @Override
            public void run() {
                GradientDescent.pgd(Loss.CROSS_ENTROPY, steps, 1)
                        .attack(
                                problem,
                                indices,
                                1,
                                Budget.UNLIMITED,
                                (index, outcome) -> survived[index] = outcome instanceof Outcome.Survived ? 1 : 0,
                                () -> false);
            }

            @Override
            public float[] result() {
                return survived.clone();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    /** One for each image that is classified as before after all steps. */
    private static PtNDArray survivors(
            TorchNetwork network, PtNDArray images, PtNDArray labels, Torch torch, int[] shape, int steps) {
        float epsilon = (float) EPSILON;
        float length = (float) (2.5 / steps * EPSILON);
        PtNDArray x = torch.uniform(-epsilon, epsilon, shape);
        try (NDArray below = images.sub(epsilon);
                NDArray above = images.add(epsilon);
                NDArray lower = below.maximum(0);
                NDArray upper = above.minimum(1)) {
            x.addi(images);
            x = project(x, lower, upper);
            for (int step = 0; step < steps; step++) {
                try (PtNDArray gradient = network.gradient(x, labels)) {
                    JniUtils.signi(gradient);
                    gradient.muli(length);
                    x.addi(gradient);
                }
                x = project(x, lower, upper);
            }
            try (PtNDArray logits = network.logits(x);
                    PtNDArray largest = JniUtils.argMax(logits, 1, false);
                    PtNDArray expected = JniUtils.argMax(labels, 1, false);
                    NDArray same = largest.eq(expected)) {
                return (PtNDArray) same.toType(ai.djl.ndarray.types.DataType.FLOAT32, true);
            }
        } finally {
            x.close();
        }
    }

    private static PtNDArray project(PtNDArray x, NDArray lower, NDArray upper) {
        try (x;
                PtNDArray raised = JniUtils.max(x, (PtNDArray) lower)) {
            return JniUtils.min(raised, (PtNDArray) upper);
        }
    }
}
