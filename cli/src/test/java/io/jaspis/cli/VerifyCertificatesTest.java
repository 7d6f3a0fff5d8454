package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.FileSource;
import io.jaspis.check.VerificationCertificate;
import io.jaspis.check.proof.Packed;
import io.jaspis.check.proof.Refutation;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs of an unsat, and what follows them. */
final class VerifyCertificatesTest {
    /** So many inputs are halved, and of more neurons are split. */
    private static final int FEW = 2;

    private static final int MANY = 24;

    @TempDir
    Path folder;

    private Path model;
    private Path spec;
    private Path certificate;

    /** max(a + b, 0) − max(a, 0) − max(b, 0), which is nowhere above 0, a and b means of one half of the inputs each. */
    private void write(int inputs, String most) throws IOException {
        write(inputs, y -> y, "(declare-const Y_0 Real)\n(assert (>= Y_0 " + most + "))\n");
    }

    private void write(int inputs, UnaryOperator<Value> tail, String outputs) throws IOException {
        float[] sums = new float[3 * inputs];
        for (int i = 0; i < inputs; i++) {
            float share = 2f / inputs;
            sums[i] = share;
            sums[(i < inputs / 2 ? 1 : 2) * inputs + i] = share;
        }
        Graph graph = Graph.of("x", Shape.of(inputs), "y", x -> {
            Value neurons = x.dense(x.trace().constant(Tensor.of(Shape.of(3, inputs), sums)))
                    .relu();
            return tail.apply(neurons.dense(x.trace().constant(Tensor.of(Shape.of(1, 3), 1, -1, -1))));
        });
        model = folder.resolve("model.onnx");
        Onnx.write(graph, model);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inputs; i++) {
            text.append("(declare-const X_%d Real)\n(assert (<= X_%1$d 1))\n(assert (>= X_%1$d -1))\n".formatted(i));
        }
        text.append(outputs);
        spec = Files.writeString(folder.resolve("spec.vnnlib"), text);
        certificate = folder.resolve("proofs").resolve("certificate.json");
    }

    private Commands.Ending verify() {
        return Commands.run("verify", model, spec, "--certificates", certificate.getParent());
    }

    private VerificationCertificate read() throws IOException {
        return (VerificationCertificate) CertificateFile.read(certificate);
    }

    private void rewrite(List<Refutation.Piece> boxes) throws IOException {
        rewrite(read().specification(), List.of(new Refutation(boxes)));
    }

    private void rewrite(FileSource specification, List<Refutation> regions) throws IOException {
        VerificationCertificate of = read();
        VerificationCertificate other = new VerificationCertificate(
                of.schema(), of.kind(), of.jaspis(), of.command(), of.model(), specification, of.opening(), regions);
        try (var out = Files.newOutputStream(certificate)) {
            CertificateFile.write(other, out);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FEW, MANY})
    void anUnsatIsFollowed(int inputs) throws IOException {
        write(inputs, "0.05");
        Commands.Ending ending = verify();
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        assertTrue(ending.out().contains("unsat"), ending::out);
        assertTrue(ending.out().contains("jaspis check follows them"), ending::out);
        Refutation refutation = read().regions().getFirst();
        assertEquals(inputs == FEW, refutation.boxes().size() > 1);
        assertEquals(
                inputs == MANY,
                refutation.boxes().getFirst().violations().getFirst().cases().size() > 1);
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(checked.out().contains("1 of 1 regions followed"), checked::out);
        assertTrue(checked.out().contains("no input of spec.vnnlib is unsafe"), checked::out);
        assertTrue(checked.out().contains("Valid: "), checked::out);
    }

    /** Behind a softmax of it and a number: what is asked of their order, or of a threshold, is asked of the difference before it. */
    @ParameterizedTest
    @CsvSource({"0.05,(assert (>= Y_0 Y_1))", "-0.1,(assert (>= Y_0 0.539))", "-0.1,(assert (<= Y_1 0.461))"})
    void anUnsatBehindASoftmaxIsFollowed(float other, String row) throws IOException {
        String outputs = "(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n" + row + "\n";
        UnaryOperator<Value> softmax = y ->
                y.trace().concatenate(0, List.of(y, y.scale(0).plus(other))).softmax(0);
        for (int inputs : new int[] {FEW, MANY}) {
            write(inputs, softmax, outputs);
            Commands.Ending ending = verify();
            assertEquals(ExitCode.OK, ending.code(), ending::err);
            assertTrue(ending.out().contains("jaspis check follows them"), ending::out);
            Commands.Ending checked = Commands.run("check", certificate);
            assertEquals(ExitCode.OK, checked.code(), checked::out);
            assertTrue(checked.out().contains("Valid: "), checked::out);
        }
        // The same proofs of a number that the network does reach.
        FileSource asked = read().specification();
        List<Refutation> proofs = read().regions();
        write(
                MANY,
                softmax,
                outputs.replace("0.05", "0")
                        .replace("Y_0 Y_1", "Y_1 Y_0")
                        .replace(".539", ".52")
                        .replace(".461", ".48"));
        rewrite(new FileSource(asked.path(), VnnLib.specification(spec).sha256()), List.copyOf(proofs));
        Commands.Ending wrong = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, wrong.code(), wrong::out);
        assertTrue(wrong.out().contains("may hold"), wrong::out);
    }

    @Test
    void boxesThatAreMissingOrMovedAreSeen() throws IOException {
        write(FEW, "0.05");
        assertEquals(ExitCode.OK, verify().code());
        List<Refutation.Piece> boxes = read().regions().getFirst().boxes();
        for (int i = 0; i < boxes.size(); i += 3) {
            List<Refutation.Piece> others = new ArrayList<>(boxes);
            others.remove(i);
            rewrite(others);
            Commands.Ending missing = Commands.run("check", certificate);
            assertEquals(ExitCode.BELOW, missing.code(), missing::out);
            assertTrue(missing.out().contains("don't cover the region"), missing::out);
        }
        // All of it at once isn't proved by bounds without cuts.
        rewrite(List.of(new Refutation.Piece(
                List.of(), boxes.getFirst().neurons(), boxes.getFirst().violations())));
        Commands.Ending whole = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, whole.code(), whole::out);
        assertTrue(whole.out().contains("row 0 of violation 0 may hold"), whole::out);
        rewrite(List.of(new Refutation.Piece(List.of(), boxes.getFirst().neurons(), List.of())));
        Commands.Ending none = Commands.run("check", certificate);
        assertTrue(none.out().contains("0 proofs for 1 violations"), none::out);
    }

    /**
     * max(a + b, 0) and max(a − b, 0) on two boxes, each with two violations: of either one row can hold, the first or the
     * second, so that what refutes one violation of one box refutes no other.
     */
    private void writeRegions() throws IOException {
        model = folder.resolve("model.onnx");
        Onnx.write(
                Graph.of(
                        "x",
                        Shape.of(2),
                        "y",
                        x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, 1, 1, -1)))
                                .relu()),
                model);
        spec = Files.writeString(folder.resolve("spec.vnnlib"), """
                (declare-const X_0 Real)
                (declare-const X_1 Real)
                (declare-const Y_0 Real)
                (declare-const Y_1 Real)
                (assert (>= X_1 -0.1))
                (assert (<= X_1 0.1))
                (assert (or
                    (and (>= X_0 0.1) (<= X_0 0.3) (>= Y_0 1) (>= Y_1 0.1))
                    (and (>= X_0 0.1) (<= X_0 0.3) (>= Y_1 0.1) (>= (+ X_0 Y_0) 2))
                    (and (>= X_0 0.7) (<= X_0 1.1) (>= Y_0 0.9) (<= Y_1 0.1))
                    (and (>= X_0 0.7) (<= X_0 1.1) (>= (- Y_0 Y_1) 1) (>= Y_1 0.9))))
                """);
        certificate = folder.resolve("proofs").resolve("certificate.json");
    }

    /** The rows by which the one box of a region is proved, violation by violation. */
    private static List<Integer> rows(Refutation region) {
        assertEquals(1, region.boxes().size());
        return region.boxes().getFirst().violations().stream()
                .map(violation -> violation.cases().getFirst().row())
                .toList();
    }

    private void assertObjected(List<Refutation> regions, String words) throws IOException {
        rewrite(read().specification(), regions);
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, checked.code(), checked::out);
        assertTrue(checked.out().contains(words), () -> words + " isn't in " + checked.out());
    }

    @Test
    void aProofIsOfItsOwnViolationAndRegionAlone() throws IOException {
        writeRegions();
        Commands.Ending ending = verify();
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        assertTrue(ending.out().contains("jaspis check follows them"), ending::out);
        List<Refutation> honest = read().regions();
        assertEquals(
                List.of(List.of(0, 1), List.of(1, 0)),
                honest.stream().map(VerifyCertificatesTest::rows).toList());
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(checked.out().contains("2 of 2 regions followed"), checked::out);
        for (int r = 0; r < 2; r++) {
            Refutation.Piece box = honest.get(r).boxes().getFirst();
            for (int v = 0; v < 2; v++) {
                List<Refutation.Violation> violations = new ArrayList<>(box.violations());
                Refutation.Violation other = violations.get(1 - v);
                violations.set(v, other);
                List<Refutation> regions = new ArrayList<>(honest);
                regions.set(r, new Refutation(List.of(new Refutation.Piece(box.cuts(), box.neurons(), violations))));
                int row = other.cases().getFirst().row();
                assertObjected(
                        regions, "region %d: one of the parts: row %d of violation %d may hold".formatted(r, row, v));
            }
            List<Refutation> regions = new ArrayList<>(honest);
            regions.set(r, honest.get(1 - r));
            assertObjected(regions, "region " + r + ": one of the parts: row ");
        }
    }

    @Test
    void aPartThatCantBeReadIsToldWithItsPlace() throws IOException {
        write(MANY, "0.05");
        assertEquals(ExitCode.OK, verify().code());
        Refutation.Piece box = read().regions().getFirst().boxes().getFirst();
        List<Refutation.Case> cases = box.violations().getFirst().cases();
        int last = cases.size() - 1;
        Refutation.Case part = cases.get(last);
        String place = "region 0: boxes[0].violations[0].cases[" + last + "]: ";
        String packed = Packed.floats(new float[1000]);
        for (Refutation.Case other : List.of(
                new Refutation.Case(part.row(), part.splits(), packed),
                new Refutation.Case(1, part.splits(), part.parameters()))) {
            List<Refutation.Case> changed = new ArrayList<>(cases);
            changed.set(last, other);
            assertObjected(
                    List.of(new Refutation(List.of(new Refutation.Piece(
                            box.cuts(), box.neurons(), List.of(new Refutation.Violation(changed)))))),
                    place + (other.row() == 1 ? "it names row 1 of 1" : "there are more than "));
        }
    }

    /** A box with these ends in the place of those that a certificate was made for, which names it. */
    private Commands.Ending moved(String text, String end) throws IOException {
        Files.writeString(spec, text.replace("0.09", end));
        rewrite(
                new FileSource(
                        read().specification().path(),
                        VnnLib.specification(spec).sha256()),
                read().regions());
        return Commands.run("check", certificate);
    }

    /** Ends that are no floats belong to the box too, as no float between them does what they do. */
    @ParameterizedTest
    @ValueSource(strings = {"Y_0", "Y_1"})
    void aProofIsOfTheWholeBoxAlsoBetweenFloats(String output) throws IOException {
        model = folder.resolve("model.onnx");
        // max(x, 0), which is 0.1 at the upper end, and max(−x, 0), which is so at the lower one.
        Onnx.write(
                Graph.of(
                        "x",
                        Shape.of(1),
                        "y",
                        x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 1), 1, -1)))
                                .relu()),
                model);
        String text = """
                (declare-const X_0 Real)
                (declare-const Y_0 Real)
                (declare-const Y_1 Real)
                (assert (>= X_0 -0.09))
                (assert (<= X_0 0.09))
                (assert (>= %s 0.1))
                """.formatted(output);
        spec = Files.writeString(folder.resolve("spec.vnnlib"), text);
        certificate = folder.resolve("proofs").resolve("certificate.json");
        assertEquals(ExitCode.OK, verify().code());
        Commands.Ending below = moved(text, "0.0999");
        assertEquals(ExitCode.OK, below.code(), below::out);
        Commands.Ending reached = moved(text, "0.1");
        assertEquals(ExitCode.BELOW, reached.code(), reached::out);
        assertTrue(reached.out().contains("row 0 of violation 0 may hold"), reached::out);
    }

    @Test
    void anotherSpecificationIsRefused() throws IOException {
        write(FEW, "0.05");
        assertEquals(ExitCode.OK, verify().code());
        Files.writeString(spec, Files.readString(spec).replace("0.05", "-0.5"));
        Commands.Ending other = Commands.run("check", certificate);
        assertEquals(ExitCode.BAD_INPUT, other.code(), other::out);
        assertTrue(other.err().contains("is not the certified specification"), other::err);
        Files.delete(spec);
        Commands.Ending gone = Commands.run("check", certificate);
        assertEquals(ExitCode.BAD_INPUT, gone.code());
        assertTrue(gone.err().contains("give it with --spec"), gone::err);
    }

    @Test
    void whatIsNoUnsatHasNone() throws IOException {
        write(FEW, "-0.5");
        Commands.Ending ending = verify();
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        assertTrue(ending.out().contains("Certificates: none, as the answer isn't unsat"), ending::out);
        assertFalse(Files.exists(certificate));
        Commands.Ending part = Commands.run(
                "verify",
                model,
                spec,
                "--shard",
                "1/2",
                "--out",
                folder.resolve("part"),
                "--certificates",
                folder.resolve("p"));
        assertEquals(ExitCode.BAD_INPUT, part.code());
        assertTrue(part.err().contains("leave --shard out"), part::err);
    }

    @Test
    void aCounterexampleThatNeedsNoOutputsSaysSo() throws IOException {
        write(MANY, "(+ Y_0 -1)");
        Commands.Ending everywhere = Commands.run("verify", model, spec);
        assertEquals(ExitCode.OK, everywhere.code(), everywhere::err);
        assertTrue(everywhere.out().contains("A counterexample, as every input of its box is"), everywhere::out);
        assertTrue(everywhere.out().contains("whatever the outputs are. 0 domains"), everywhere::out);
        write(MANY, "-0.5");
        Files.writeString(spec, Files.readString(spec).replace("(>= Y_0 -0.5)", "(>= X_0 X_1)"));
        Commands.Ending inputs = Commands.run("verify", model, spec);
        assertTrue(inputs.out().contains("unsafe hangs on inputs alone."), inputs::out);
    }

    @Test
    void whatCantBeProvedSoIsRefusedBeforeTheWork() throws IOException {
        write(FEW, "5");
        Onnx.write(Graph.of("x", Shape.of(FEW), "y", x -> x.tanh().sum(0).reshape(Shape.of(1))), model);
        Path answer = folder.resolve("answer.txt");
        Commands.Ending refused =
                Commands.run("verify", model, spec, "--out", answer, "--certificates", certificate.getParent());
        assertEquals(ExitCode.BAD_INPUT, refused.code(), refused::out);
        assertTrue(refused.err().contains("--certificates: the network isn't one of sums"), refused::err);
        assertEquals("error\n", Files.readString(answer));
        assertFalse(Files.exists(certificate.getParent()), "an empty folder is left");
    }

    @Test
    void optionsOfOtherKindsAreRefused() throws IOException {
        write(FEW, "0.05");
        assertEquals(ExitCode.OK, verify().code());
        Commands.Ending data = Commands.run("check", certificate, "--data", spec);
        assertEquals(ExitCode.BAD_INPUT, data.code(), data::out);
        assertTrue(data.err().contains("--data says nothing of"), data::err);
        // An audit's file doesn't give way to it.
        Path labelled = Commands.data(folder, Onnx.read(Commands.model(folder)), 12);
        assertEquals(
                ExitCode.OK,
                Commands.run(
                                "audit",
                                folder.resolve("small.onnx"),
                                "--data",
                                labelled,
                                "--epsilon",
                                0.02,
                                "--out",
                                folder.resolve("report"),
                                "--certificates",
                                folder.resolve("audited"))
                        .code());
        Commands.Ending over = Commands.run("verify", model, spec, "--certificates", folder.resolve("audited"));
        assertEquals(ExitCode.BAD_INPUT, over.code(), over::out);
        assertTrue(over.err().contains("is something else"), over::err);
        Commands.Ending other = Commands.run("check", folder.resolve("audited/certificate.json"), "--spec", spec);
        assertEquals(ExitCode.BAD_INPUT, other.code(), other::out);
        assertTrue(other.err().contains("--spec says nothing of"), other::err);
    }
}
