package io.jaspis.autodiff.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Files that appear whole or not at all. Each is written beside its place, forced to disk, and then moved there at once:
 * a full disk, a crash or an interruption leaves an earlier file as it was.
 */
public final class WholeFile {
    /** More than these, one behind the other, go in a circle, as for Linux. */
    private static final int MOST_LINKS = 40;

    private WholeFile() {}

    /** Writes what a file shall hold. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;

        static Content of(byte[] bytes) {
            return out -> out.write(bytes);
        }

        /** A text in UTF-8. */
        static Content of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A file that can't be written; one that was in its place is still there. The message names it and says why. */
    public static final class UnwrittenException extends IOException {
        private static final long serialVersionUID = 1;

        private final transient Path file;

        UnwrittenException(Path file, IOException cause) {
            super(file + " cannot be written: " + reason(cause), cause);
            this.file = file;
        }

        public Path file() {
            return file;
        }
    }

    /** Why something can't be written, in words without a file's name. */
    public static String reason(IOException cause) {
        return switch (cause) {
            case UnwrittenException e when e.getCause() instanceof IOException first -> reason(first);
            case AccessDeniedException _ -> "it may not be written";
            case NoSuchFileException _ -> "its folder does not exist";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case IOException e when e.getMessage() != null && !(e instanceof FileSystemException) -> e.getMessage();
            default -> cause.getClass().getSimpleName();
        };
    }

    /**
     * Writes one file.
     *
     * @throws UnwrittenException when that fails
     */
    public static void write(Path file, Content content) throws IOException {
        writeTogether(Map.of(file, content));
    }

    /**
     * Writes files that belong together: none takes its place before all are written. What isn't a plain file, such as a
     * pipe, is written to as it is, and a link stays and has its target written.
     *
     * @throws UnwrittenException when that fails, for the first that couldn't be written
     */
    public static void writeTogether(Map<Path, Content> contents) throws IOException {
        Map<Path, Path> parts = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, Content> file : contents.entrySet()) {
                try {
                    Path target = target(file.getKey());
                    if (Files.exists(target) && !Files.isRegularFile(target)) {
                        try (OutputStream out = Files.newOutputStream(target)) {
                            write(file.getValue(), out);
                        }
                    } else {
                        parts.put(file.getKey(), part(target, file.getValue()));
                    }
                } catch (IOException e) {
                    throw new UnwrittenException(file.getKey(), e);
                }
            }
            for (Map.Entry<Path, Path> file : parts.entrySet()) {
                try {
                    move(file.getValue(), target(file.getKey()));
                } catch (IOException e) {
                    throw new UnwrittenException(file.getKey(), e);
                }
            }
        } finally {
            for (Path part : parts.values()) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Where a file lies: behind its links, also where nothing is there yet. */
    private static Path target(Path file) throws IOException {
        if (Files.isSymbolicLink(file) && Files.exists(file)) {
            return file.toRealPath();
        }
        Path target = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "its links lead to no place");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    /** With a short name of its own: the file's may be as long as names can be. */
    private static Path part(Path target, Content content) throws IOException {
        Path part = target.resolveSibling(".jaspis-" + UUID.randomUUID() + ".part");
        try {
            // Not a channel, which an interrupted thread can't write to: what it has found is then to be written all
            // the more.
            try (OutputStream out =
                    Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(content, out);
            }
            // On disk before the move: a crash then can't leave an empty file under the final name.
            force(part);
            return part;
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** Waits until a file is on disk, in a thread that is interrupted too; it stays so. */
    private static void force(Path file) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes a content to the end. What a library makes of a failure to write is that failure again. */
    private static void write(Content content, OutputStream to) throws IOException {
        Remembering remembering = new Remembering(to);
        OutputStream out = new BufferedOutputStream(remembering, 1 << 16);
        try {
            content.writeTo(out);
            out.flush();
        } catch (RuntimeException e) {
            if (remembering.failure != null) {
                throw remembering.failure;
            }
            throw e;
        }
    }

    /** Remembers the first failure to write. */
    private static final class Remembering extends OutputStream {
        private final OutputStream to;
        private IOException failure;

        Remembering(OutputStream to) {
            this.to = to;
        }

        private interface Writing {
            void run() throws IOException;
        }

        private void remembering(Writing writing) throws IOException {
            try {
                writing.run();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void write(int one) throws IOException {
            remembering(() -> to.write(one));
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            remembering(() -> to.write(bytes, from, count));
        }

        @Override
        public void flush() throws IOException {
            remembering(to::flush);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException notHere) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
