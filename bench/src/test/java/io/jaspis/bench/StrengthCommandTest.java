package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StrengthCommandTest {
    @TempDir
    private Path folder;

    /** Adds a line to the table whenever the command tells something. */
    private static final class Other extends StringWriter {
        private final Path table;

        Other(Path table) {
            this.table = table;
        }

        @Override
        public void flush() {
            try {
                Files.writeString(table, "of another\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void linesThatOthersAddMeanwhileStay() throws IOException {
        Path model = folder.resolve("model.onnx");
        Onnx.write(Graph.of("x", Shape.of(2), "y", x -> x.plus(0f)), model);
        Path data = Files.writeString(folder.resolve("data.csv"), "a,b,label\n0.1,0.9,1\n0.8,0.2,0\n");
        Path table = Files.writeString(folder.resolve("table.csv"), StrengthCommand.HEAD + "\n");
        int code = new CommandLine(new StrengthCommand())
                .setOut(new PrintWriter(new Other(table)))
                .execute(
                        model.toString(),
                        "--data",
                        data.toString(),
                        "--first",
                        "2",
                        "--epsilon",
                        "0.1",
                        "--attack",
                        "fgsm",
                        "--seeds",
                        "2",
                        "--out",
                        table.toString());
        assertEquals(0, code);
        List<String> lines = Files.readAllLines(table);
        assertEquals(List.of(StrengthCommand.HEAD, "of another"), lines.subList(0, 2));
        assertTrue(lines.get(2).startsWith("model.onnx,inf,0.1,fgsm,0,2,2,2,"), lines::toString);
        assertEquals("of another", lines.get(3));
        assertTrue(lines.get(4).startsWith("model.onnx,inf,0.1,fgsm,1,2,2,2,"), lines::toString);
        assertEquals(5, lines.size());
    }

    private int run(StringWriter output, Path table, String attacks) throws IOException {
        Path model = folder.resolve("model.onnx");
        Onnx.write(Graph.of("x", Shape.of(2), "y", x -> x.plus(0f)), model);
        Path data = Files.writeString(folder.resolve("data.csv"), "a,b,label\n0.1,0.9,1\n0.8,0.2,0\n");
        PrintWriter writer = new PrintWriter(output, true);
        return BenchCommand.line(new BenchCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(
                        "strength",
                        model.toString(),
                        "--data",
                        data.toString(),
                        "--first",
                        "2",
                        "--epsilon",
                        "0.1",
                        "--attack",
                        attacks,
                        "--out",
                        table.toString());
    }

    @Test
    void nothingIsAddedToAnotherTable() throws IOException {
        StringWriter output = new StringWriter();
        Path table = Files.writeString(folder.resolve("table.csv"), "another,head\n");
        assertEquals(2, run(output, table, "fgsm"));
        assertTrue(output.toString().contains("table.csv is no table of attacks' strength"), output::toString);
        assertEquals("another,head\n", Files.readString(table));
        assertEquals(2, run(output, folder, "fgsm"));
        assertTrue(output.toString().contains("is a folder, where a file is needed"), output::toString);
    }

    @Test
    void anAttackThatIsNoneIsToldBeforeOthersAreRun() throws IOException {
        StringWriter output = new StringWriter();
        Path table = folder.resolve("table.csv");
        assertEquals(2, run(output, table, "fgsm,nonsense"));
        assertTrue(output.toString().contains("jaspis bench: --attack: "), output::toString);
        assertTrue(output.toString().contains("nonsense"), output::toString);
        assertFalse(Files.exists(table));
    }
}
