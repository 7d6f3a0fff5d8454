package io.jaspis.cli.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The part of a run that a journal is of: of the examples that were chosen, every so many-th.
 *
 * @param part which of the parts, from 1
 * @param parts how many there are
 * @param examples how many were chosen, of which this is a part
 * @param chosen SHA-256 of their indices as little-endian int32
 * @param words the command line, without what is a part's own: {@code --shard}, {@code --out} and what changes no result
 */
public record Shard(int part, int parts, int examples, String chosen, List<String> words) {
    public Shard {
        words = List.copyOf(words);
        if (part < 1 || part > parts) {
            throw new IllegalArgumentException("part is " + part + " of " + parts + " parts, which can't be");
        }
    }

    /** SHA-256 of indices, as {@link #chosen} has it. */
    public static String sha256(List<Integer> indices) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int index : indices) {
                digest.update(bytes.putInt(0, index).array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java has SHA-256", e);
        }
    }

    /** As {@code --shard} takes it. */
    public String name() {
        return part + "/" + parts;
    }
}
