package io.jaspis.bench.suites;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.bench.peers.OnnxModel;
import io.jaspis.bench.suites.Network.Stage;
import io.jaspis.tensor.Tensor;
import java.util.List;

/** A network as an ONNX model: one operator a stage, as exporters write them, for ONNX Runtime to fuse. */
final class OnnxNetwork {
    private final OnnxModel model = new OnnxModel();
    private final Parameters parameters;
    private int count;

    private OnnxNetwork(Parameters parameters) {
        this.parameters = parameters;
    }

    static OnnxModel of(Network network, int batch) {
        OnnxNetwork writer = new OnnxNetwork(network.parameters());
        writer.model.input("input", network.batched(batch));
        String last = writer.sequence(network.stages(), "", "input");
        Value logits = network.layer()
                .apply(Scope.of(network.parameters(), false), new Trace().input("input", network.input()));
        writer.model.output("logits", logits.shape().insert(0, batch).extents());
        return writer.model.node("Identity", List.of(last), "logits");
    }

    private String sequence(List<Stage> stages, String path, String x) {
        String value = x;
        for (int i = 0; i < stages.size(); i++) {
            value = stage(stages.get(i), path + i + ".", value);
        }
        return value;
    }

    private String stage(Stage stage, String path, String x) {
        return switch (stage) {
            case Stage.Convolution(int _, int _, int stride, int padding) ->
                node(
                        "Conv",
                        List.of(x, constant(path + "weight"), constant(path + "bias")),
                        OnnxModel.attributes("strides", stride, stride),
                        OnnxModel.attributes("pads", padding, padding, padding, padding));
            case Stage.Dense _ ->
                node(
                        "Gemm",
                        List.of(x, constant(path + "weight"), constant(path + "bias")),
                        OnnxModel.attribute("transB", 1));
            case Stage.Relu() -> node("Relu", List.of(x));
            case Stage.Pool(int kernel) ->
                node(
                        "MaxPool",
                        List.of(x),
                        OnnxModel.attributes("kernel_shape", kernel, kernel),
                        OnnxModel.attributes("strides", kernel, kernel));
            case Stage.Flatten() -> node("Flatten", List.of(x));
            case Stage.Average() -> node("Flatten", List.of(node("GlobalAveragePool", List.of(x))));
            case Stage.Residual(List<Stage> body, List<Stage> shortcut) ->
                node("Add", List.of(sequence(body, path + "body.", x), sequence(shortcut, path + "shortcut.", x)));
        };
    }

    private String node(String operator, List<String> inputs, io.jaspis.autodiff.onnx.schema.AttributeProto... given) {
        String name = operator + "_" + count++;
        model.node(operator, inputs, name, given);
        return name;
    }

    private String constant(String name) {
        Tensor tensor = parameters.tensors().get(name);
        model.constant(name, tensor.data(), tensor.shape().extents());
        return name;
    }
}
