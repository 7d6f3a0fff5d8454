package io.jaspis.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jaspis.tensor.Tensor;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model in ONNX Runtime, the peer that our reader and writer are held to. */
public final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "jaspis");
    private final OrtSession session;

    public OnnxRuntime(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            this.session = environment.createSession(model, options);
        }
    }

    /** A model in a file, beside which its weights may lie. */
    public OnnxRuntime(Path model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            this.session = environment.createSession(model.toString(), options);
        }
    }

    /** The extents that the model declares for an input; −1 for an open one. */
    public long[] extents(String input) throws OrtException {
        return ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
    }

    /** The outputs by name; tensors have the batch as their leading dimension. */
    public Map<String, float[]> run(Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                long[] extents = Arrays.stream(input.getValue().shape().extents())
                        .asLongStream()
                        .toArray();
                given.put(
                        input.getKey(),
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(input.getValue().data()), extents));
            }
            Map<String, float[]> outputs = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(given)) {
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor && numbers(tensor) instanceof float[] elements) {
                        outputs.put(output.getKey(), elements);
                    }
                }
            }
            return outputs;
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** The elements as floats; null where they are no numbers. */
    private static float[] numbers(OnnxTensor tensor) {
        return switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16, BFLOAT16 -> {
                FloatBuffer buffer = tensor.getFloatBuffer();
                float[] elements = new float[buffer.remaining()];
                buffer.get(elements);
                yield elements;
            }
            case DOUBLE -> {
                DoubleBuffer buffer = tensor.getDoubleBuffer();
                float[] elements = new float[buffer.remaining()];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = (float) buffer.get();
                }
                yield elements;
            }
            case INT64 -> {
                LongBuffer buffer = tensor.getLongBuffer();
                float[] elements = new float[buffer.remaining()];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = buffer.get();
                }
                yield elements;
            }
            default -> null;
        };
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
