package io.jaspis.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jars of the user's own, which the launcher puts on the class path: Java passes over those that aren't there in silence. */
final class OwnClassPath {
    static final String VARIABLE = "JASPIS_CLASSPATH";

    private OwnClassPath() {}

    /**
     * What is to be told of a class path before anything is looked for on it, in a line each.
     *
     * @param path as the variable has it; null where there is none
     * @param separator of its parts
     */
    static List<String> warnings(String path, String separator) {
        return Stream.of(path == null ? new String[0] : path.split(Pattern.quote(separator)))
                .map(part -> part.replace("\"", ""))
                .filter(part -> !part.isBlank() && !isThere(part))
                .map(part -> "%s names %s, which isn't there or can't be read: nothing of it is found; check the path"
                        .formatted(VARIABLE, part))
                .toList();
    }

    /** Whether a part is a file or folder that can be read, or all jars of a folder. */
    private static boolean isThere(String part) {
        boolean all = part.equals("*") || part.endsWith("/*") || part.endsWith("\\*");
        try {
            Path place = Path.of(all ? part.substring(0, part.length() - 1) : part);
            return Files.isReadable(place) && (!all || Files.isDirectory(place));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }
}
