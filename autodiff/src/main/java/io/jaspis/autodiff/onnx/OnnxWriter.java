package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.ModelProto;

final class OnnxWriter {
    OnnxWriter(Graph graph) {}

    ModelProto write() throws OnnxException {
        throw new OnnxException("not yet");
    }
}
