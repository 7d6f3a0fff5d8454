package io.jaspis.certify.certificate;

import io.jaspis.threat.Logits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

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
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes.array());
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return Base64.getEncoder().encodeToString(packed.toByteArray());
        }
    }

    /**
     * The classes that {@link #format} wrote.
     *
     * @throws IllegalArgumentException when the text doesn't hold exactly {@code count} of them and nothing else
     */
    public static int[] parse(String text, int count) {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the votes are no Base64: " + e.getMessage(), e);
        }
        if (!Base64.getEncoder().encodeToString(packed).equals(text)) {
            throw new IllegalArgumentException("the votes are no Base64 with its padding");
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed);
            byte[] bytes = new byte[Math.multiplyExact(2, count)];
            int done = 0;
            while (done < bytes.length) {
                int more = inflater.inflate(bytes, done, bytes.length - done);
                if (more == 0) {
                    throw new IllegalArgumentException("the votes end after " + done / 2 + " of " + count);
                }
                done += more;
            }
            if (inflater.inflate(new byte[1]) > 0) {
                throw new IllegalArgumentException("there are more than " + count + " votes");
            }
            if (!inflater.finished() || inflater.getRemaining() > 0) {
                throw new IllegalArgumentException("the votes are cut off, or something stands behind them");
            }
            int[] classes = new int[count];
            for (int i = 0; i < count; i++) {
                int label = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(2 * i));
                classes[i] = label == CLASSES ? Logits.NONE : label;
            }
            return classes;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the votes are damaged: " + e.getMessage(), e);
        }
    }
}
