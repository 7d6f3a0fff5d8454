package io.jaspis.autodiff.data;

import dev.hardwood.InputFile;
import dev.hardwood.internal.metadata.DataPageHeaderV2;
import dev.hardwood.internal.metadata.PageHeader;
import dev.hardwood.internal.thrift.OffsetIndexReader;
import dev.hardwood.internal.thrift.PageHeaderReader;
import dev.hardwood.internal.thrift.ThriftCompactReader;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.PageLocation;
import dev.hardwood.metadata.RowGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Holds the sizes of pages to what is in them before memory is taken for them and they are unpacked. Snappy is unpacked by native code, which writes as
 * many bytes as its own data begin with, into as much memory as the page's header says: a damaged file would end the process, and
 * a forged one do worse. Headers are read with the library's own readers, so that nothing is understood in two ways. What others write
 * into the file while it is read is beyond that.
 */
final class ParquetPages {
    private final InputFile file;

    ParquetPages(InputFile file) {
        this.file = file;
    }

    /** @throws IOException where a page isn't what its header says */
    void require(FileMetaData meta) throws IOException {
        for (RowGroup group : meta.rowGroups()) {
            for (ColumnChunk chunk : group.columns()) {
                require(chunk);
            }
        }
    }

    private void require(ColumnChunk chunk) throws IOException {
        ColumnMetaData column = chunk.metaData();
        long start = chunk.chunkStartOffset();
        ByteBuffer bytes = range(start, column.totalCompressedSize());
        Set<Long> pages = new HashSet<>();
        int at = 0;
        while (at < bytes.limit()) {
            ThriftCompactReader reader = new ThriftCompactReader(bytes, at);
            PageHeader header = PageHeaderReader.read(reader);
            int body = at + reader.getBytesRead();
            if (header.compressedPageSize() < 0 || header.compressedPageSize() > bytes.limit() - body) {
                throw new IOException("a page is longer than its column");
            }
            require(column.codec(), header, bytes.slice(body, header.compressedPageSize()));
            pages.add(start + at);
            at = body + header.compressedPageSize();
        }
        if (column.numValues() > 0) {
            requireAmong(pages, column.dataPageOffset());
        }
        if (column.dictionaryPageOffset() != null && column.dictionaryPageOffset() > 0) {
            requireAmong(pages, column.dictionaryPageOffset());
        }
        if (chunk.offsetIndexOffset() != null && chunk.offsetIndexLength() != null) {
            ByteBuffer index = range(chunk.offsetIndexOffset(), chunk.offsetIndexLength());
            for (PageLocation page :
                    OffsetIndexReader.read(new ThriftCompactReader(index)).pageLocations()) {
                requireAmong(pages, page.offset());
            }
        }
    }

    private static void require(CompressionCodec codec, PageHeader header, ByteBuffer body) throws IOException {
        int size = header.uncompressedPageSize();
        int from = 0;
        // A header may hold what belongs to another kind of page.
        if (header.type() == PageHeader.PageType.DATA_PAGE_V2) {
            DataPageHeaderV2 second = header.dataPageHeaderV2();
            if (second == null) {
                throw new IOException("a page of the second kind says nothing of itself");
            }
            // Levels lie before the rest, and are never packed.
            long levels = (long) second.definitionLevelsByteLength() + second.repetitionLevelsByteLength();
            if (second.definitionLevelsByteLength() < 0
                    || second.repetitionLevelsByteLength() < 0
                    || levels > Math.min(size, body.limit())) {
                throw new IOException("the levels of a page are longer than the page");
            }
            if (!second.isCompressed()) {
                return;
            }
            size -= (int) levels;
            from = (int) levels;
        }
        int packed = body.limit() - from;
        boolean other = codec == CompressionCodec.SNAPPY && packed > 0 && unpacked(body, from) != size;
        if (other || size < 0 || size > (long) packed * most(codec)) {
            throw new IOException("a page doesn't unpack to as much as its header says");
        }
    }

    /** How many times its own length data may unpack to: of Snappy 64 bytes from 3, of deflate 258 from 2 bits. */
    private static int most(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> 1;
            case SNAPPY -> 22;
            default -> 1032;
        };
    }

    /** What Snappy's data begin with: a number of bytes in groups of seven bits, the lowest first; −1 where it is none. */
    private static long unpacked(ByteBuffer data, int from) {
        long size = 0;
        for (int group = 0; group < 5 && from + group < data.limit(); group++) {
            byte next = data.get(from + group);
            size |= (next & 0x7FL) << 7 * group;
            if (next >= 0) {
                return size;
            }
        }
        return -1;
    }

    private static void requireAmong(Set<Long> pages, long offset) throws IOException {
        if (!pages.contains(offset)) {
            throw new IOException("no page begins at byte " + offset + ", where one should");
        }
    }

    private ByteBuffer range(long from, long length) throws IOException {
        if (length > Integer.MAX_VALUE) {
            throw new IOException(String.format(
                    Locale.ROOT, "a column of a row group has %,d bytes, and at most 2 GiB are read", length));
        }
        if (from < 0 || length < 0 || from > file.length() - length) {
            throw new IOException(
                    String.format(Locale.ROOT, "a column of %,d bytes from byte %,d isn't in it", length, from));
        }
        return file.readRange(from, (int) length);
    }
}
