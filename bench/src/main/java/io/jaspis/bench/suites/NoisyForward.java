package io.jaspis.bench.suites;

import ai.djl.pytorch.engine.PtNDArray;
import io.jaspis.autodiff.Graph;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.NoisyVotes;
import java.util.List;
import java.util.Map;

/** Randomized smoothing: noisy copies of one image through the network, the noise made in each run. */
final class NoisyForward {
    private static final float SIGMA = 0.25f;

    private NoisyForward() {}

    static List<Case> cases(Lineup lineup) {
        Case once = smoothing(lineup, Network.convolutional(), lineup.size(1000, 8));
        return lineup.onDevice()
                ? List.of(once, votes(lineup, Network.residual(), lineup.size(100_000, 48), lineup.size(2000, 16)))
                : List.of(once);
    }

    /** All votes of an example as a certificate counts them, batch by batch; the result is the share of each class. */
    private static Case votes(Lineup lineup, Network network, int samples, int batch) {
        float[] image = Passes.examples(network, 1);
        return Case.of(
                        "smoothing " + network.name() + " " + samples + " votes",
                        lineup.threads(),
                        new Work(samples * network.operations(), 0))
                .agreeing(Agreement.within(0.01))
                .entering(lineup.jaspis(on -> {
                    Lineup.Engine engine = on.engine();
                    NoisyVotes votes =
                            new NoisyVotes(network.graph(), new Noise.Gaussian(SIGMA), engine.device(), batch, 1);
                    int[] classes = new int[samples];
                    return new Contender() {
                        @Override
                        public void run() {
                            votes.vote(0, image, 0, samples, classes, 0);
                        }

                        @Override
                        public float[] result() {
                            float[] shares = new float[votes.classes()];
                            for (int chosen : classes) {
                                shares[chosen] += 1f / samples;
                            }
                            return shares;
                        }

                        @Override
                        public void close() {
                            votes.close();
                            engine.close();
                        }
                    };
                }));
    }

    private static Case smoothing(Lineup lineup, Network network, int samples) {
        float[] image = Passes.examples(network, 1);
        return Case.of(
                        "smoothing " + network.name() + " " + samples + " samples",
                        lineup.threads(),
                        new Work(samples * network.operations(), 0))
                // The noise is not the same, so the logits are compared as samples of one distribution.
                .agreeing(Agreement.inDistribution(lineup.quick() ? 0.5 : 0.05))
                .entering(lineup.jaspis(on -> {
                    Graph noisy = NoisyVotes.graph(network.graph(), new Noise.Gaussian(SIGMA));
                    return new PlanContender(on, noisy, samples, Map.of("centre", image), "logits");
                }))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    TorchNetwork theirs = new TorchNetwork(network, network.parameters(), torch);
                    PtNDArray x = torch.array(image, network.batched(1));
                    return new TorchContender(torch, () -> {
                        try (PtNDArray noise = torch.normal(network.batched(samples))) {
                            noise.muli(SIGMA);
                            noise.addi(x);
                            return theirs.logits(noise);
                        }
                    });
                });
    }
}
