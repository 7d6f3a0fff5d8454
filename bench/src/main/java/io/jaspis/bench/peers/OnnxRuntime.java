package io.jaspis.bench.peers;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jaspis.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
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

    /** Whether the model has this input, which it must be given: it isn't there where an initialiser has its name. */
    public boolean takes(String input) {
        return session.getInputNames().contains(input);
    }

    /** The type of an input's elements; unknown of one that Java has no buffers of, and of an input that isn't there. */
    public OnnxJavaType type(String input) throws OrtException {
        NodeInfo info = session.getInputInfo().get(input);
        return info != null && info.getInfo() instanceof TensorInfo tensor ? tensor.type : OnnxJavaType.UNKNOWN;
    }

    /**
     * The outputs by name; tensors have the batch as their leading dimension.
     *
     * @param inputs numbers that the types of the inputs hold
     */
    public Map<String, float[]> run(Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                given.put(input.getKey(), tensor(type(input.getKey()), input.getValue()));
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

    /** Numbers as elements of a type; of an unknown one as floats, which the session refuses. */
    private OnnxTensor tensor(OnnxJavaType type, Tensor numbers) throws OrtException {
        long[] extents = Arrays.stream(numbers.shape().extents()).asLongStream().toArray();
        float[] data = numbers.data();
        if (type == OnnxJavaType.FLOAT || type == OnnxJavaType.UNKNOWN || type == OnnxJavaType.STRING) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), extents);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(type.size, data.length))
                .order(ByteOrder.nativeOrder());
        for (float number : data) {
            switch (type) {
                case DOUBLE -> bytes.putDouble(number);
                case INT64 -> bytes.putLong((long) number);
                case INT32 -> bytes.putInt((int) number);
                case INT16 -> bytes.putShort((short) number);
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16(number));
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToRawIntBits(number) >>> 16));
                default -> bytes.put((byte) (int) number);
            }
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), extents, type);
    }

    /** The elements as floats; null where they are no numbers. */
    private static float[] numbers(OnnxTensor tensor) {
        OnnxJavaType type = tensor.getInfo().type;
        if (type == OnnxJavaType.STRING || type == OnnxJavaType.UNKNOWN) {
            return null;
        }
        float[] elements = new float[(int) tensor.getInfo().getNumElements()];
        switch (type) {
            case FLOAT, FLOAT16, BFLOAT16 -> tensor.getFloatBuffer().get(elements);
            case DOUBLE -> {
                DoubleBuffer buffer = tensor.getDoubleBuffer();
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = (float) buffer.get();
                }
            }
            case INT64 -> {
                LongBuffer buffer = tensor.getLongBuffer();
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = buffer.get();
                }
            }
            case INT32 -> {
                IntBuffer buffer = tensor.getIntBuffer();
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = buffer.get();
                }
            }
            case INT16 -> {
                ShortBuffer buffer = tensor.getShortBuffer();
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = buffer.get();
                }
            }
            default -> {
                ByteBuffer buffer = tensor.getByteBuffer();
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = type == OnnxJavaType.INT8 ? buffer.get() : buffer.get() & 0xFF;
                }
            }
        }
        return elements;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
