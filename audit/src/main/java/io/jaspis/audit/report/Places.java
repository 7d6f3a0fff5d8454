package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.Dataset;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Where an audit's model and data lie, for programs that show what was found beside the files.
 *
 * @param model a URI, relative where the file is in or under the working directory
 * @param data likewise; of a folder with a slash at its end
 * @param line the line of the data that an example begins in, from 1; empty where they have no lines
 */
public record Places(String model, String data, IntFunction<OptionalInt> line) {

    /** Of files that were read. */
    public static Places of(Path model, Path data, Dataset examples) {
        return new Places(uri(model), uri(data), examples::line);
    }

    /** Of a report alone, which knows the names of files and not their folders. */
    public static Places of(AuditReport report) {
        return new Places(name(report.model().name()), name(report.data().name()), _ -> OptionalInt.empty());
    }

    /** An example's own file, where it is one in a folder. */
    Optional<String> file(AuditReport.ExampleResult example) {
        return data.endsWith("/")
                ? Optional.ofNullable(example.file()).map(file -> data + name(file))
                : Optional.empty();
    }

    private static String uri(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path whole = file.toAbsolutePath().normalize();
        if (!whole.startsWith(here) || whole.equals(here)) {
            return whole.toUri().toASCIIString();
        }
        String relative = name(here.relativize(whole).toString().replace('\\', '/'));
        return Files.isDirectory(whole) ? relative + "/" : relative;
    }

    private static String name(String name) {
        // What stands before a colon would be taken for a scheme.
        String path = name.indexOf(':') >= 0 ? "./" + name : name;
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + name + "' is no name of a file", e);
        }
    }
}
