package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

/** What gzip packed, whatever length it notes down at the end. */
class UnpackedTest {
    private static final int[] LENGTHS = {0, 1, 2, 65_535, 65_536, 65_537, 131_072, 300_000};

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] unpacked(long allowed, byte[] packed) throws IOException {
        return new Allowance(allowed).unpack(packed, "the file");
    }

    @Test
    void anyLengthWithinTheAllowance() throws IOException {
        for (int length : LENGTHS) {
            // Zeros are packed better than is usual.
            for (byte[] content : new byte[][] {noise(length), new byte[length]}) {
                byte[] packed = Written.packed(content);
                assertArrayEquals(content, unpacked(1 << 20, packed));
                assertArrayEquals(content, unpacked(Math.max(1, length), packed));
                if (length > 1) {
                    Written.refusal(() -> unpacked(length - 1, packed), "the file unpacks to more", "--reading-limit");
                }
            }
        }
    }

    @Test
    void severalPackedParts() throws IOException {
        byte[] first = Written.packed(noise(100_000));
        byte[] second = Written.packed(noise(70_000));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        byte[] expected = Arrays.copyOf(noise(100_000), 170_000);
        System.arraycopy(noise(70_000), 0, expected, 100_000, 70_000);
        assertArrayEquals(expected, unpacked(170_000, both));
        assertThrows(DataException.class, () -> unpacked(169_999, both));
    }

    @Test
    void anotherLengthIsNotBelieved() {
        for (int told : new int[] {0, 5, 90_000, 1_000_000, Integer.MAX_VALUE, -1}) {
            byte[] packed = Written.packed(noise(100_000));
            for (int i = 0; i < 4; i++) {
                packed[packed.length - 4 + i] = (byte) (told >> 8 * i);
            }
            assertThrows(ZipException.class, () -> unpacked(Long.MAX_VALUE, packed));
        }
    }

    @Test
    void whatBreaksOffIsRefused() {
        byte[] packed = Written.packed(noise(100_000));
        for (int left : new int[] {0, 3, 20, 50_000, packed.length - 1}) {
            assertThrows(EOFException.class, () -> unpacked(1 << 20, Arrays.copyOf(packed, left)));
        }
    }
}
