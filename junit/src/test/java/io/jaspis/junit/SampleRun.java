package io.jaspis.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the samples, here or in a Java of its own with another JUnit. */
final class SampleRun {
    /** How a test ended: what it threw, or null, and the names of the files that were attached. */
    record Ended(Throwable thrown, List<String> files) {}

    private SampleRun() {}

    /** The tests by the names of their methods. */
    static Map<String, Ended> run(Class<?> samples) {
        return run(List.of(selectClass(samples)));
    }

    /** Some of the tests, as if the class had no others. */
    static Map<String, Ended> run(Class<?> samples, String... methods) {
        return run(Stream.of(methods)
                .map(name -> selectMethod(samples, method(samples, name)))
                .toList());
    }

    private static Method method(Class<?> samples, String name) {
        return Arrays.stream(samples.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(samples.getName() + " has no " + name));
    }

    private static Map<String, Ended> run(List<? extends DiscoverySelector> selectors) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        Map<String, Ended> ended = new HashMap<>();
        Map<String, List<String>> files = new HashMap<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void fileEntryPublished(TestIdentifier test, FileEntry entry) {
                files.computeIfAbsent(name(test), _ -> new ArrayList<>())
                        .add(entry.getPath().getFileName().toString());
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    ended.put(
                            name(test),
                            new Ended(result.getThrowable().orElse(null), files.getOrDefault(name(test), List.of())));
                }
            }
        });
        return ended;
    }

    private static String name(TestIdentifier test) {
        return test.getDisplayName().replaceAll("\\(.*", "");
    }

    /**
     * Prints a line for each test.
     *
     * @param arguments the name of the class that has them
     */
    public static void main(String[] arguments) throws ClassNotFoundException {
        run(Class.forName(arguments[0]))
                .forEach((name, ended) -> System.out.println(name + ": "
                        + (ended.thrown() == null
                                ? "passed"
                                : ended.thrown().getClass().getSimpleName()) + " "
                        + ended.files()));
    }
}
