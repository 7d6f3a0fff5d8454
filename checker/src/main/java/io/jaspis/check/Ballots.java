package io.jaspis.check;

import io.jaspis.check.proof.Packed;
import io.jaspis.threat.Logits;
import java.nio.ByteBuffer;

/**
 * The class of each sample as text: two bytes each, the higher first, deflated (RFC 1950), in Base64. {@link
 * Logits#NONE}, no class, is 0xffff.
 */
public final class Ballots {
    /** The most classes that votes can tell apart: numbers 0 to 65,534, because 65,535 stands for no class. */
    public static final int CLASSES = 0xffff;

    private Ballots() {}

    /**
     * Votes as text.
     *
     * @param classes each from 0 to {@link #CLASSES} − 1, or {@link Logits#NONE}
     */
    public static String format(int[] classes) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * classes.length);
        for (int label : classes) {
            if (label != Logits.NONE && (label < 0 || label >= CLASSES)) {
                throw new IllegalArgumentException("class " + label + " doesn't fit two bytes");
            }
            bytes.putShort((short) label);
        }
        return Packed.bytes(bytes.array());
    }

    /**
     * The classes that {@link #format} wrote.
     *
     * @throws IllegalArgumentException when the text doesn't hold exactly {@code count} of them and nothing else
     */
    public static int[] parse(String text, int count) {
        ByteBuffer bytes = ByteBuffer.wrap(Packed.bytes(text, count, Short.BYTES, "votes"));
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            int label = Short.toUnsignedInt(bytes.getShort());
            classes[i] = label == CLASSES ? Logits.NONE : label;
        }
        return classes;
    }
}
