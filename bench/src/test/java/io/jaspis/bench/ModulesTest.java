package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module path asks of jars: a name each, and no package in two of them. */
class ModulesTest {
    private static final int MODULES = 12;

    /** The modules' folders of classes, or their jars once these are packaged, with their packages. */
    private static Map<Path, Set<String>> modules() throws IOException {
        Map<Path, Set<String>> modules = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (entry.endsWith("test-classes") || entry.endsWith("-tests.jar") || !Files.exists(path)) {
                continue;
            }
            Set<String> packages = packages(path);
            if (packages.stream().anyMatch(name -> name.startsWith("io.jaspis."))) {
                modules.put(path, packages);
            }
        }
        assertEquals(MODULES, modules.size(), () -> modules.keySet().toString());
        return modules;
    }

    private static Set<String> packages(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return packagesUnder(path);
        }
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
            return packagesUnder(jar.getPath("/"));
        }
    }

    private static Set<String> packagesUnder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file).getParent())
                    .filter(folder -> folder != null)
                    .map(folder -> folder.toString().replaceAll("[/\\\\]", "."))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void noPackageIsInTwoModules() throws IOException {
        Map<String, Path> owners = new HashMap<>();
        for (var module : modules().entrySet()) {
            for (String name : module.getValue()) {
                Path other = owners.put(name, module.getKey());
                assertNull(other, () -> name + " is in " + module.getKey() + " and in " + other);
            }
        }
        assertTrue(owners.containsKey("io.jaspis.threat") && owners.containsKey("io.jaspis.cli"));
    }

    @Test
    void eachJarHasTheNameThatItsPackagesBeginWith() throws IOException {
        List<Path> jars = new ArrayList<>(modules().keySet());
        jars.removeIf(Files::isDirectory);
        assumeFalse(jars.isEmpty(), "skipped: nothing is packaged yet");
        for (Path path : jars) {
            String name;
            try (JarFile jar = new JarFile(path.toFile())) {
                name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
            }
            assertNotNull(name, path::toString);
            for (String inside : packages(path)) {
                assertTrue((inside + ".").startsWith(name + "."), () -> inside + " in " + path);
            }
        }
    }
}
