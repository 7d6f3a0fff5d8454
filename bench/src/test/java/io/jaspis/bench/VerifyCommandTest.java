package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.bench.verify.Attempt;
import io.jaspis.bench.verify.FamilyTable;
import io.jaspis.bench.verify.Instance;
import io.jaspis.bench.verify.Outcome;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of the command, which answers by the name of the specification. */
class VerifyCommandTest {
    private static final String SPECIFICATION = """
            (declare-const X_0 Real)
            (declare-const X_1 Real)
            (declare-const Y_0 Real)
            (declare-const Y_1 Real)
            (assert (and (>= X_0 0) (<= X_0 1) (>= X_1 0) (<= X_1 1)))
            (assert (>= Y_0 1.5))
            """;

    private static final String SCRIPT = """
            #!/bin/sh
            # verify MODEL SPECIFICATION --timeout SECONDS --out FILE
            case $3 in
              *slow*) sleep 0.3; echo unsat >"$7" ;;
              *good*) printf 'sat\\n((X_0 0.75)\\n(X_1 0)\\n(Y_0 1.75)\\n(Y_1 1))\\n' >"$7" ;;
              *safe*) printf 'sat\\n((X_0 0.25)\\n(X_1 0)\\n(Y_0 1.25)\\n(Y_1 1))\\n' >"$7" ;;
              *outside*) printf 'sat\\n((X_0 1.25)\\n(X_1 0)\\n(Y_0 2.25)\\n(Y_1 1))\\n' >"$7" ;;
              *proved*) echo unsat >"$7" ;;
              *over*) echo timeout >"$7" ;;
              *garbage*) echo perhaps >"$7" ;;
              *silent*) ;;
              *endless*) echo $$ >"${3%/*}/pid"; exec sleep 100 ;;
              *) echo "jaspis: no such thing" >&2; exit 2 ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path family;
    private Path script;
    private final StringWriter output = new StringWriter();

    @BeforeEach
    void makeFamily() throws IOException {
        family = Files.createDirectory(folder.resolve("family"));
        Onnx.write(Graph.of("x", Shape.of(2), "y", x -> x.plus(1f)), family.resolve("model.onnx"));
        script = folder.resolve("script");
        Files.writeString(script, SCRIPT);
        assertTrue(script.toFile().setExecutable(true));
    }

    /** Lines of specification and what is known. */
    private void list(String... instances) throws IOException {
        StringBuilder list = new StringBuilder("onnx,vnnlib,timeout_s,verdict,best_s,best_tool\n");
        for (String instance : instances) {
            String[] words = instance.split(" ");
            Path specification = family.resolve(words[0] + ".vnnlib");
            Files.createDirectories(specification.getParent());
            Files.writeString(specification, SPECIFICATION);
            list.append("model.onnx,")
                    .append(words[0])
                    .append(".vnnlib,30,")
                    .append(words[1])
                    .append(",1.5,nnenum\n");
        }
        Files.writeString(family.resolve("instances.csv"), list.toString());
    }

    private int run(String... words) {
        StringWriter errors = new StringWriter();
        int code = BenchCommand.line(new BenchCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(Stream.concat(Stream.of("verify"), Stream.of(words)).toArray(String[]::new));
        output.append(errors.toString());
        return code;
    }

    private String outcomes() throws IOException {
        return Files.readAllLines(folder.resolve("results/verify-family.csv")).stream()
                .skip(1)
                .map(line -> line.split(",")[4] + " " + line.split(",")[5])
                .collect(Collectors.joining(", "));
    }

    @Test
    void answersAreJudged() throws IOException {
        list(
                "good sat",
                "good2 unsat",
                "safe sat",
                "outside ?",
                "proved unsat",
                "proved2 open",
                "proved3 sat",
                "over sat",
                "garbage sat",
                "silent sat",
                "fails sat");
        assertEquals(
                1,
                run(
                        folder.toString(),
                        "--command",
                        script.toString(),
                        "--out",
                        folder.resolve("results").toString()));
        assertEquals(
                "sat solved, sat solved, sat bad_witness, sat bad_witness, unsat solved, unsat solved, unsat wrong,"
                        + " timeout open, none failed, none failed, none failed",
                outcomes());
        String told = output.toString();
        assertTrue(told.contains("others say unsat"), told);
        assertTrue(told.contains("its outputs are not unsafe"), told);
        assertTrue(told.contains("X_0 is 1.25, which is not from 0 to 1"), told);
        assertTrue(told.contains("exit code 2: jaspis: no such thing"), told);
        assertTrue(
                told.contains("family                  11       4      2      2      9     1       2     1       3"),
                told);
    }

    @Test
    void aSampleOfWhatIsRight() throws IOException {
        list("good sat", "fails sat", "proved unsat", "fails2 sat");
        assertEquals(
                0,
                run(
                        family.toString(),
                        "--sample",
                        "2",
                        "--command",
                        script.toString(),
                        "--out",
                        folder.resolve("results").toString()));
        assertEquals("sat solved, unsat solved", outcomes());
    }

    @Test
    void whatIsKnownIsChosenAndWhatWasRunIsKept() throws IOException {
        list("good sat", "over open", "proved unsat");
        String results = folder.resolve("results").toString();
        String[] known = {family.toString(), "--known", "sat", "--command", script.toString(), "--out", results};
        assertEquals(0, run(known));
        assertEquals("sat solved", outcomes());
        // What the kept line's instance would answer now is another thing.
        Files.writeString(script, SCRIPT.replace("*good*", "*better*"));
        assertEquals(0, run(family.toString(), "--resume", "--command", script.toString(), "--out", results));
        assertEquals("sat solved, timeout open, unsat solved", outcomes());
        output.getBuffer().setLength(0);
        assertEquals(0, run(family.toString(), "--resume", "--command", script.toString(), "--out", results));
        assertEquals("sat solved, timeout open, unsat solved", outcomes());
        assertTrue(output.toString().contains("family                   3       2"), output::toString);
        known[2] = "unknown";
        assertEquals(2, run(known));
        assertTrue(output.toString().contains("its answers are sat, open, unsat"), output::toString);
        Files.writeString(folder.resolve("results/verify-family.csv"), "something else\n");
        assertEquals(2, run(family.toString(), "--resume", "--command", script.toString(), "--out", results));
        assertTrue(output.toString().contains("verify-family.csv, line 1: isn't of a table"), output::toString);
    }

    private String[] words(String... more) {
        return Stream.concat(
                        Stream.of(
                                family.toString(),
                                "--command",
                                script.toString(),
                                "--out",
                                folder.resolve("results").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void instancesInOtherFoldersAreOthers() throws IOException {
        list("good/one sat", "proved/one unsat", "over/one open");
        assertEquals(0, run(words("--known", "sat")));
        assertEquals(0, run(words("--resume")));
        assertEquals("sat solved, unsat solved, timeout open", outcomes());
        assertTrue(Files.readString(folder.resolve("results/verify-family.csv"))
                .contains("\nfamily,model.onnx,proved/one.vnnlib,unsat,unsat,solved,"));
    }

    @Test
    void linesOfInstancesThatAreNotChosenStay() throws IOException {
        list("good sat", "over open", "proved unsat");
        assertEquals(0, run(words()));
        Files.writeString(script, SCRIPT.replace("echo timeout", "echo unknown"));
        output.getBuffer().setLength(0);
        assertEquals(0, run(words("--known", "open")));
        assertEquals("sat solved, unknown open, unsat solved", outcomes());
        assertTrue(output.toString().contains("family                   1       0"), output::toString);
        Files.writeString(script, SCRIPT.replace("*good*", "*better*"));
        assertEquals(0, run(words("--sample", "1")));
        assertEquals("none failed, unknown open, unsat solved", outcomes());
    }

    /** Instances that the list doesn't name any more are none that were chosen. */
    @Test
    void linesThatTheListLacksStay() throws IOException {
        list("good sat", "over open");
        assertEquals(0, run(words()));
        list("proved unsat", "good sat");
        assertEquals(0, run(words()));
        assertEquals("unsat solved, sat solved, timeout open", outcomes());
    }

    @Test
    void linesOfAnotherTimeoutOrOptionDoNotCount() throws IOException {
        list("good sat", "over open");
        assertEquals(0, run(words()));
        // Whatever is run again now is another thing.
        Files.writeString(script, SCRIPT.replace("echo timeout", "echo unknown"));
        assertEquals(0, run(words("--resume")));
        assertEquals(0, run(words("--resume", "--timeout", "30")));
        assertEquals("sat solved, timeout open", outcomes());
        assertFalse(output.toString().contains("count, as"), output::toString);
        for (String other : List.of("--timeout=20", "--option=--no-attack")) {
            output.getBuffer().setLength(0);
            assertEquals(0, run(words("--resume", other)));
            assertTrue(
                    output.toString().contains("family: 2 lines don't count, as they are of another"),
                    output::toString);
        }
        assertEquals("sat solved, unknown open", outcomes());
        assertTrue(Files.readString(folder.resolve("results/verify-family.csv"))
                .contains(",30,\"script --no-attack\",\"\"\n"));
    }

    @Test
    void theTablesThatAreKeptCanBeGoneOnWith() throws IOException {
        Path results = Path.of(System.getProperty("jaspis.root", ".."), "bench", "results");
        try (Stream<Path> files = Files.list(results)) {
            List<Path> tables = files.filter(
                            file -> file.getFileName().toString().startsWith("verify-"))
                    .toList();
            assertTrue(tables.size() >= 7);
            for (Path table : tables) {
                FamilyTable.of(table, List.of());
            }
        }
    }

    /** By a signal, which ends what it has started, and leaves no line of it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatIsStoppedLeavesNothingBehind() throws Exception {
        list("endless sat");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Djava.io.tmpdir=" + temporary,
                BenchCommand.class.getName(),
                "verify"));
        command.addAll(List.of(words()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process bench = builder.start();
        try {
            Path started = family.resolve("pid");
            while (bench.isAlive() && (!Files.exists(started) || Files.size(started) == 0)) {
                Thread.sleep(20);
            }
            long pid = Long.parseLong(Files.readString(started).strip());
            bench.destroy();
            assertTrue(bench.waitFor(60, TimeUnit.SECONDS));
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        } finally {
            bench.descendants().forEach(ProcessHandle::destroyForcibly);
            bench.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("jaspis-verify"))
                            .toList());
        }
        assertFalse(Files.exists(folder.resolve("results/verify-family.csv")));
    }

    @Test
    void whatGoesOnBeyondItsTimeoutIsStopped() throws Exception {
        list("endless sat");
        Instance instance = Instance.read(family).getFirst();
        Outcome outcome = new Attempt(script.toString(), List.of(), folder, 0.1).of(instance, 0.1);
        assertEquals(Outcome.Kind.OPEN, outcome.kind());
        assertEquals("stopped: it went on beyond its timeout", outcome.note());
    }

    @Test
    void whatIsAnsweredAfterTheTimeoutIsOpen() throws Exception {
        list("slow unsat", "slow2 sat");
        Attempt attempt = new Attempt(script.toString(), List.of(), folder, 60);
        Outcome right = attempt.of(Instance.read(family).getFirst(), 0.1);
        assertEquals(Outcome.Kind.OPEN, right.kind());
        assertEquals("it answered after its timeout", right.note());
        assertEquals(
                Outcome.Kind.WRONG,
                attempt.of(Instance.read(family).getLast(), 0.1).kind());
    }

    /** Not after the families before it, which may take hours. */
    @Test
    void theListOfALaterFamilyIsReadBeforeAnythingIsRun() throws IOException {
        list("good sat");
        Path later = Files.createDirectory(folder.resolve("later"));
        Files.writeString(later.resolve("instances.csv"), "model.onnx,missing.vnnlib,30\n");
        String results = folder.resolve("results").toString();
        assertEquals(2, run(folder.toString(), "--command", script.toString(), "--out", results));
        assertTrue(output.toString().contains("line 1: there is neither"), output::toString);
        assertFalse(Files.exists(folder.resolve("results/verify-family.csv")));
    }

    @Test
    void aSpecificationThatCannotBeReadDoesNotEndTheOthers() throws IOException {
        list("good sat", "proved unsat");
        Files.writeString(family.resolve("good.vnnlib"), "(assert");
        assertEquals(0, run(words()));
        assertEquals("none failed, unsat solved", outcomes());
    }

    @Test
    void wrongOptionsAreTold() throws IOException {
        list("good sat");
        assertEquals(2, run(folder.resolve("nowhere").toString()));
        assertEquals(2, run(folder.toString(), "--family", "other", "--command", script.toString()));
        assertEquals(2, run(folder.toString(), "--timeout", "0", "--command", script.toString()));
        assertEquals(2, run(folder.toString(), "--sample", "0", "--command", script.toString()));
        assertEquals(
                2, run(folder.toString(), "--command", folder.resolve("nowhere").toString()));
        Files.writeString(family.resolve("instances.csv"), "model.onnx,missing.vnnlib,30\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        Files.writeString(family.resolve("instances.csv"), "model.onnx,good.vnnlib\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        Files.writeString(family.resolve("instances.csv"), "model.onnx,good.vnnlib,soon\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        Files.writeString(family.resolve("instances.csv"), "model.onnx,good.vnnlib,30\n\nmodel.onnx,good.vnnlib,60\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        Files.writeString(family.resolve("instances.csv"), "model.onnx,good.vnnlib,-3\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        assertEquals(2, run(family.toString(), "--family", "other", "--command", script.toString()));
        Files.writeString(family.resolve("instances.csv"), "onnx,vnnlib,timeout_s\n");
        assertEquals(2, run(folder.toString(), "--command", script.toString()));
        list("good sat");
        assertEquals(2, run(folder.toString(), "--command", script.toString(), "--out", script.toString()));
        for (String told : List.of(
                "'-3' is no number of seconds above 0",
                "is itself the family family, and has no family other",
                "instances.csv has no instance",
                "script is a file, where a folder is needed",
                "nowhere is no folder",
                "line 3: this instance stands there already, in line 1; name each once",
                "has no family other",
                "--timeout must be a number of seconds above 0, but is 0.0",
                "--sample must be at least 1",
                "is no program",
                "line 1: there is neither",
                "line 1: needed are model, specification and timeout",
                "line 1: 'soon' is no number of seconds")) {
            assertTrue(output.toString().contains(told), output::toString);
        }
    }
}
