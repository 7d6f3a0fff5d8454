package io.jaspis.cli.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * That one training alone writes to a place: a lock of the system on a hidden file beside it. It ends with its process however
 * that ends, so that a file which a kill leaves holds nobody up. Where the file system has no locks, everybody gets one.
 */
final class WritingLock implements AutoCloseable {
    /** More than these show a file system that gives a file another key each time. */
    private static final int MOST_ATTEMPTS = 100;

    /** Null where there are no locks. */
    private final FileChannel channel;

    private final Path file;

    private WritingLock(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /** The lock of a place, where there may be no file yet; nothing where another training holds it. */
    static Optional<WritingLock> of(Path place) {
        Path target = target(place);
        Path file = target.resolveSibling("." + target.getFileName() + ".lock");
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            FileChannel channel = null;
            try {
                Object before = madeKey(file);
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() == null) {
                    channel.close();
                    return Optional.empty();
                }
                // Who held it before may have taken the file away in between, and what is locked then is no file any
                // more.
                if (Files.exists(file) && Objects.equals(before, key(file))) {
                    return Optional.of(new WritingLock(channel, file));
                }
                channel.close();
            } catch (OverlappingFileLockException _) {
                close(channel);
                return Optional.empty();
            } catch (IOException _) {
                close(channel);
                break;
            }
        }
        return Optional.of(new WritingLock(null, file));
    }

    /** Behind links, so that a place has one lock under all its names. */
    private static Path target(Path place) {
        try {
            return Files.exists(place)
                    ? place.toRealPath()
                    : place.toAbsolutePath().getParent().toRealPath().resolve(place.getFileName());
        } catch (IOException _) {
            return place.toAbsolutePath();
        }
    }

    /** The key of the file, which is made where it isn't there. */
    private static Object madeKey(Path file) throws IOException {
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        return key(file);
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // The lock ends with the process at the latest.
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            // While it is held: later it may be another's.
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // A file that nobody holds is in nobody's way.
        }
        close(channel);
    }
}
