package io.jaspis.audit.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where programs with Jaspis in them run: what it asks of the system, of the user, and of what packs it. */
class DeploymentTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");
    private static final String SERVICES = "META-INF/services/";
    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    private record Ending(int code, String out, String err) {}

    private Ending run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("jaspis-program", ".out");
        Path err = Files.createTempFile("jaspis-program", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            int code = process.waitFor();
            return new Ending(code, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private List<String> java(String... words) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:-UsePerfData"));
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(Arrays.asList(words));
        command.add(folder.resolve("fraud.onnx").toString());
        command.add(folder.resolve("cases.csv").toString());
        return command;
    }

    private void copyExamples() throws IOException {
        for (String name : List.of("fraud.onnx", "cases.csv")) {
            Files.copy(FRAUD.resolve(name), folder.resolve(name));
        }
    }

    /** So that which C library there is, be it glibc or musl, is no matter of ours. */
    @Test
    void noNativeLibraryIsLoadedAndNothingIsPrinted() throws IOException, InterruptedException {
        copyExamples();
        Ending ending = run(java("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        assertEquals(0, ending.code(), ending.err());
        List<String> lines = ending.out().lines().toList();
        assertEquals(4, lines.size(), ending.out());
        assertTrue(lines.getFirst().matches("examples 30 by [1-9] attacks and [1-9] certifiers"), ending.out());
        assertEquals("WARNING: Using incubator modules: jdk.incubator.vector\n", ending.err());
        if (lines.get(1).equals("libraries ?")) {
            System.out.println("skipped: this system doesn't tell which libraries a process has");
        } else {
            assertEquals("libraries []", lines.get(1));
        }
    }

    @Test
    void aFatJarRunsForAUserWhoMayWriteNowhere() throws IOException, InterruptedException {
        copyExamples();
        Path jar = folder.resolve("program.jar");
        pack(jar);
        boolean root = System.getProperty("user.name").equals("root");
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        Assumptions.assumeTrue(
                posix && (!root || Files.isExecutable(Path.of("/usr/bin/setpriv"))),
                "skipped: there is no way here to be a user who may not write");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
        }
        try {
            List<String> command = new ArrayList<>();
            if (root) {
                command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            }
            command.addAll(java("-jar", jar.toString()));
            Ending ending = run(command);
            assertEquals(0, ending.code(), ending.err());
            List<String> lines = ending.out().lines().toList();
            assertTrue(lines.getFirst().matches("examples 30 by [1-9] attacks and [1-9] certifiers"), ending.out());
            assertEquals("writable false", lines.get(2));
            assertTrue(!root || lines.get(3).equals("user " + NOBODY), ending.out());
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** All that is on the class path in one jar, as shading tools make it: lists of services are put together. */
    private static void pack(Path jar) throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        add(content, path.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                    }
                }
            } else if (Files.isRegularFile(path)) {
                try (InputStream file = Files.newInputStream(path);
                        ZipInputStream zip = new ZipInputStream(file)) {
                    for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
                        if (!one.isDirectory()) {
                            add(content, one.getName(), zip.readAllBytes());
                        }
                    }
                }
            }
        }
        content.put(
                "META-INF/MANIFEST.MF",
                ("Manifest-Version: 1.0\nMain-Class: " + Program.class.getName() + "\nMulti-Release: true\n")
                        .getBytes(StandardCharsets.UTF_8));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> one : content.entrySet()) {
                out.putNextEntry(new JarEntry(one.getKey()));
                out.write(one.getValue());
                out.closeEntry();
            }
        }
    }

    private static void add(Map<String, byte[]> content, String name, byte[] bytes) {
        if (name.startsWith(SERVICES) && content.containsKey(name)) {
            String both = new String(content.get(name), StandardCharsets.UTF_8)
                    + "\n"
                    + new String(bytes, StandardCharsets.UTF_8);
            content.put(name, both.getBytes(StandardCharsets.UTF_8));
        } else if (!name.startsWith("META-INF/")
                || name.startsWith(SERVICES)
                || name.startsWith("META-INF/versions/")) {
            content.putIfAbsent(name, bytes);
        }
    }
}
