package io.jaspis.certify.certificate;

import static io.jaspis.certify.certificate.Fields.isHash;
import static io.jaspis.certify.certificate.Fields.isPath;
import static io.jaspis.certify.certificate.Fields.require;

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
