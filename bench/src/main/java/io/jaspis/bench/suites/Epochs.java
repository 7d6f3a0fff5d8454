package io.jaspis.bench.suites;

import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A first epoch of training from the same weights, with Adam and the same batch size, on MNIST's first 10,000 images.
 * The order of the images differs, so that the mean losses of the epoch agree but roughly.
 */
final class Epochs {
    static final int BATCH = 100;
    static final double RATE = 1e-3;
    static final long SEED = 1;

    private Epochs() {}

    static List<Case> cases(Lineup lineup, Path home) {
        Network network = Network.trained();
        int count = lineup.size(10_000, 300);
        return List.of(Case.of(
                        "training %s %,d images".formatted(network.name(), count),
                        lineup.threads(),
                        new Work(3 * count * network.operations(), 0))
                .agreeing(Agreement.within(lineup.quick() ? 0.3 : 0.15))
                .entering(lineup.jaspis(on -> ours(on, network, images(home, count))))
                .peer(Case.PYTORCH, () -> TorchTraining.contender(lineup.threads(), network, images(home, count))));
    }

    private static Dataset images(Path home, int count) throws IOException {
        Path file = home.resolve("data/mnist/train-images-idx3-ubyte.gz");
        return Datasets.read(file, null, Split.TRAIN).first(count);
    }

    private static Contender ours(Lineup lineup, Network network, Dataset images) {
        Lineup.Engine engine = lineup.engine();
        Recipe recipe = new Recipe(1, BATCH, Schedule.constant(RATE), 0, 0, SEED, Optional.empty());
        float[] meanLoss = new float[1];
        Progress progress = new Progress() {
            @Override
            public void epoch(int epoch, double loss, double accuracy, double seconds) {
                meanLoss[0] = (float) loss;
            }
        };
        return new Contender() {
            @Override
            public void run() throws IOException {
                new Trainer(network.layer(), Objective.crossEntropy(), new Adam(0), recipe, engine.device())
                        .train(images, progress);
            }

            @Override
            public float[] result() {
                return meanLoss.clone();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }
}
