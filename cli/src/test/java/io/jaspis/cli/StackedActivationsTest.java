package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
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

/** Networks that end in an activation or have one on another, from the file to the verdict. */
final class StackedActivationsTest {
    @TempDir
    Path folder;

    private static Value dense(Value x, int outputs, float... weights) {
        Trace trace = x.trace();
        return x.dense(trace.constant(Tensor.of(Shape.of(outputs, weights.length / outputs), weights)));
    }

    private static Value plus(Value x, float... biases) {
        return x.plus(x.trace().constant(Tensor.of(Shape.of(biases.length), biases)));
    }

    private Path model(int inputs, UnaryOperator<Value> f) throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(Graph.of("x", Shape.of(inputs), "y", f), file);
        return file;
    }

    /** Of a network from one input to one output; the time counts from the start of Java, in which other tests ran before. */
    private String verify(Path model, double lower, double upper, String unsafe, Object... options) throws IOException {
        Path spec =
                Files.writeString(folder.resolve("spec.vnnlib"), """
                (declare-const X_0 Real)
                (declare-const Y_0 Real)
                (assert (>= X_0 %s))
                (assert (<= X_0 %s))
                (assert %s)
                """.formatted(number(lower), number(upper), unsafe));
        Object[] line = new Object[options.length + 5];
        System.arraycopy(new Object[] {"verify", model, spec, "--timeout", 100_000}, 0, line, 0, 5);
        System.arraycopy(options, 0, line, 5, options.length);
        Commands.Ending ending = Commands.run(line);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ending.out();
    }

    private static String number(double value) {
        return value < 0 ? "(- " + -value + ")" : "" + value;
    }

    @Test
    void anActivationAsTheOutputIsNotTakenForZero() throws IOException {
        Path tanh = model(1, x -> dense(x, 1, 1).tanh());
        assertTrue(verify(tanh, -3, -1, "(<= Y_0 (- 0.5))").startsWith("sat"));
        assertTrue(verify(tanh, -3, -1, "(>= Y_0 (- 0.7))").startsWith("unsat"));
        Path relu = model(1, x -> dense(x, 1, 1).relu());
        for (String split : List.of("relu", "longest")) {
            assertTrue(verify(relu, -1, 2, "(>= Y_0 1.5)", "--split", split).startsWith("sat"));
            assertTrue(verify(relu, -1, 2, "(>= Y_0 2.1)", "--split", split).startsWith("unsat"));
        }
    }

    /** Up to tanh 2, which is 0.964. */
    @Test
    void oneOnAnotherIsNotTakenForZero() throws IOException {
        Path model = model(1, x -> dense(dense(x, 1, 1).relu().tanh(), 1, 1));
        assertTrue(verify(model, -1, 2, "(>= Y_0 0.9)").startsWith("sat"));
        assertTrue(verify(model, -1, 2, "(>= Y_0 0.97)").startsWith("unsat"));
    }

    /** A spike of three ReLUs that random points hardly meet. */
    @Test
    void aSpikeBeforeTheLastActivationIsNotProvedAway() throws IOException {
        for (UnaryOperator<Value> last : List.<UnaryOperator<Value>>of(Value::relu, Value::tanh, Value::sigmoid)) {
            Path model = model(
                    1,
                    x -> last.apply(plus(
                            dense(
                                    plus(dense(x, 3, 1e4f, 1e4f, 1e4f), -3370, -3371, -3372)
                                            .relu(),
                                    1,
                                    4,
                                    -8,
                                    4),
                            -2)));
            assertFalse(verify(model, 0, 1, "(>= Y_0 0.85)").startsWith("unsat"));
        }
    }

    @Test
    void anAuditCertifiesNothingThatFalls() throws IOException {
        // The first class leads by tanh(relu(x − 1)) · 2 − 1: at 1.5 by −0.08, at 2 by 0.52.
        Path model =
                model(1, x -> plus(dense(plus(dense(x, 1, 1), -1).relu().tanh().relu(), 2, 2, 0), -1, 0));
        Path data = Files.writeString(folder.resolve("data.csv"), "a,label\n2,0\n3,0\n0.5,1\n");
        for (String certifier : List.of("crown", "alpha-crown", "branching")) {
            Path out = folder.resolve(certifier);
            Commands.Ending ending = Commands.run(
                    "audit",
                    model,
                    "--data",
                    data,
                    "--range",
                    "-5,5",
                    "--epsilon",
                    0.6,
                    "--no-curve",
                    "--out",
                    out,
                    "--attack",
                    "fgsm",
                    "--certifier",
                    certifier);
            assertEquals(ExitCode.OK, ending.code(), ending.err());
            AuditReport report = ReportJson.read(out.resolve("report.json"));
            assertEquals(2, report.sandwich().certified(), certifier + ": " + ending.out());
        }
    }
}
