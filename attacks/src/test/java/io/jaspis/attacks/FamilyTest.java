package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.example.attacks.Plugins;
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
        try (URLClassLoader child = with(plugin, Mine.class.getName())) {
            List<String> expected = new ArrayList<>(NAMES);
            expected.add("mine");
            assertEquals(expected, namesWith(child));
        }
    }

    /** A class loader that has a folder with services, which names this family. */
    private static URLClassLoader with(Path plugin, String family) throws Exception {
        Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
        Files.writeString(services.resolve(AttackFamily.class.getName()), family + " # a family\n");
        URL[] more = {plugin.toUri().toURL()};
        return new URLClassLoader(more, AttackFamily.class.getClassLoader());
    }

    private static void assertRefused(Path plugin, String family, String... told) throws Exception {
        try (URLClassLoader child = with(plugin, family)) {
            String message = assertThrows(ForeignPartException.class, () -> namesWith(child))
                    .getMessage();
            for (String part : told) {
                assertTrue(message.contains(part), message);
            }
        }
    }

    @Test
    void oneThatCantBeLoadedIsToldWithWhatNamesIt(@TempDir Path plugin) throws Exception {
        String place = ", which " + plugin + " names as " + AttackFamily.class.getName() + " can't be loaded: ";
        assertRefused(plugin, "org.example.Missing", "org.example.Missing" + place, "not found");
        String unbuilt = Plugins.Unbuilt.class.getName();
        assertRefused(plugin, unbuilt, unbuilt + place, "IllegalStateException: cannot begin");
        assertRefused(plugin, Plugins.class.getName(), Plugins.class.getName() + place, "mend that jar");
    }

    @Test
    void aNameThatAnotherHasOrThatCantBeAskedForIsTheOtherJars(@TempDir Path plugin) throws Exception {
        assertRefused(
                plugin,
                Plugins.Taken.class.getName(),
                "both " + GradientAttacks.class.getName() + " and " + Plugins.Taken.class.getName()
                        + " have the name 'fgsm'; " + Plugins.Taken.class.getName() + " of ",
                " is no part of Jaspis");
        assertRefused(plugin, Plugins.Unaskable.class.getName(), "has the names [My Attack,x]", "in lower case");
    }

    @Test
    void whatAnotherJarsFamilyGivesIsLookedAt(@TempDir Path plugin) throws Exception {
        try (URLClassLoader child = with(plugin, Plugins.Odd.class.getName())) {
            assertOdd(child, "null", "the family of the attack 'null' gave null; " + Plugins.Odd.class.getName());
            assertOdd(child, "none", "the family of the attack 'none' gave none; " + Plugins.Odd.class.getName());
            assertOdd(
                    child,
                    "throwing",
                    "the family of the attack 'throwing' failed: java.lang.IllegalStateException: no attack today; ");
            assertEquals(
                    "not for such a problem",
                    assertThrows(IllegalArgumentException.class, () -> named(child, "refusing"))
                            .getMessage());
        }
    }

    private static void assertOdd(ClassLoader context, String name, String told) {
        String message = assertThrows(ForeignPartException.class, () -> named(context, name))
                .getMessage();
        assertTrue(message.startsWith(told), message);
    }

    private static List<Attack> named(ClassLoader context, String name) {
        Problem problem = Nets.classified(Nets.dense(1, 4, 8, 3), 1, 1, new Threat(Norm.LINF, 0.1, 0, 1), 1);
        return with(context, () -> Attacks.named(List.of(name), problem, AttackFamily.Settings.of(Effort.LOW)));
    }

    private static List<String> namesWith(ClassLoader context) {
        return with(context, Attacks::names);
    }

    private static <T> T with(ClassLoader context, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return work.get();
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
