package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * An array of the file's: elements of a floating-point type in {@code reals}, of another type in {@code wholes}. The
 * type says what may be stored; what is computed isn't rounded to it.
 */
record FileTensor(Element element, int[] shape, Real[] reals, long[] wholes) {
    private static final int LARGEST = 1 << 16;

    static FileTensor of(Element element, int[] shape, IntFunction<Real> at) {
        Real[] reals = new Real[size(shape)];
        Arrays.setAll(reals, at);
        return new FileTensor(element, shape, reals, null);
    }

    static FileTensor ofWholes(Element element, int[] shape, IntToLongFunction at) {
        long[] wholes = new long[size(shape)];
        Arrays.setAll(wholes, at);
        return new FileTensor(element, shape, null, wholes);
    }

    static FileTensor list(long... numbers) {
        return ofWholes(Element.INT64, new int[] {numbers.length}, i -> numbers[i]);
    }

    static int size(int[] shape) {
        long size = 1;
        for (int extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("a negative extent in " + Arrays.toString(shape));
            }
            size *= extent;
            if (size > LARGEST) {
                throw new UndefinedException("an array of " + Arrays.toString(shape) + " is out of reach");
            }
        }
        return (int) size;
    }

    int size() {
        return isFloat() ? reals.length : wholes.length;
    }

    int rank() {
        return shape.length;
    }

    boolean isFloat() {
        return element.isFloat();
    }

    Real[] floats() {
        if (!isFloat()) {
            throw new IllegalArgumentException("floating-point numbers are needed, but these are " + element);
        }
        return reals;
    }

    long[] integers() {
        if (isFloat()) {
            throw new IllegalArgumentException("whole numbers are needed, but these are " + element);
        }
        return wholes;
    }

    int[] ints() {
        return Arrays.stream(integers()).mapToInt(Math::toIntExact).toArray();
    }

    BigInteger whole(int index) {
        return element.value(integers()[index]);
    }

    /** Any number as a real one. */
    Real real(int index) {
        return isFloat() ? reals[index] : Real.exactly(Dyadic.of(whole(index)));
    }

    /** The array whose element i is this one's element {@code sources[i]}. */
    FileTensor take(int[] extents, int[] sources) {
        return isFloat()
                ? of(element, extents, i -> reals[sources[i]])
                : ofWholes(element, extents, i -> wholes[sources[i]]);
    }

    FileTensor reshaped(int... extents) {
        if (size(extents) != size()) {
            throw new IllegalArgumentException(
                    Arrays.toString(shape) + " can't be reshaped to " + Arrays.toString(extents));
        }
        return new FileTensor(element, extents, reals, wholes);
    }

    /** The extents of two arrays that are repeated over each other. */
    static int[] common(int[] a, int[] b) {
        int[] extents = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= extents.length; i++) {
            int first = i <= a.length ? a[a.length - i] : 1;
            int second = i <= b.length ? b[b.length - i] : 1;
            if (first != second && first != 1 && second != 1) {
                throw new IllegalArgumentException(
                        Arrays.toString(a) + " and " + Arrays.toString(b) + " don't fit each other");
            }
            extents[extents.length - i] = first == 1 ? second : first;
        }
        return extents;
    }

    FileTensor broadcast(int... extents) {
        if (Arrays.equals(shape, extents)) {
            return this;
        }
        int[] sources = new int[size(extents)];
        for (int i = 0; i < sources.length; i++) {
            int rest = i;
            int stride = 1;
            for (int axis = 1; axis <= rank(); axis++) {
                int extent = shape[rank() - axis];
                int place = rest % extents[extents.length - axis];
                rest /= extents[extents.length - axis];
                sources[i] += extent == 1 ? 0 : place * stride;
                stride *= extent;
            }
        }
        return take(extents, sources);
    }

    /** The numbers that a file stores. */
    static FileTensor decode(TensorProto tensor) {
        Element element = Element.of(tensor.getDataType());
        int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        int size = size(shape);
        long[] bits = new long[size];
        if (tensor.hasRawData()) {
            ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            if (raw.remaining() != size * element.bytes()) {
                throw new IllegalArgumentException("raw data of another size");
            }
            for (int i = 0; i < size; i++) {
                bits[i] = switch (element.bytes()) {
                    case 1 -> raw.get();
                    case 2 -> raw.getShort();
                    case 4 -> raw.getInt();
                    default -> raw.getLong();
                };
            }
        } else {
            for (int i = 0; i < size; i++) {
                bits[i] = switch (element) {
                    case FLOAT -> Float.floatToRawIntBits(tensor.getFloatData(i));
                    case DOUBLE -> Double.doubleToRawLongBits(tensor.getDoubleData(i));
                    case INT64 -> tensor.getInt64Data(i);
                    case UINT32, UINT64 -> tensor.getUint64Data(i);
                    default -> tensor.getInt32Data(i);
                };
            }
        }
        return switch (element) {
            case FLOAT -> of(element, shape, i -> Real.of(Float.intBitsToFloat((int) bits[i])));
            case DOUBLE -> of(element, shape, i -> Real.of(Double.longBitsToDouble(bits[i])));
            case FLOAT16 -> of(element, shape, i -> Real.of(Float.float16ToFloat((short) bits[i])));
            case BFLOAT16 -> of(element, shape, i -> Real.of(Float.intBitsToFloat((int) bits[i] << 16)));
            default -> ofWholes(element, shape, i -> element.wrapped(bits[i]));
        };
    }
}
