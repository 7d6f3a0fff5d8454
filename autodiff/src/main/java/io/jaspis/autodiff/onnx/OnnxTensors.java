package io.jaspis.autodiff.onnx;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Tensors as the model stores them, raw or in typed fields, and as we hold them. */
final class OnnxTensors {
    private OnnxTensors() {}

    /** The tensor's numbers, each exactly the stored one. */
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
        try {
            ElementType type = ElementType.stored(tensor.getDataType(), name);
            ByteBuffer raw = raw(tensor, external, type.bytes(size), name);
            if (type.isHalf() && raw == null) {
                raw = halves(tensor);
            }
            if (raw != null
                    && raw.remaining() != type.bytes(size)
                    && (type.isHalf() || 8 * raw.remaining() % type.bits() != 0)) {
                throw new OnnxException(name + " of shape " + tensor.getDimsList() + " needs " + size + " elements of "
                        + (type.isHalf() ? "half a byte" : type.bits() / 8 + " bytes") + ", but has " + raw.remaining()
                        + " bytes");
            }
            long stored =
                    raw == null ? typedCount(tensor, type) : type.isHalf() ? size : raw.remaining() / (type.bits() / 8);
            if (stored != size) {
                throw new OnnxException(
                        name + " of shape " + tensor.getDimsList() + " needs " + size + " elements, but has " + stored);
            }
            return type.isReal()
                    ? Term.Reals.of(type, extents, reals(tensor, type, raw))
                    : integers(type, extents, (int) size, integers(tensor, type, raw), name);
        } catch (IllegalArgumentException e) {
            throw new OnnxException(e.getMessage(), e);
        }
    }

    /** The bytes of the elements, or null where they are in a typed field. */
    private static ByteBuffer raw(TensorProto tensor, ExternalData external, long needed, String name)
            throws OnnxException {
        int typed = tensor.getFloatDataCount()
                + tensor.getDoubleDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount()
                + tensor.getUint64DataCount()
                + tensor.getStringDataCount();
        boolean outside = tensor.getDataLocation() != 0;
        if ((outside ? 1 : 0) + (tensor.hasRawData() ? 1 : 0) + (typed > 0 ? 1 : 0) > 1) {
            throw new OnnxException(name + " holds its elements in two places, of which only one can be meant");
        }
        if (outside) {
            return ByteBuffer.wrap(external.read(tensor, needed)).order(ByteOrder.LITTLE_ENDIAN);
        }
        return tensor.hasRawData()
                ? tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN)
                : null;
    }

    /** The bytes of a typed field, of which each entry has one, and that two elements. */
    private static ByteBuffer halves(TensorProto tensor) {
        byte[] bytes = new byte[tensor.getInt32DataCount()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) tensor.getInt32Data(i);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static int half(ByteBuffer raw, int index) {
        return raw.get(index / 2) >> index % 2 * 4 & 0xF;
    }

    private static int typedCount(TensorProto tensor, ElementType type) {
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            case UINT4, INT4, UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 -> tensor.getInt32DataCount();
        };
    }

    private static IntToDoubleFunction reals(TensorProto tensor, ElementType type, ByteBuffer raw) {
        return switch (type) {
            case FLOAT -> raw == null ? tensor::getFloatData : i -> raw.getFloat(4 * i);
            case DOUBLE -> raw == null ? tensor::getDoubleData : i -> raw.getDouble(8 * i);
            case FLOAT16 ->
                raw == null
                        ? i -> Float.float16ToFloat((short) tensor.getInt32Data(i))
                        : i -> Float.float16ToFloat(raw.getShort(2 * i));
            case BFLOAT16 ->
                raw == null
                        ? i -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16)
                        : i -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
            case UINT4, INT4, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 ->
                throw new IllegalStateException(type + " holds no fractions");
        };
    }

    private static IntToLongFunction integers(TensorProto tensor, ElementType type, ByteBuffer raw) {
        if (raw == null) {
            return switch (type) {
                case INT64 -> tensor::getInt64Data;
                case UINT32, UINT64 -> tensor::getUint64Data;
                case UINT4, INT4, UINT8, INT8, UINT16, INT16, INT32, BOOL -> tensor::getInt32Data;
                case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> throw new IllegalStateException(type + " holds fractions");
            };
        }
        return switch (type) {
            case UINT4 -> i -> half(raw, i);
            case INT4 -> i -> ElementType.INT4.wrap(half(raw, i));
            case UINT8, BOOL -> i -> raw.get(i) & 0xFF;
            case INT8 -> i -> raw.get(i);
            case UINT16 -> i -> raw.getShort(2 * i) & 0xFFFF;
            case INT16 -> i -> raw.getShort(2 * i);
            case INT32 -> i -> raw.getInt(4 * i);
            case UINT32 -> i -> raw.getInt(4 * i) & 0xFFFFFFFFL;
            case INT64, UINT64 -> i -> raw.getLong(8 * i);
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> throw new IllegalStateException(type + " holds fractions");
        };
    }

    private static Term.Integers integers(
            ElementType type, int[] extents, int size, IntToLongFunction element, String name) throws OnnxException {
        long[] values = new long[Layout.size(extents)];
        for (int i = 0; i < size; i++) {
            values[i] = element.applyAsLong(i);
            boolean holds = type == ElementType.UINT64 ? values[i] >= 0 : type.wrap(values[i]) == values[i];
            if (!holds) {
                throw new OnnxException(name + " is " + Long.toUnsignedString(values[i]) + " at element " + i
                        + (type == ElementType.UINT64
                                ? "; whole numbers from 2^63 on are not supported"
                                : ", which is no " + type.word()));
            }
        }
        return Term.Integers.of(type, extents, values);
    }

    /** A stored tensor of float32. */
    static TensorProto encode(String name, int[] extents, float[] data) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, data.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        return start(name, ElementType.FLOAT, extents)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    /** A stored tensor of int64. */
    static TensorProto encode(String name, int[] extents, long[] data) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(8, data.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(data);
        return start(name, ElementType.INT64, extents)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    private static TensorProto.Builder start(String name, ElementType type, int[] extents) {
        TensorProto.Builder builder = TensorProto.newBuilder().setName(name).setDataType(type.code());
        for (int extent : extents) {
            builder.addDims(extent);
        }
        return builder;
    }
}
