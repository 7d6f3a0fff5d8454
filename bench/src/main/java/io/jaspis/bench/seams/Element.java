package io.jaspis.bench.seams;

import java.math.BigInteger;
import java.util.Arrays;

/** The types of a tensor's elements, with ONNX's numbers. */
enum Element {
    FLOAT(1, 32, 24, -149, 128),
    UINT8(2, 8, false),
    INT8(3, 8, true),
    UINT16(4, 16, false),
    INT16(5, 16, true),
    INT32(6, 32, true),
    INT64(7, 64, true),
    BOOL(9, 8, false),
    FLOAT16(10, 16, 11, -24, 16),
    DOUBLE(11, 64, 53, -1074, 1024),
    UINT32(12, 32, false),
    UINT64(13, 64, false),
    BFLOAT16(16, 16, 8, -133, 128);

    private final int code;
    private final int bits;
    private final boolean signed;
    private final int precision;
    private final int smallest;
    private final int largest;

    /** A floating-point type: digits, the exponent of its smallest number, and that of the first beyond its largest. */
    Element(int code, int bits, int precision, int smallest, int largest) {
        this.code = code;
        this.bits = bits;
        this.signed = true;
        this.precision = precision;
        this.smallest = smallest;
        this.largest = largest;
    }

    Element(int code, int bits, boolean signed) {
        this.code = code;
        this.bits = bits;
        this.signed = signed;
        this.precision = 0;
        this.smallest = 0;
        this.largest = 0;
    }

    static Element of(int code) {
        return Arrays.stream(values())
                .filter(element -> element.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("elements of ONNX data type " + code));
    }

    int code() {
        return code;
    }

    int bytes() {
        return bits / 8;
    }

    boolean isFloat() {
        return precision > 0;
    }

    boolean isSigned() {
        return signed;
    }

    /** Whether every number of the other type is one of this. */
    boolean holds(Element other) {
        return isFloat() && precision >= other.precision && smallest <= other.smallest && largest >= other.largest;
    }

    /** The nearest number of this floating-point type, the even one of two. */
    Real rounded(Real x) {
        if (!x.isFinite()) {
            return x;
        }
        Real lower = rounded(x.lower());
        Real upper = x.isExact() ? lower : rounded(x.upper());
        if (lower == upper || !lower.isFinite() && lower == upper) {
            return lower;
        }
        if (!lower.isFinite() || !upper.isFinite()) {
            throw new UndefinedException("a number that may overflow " + this);
        }
        return new Real(lower.lower(), upper.lower());
    }

    private Real rounded(Dyadic x) {
        if (x.signum() == 0) {
            return Real.ZERO;
        }
        Dyadic nearest = x.nearestOnGrid(Math.max(x.magnitude() - precision, smallest));
        if (nearest.magnitude() > largest) {
            return nearest.signum() > 0 ? Real.INFINITY : Real.MINUS_INFINITY;
        }
        return Real.exactly(nearest);
    }

    /** The lowest bits of a whole number as one of this type. */
    long wrapped(long whole) {
        if (this == BOOL) {
            return whole != 0 ? 1 : 0;
        }
        int unused = 64 - bits;
        return signed ? whole << unused >> unused : whole << unused >>> unused;
    }

    /** A whole number, if it is one of this type. */
    long whole(BigInteger number) {
        long wrapped = wrapped(number.longValue());
        if (!value(wrapped).equals(number)) {
            throw new UndefinedException(number + " is no number of " + this);
        }
        return wrapped;
    }

    BigInteger value(long whole) {
        return this == UINT64 ? new BigInteger(Long.toUnsignedString(whole)) : BigInteger.valueOf(whole);
    }

    int compare(long a, long b) {
        return this == UINT64 ? Long.compareUnsigned(a, b) : Long.compare(a, b);
    }
}
