package io.jaspis.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jaspis.bench.measure.Contender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A model in ONNX Runtime, whose inputs and output lie in native memory: a run copies nothing. Constants are packed
 * when the model is loaded.
 */
public final class OnnxContender implements Contender {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final FloatBuffer result;

    public OnnxContender(OnnxModel model, int threads, Map<String, float[]> operands) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model.bytes(), options);
        }
        for (Map.Entry<String, float[]> operand : operands.entrySet()) {
            long[] shape = shape(session.getInputInfo().get(operand.getKey()).getInfo());
            FloatBuffer elements = direct(operand.getValue().length).put(operand.getValue());
            inputs.put(operand.getKey(), OnnxTensor.createTensor(environment, elements.rewind(), shape));
        }
        String output = session.getOutputNames().iterator().next();
        long[] shape = shape(session.getOutputInfo().get(output).getInfo());
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        result = direct((int) size);
        outputs.put(output, OnnxTensor.createTensor(environment, result, shape));
    }

    private static long[] shape(Object info) {
        return ((TensorInfo) info).getShape();
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(4 * size)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    @Override
    public float[] result() {
        float[] elements = new float[result.capacity()];
        result.get(0, elements);
        return elements;
    }

    @Override
    public void close() throws IOException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException failure) {
            throw new IOException(failure);
        }
    }
}
