package io.jaspis.bench.suites;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.peers.Torch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** An epoch of training in PyTorch, from initial weights to the mean loss. */
final class TorchTraining implements Contender {
    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final Torch torch;
    private final Network network;
    private final Dataset images;
    private final float[] x;
    private final float[] labels;
    private float meanLoss;

    private TorchTraining(int threads, Network network, Dataset images) {
        this.torch = new Torch(threads);
        this.network = network;
        this.images = images;
        this.x = new float[Epochs.BATCH * network.input().size()];
        this.labels = new float[Epochs.BATCH * Passes.CLASSES];
    }

    static Contender contender(int threads, Network network, Dataset images) {
        return new TorchTraining(threads, network, images);
    }

    /** A weight with what Adam keeps for it. */
    private record Trained(PtNDArray weight, PtNDArray mean, PtNDArray variance) {
        void close() {
            weight.close();
            mean.close();
            variance.close();
        }
    }

    @Override
    public void run() {
        Map<String, Trained> trained = new LinkedHashMap<>();
        network.parameters(Epochs.SEED).tensors().forEach((name, tensor) -> {
            int[] extents = tensor.shape().extents();
            trained.put(
                    name, new Trained(torch.array(tensor.data(), extents), torch.zeros(extents), torch.zeros(extents)));
        });
        int[] order = order();
        int steps = images.count() / Epochs.BATCH;
        double total = 0;
        for (int step = 0; step < steps; step++) {
            fill(order, step * Epochs.BATCH);
            total += step(trained, step + 1);
        }
        meanLoss = (float) (total / steps);
        trained.values().forEach(Trained::close);
    }

    private int[] order() {
        Random random = new Random(1);
        int[] order = new int[images.count()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private void fill(int[] order, int from) {
        java.util.Arrays.fill(labels, 0);
        for (int i = 0; i < Epochs.BATCH; i++) {
            images.copy(order[from + i], x, i * network.input().size());
            labels[i * Passes.CLASSES + images.label(order[from + i])] = 1;
        }
    }

    private double step(Map<String, Trained> trained, int time) {
        Map<String, PtNDArray> leaves = new LinkedHashMap<>();
        trained.forEach((name, each) -> leaves.put(name, Torch.leaf(each.weight())));
        double loss = Torch.recording(() -> {
            try (PtNDArray batch = torch.array(x, network.batched(Epochs.BATCH));
                    PtNDArray rows = torch.array(labels, Epochs.BATCH, Passes.CLASSES);
                    PtNDArray sum = new TorchNetwork(network, leaves).loss(batch, rows);
                    PtNDArray mean = sum.div(Epochs.BATCH)) {
                TorchNetwork.backward(mean);
                return (double) mean.getFloat();
            }
        });
        // Adam's correction of both moments, folded into the rate (Kingma & Ba 2015, section 2).
        double correction = Math.sqrt(1 - Math.pow(BETA_2, time)) / (1 - Math.pow(BETA_1, time));
        trained.forEach((name, each) -> {
            try (PtNDArray leaf = leaves.get(name);
                    PtNDArray gradient = JniUtils.getGradient(leaf)) {
                JniUtils.adamUpdate(
                        each.weight(),
                        gradient,
                        each.mean(),
                        each.variance(),
                        (float) Epochs.RATE,
                        (float) (Epochs.RATE * correction),
                        0,
                        1,
                        -1,
                        BETA_1,
                        BETA_2,
                        EPSILON,
                        false);
            }
        });
        return loss;
    }

    @Override
    public float[] result() {
        return new float[] {meanLoss};
    }

    @Override
    public void close() {
        torch.close();
    }
}
