package io.jaspis.autodiff.data;

import io.jaspis.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One array in NumPy's NPY format, versions 1 to 3: a magic, a version, the length of a header, the header (a Python
 * dictionary with {@code descr}, {@code fortran_order} and {@code shape}), and the elements. Floats of 16, 32 and 64
 * bits, integers of 8 to 64 bits and booleans are read, in either byte order.
 */
final class Npy {
    static final int[] MAGIC = {0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z]\\d*(?:\\[[^\\]]*\\])?)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final String READABLE = "float16, float32, float64, integers of 8 to 64 bits and booleans are";

    private Npy() {}

    /**
     * What the header says.
     *
     * @param elements at the first one, in its order of bytes
     */
    private record Content(int[] extents, String type, boolean fortran, int count, ByteBuffer elements) {}

    static NpyArray parse(byte[] bytes, String source) throws DataException {
        Content content = content(bytes, source);
        int[] extents = content.extents;
        boolean fortran = content.fortran;
        Narrowing whole = new Narrowing();
        float[] values = values(content.elements, content.type, content.count, whole);
        float[] ordered = values;
        if (fortran) {
            int[] places = rowMajor(extents, values.length);
            ordered = new float[values.length];
            for (int i = 0; i < ordered.length; i++) {
                ordered[i] = values[places[i]];
            }
        }
        return new NpyArray(
                extents,
                content.type,
                ordered,
                changed(whole, extents, fortran),
                stored(whole.fraction(), extents, fortran),
                stored(whole.beyond(), extents, fortran));
    }

    /**
     * The numbers as they are stored, in row-major order.
     *
     * @throws DataException also where a whole number is no float64
     */
    static NumberArray numbers(byte[] bytes, String source) throws DataException {
        Content content = content(bytes, source);
        double[] stored = new double[content.count];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = number(content.elements, content.type);
            if (Double.isNaN(stored[i]) && content.type.endsWith("8") && !content.type.startsWith("f")) {
                throw new DataException(
                        "%s holds a whole number at %s that float64 doesn't: those up to 2^53 can be read"
                                .formatted(source, place(i, content.extents, content.fortran)));
            }
        }
        double[] ordered = stored;
        if (content.fortran) {
            int[] places = rowMajor(content.extents, stored.length);
            ordered = new double[stored.length];
            for (int i = 0; i < ordered.length; i++) {
                ordered[i] = stored[places[i]];
            }
        }
        return new NumberArray(content.extents, ordered, Fingerprint.of(bytes));
    }

    private static Content content(byte[] bytes, String source) throws DataException {
        if (bytes.length < 12) {
            throw new DataException(source + " is cut short: it ends inside its NPY header");
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != (byte) MAGIC[i]) {
                throw new DataException(
                        source + " does not begin with the mark of an NPY file; save it with numpy.save");
            }
        }
        int version = bytes[6];
        if (version < 1 || version > 3) {
            throw new DataException(source + " has NPY version " + version + "; versions 1 to 3 can be read");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int prefix = version == 1 ? 10 : 12;
        int length = version == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
        if (length < 0 || length > bytes.length - prefix) {
            throw new DataException(source + " is cut short: it ends inside its NPY header");
        }
        String header = new String(bytes, prefix, length, StandardCharsets.UTF_8);
        Matcher type = TYPE.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find()) {
            throw new DataException(
                    source + " has elements of a compound type; " + READABLE + " readable: " + header.strip());
        }
        if (!order.find() || !shape.find()) {
            throw new DataException(source + " has an NPY header that can't be understood: " + header.strip());
        }
        int[] extents = extents(shape.group(1), source);
        int count = count(extents, source);
        int width = width(type.group(2), source);
        buffer.position(prefix + length);
        if (buffer.remaining() < (long) count * width) {
            throw new DataException("%s is cut short: its header announces %s bytes of data, but there are %s"
                    .formatted(source, (long) count * width, buffer.remaining()));
        }
        buffer.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return new Content(extents, type.group(2), order.group(1).equals("True"), count, buffer);
    }

    /** The tensor as an NPY file of version 1, row-major little-endian float32. */
    static byte[] format(Tensor tensor) {
        return format("<f4", tensor.shape().extents(), littleEndian(tensor.data()));
    }

    /**
     * Elements as an NPY file of version 1.
     *
     * @param type such as {@code <f4}
     * @param elements as bytes of that type, row-major
     */
    static byte[] format(String type, int[] extents, byte[] elements) {
        String shape = Arrays.stream(extents)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        // The format asks that the data begin at a multiple of 64 bytes, and that a line feed end the header.
        int padding = 63 - (10 + header.length()) % 64;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(10 + text.length, elements.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int mark : MAGIC) {
            bytes.put((byte) mark);
        }
        bytes.put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length)
                .put(text)
                .put(elements);
        return bytes.array();
    }

    static byte[] littleEndian(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static int[] extents(String list, String source) throws DataException {
        try {
            return Arrays.stream(list.split(","))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    // As Python 2 writes long integers.
                    .map(word -> word.replaceFirst("L$", ""))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException unreadable) {
            throw new DataException(source + " has the shape (" + list + "), which can't be read", unreadable);
        }
    }

    private static int count(int[] extents, String source) throws DataException {
        long count = 1;
        boolean empty = false;
        for (int extent : extents) {
            empty |= extent == 0;
            count = Math.min(Integer.MAX_VALUE, Math.max(1, count) * Math.max(1L, extent));
            if (extent < 0) {
                throw new DataException(source + " has a negative extent in its shape " + Arrays.toString(extents));
            }
        }
        if (count == Integer.MAX_VALUE && !empty) {
            throw new DataException(
                    source + " has more elements than can be held: its shape is " + Arrays.toString(extents));
        }
        return empty ? 0 : (int) count;
    }

    private static int width(String type, String source) throws DataException {
        return switch (type) {
            case "u1", "i1", "b1" -> 1;
            case "u2", "i2", "f2" -> 2;
            case "u4", "i4", "f4" -> 4;
            case "u8", "i8", "f8" -> 8;
            default ->
                throw new DataException("%s has elements of type %s; %s readable; convert it with astype('float32')"
                        .formatted(source, type, READABLE));
        };
    }

    /** What float32 changes of the numbers that an array stores, in words; empty where it changes none. */
    private static String changed(Narrowing whole, int[] extents, boolean fortran) {
        if (whole.changed() == 0) {
            return "";
        }
        return "%s: %s at %s"
                .formatted(
                        whole.changed() == 1
                                ? "a whole number"
                                : String.format(Locale.ROOT, "%,d whole numbers", whole.changed()),
                        whole.change(),
                        place(whole.first(), extents, fortran));
    }

    private static String stored(Narrowing.Stored stored, int[] extents, boolean fortran) {
        return stored == null ? "" : stored.number() + " at " + place(stored.index(), extents, fortran);
    }

    /** Where the element is that has this place in the file. */
    private static String place(int element, int[] extents, boolean fortran) {
        int[] index = new int[extents.length];
        int rest = element;
        for (int i = 0; i < extents.length; i++) {
            int axis = fortran ? i : extents.length - 1 - i;
            index[axis] = rest % extents[axis];
            rest /= extents[axis];
        }
        return Arrays.toString(index);
    }

    private static float[] values(ByteBuffer buffer, String type, int count, Narrowing whole) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case "u4" -> whole(i, buffer.getInt() & 0xffffffffL, true, whole);
                case "i4" -> whole(i, buffer.getInt(), true, whole);
                case "u8" -> whole(i, buffer.getLong(), false, whole);
                case "i8" -> whole(i, buffer.getLong(), true, whole);
                case "f8" -> real(i, buffer.getDouble(), whole);
                // With the bits of each NaN.
                case "f4" -> buffer.getFloat();
                case "f2" -> Float.float16ToFloat(buffer.getShort());
                // Of the others float32 holds all.
                default -> (float) number(buffer, type);
            };
        }
        return values;
    }

    private static float whole(int index, long stored, boolean signed, Narrowing whole) {
        float value = signed ? stored : unsigned(stored);
        whole.see(index, stored, signed, value);
        return value;
    }

    private static float real(int index, double stored, Narrowing whole) {
        whole.see(index, stored, (float) stored);
        return (float) stored;
    }

    private static float unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2f;
    }

    /** The next element; NaN where it is a whole number that float64 doesn't hold. */
    private static double number(ByteBuffer buffer, String type) {
        return switch (type) {
            case "u1" -> buffer.get() & 0xff;
            case "i1" -> buffer.get();
            case "b1" -> buffer.get() == 0 ? 0 : 1;
            case "u2" -> buffer.getShort() & 0xffff;
            case "i2" -> buffer.getShort();
            case "f2" -> Float.float16ToFloat(buffer.getShort());
            case "u4" -> buffer.getInt() & 0xffffffffL;
            case "i4" -> buffer.getInt();
            case "f4" -> buffer.getFloat();
            case "u8", "i8" -> {
                long whole = buffer.getLong();
                boolean held =
                        (type.equals("i8") || whole >= 0) && (long) (double) whole == whole && whole != Long.MAX_VALUE;
                yield held ? whole : Double.NaN;
            }
            case "f8" -> buffer.getDouble();
            default -> throw new AssertionError(type);
        };
    }

    /** Where each element of an array in row-major order stands in column-major order. */
    private static int[] rowMajor(int[] extents, int count) {
        int[] places = new int[count];
        int[] index = new int[extents.length];
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        int from = 0;
        for (int to = 0; to < count; to++) {
            places[to] = from;
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < extents[axis]) {
                    break;
                }
                from -= strides[axis] * extents[axis];
                index[axis] = 0;
            }
        }
        return places;
    }
}
