package io.jaspis.autodiff.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip archive in memory, read by the directory at its end, as its format (APPNOTE 6.3) says: what stands before each
 * entry may lack its length where the archive was written to a pipe. Entries are stored or deflated; their checksums are
 * checked.
 */
final class ZipArchive {
    /**
     * A packed file.
     *
     * @param offset of what stands before it
     */
    record Entry(String name, int method, long checksum, long packed, long unpacked, long offset) {}

    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long MASK = 0xffffffffL;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** Deflate packs no byte better than this. */
    private static final long BEST_RATIO = 1032;

    private final String path;
    private final ByteBuffer bytes;
    private final List<Entry> entries = new ArrayList<>();

    private ZipArchive(SourceFile file) {
        this.path = file.path().toString();
        this.bytes = ByteBuffer.wrap(file.content()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes of all contents that were given. */
    private long given;

    static ZipArchive read(SourceFile file) throws DataException {
        ZipArchive archive = new ZipArchive(file);
        try {
            archive.readDirectory();
        } catch (IndexOutOfBoundsException beyond) {
            throw archive.damaged("its directory leads beyond its end");
        }
        return archive;
    }

    List<Entry> entries() {
        return entries;
    }

    /** The content of an entry, which counts with all others that were given. */
    byte[] content(Entry entry) throws DataException {
        given += Math.max(0, entry.unpacked());
        return unpacked(entry, given);
    }

    /** The content of an entry that isn't kept, and so counts by itself. */
    byte[] transientContent(Entry entry) throws DataException {
        return unpacked(entry, entry.unpacked());
    }

    /** @param size with what else has to be in memory */
    private byte[] unpacked(Entry entry, long size) throws DataException {
        try {
            return unpack(entry, size);
        } catch (IndexOutOfBoundsException beyond) {
            throw damaged("\"" + entry.name() + "\" ends beyond its end");
        }
    }

    private void readDirectory() throws DataException {
        int end = end();
        long count = bytes.getShort(end + 10) & 0xffff;
        long size = bytes.getInt(end + 12) & MASK;
        long start = bytes.getInt(end + 16) & MASK;
        if ((count == 0xffff || size == MASK || start == MASK)
                && end >= 20
                && bytes.getInt(end - 20) == END_64_LOCATOR) {
            int wide = within(bytes.getLong(end - 20 + 8));
            if (bytes.getInt(wide) != END_64) {
                throw damaged("its directory is not where it should be");
            }
            count = bytes.getLong(wide + 32);
            start = bytes.getLong(wide + 48);
        }
        int at = within(start);
        HashSet<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            if (bytes.getInt(at) != DIRECTORY) {
                throw damaged("its directory breaks off");
            }
            int name = bytes.getShort(at + 28) & 0xffff;
            int extra = bytes.getShort(at + 30) & 0xffff;
            Entry entry = entry(at, name, extra);
            if (!names.add(entry.name())) {
                throw new DataException(
                        "%s has two entries with the name \"%s\", and either could be meant; save it again"
                                .formatted(path, entry.name()));
            }
            entries.add(entry);
            at += 46 + name + extra + (bytes.getShort(at + 32) & 0xffff);
        }
    }

    /** Where the last record begins, which may be followed by a comment. */
    private int end() throws DataException {
        int last = bytes.limit() - END_SIZE;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (bytes.getInt(at) == END && (bytes.getShort(at + 20) & 0xffff) <= last - at) {
                return at;
            }
        }
        throw damaged("it has no directory at its end");
    }

    private Entry entry(int at, int nameLength, int extraLength) throws DataException {
        byte[] name = new byte[nameLength];
        bytes.get(at + 46, name);
        String word = new String(name, StandardCharsets.UTF_8);
        if ((bytes.getShort(at + 8) & 1) != 0) {
            throw new DataException("%s: \"%s\" is encrypted; save it without a password".formatted(path, word));
        }
        long[] wide = {bytes.getInt(at + 24) & MASK, bytes.getInt(at + 20) & MASK, bytes.getInt(at + 42) & MASK};
        // What doesn't fit 32 bits stands in a field of its own, in this order.
        int field = at + 46 + nameLength;
        int last = field + extraLength;
        while (field + 4 <= last) {
            int length = bytes.getShort(field + 2) & 0xffff;
            if (bytes.getShort(field) == 1) {
                int next = field + 4;
                for (int i = 0; i < wide.length; i++) {
                    if (wide[i] == MASK) {
                        wide[i] = bytes.getLong(next);
                        next += 8;
                    }
                }
            }
            field += 4 + length;
        }
        return new Entry(
                word, bytes.getShort(at + 10) & 0xffff, bytes.getInt(at + 16) & MASK, wide[1], wide[0], wide[2]);
    }

    private byte[] unpack(Entry entry, long size) throws DataException {
        int local = within(entry.offset());
        if (bytes.getInt(local) != LOCAL) {
            throw damaged("\"" + entry.name() + "\" is not where its directory says");
        }
        int start = local + 30 + (bytes.getShort(local + 26) & 0xffff) + (bytes.getShort(local + 28) & 0xffff);
        if (entry.packed() < 0 || entry.packed() > bytes.limit() - (long) start) {
            throw damaged("\"" + entry.name() + "\" ends beyond its end");
        }
        if (entry.unpacked() < 0
                || entry.unpacked() > Integer.MAX_VALUE - 8
                || entry.unpacked() > BEST_RATIO * entry.packed() + BEST_RATIO) {
            throw damaged("\"" + entry.name() + "\" claims to have " + entry.unpacked() + " bytes");
        }
        if (!Allowance.current().holds(size, 1)) {
            throw new DataException("%s unpacks to more than %s; if that is meant, allow more with --reading-limit"
                    .formatted(path, Allowance.current()));
        }
        byte[] content = new byte[(int) entry.unpacked()];
        switch (entry.method()) {
            case STORED -> {
                if (entry.packed() != entry.unpacked()) {
                    throw damaged("\"" + entry.name() + "\" has two lengths");
                }
                bytes.get(start, content);
            }
            case DEFLATED -> inflate(entry, start, content);
            default ->
                throw new DataException("%s: \"%s\" is packed by method %s; stored and deflated ones can be read"
                        .formatted(path, entry.name(), entry.method()));
        }
        CRC32 check = new CRC32();
        check.update(content);
        if (check.getValue() != entry.checksum()) {
            throw damaged("the checksum of \"" + entry.name() + "\" differs");
        }
        return content;
    }

    private void inflate(Entry entry, int start, byte[] content) throws DataException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(bytes.array(), start, (int) entry.packed());
            int done = 0;
            while (done < content.length) {
                int more = inflater.inflate(content, done, content.length - done);
                if (more == 0) {
                    throw damaged("\"" + entry.name() + "\" ends too early");
                }
                done += more;
            }
        } catch (DataFormatException wrong) {
            throw damaged("\"" + entry.name() + "\" can't be unpacked: " + wrong.getMessage());
        }
    }

    private int within(long offset) throws DataException {
        if (offset < 0 || offset > bytes.limit() - 4) {
            throw damaged("its directory leads beyond its end");
        }
        return (int) offset;
    }

    private DataException damaged(String what) {
        return new DataException(path + " is damaged or cut short (" + what + "); fetch or copy it again");
    }
}
