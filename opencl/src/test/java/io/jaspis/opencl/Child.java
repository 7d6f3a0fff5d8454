package io.jaspis.opencl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A main class in a Java of its own, which may be set up otherwise, or crash. */
public final class Child {
    private Child() {}

    /** What it printed. */
    public static String run(List<String> flags, Class<?> main, String... arguments) throws Exception {
        return run(Map.of(), flags, main, arguments);
    }

    /** The same, in an environment with more in it. */
    public static String run(Map<String, String> environment, List<String> flags, Class<?> main, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError(main + " ended with " + code + " after printing " + output);
        }
        return output;
    }
}
