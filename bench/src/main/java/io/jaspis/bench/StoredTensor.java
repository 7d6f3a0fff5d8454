package io.jaspis.bench;

import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;

/**
 * A tensor of ONNX's own tests, as the files {@code input_0.pb} hold it, decoded apart from our reader.
 *
 * @param type ONNX's number of the type of its elements
 */
record StoredTensor(String name, int type, Reading.Array array) {
    private static final int FLOAT = 1;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int UINT16 = 4;
    private static final int BFLOAT16 = 16;
    private static final int LARGEST = 1 << 26;

    /**
     * @param declared ONNX's number of the type that the model says of it; bfloat16 is stored as uint16 of the same bits
     * @throws IOException where the file holds no tensor of numbers: a sequence, an optional or strings
     */
    static StoredTensor read(Path file, int declared) throws IOException {
        TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
        return tensor.getDataType() == UINT16 && declared == BFLOAT16
                ? of(tensor.toBuilder().setDataType(BFLOAT16).build())
                : of(tensor);
    }

    boolean isBfloat16() {
        return type == BFLOAT16;
    }

    static StoredTensor of(TensorProto tensor) throws IOException {
        int[] extents = new int[tensor.getDimsCount()];
        long size = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = Math.toIntExact(tensor.getDims(axis));
            size *= extents[axis];
        }
        if (size < 0 || size > LARGEST) {
            throw new IOException("a tensor of " + tensor.getDimsList());
        }
        ByteBuffer raw = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        IntToDoubleFunction element = tensor.hasRawData() ? raw(tensor.getDataType(), raw) : typed(tensor);
        double[] numbers = new double[(int) size];
        try {
            for (int i = 0; i < size; i++) {
                numbers[i] = element.applyAsDouble(i);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(
                    "a tensor of " + tensor.getDimsList() + " that lacks elements, or none of numbers", e);
        }
        return new StoredTensor(tensor.getName(), tensor.getDataType(), new Reading.Array(extents, numbers));
    }

    private static IntToDoubleFunction raw(int type, ByteBuffer raw) throws IOException {
        return switch (type) {
            case FLOAT -> i -> raw.getFloat(4 * i);
            case 2, 9 -> i -> raw.get(i) & 0xFF;
            case 3 -> raw::get;
            case UINT16 -> i -> raw.getShort(2 * i) & 0xFFFF;
            case 5 -> i -> raw.getShort(2 * i);
            case 6 -> i -> raw.getInt(4 * i);
            case 7, 13 -> i -> raw.getLong(8 * i);
            case FLOAT16 -> i -> Float.float16ToFloat(raw.getShort(2 * i));
            case DOUBLE -> i -> raw.getDouble(8 * i);
            case 12 -> i -> raw.getInt(4 * i) & 0xFFFFFFFFL;
            case BFLOAT16 -> i -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
            default -> throw new IOException("elements of ONNX's type " + type);
        };
    }

    private static IntToDoubleFunction typed(TensorProto tensor) throws IOException {
        return switch (tensor.getDataType()) {
            case FLOAT -> tensor::getFloatData;
            case DOUBLE -> tensor::getDoubleData;
            case 7 -> tensor::getInt64Data;
            case 12, 13 -> tensor::getUint64Data;
            case 2, 3, UINT16, 5, 6, 9 -> tensor::getInt32Data;
            case FLOAT16 -> i -> Float.float16ToFloat((short) tensor.getInt32Data(i));
            case BFLOAT16 -> i -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            default -> throw new IOException("elements of ONNX's type " + tensor.getDataType());
        };
    }

    boolean isReal() {
        return type == FLOAT || type == FLOAT16 || type == DOUBLE || type == BFLOAT16;
    }
}
