package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jaspis.threat.Problem;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found must not hang on the thread that asks: pools and servers give theirs class loaders of their own. */
class FamilyTest {
    private static final List<String> NAMES = Attacks.names();

    /** As threads of the common pool have it where an application's classes lie in jars within a jar. */
    @Test
    void isFoundByAThreadWhoseLoaderKnowsNothingOfIt() {
        assertEquals(NAMES, namesWith(ClassLoader.getPlatformClassLoader()));
        assertEquals(NAMES, namesWith(null));
    }

    /** As in a server where two applications have the same jars. */
    @Test
    void isFoundByAThreadWhoseLoaderHasClassesOfTheSameName() throws Exception {
        try (URLClassLoader others = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            assertNotEquals(AttackFamily.class, others.loadClass(AttackFamily.class.getName()));
            assertEquals(NAMES, namesWith(others));
        }
    }

    @Test
    void isFoundWhereTheThreadLooksToo(@TempDir Path plugin) throws Exception {
        Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
        Files.writeString(services.resolve(AttackFamily.class.getName()), Mine.class.getName());
        URL[] more = {plugin.toUri().toURL()};
        try (URLClassLoader child = new URLClassLoader(more, AttackFamily.class.getClassLoader())) {
            List<String> expected = new ArrayList<>(NAMES);
            expected.add("mine");
            assertEquals(expected, namesWith(child));
        }
    }

    private static List<String> namesWith(ClassLoader context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return Attacks.names();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(part).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    /** A family of another jar. */
    public static final class Mine implements AttackFamily {
        @Override
        public List<String> names() {
            return List.of("mine");
        }

        @Override
        public List<Attack> attacks(String name, Problem problem, Settings settings) {
            return List.of();
        }
    }
}
