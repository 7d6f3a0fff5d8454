package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of hyperbolic tangents and sigmoids, from the file to the verdict. */
final class CurvedNetworksTest {
    @TempDir
    Path folder;

    /** f(a + b) and f(a − b). */
    private Path model(UnaryOperator<Value> f) throws IOException {
        Graph graph = Graph.of(
                "x",
                Shape.of(2),
                "y",
                x -> f.apply(x.dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, 1, 1, -1))))
                        .dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, 0, 0, 1))));
        Path file = folder.resolve("model.onnx");
        Onnx.write(graph, file);
        return file;
    }

    private Commands.Ending verify(Path model, String unsafe) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            text.append("(declare-const X_%d Real)\n(assert (<= X_%1$d 1))\n(assert (>= X_%1$d 0))\n".formatted(i));
            text.append("(declare-const Y_%d Real)\n".formatted(i));
        }
        Path spec = Files.writeString(folder.resolve("spec.vnnlib"), text + "(assert " + unsafe + ")\n");
        return Commands.run("verify", model, spec, "--timeout", 100_000);
    }

    @Test
    void whatTheyNeverGiveIsProvedAndWhatTheyGiveIsFound() throws IOException {
        for (UnaryOperator<Value> f : List.<UnaryOperator<Value>>of(Value::tanh, Value::sigmoid)) {
            Path model = model(f);
            // tanh 2 is 0.964; and a − b would have to be above 1 for 0.8.
            Commands.Ending proved = verify(model, "(>= Y_0 0.97)");
            assertEquals(ExitCode.OK, proved.code(), proved.err());
            assertTrue(proved.out().startsWith("unsat"), proved.out());
            assertTrue(proved.out().contains("in real arithmetic"), proved.out());
            assertTrue(verify(model, "(and (>= Y_0 0.9) (>= Y_1 0.8))").out().startsWith("unsat"));
            Commands.Ending found = verify(model, "(>= Y_0 0.75)");
            assertTrue(found.out().startsWith("sat"), found.out());
        }
    }

    @Test
    void anAuditBoundsThem() throws IOException {
        Path model = model(Value::tanh);
        // Class 1 is where b is below 0.
        Path data = Files.writeString(
                folder.resolve("data.csv"), "a,b,label\n0.5,0.6,0\n0.5,0.02,0\n0.1,0.9,0\n0.9,0.01,0\n0.3,0.3,0\n");
        Path out = folder.resolve("report");
        Commands.Ending ending = Commands.run(
                "audit", model, "--data", data, "--range", "-1,1", "--epsilon", 0.25, "--no-curve", "--out", out);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        assertEquals(3, report.sandwich().certified(), ending.out());
        assertEquals(2, report.sandwich().broken(), ending.out());
        assertTrue(report.settings().certifiers().stream()
                .anyMatch(tried -> tried.name().equals("CROWN")));
    }
}
