package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole programs that the documentation shows compile, without a warning. */
class DocumentedCodeTest {
    private static final Path DOCS =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("docs");

    @TempDir
    Path folder;

    private static List<String> programs(Path page) throws IOException {
        return Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page))
                .results()
                .map(code -> code.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"specifications.md", "attacks.md", "java.md"})
    void aPageHasAProgram(String page) throws IOException {
        assertFalse(programs(DOCS.resolve(page)).isEmpty());
    }

    @Test
    void programsCompile() throws IOException {
        int compiled = 0;
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (String program : programs(page)) {
                    assertEquals("", complaints(program), page::toString);
                    compiled++;
                }
            }
        }
        assertTrue(compiled >= 5);
    }

    private String complaints(String program) {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter told = new StringWriter();
        List<String> options = List.of(
                "-Xlint:all,-processing",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        boolean compiles = compiler.getTask(told, null, null, options, null, List.of(source))
                .call();
        return compiles ? told.toString() : "doesn't compile: " + told;
    }
}
