package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.bench.verify.Attempt;
import io.jaspis.bench.verify.Instance;
import io.jaspis.bench.verify.Outcome;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
              *endless*) exec sleep 100 ;;
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
            Files.writeString(family.resolve(words[0] + ".vnnlib"), SPECIFICATION);
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
        int code = new CommandLine(new VerifyCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(words);
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
        for (String told : List.of(
                "nowhere is no folder",
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
