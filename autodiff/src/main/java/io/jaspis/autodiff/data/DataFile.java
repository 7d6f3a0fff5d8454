package io.jaspis.autodiff.data;

import java.nio.file.Path;

/** A file that data are read from, as messages and fingerprints name it. */
sealed interface DataFile permits SourceFile, TextFile, ParquetFile {
    Path path();

    /** Of what is on disk. */
    String sha256();

    /** The last element of the path. */
    default String name() {
        return path().getFileName().toString();
    }
}
