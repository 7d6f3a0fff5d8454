package io.jaspis.check;

import static io.jaspis.check.Fields.isHash;
import static io.jaspis.check.Fields.isPath;
import static io.jaspis.check.Fields.require;

import java.util.List;
import java.util.Set;

/**
 * The network.
 *
 * @param path from the certificate's folder
 * @param sha256 of the file
 * @param elementTypes the types of elements that it computes or stores numbers in, such as {@code float32}
 */
public record ModelSource(String path, String sha256, List<String> elementTypes) {
    public ModelSource {
        elementTypes = List.copyOf(elementTypes);
        require(isPath(path), "path is no path");
        require(isHash(sha256), "sha256 is not 64 digits of lower-case hexadecimal");
        require(
                elementTypes.stream().noneMatch(String::isBlank)
                        && Set.copyOf(elementTypes).size() == elementTypes.size(),
                "elementTypes has an empty name, or one twice");
    }
}
