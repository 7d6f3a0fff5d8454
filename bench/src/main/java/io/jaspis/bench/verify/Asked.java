package io.jaspis.bench.verify;

import java.nio.file.Path;
import java.util.List;

/**
 * What was run on an instance, and for how long it might go on.
 *
 * @param seconds as the command was given them
 * @param command the name of the program, and further words that it got
 */
public record Asked(String seconds, String command) {

    static Asked of(double timeout, String program, List<String> options) {
        String name = Path.of(program).getFileName().toString();
        return new Asked(
                timeout == Math.rint(timeout) ? Long.toString((long) timeout) : Double.toString(timeout),
                FamilyTable.inQuotes(options.isEmpty() ? name : name + " " + String.join(" ", options)));
    }
}
