package io.jaspis.autodiff.onnx;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Tensors as the model stores them, raw or in typed fields, and as we hold them. */
final class OnnxTensors {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int UINT16 = 4;
    static final int INT16 = 5;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int FLOAT16 = 10;
    static final int DOUBLE = 11;
    static final int UINT32 = 12;
    static final int UINT64 = 13;
    static final int BFLOAT16 = 16;

    private OnnxTensors() {}

    static boolean isFloat(int type) {
        return type == FLOAT || type == FLOAT16 || type == DOUBLE || type == BFLOAT16;
    }

    static boolean isInteger(int type) {
        return type >= UINT8 && type <= BOOL && type != 8 || type == UINT32 || type == UINT64;
    }

    /** The name of a type of elements, as ONNX Runtime and NumPy have it. */
    static String name(int type) {
        return switch (type) {
            case FLOAT -> "float32";
            case UINT8 -> "uint8";
            case INT8 -> "int8";
            case UINT16 -> "uint16";
            case INT16 -> "int16";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case BOOL -> "bool";
            case FLOAT16 -> "float16";
            case DOUBLE -> "float64";
            case UINT32 -> "uint32";
            case UINT64 -> "uint64";
            case BFLOAT16 -> "bfloat16";
            default -> "ONNX data type " + type;
        };
    }

    /** The tensor's numbers. */
    static Term.Known decode(TensorProto tensor, ExternalData external) throws OnnxException {
        String name = "tensor '" + tensor.getName() + "'";
        int[] extents = new int[tensor.getDimsCount()];
        long size = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            long extent = tensor.getDims(axis);
            if (extent < 0 || extent > Integer.MAX_VALUE || (size *= extent) > Integer.MAX_VALUE) {
                throw new OnnxException(name + " has the shape " + tensor.getDimsList() + ", which no array can have");
            }
            extents[axis] = (int) extent;
        }
        int type = tensor.getDataType();
        if (!isFloat(type) && !isInteger(type)) {
            throw new OnnxException(name + " has elements of ONNX data type " + type + ", which is not supported; "
                    + "supported: the floating-point types of 16, 32 and 64 bits, whole numbers and booleans");
        }
        ByteBuffer raw = raw(tensor, external);
        int width = width(type);
        long stored = raw == null ? typedCount(tensor, type) : raw.remaining() / width;
        if (stored != size || raw != null && raw.remaining() % width != 0) {
            throw new OnnxException(
                    name + " of shape " + tensor.getDimsList() + " needs " + size + " elements, but has " + stored);
        }
        return isFloat(type)
                ? floats(tensor.getName(), extents, (int) size, floats(tensor, type, raw))
                : integers(extents, (int) size, integers(tensor, type, raw));
    }

    private static ByteBuffer raw(TensorProto tensor, ExternalData external) throws OnnxException {
        if (tensor.getDataLocation() != 0) {
            return ByteBuffer.wrap(external.read(tensor)).order(ByteOrder.LITTLE_ENDIAN);
        }
        return tensor.hasRawData()
                ? tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN)
                : null;
    }

    private static int width(int type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16, FLOAT16, BFLOAT16 -> 2;
            case FLOAT, INT32, UINT32 -> 4;
            default -> 8;
        };
    }

    private static int typedCount(TensorProto tensor, int type) {
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private static IntToDoubleFunction floats(TensorProto tensor, int type, ByteBuffer raw) {
        return switch (type) {
            case FLOAT -> raw == null ? tensor::getFloatData : i -> raw.getFloat(4 * i);
            case DOUBLE -> raw == null ? tensor::getDoubleData : i -> raw.getDouble(8 * i);
            case FLOAT16 ->
                raw == null
                        ? i -> Float.float16ToFloat((short) tensor.getInt32Data(i))
                        : i -> Float.float16ToFloat(raw.getShort(2 * i));
            default ->
                raw == null
                        ? i -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16)
                        : i -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
        };
    }

    private static IntToLongFunction integers(TensorProto tensor, int type, ByteBuffer raw) {
        if (raw == null) {
            return switch (type) {
                case INT64 -> tensor::getInt64Data;
                case UINT32, UINT64 -> tensor::getUint64Data;
                default -> tensor::getInt32Data;
            };
        }
        return switch (type) {
            case UINT8, BOOL -> i -> raw.get(i) & 0xFF;
            case INT8 -> i -> raw.get(i);
            case UINT16 -> i -> raw.getShort(2 * i) & 0xFFFF;
            case INT16 -> i -> raw.getShort(2 * i);
            case INT32 -> i -> raw.getInt(4 * i);
            case UINT32 -> i -> raw.getInt(4 * i) & 0xFFFFFFFFL;
            default -> i -> raw.getLong(8 * i);
        };
    }

    private static Term.Floats floats(String name, int[] extents, int size, IntToDoubleFunction element)
            throws OnnxException {
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            double value = element.applyAsDouble(i);
            data[i] = (float) value;
            if (!Float.isFinite(data[i])) {
                throw new OnnxException("initialiser '" + name + "' is " + value + " at element " + i
                        + "; weights must be finite numbers"
                        + (Double.isFinite(value) ? " in the range of float32" : ""));
            }
        }
        return new Term.Floats(extents, data);
    }

    private static Term.Integers integers(int[] extents, int size, IntToLongFunction element) {
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = element.applyAsLong(i);
        }
        return Term.Integers.of(extents, values);
    }

    /** A stored tensor of float32. */
    static TensorProto encode(String name, int[] extents, float[] data) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, data.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        return start(name, FLOAT, extents)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    /** A stored tensor of int64. */
    static TensorProto encode(String name, int[] extents, long[] data) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(8, data.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(data);
        return start(name, INT64, extents)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    private static TensorProto.Builder start(String name, int type, int[] extents) {
        TensorProto.Builder builder = TensorProto.newBuilder().setName(name).setDataType(type);
        for (int extent : extents) {
            builder.addDims(extent);
        }
        return builder;
    }
}
