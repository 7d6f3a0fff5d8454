package io.jaspis.check;

import static io.jaspis.check.Fields.isHash;
import static io.jaspis.check.Fields.isPath;
import static io.jaspis.check.Fields.require;

/**
 * A file or folder.
 *
 * @param path where it is, from the certificate's folder
 * @param sha256 of what it holds
 */
public record FileSource(String path, String sha256) {
    public FileSource {
        require(isPath(path), "path is no path");
        require(isHash(sha256), "sha256 is not 64 digits of lower-case hexadecimal");
    }
}
