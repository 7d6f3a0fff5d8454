package io.jaspis.bench.suites;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.suites.Network.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network in PyTorch, in eager mode, with the same weights. Intermediate values are freed after their last use. */
final class TorchNetwork {
    private final Network network;
    private final Map<String, PtNDArray> weights;

    /** The network with these very arrays as weights, by the names that they have in Jaspis. */
    TorchNetwork(Network network, Map<String, PtNDArray> weights) {
        this.network = network;
        this.weights = weights;
    }

    TorchNetwork(Network network, Parameters parameters, Torch torch) {
        this(network, arrays(parameters, torch));
    }

    static Map<String, PtNDArray> arrays(Parameters parameters, Torch torch) {
        Map<String, PtNDArray> arrays = new LinkedHashMap<>();
        parameters
                .tensors()
                .forEach((name, tensor) -> arrays.put(
                        name, torch.array(tensor.data(), tensor.shape().extents())));
        return arrays;
    }

    /** The logits of a batch, which stays open. */
    PtNDArray logits(PtNDArray x) {
        return sequence(network.stages(), "", x);
    }

    /** The sum over the batch of the cross-entropies with one-hot labels. */
    PtNDArray loss(PtNDArray x, PtNDArray labels) {
        try (PtNDArray logits = logits(x);
                PtNDArray log = JniUtils.logSoftmax(logits, 1, logits.getDataType());
                PtNDArray chosen = JniUtils.mul(log, labels);
                PtNDArray sum = JniUtils.sum(chosen)) {
            return JniUtils.neg(sum);
        }
    }

    /** The gradient of the loss in a batch. */
    PtNDArray gradient(PtNDArray x, PtNDArray labels) {
        return Torch.recording(() -> {
            try (PtNDArray leaf = Torch.leaf(x);
                    PtNDArray loss = loss(leaf, labels)) {
                backward(loss);
                return JniUtils.getGradient(leaf);
            }
        });
    }

    /** Adds the gradients of a scalar to all that wants one. */
    static void backward(PtNDArray scalar) {
        try (PtNDArray one = JniUtils.onesLike(
                scalar, scalar.getDataType(), scalar.getDevice(), ai.djl.ndarray.types.SparseFormat.DENSE)) {
            JniUtils.backward(scalar, one, false, false);
        }
    }

    private PtNDArray sequence(List<Stage> stages, String path, PtNDArray x) {
        PtNDArray value = x;
        for (int i = 0; i < stages.size(); i++) {
            PtNDArray next = stage(stages.get(i), path + i + ".", value);
            if (value != x) {
                value.close();
            }
            value = next;
        }
        return value;
    }

    private PtNDArray stage(Stage stage, String path, PtNDArray x) {
        return switch (stage) {
            case Stage.Convolution(int _, int _, int stride, int padding) ->
                JniUtils.convolution(
                        x,
                        weights.get(path + "weight"),
                        weights.get(path + "bias"),
                        new Shape(stride, stride),
                        new Shape(padding, padding),
                        new Shape(1, 1),
                        1);
            case Stage.Dense _ -> JniUtils.linear(x, weights.get(path + "weight"), weights.get(path + "bias"));
            case Stage.Relu() -> JniUtils.relu(x);
            case Stage.Pool(int kernel) ->
                JniUtils.maxPool(x, new Shape(kernel, kernel), new Shape(kernel, kernel), new Shape(0, 0), false);
            case Stage.Flatten() -> JniUtils.flatten(x, 1, -1);
            case Stage.Average() -> {
                try (PtNDArray average = JniUtils.adaptiveAvgPool(x, new Shape(1, 1))) {
                    yield JniUtils.flatten(average, 1, -1);
                }
            }
            case Stage.Residual(List<Stage> body, List<Stage> shortcut) -> {
                PtNDArray beside = sequence(shortcut, path + "shortcut.", x);
                try (PtNDArray inner = sequence(body, path + "body.", x)) {
                    yield JniUtils.add(inner, beside);
                } finally {
                    if (beside != x) {
                        beside.close();
                    }
                }
            }
        };
    }
}
