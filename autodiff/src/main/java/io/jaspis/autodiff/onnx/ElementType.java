package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;
import java.util.Optional;

/** The types of elements that are read, with ONNX's numbers for them and NumPy's names. */
enum ElementType {
    FLOAT(1, "float32", 32),
    UINT8(2, "uint8", 8),
    INT8(3, "int8", 8),
    UINT16(4, "uint16", 16),
    INT16(5, "int16", 16),
    INT32(6, "int32", 32),
    INT64(7, "int64", 64),
    BOOL(9, "bool", 8),
    FLOAT16(10, "float16", 16),
    DOUBLE(11, "float64", 64),
    UINT32(12, "uint32", 32),
    UINT64(13, "uint64", 64),
    BFLOAT16(16, "bfloat16", 16),
    UINT4(21, "uint4", 4),
    INT4(22, "int4", 4);

    private final int code;
    private final String word;
    private final int bits;

    ElementType(int code, String word, int bits) {
        this.code = code;
        this.word = word;
        this.bits = bits;
    }

    /** ONNX's number for the type. */
    int code() {
        return code;
    }

    /** The type's name in messages and reports. */
    String word() {
        return word;
    }

    /** Bits of an element in a stored tensor. */
    int bits() {
        return bits;
    }

    /** Whether two elements share a byte, the first in its lower half: of stored numbers and what is quantised alone. */
    boolean isHalf() {
        return bits == 4;
    }

    /** Bytes of so many elements in a stored tensor. */
    long bytes(long count) {
        return Math.ceilDiv(count * bits, 8L);
    }

    boolean isReal() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }

    /** The binary digits of a real number, the leading one among them. */
    int precision() {
        return switch (this) {
            case FLOAT -> Float.PRECISION;
            case DOUBLE -> Double.PRECISION;
            case FLOAT16 -> 11;
            case BFLOAT16 -> 8;
            case UINT4, INT4, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 ->
                throw new IllegalStateException(word + " holds no fractions");
        };
    }

    private static Optional<ElementType> any(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** The type of this number of ONNX's that an input or a result may have. */
    static Optional<ElementType> find(long code) {
        return any(code).filter(type -> !type.isHalf());
    }

    /** The type of this number of ONNX's, which {@code what} is to have. */
    static ElementType of(long code, String what) {
        return supported(find(code), code, what, "8");
    }

    /** The type of this number of ONNX's, which a stored tensor is to have. */
    static ElementType stored(long code, String what) {
        return supported(any(code), code, what, "4");
    }

    private static ElementType supported(Optional<ElementType> type, long code, String what, String least) {
        return type.orElseThrow(() -> new IllegalArgumentException(what + " has elements of the type " + describe(code)
                + ", which is not supported; supported: the floating-point types of 16, 32 and 64 bits, whole numbers of "
                + least + " to 64 bits and booleans"));
    }

    /** A type by its number, as messages name it. */
    static String describe(long code) {
        return any(code).map(ElementType::word).orElse(code == 8 ? "string" : "with ONNX's number " + code);
    }

    /** A whole number as this type holds it: wrapped around at its width, or whether it is not 0. */
    long wrap(long value) {
        return switch (this) {
            case UINT4 -> value & 0xF;
            case INT4 -> (byte) (value << 4) >> 4;
            case UINT8 -> value & 0xFF;
            case INT8 -> (byte) value;
            case UINT16 -> value & 0xFFFF;
            case INT16 -> (short) value;
            case INT32 -> (int) value;
            case UINT32 -> value & 0xFFFFFFFFL;
            case BOOL -> value != 0 ? 1 : 0;
            case INT64 -> value;
            case UINT64 -> {
                require(value >= 0, "it makes a uint64 of 2^63 or more, which is not supported");
                yield value;
            }
            case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> throw new IllegalStateException(word + " holds no whole numbers");
        };
    }

    /** The number of this type nearest to a number, of two the even one; infinite beyond its range. */
    double nearest(double value) {
        return switch (this) {
            case DOUBLE -> value;
            case FLOAT -> (float) value;
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(odd(value)));
            case BFLOAT16 -> bfloat16(odd(value));
            case UINT4, INT4, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 ->
                throw new IllegalStateException(word + " holds no fractions");
        };
    }

    /** The number of this type nearest to a whole number. */
    double nearest(long value) {
        if (this == FLOAT) {
            return (float) value;
        }
        double near = value;
        // Beyond 2^53 as in odd(), so that the number isn't rounded twice.
        long back = (long) near;
        if (this == DOUBLE || back == value && back != Long.MAX_VALUE) {
            return nearest(near);
        }
        boolean even = (Double.doubleToRawLongBits(near) & 1) == 0;
        boolean above = back > value || back == Long.MAX_VALUE;
        return nearest(even ? above ? Math.nextDown(near) : Math.nextUp(near) : near);
    }

    /**
     * A number as a float32 whose last bit is set where it isn't exact: what is rounded from there to a narrower type is
     * rounded as if it came from the number itself (Boldo &amp; Melquiond 2008).
     */
    private static float odd(double value) {
        float near = (float) value;
        if (near == value || Double.isNaN(value) || (Float.floatToRawIntBits(near) & 1) != 0) {
            return near;
        }
        return near > value ? Math.nextDown(near) : Math.nextUp(near);
    }

    private static float bfloat16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
        return Float.intBitsToFloat(rounded & 0xFFFF0000);
    }

    /** Whether every number of the other type is one of this. */
    boolean holds(ElementType other) {
        return this == other
                || this == DOUBLE && other.isReal()
                || this == FLOAT && (other == FLOAT16 || other == BFLOAT16);
    }
}
