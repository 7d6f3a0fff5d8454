package io.jaspis.bench.suites;

import ai.djl.pytorch.engine.PtNDArray;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.OnnxContender;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The forward pass of networks, and the gradient of the cross-entropy in the input. */
final class Passes {
    static final int CLASSES = 10;

    private Passes() {}

    static List<Network> networks() {
        return List.of(Network.perceptron(), Network.convolutional(), Network.residual());
    }

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        for (Network network : networks()) {
            for (int batch : lineup.quick() ? new int[] {1, 4} : new int[] {1, 16, 128}) {
                cases.add(forward(lineup, network, batch));
                cases.add(gradient(lineup, network, batch));
            }
        }
        return cases;
    }

    static Case forward(Lineup lineup, Network network, int batch) {
        return Case.of(
                        "forward " + network.name() + " batch " + batch,
                        lineup.threads(),
                        new Work(batch * network.operations(), 0))
                .entering(lineup.jaspis(on -> forwardOf(on, network, batch)))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                OnnxNetwork.of(network, batch),
                                lineup.threads(),
                                Map.of("input", examples(network, batch))))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    TorchNetwork theirs = new TorchNetwork(network, network.parameters(), torch);
                    PtNDArray x = torch.array(examples(network, batch), network.batched(batch));
                    return new TorchContender(torch, () -> theirs.logits(x));
                });
    }

    static PlanContender forwardOf(Lineup lineup, Network network, int batch) {
        return forwardOf(lineup, network, batch, examples(network, batch));
    }

    static PlanContender forwardOf(Lineup lineup, Network network, int batch, float[] input) {
        return new PlanContender(lineup, network.graph(), batch, Map.of("input", input), "logits");
    }

    static Case gradient(Lineup lineup, Network network, int batch) {
        // Each product forward has one backward; that of the first layer, into the image, counts too.
        return Case.of(
                        "gradient " + network.name() + " batch " + batch,
                        lineup.threads(),
                        new Work(2 * batch * network.operations(), 0))
                .agreeing(Agreement.mostlyWithin(1e-4))
                .entering(lineup.jaspis(on -> new PlanContender(
                        on,
                        gradientGraph(network),
                        batch,
                        Map.of("input", examples(network, batch), "label", labels(batch)),
                        "gradient")))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    TorchNetwork theirs = new TorchNetwork(network, network.parameters(), torch);
                    PtNDArray x = torch.array(examples(network, batch), network.batched(batch));
                    PtNDArray y = torch.array(labels(batch), batch, CLASSES);
                    return new TorchContender(torch, () -> theirs.gradient(x, y));
                });
    }

    private static Graph gradientGraph(Network network) {
        Trace trace = new Trace();
        Value x = trace.input("input", network.input());
        Value label = trace.input("label", Shape.of(CLASSES));
        Value logits = trace.inline(network.graph(), Map.of("input", x)).get("logits");
        Value loss = Losses.crossEntropy(logits, label);
        return trace.graph("gradient", Gradient.of(loss, List.of(x)).getFirst());
    }

    /** Images of uniform pixels in [0, 1). */
    static float[] examples(Network network, int batch) {
        return Operands.uniform(1, batch * network.input().size());
    }

    /** One-hot rows, the classes in turn. */
    static float[] labels(int batch) {
        float[] labels = new float[batch * CLASSES];
        for (int i = 0; i < batch; i++) {
            labels[i * CLASSES + i % CLASSES] = 1;
        }
        return labels;
    }
}
