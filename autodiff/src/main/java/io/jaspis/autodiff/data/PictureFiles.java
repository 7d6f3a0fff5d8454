package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a data set of pictures lies: folders on disk, or the same in an archive. */
sealed interface PictureFiles permits PictureFiles.OnDisk, PictureArchive {
    Comparator<Path> BY_NAME = Comparator.comparing(path -> path.getFileName().toString());

    /** What a folder holds, in the order of the names. */
    List<Path> sorted(Path folder) throws IOException;

    boolean isFolder(Path path);

    boolean isFile(Path path);

    SourceFile read(Path file) throws IOException;

    /** Folders on disk. */
    record OnDisk() implements PictureFiles {
        @Override
        public List<Path> sorted(Path folder) throws IOException {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.sorted(BY_NAME).toList();
            }
        }

        @Override
        public boolean isFolder(Path path) {
            return Files.isDirectory(path);
        }

        @Override
        public boolean isFile(Path path) {
            return Files.isRegularFile(path);
        }

        @Override
        public SourceFile read(Path file) throws IOException {
            return SourceFile.read(file);
        }
    }
}
