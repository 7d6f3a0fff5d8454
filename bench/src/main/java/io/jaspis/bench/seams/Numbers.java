package io.jaspis.bench.seams;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Random numbers such as break what was only tried with gentle ones, and how a file stores them. */
final class Numbers {
    private static final double[] TIES = {-1, 0, 1, 0.5, -0.5, 2, -0.0, 1, -1};
    private static final double[] GRIDS = {
        1e8, 1e8 + 1, -1e8 + 1, 16777216, 16777217, -16777217, 16777215, 10001, 100020000, 4097, 2049, 257, 1e4,
        33554433
    };
    private static final double[] EXTREMES = {
        0x1p120, -0x1p100, 0x1p-120, 0x1p-149, -0x1p-149, 0x1.fffffcp-127, 0x1p-126, 3e38, 1e-40, 0x1p15, 65504, 0x1p-24
    };
    private static final long[] WHOLES = {
        0,
        1,
        -1,
        2,
        3,
        5,
        7,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        46341,
        1L << 31,
        (1L << 31) - 1,
        1L << 32,
        4000000000L,
        2500000000L,
        (1L << 53) + 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final SplittableRandom random;

    Numbers(SplittableRandom random) {
        this.random = random;
    }

    /** Where the numbers of one tensor come from. */
    enum Style {
        GENTLE,
        TIED,
        LARGE,
        EXTREME,
        MIXED,
        /** With an infinity or no number among them. */
        BROKEN
    }

    Style style() {
        int chance = random.nextInt(100);
        if (chance < 60) {
            return Style.GENTLE;
        }
        if (chance < 78) {
            return Style.TIED;
        }
        if (chance < 88) {
            return Style.LARGE;
        }
        return chance < 93 ? Style.EXTREME : chance < 99 ? Style.MIXED : Style.BROKEN;
    }

    private double real(Style style) {
        return switch (style) {
            case GENTLE -> random.nextBoolean() ? random.nextInt(-16, 17) / 8.0 : random.nextGaussian();
            case TIED -> TIES[random.nextInt(TIES.length)];
            case LARGE -> GRIDS[random.nextInt(GRIDS.length)];
            case EXTREME -> EXTREMES[random.nextInt(EXTREMES.length)];
            case MIXED -> real(Style.values()[random.nextInt(4)]);
            case BROKEN ->
                random.nextInt(3) == 0
                        ? random.nextInt(2) == 0 ? Double.NaN : (random.nextInt(2) * 2 - 1) / 0.0
                        : real(Style.GENTLE);
        };
    }

    private long whole(Style style) {
        return switch (style) {
            case GENTLE -> random.nextInt(-4, 9);
            case TIED -> random.nextInt(-1, 3);
            default -> WHOLES[random.nextInt(WHOLES.length)];
        };
    }

    /** The bits of an element of the type. */
    long bits(Element element, Style style) {
        return switch (element) {
            case FLOAT, FLOAT16, BFLOAT16 -> bits(element, real(style));
            // Most of what is stored in float64 was float32 once.
            case DOUBLE -> bits(element, style == Style.LARGE ? real(style) : (float) real(style));
            case BOOL -> random.nextInt(2);
            default -> element.wrapped(whole(style));
        };
    }

    /** The bits of the type's number nearest to one, or a number cut to it. */
    static long bits(Element element, double number) {
        return switch (element) {
            case FLOAT -> Float.floatToRawIntBits((float) number);
            case DOUBLE -> Double.doubleToRawLongBits(number);
            case FLOAT16 -> Float.floatToFloat16((float) number);
            case BFLOAT16 -> Float.floatToRawIntBits((float) number) >>> 16;
            default -> element.wrapped((long) number);
        };
    }

    /** A tensor with these bits, raw or in the fields of its type. */
    static TensorProto store(Element element, int[] shape, long[] bits, boolean raw) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(element.code());
        for (int extent : shape) {
            tensor.addDims(extent);
        }
        if (raw) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(bits.length * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (long each : bits) {
                switch (element.bytes()) {
                    case 1 -> bytes.put((byte) each);
                    case 2 -> bytes.putShort((short) each);
                    case 4 -> bytes.putInt((int) each);
                    default -> bytes.putLong(each);
                }
            }
            return tensor.setRawData(ByteString.copyFrom(bytes.flip())).build();
        }
        for (long each : bits) {
            switch (element) {
                case FLOAT -> tensor.addFloatData(Float.intBitsToFloat((int) each));
                case DOUBLE -> tensor.addDoubleData(Double.longBitsToDouble(each));
                case INT64 -> tensor.addInt64Data(each);
                case UINT32, UINT64 -> tensor.addUint64Data(each);
                case FLOAT16, BFLOAT16 -> tensor.addInt32Data((int) (each & 0xFFFF));
                default -> tensor.addInt32Data((int) each);
            }
        }
        return tensor.build();
    }
}
