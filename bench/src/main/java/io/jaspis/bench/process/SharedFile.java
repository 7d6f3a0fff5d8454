package io.jaspis.bench.process;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A text file that several processes change, one after the other: each reads what the others have written before it writes.
 * Who changes it holds the lock of an empty file beside it, {@code .NAME.lock}, which stays.
 */
public final class SharedFile {
    private SharedFile() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Change {
        /** @param present what it holds now; empty where there is no such file */
        String of(Optional<String> present) throws IOException;
    }

    /** Changes a file, which is whole at any time. Threads of one process take turns, too. */
    public static void change(Path file, Change change) throws IOException {
        synchronized (SharedFile.class) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // A pipe or the like keeps nothing that could be lost.
                WholeFile.write(file, WholeFile.Content.of(change.of(Optional.empty())));
                return;
            }
            try (FileChannel _ = locked(file)) {
                Optional<String> present = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
                WholeFile.write(file, WholeFile.Content.of(change.of(present)));
            }
        }
    }

    /** The lock is given back with the channel. */
    private static FileChannel locked(Path file) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException(
                    file + " cannot be written, as " + beside + " can't be locked: " + WholeFile.reason(e), e);
        }
    }
}
