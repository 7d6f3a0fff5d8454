package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.crown.Stage;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.proof.Axis;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Proofs of an audit, and what follows them. */
final class CertificatesTest {
    private static final int EXAMPLES = 12;

    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path proofs;
    private Path certificate;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
        proofs = folder.resolve("proofs");
        certificate = proofs.resolve("certificate.json");
    }

    private Commands.Ending audit(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("audit", model, "--data", data, "--out", folder.resolve("report"), "--certificates", proofs));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    private int certified() throws IOException {
        JsonNode report = new JsonMapper().readTree(Files.readString(folder.resolve("report/report.json")));
        return (int) Math.round(report.path("sandwich").path("robustLower").asDouble() * EXAMPLES);
    }

    @ParameterizedTest
    @CsvSource({"inf,0.02", "inf,0.05", "2,0.05", "1,0.05"})
    void whatIsCertifiedIsProvedAndFollowed(String norm, double epsilon) throws IOException {
        Commands.Ending ending = audit("--norm", norm, "--epsilon", epsilon);
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        BoundsCertificate read = (BoundsCertificate) CertificateFile.read(certificate);
        assertTrue(certified() > 0);
        assertEquals(certified(), read.count());
        assertEquals(EXAMPLES, read.asked());
        assertTrue(ending.out().contains("jaspis check follows them"), ending::out);
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(checked.out().contains(read.count() + " of " + read.count() + " proofs followed"), checked::out);
        assertTrue(checked.out().contains("Valid: "), checked::out);
    }

    @Test
    void aRadiusThatIsntProvedAndAnotherLabelAreFound() throws IOException {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02).code());
        String text = Files.readString(certificate);
        Files.writeString(certificate, text.replace("\"epsilon\" : 0.02", "\"epsilon\" : 0.9"));
        Commands.Ending wider = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, wider.code(), wider::out);
        assertTrue(wider.out().contains("NOT valid."), wider::out);
        Commands.Ending quiet = Commands.run("check", certificate, "--quiet");
        assertEquals(ExitCode.BELOW, quiet.code());
        assertEquals("", quiet.out());
        assertTrue(quiet.err().startsWith("WRONG: ") && quiet.err().contains("is NOT valid"), quiet::err);
        assertTrue(wider.out().contains("may be ahead"), wider::out);
        Files.writeString(certificate, text.replace("\"asked\" : 12", "\"asked\" : 13"));
        Commands.Ending more = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, more.code(), more::out);
        assertTrue(more.out().contains("13 examples were asked for, but the data have 12"), more::out);
        Files.writeString(certificate, text.replaceFirst("\"label\" : \\d+", "\"label\" : 1000"));
        Commands.Ending other = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, other.code(), other::out);
        assertTrue(other.out().contains("its label in the data are others"), other::out);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "kind" : "bounds"     | "kind" : "borders"            | its kind is 'borders', not 'bounds' or 'smoothing'
            "epsilon" : 0.02      | "epsilon" : -1                | epsilon is -1
            "neurons" :           | "neuron" :                    | proofs[0].neurons is missing
            "rivals" : [ ]        | "rivals" : [ ], "more" : 1    | more is no field here
            "rivals" : [ ]        | "rivals" : [ {"rival":1, "cases":[]} ] | cases is an empty list
            "asked" : 12          | "asked" : 1                   | asked is 1, but there are
            "lower" : 0.0         | "lower" : 2                   | axes[0].lower is 2.0, but must be below upper
            "unit" : 1.0          | "unit" : -1                   | axes[0].unit is -1.0
            "epsilon" : 0.02      | "epsilon" : 0.02000000000000000000001 | epsilon must be a finite number of float64, but is 0.02000000000000000000001
            "epsilon" : 0.02      | "epsilon" : 2.4e-324          | a finite number of float64
            "lower" : 0.0         | "lower" : -1e-400             | a number of float32
            "upper" : 1.0         | "upper" : 1.00000000000000000000000001 | a number of float32
            """)
    void whatIsNoCertificateIsRefused(String from, String to, String said) throws IOException {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02).code());
        String text = Files.readString(certificate);
        assertTrue(text.contains(from), text);
        Files.writeString(certificate, text.replace(from, to));
        Commands.Ending refused = Commands.run("check", certificate);
        assertEquals(ExitCode.BAD_INPUT, refused.code(), refused::out);
        assertTrue(refused.err().contains(said), refused::err);
    }

    @Test
    void examplesBeforeTheKindAreRefused() throws IOException {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02).code());
        String text = Files.readString(certificate);
        String examples = text.substring(text.indexOf("\"examples\""), text.lastIndexOf('}'));
        Files.writeString(
                certificate, "{" + examples + "," + text.substring(1, text.indexOf(",\n  \"examples\"")) + "}");
        Commands.Ending refused = Commands.run("check", certificate);
        assertEquals(ExitCode.BAD_INPUT, refused.code(), refused::out);
        assertTrue(refused.err().contains("its kind must stand before its examples"), refused::err);
    }

    @Test
    void featuresAreAxes() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), """
                a,b,c,label
                0.1,2,1,1
                0.7,1,3,0
                0.4,0,2,0
                """);
        Graph graph = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 3), 1, 0.1f, 0, -1, 0.2f, 0.1f)))
                        .relu());
        Path small = folder.resolve("table.onnx");
        Onnx.write(graph, small);
        Path features = Files.writeString(folder.resolve("features.csv"), """
                name,epsilon,lower,upper,kind
                a,0.1,0,1,real
                b,0.5,0,5,integer only-up
                c,,,,immutable
                """);
        Commands.Ending ending = Commands.run(
                "audit",
                small,
                "--data",
                table,
                "--features",
                features,
                "--epsilon",
                1,
                "--out",
                folder.resolve("report"),
                "--certificates",
                proofs);
        assertTrue(ending.code() == ExitCode.OK || ending.code() == ExitCode.UNRELIABLE, ending::err);
        BoundsCertificate read = (BoundsCertificate) CertificateFile.read(certificate);
        assertEquals(
                List.of(
                        new Axis(0.1, 0, 1, false, Axis.Way.EITHER, ""),
                        new Axis(0.5, 0, 5, true, Axis.Way.UP, ""),
                        new Axis(0, -Float.MAX_VALUE, Float.MAX_VALUE, false, Axis.Way.EITHER, "")),
                read.axes());
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        assertTrue(
                checked.out()
                        .contains(
                                "(1 × stays as it is: c; 1 × +0.5 from 0.0 to 5.0, whole: b; 1 × ±0.1 from 0.0 to 1.0: a)"),
                checked::out);
    }

    @Test
    void categoriesAreFollowedOneByOne() throws IOException {
        Path examples = Path.of("../examples/fraud");
        Path features = Files.writeString(folder.resolve("features.csv"), """
                name,epsilon,lower,upper,kind
                amount,0.1,0,1,real
                frequency,0.05,0,1,only-up
                account_age,,,,immutable
                distance,0.1,0,1,only-down
                night,0.1,0,1,real
                country,1,,,one-hot
                """);
        Commands.Ending ending = Commands.run(
                "audit",
                examples.resolve("fraud.onnx"),
                "--data",
                examples.resolve("cases.csv"),
                "--drop",
                "id",
                "--missing",
                "median",
                "--one-hot",
                "country",
                "--features",
                features,
                "--epsilon",
                1,
                "--first",
                40,
                "--no-curve",
                "--out",
                folder.resolve("report"),
                "--certificates",
                proofs);
        assertEquals(ExitCode.OK, ending.code(), ending::err);
        BoundsCertificate read = (BoundsCertificate) CertificateFile.read(certificate);
        assertTrue(ending.out().contains("(%d of %1$d certified".formatted(read.count())), ending::out);
        assertTrue(read.examples().stream().anyMatch(example -> example.proofs().size() == 4));
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        // With a category left out, or one more, they are others' proofs.
        String text = Files.readString(certificate);
        String alike = text.replace("\"group\" : \"country\"", "\"group\" : \"\"");
        assertFalse(alike.equals(text));
        Files.writeString(certificate, alike);
        Commands.Ending wrong = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, wrong.code(), wrong::out);
        assertTrue(wrong.out().contains("it has 4 proofs, but there are 1 choices"), wrong::out);
    }

    /** Whatever the letter is, the class hangs on x alone; of both letters at once it would be another. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "1"})
    void categoriesAreFollowedInOtherNorms(String norm) throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "x,letter,label\n0.5,a,0\n0.4,b,0\n1.5,a,1\n");
        Graph graph = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 3), 0, 0, 0, 1, 2, 2)))
                        .plus(x.trace().constant(Tensor.of(Shape.of(2), 0, -3.2f))));
        Path small = folder.resolve("table.onnx");
        Onnx.write(graph, small);
        Path features = Files.writeString(folder.resolve("features.csv"), """
                name,epsilon,lower,upper,kind
                x,0.5,0,9,real
                letter,2,,,one-hot
                """);
        List<Object> words = new ArrayList<>(List.of("audit", small, "--data", table, "--one-hot", "letter"));
        words.addAll(List.of("--features", features, "--norm", norm, "--epsilon", 1, "--no-curve"));
        words.addAll(List.of("--out", folder.resolve("report"), "--certificates", proofs));
        Commands.Ending ending = Commands.run(words.toArray());
        assertTrue(ending.code() == ExitCode.OK || ending.code() == ExitCode.UNRELIABLE, ending::err);
        assertTrue(ending.out().contains("(2 of 2 certified examples; jaspis check follows them)"), ending::out);
        BoundsCertificate read = (BoundsCertificate) CertificateFile.read(certificate);
        assertTrue(read.examples().stream().allMatch(example -> example.proofs().size() == 2));
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::out);
        // From 0.5 + 2 to above 3.2 it takes 0.7 of x, 1.4 times its own.
        String text = Files.readString(certificate);
        assertTrue(text.contains("\"epsilon\" : 1.0"), text);
        Files.writeString(certificate, text.replace("\"epsilon\" : 1.0", "\"epsilon\" : 1.5"));
        Commands.Ending wider = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, wider.code(), wider::out);
        assertTrue(wider.out().contains("may be ahead"), wider::out);
        Files.writeString(certificate, text.replace("\"group\" : \"letter\"", "\"group\" : \"\""));
        Commands.Ending alike = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, alike.code(), alike::out);
        assertTrue(alike.out().contains("it has 2 proofs, but there are 1 choices"), alike::out);
    }

    /** Which output is which class isn't said by the model alone: with others, other examples are right. */
    @Test
    void theOrderOfClassesIsClaimed() throws IOException {
        Path examples = Path.of("../examples/fraud");
        Commands.Ending ending = Commands.run(
                "audit",
                examples.resolve("fraud.onnx"),
                "--data",
                examples.resolve("cases.csv"),
                "--drop",
                "id",
                "--missing",
                "median",
                "--one-hot",
                "country",
                "--classes",
                "legit,fraud",
                "--epsilon",
                0.001,
                "--images",
                200,
                "--no-curve",
                "--out",
                folder.resolve("report"),
                "--certificates",
                proofs);
        assertTrue(ending.out().contains("Certificates: "), ending::out);
        Commands.Ending checked = Commands.run("check", certificate);
        assertEquals(ExitCode.OK, checked.code(), checked::err);
        assertTrue(checked.out().contains("its outputs are the classes legit, fraud"), checked::out);
        assertTrue(
                checked.out().contains("Warning: the model's file has its classes in another order: fraud, legit"),
                checked::out);
    }

    /** Of a network so small branch and bound splits more often than its effort says, and proofs need more splits than it. */
    @Test
    void proofsMaySplitAsOftenAsBranchAndBound() throws IOException {
        Problem problem = new Problem(
                Onnx.read(model),
                Datasets.read(data).requireClasses(Commands.CLASSES),
                new Threat(Norm.LINF, 0.02, 0, 1),
                Cpu.best(),
                EXAMPLES);
        long splits = Stage.BRANCHING.with(Effort.NORMAL, problem).domains();
        assertTrue(splits > Stage.BRANCHING.with(Effort.NORMAL).domains(), () -> "splits " + splits);
        assertTrue(ProvedExamples.parts(problem, Effort.NORMAL) >= splits);
        Problem wide = problem.withThreat(new Threat(Norm.L2, 0.02, 0, 1));
        assertEquals(
                8 * Stage.BRANCHING.with(Effort.NORMAL).domains(),
                ProvedExamples.parts(wide, Effort.NORMAL),
                "no such bounds");
    }

    @Test
    void proofsThatWouldMakeTheFileTooLargeAreLeftOut() throws IOException {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02, "--no-curve").code());
        BoundsCertificate read = (BoundsCertificate) CertificateFile.read(certificate);
        long bytes = Files.size(certificate);
        assertEquals(bytes, CertificateFile.bytes(read));
        BoundsCertificate fewer = ProvedExamples.within(read, bytes - 1);
        assertEquals(read.examples().subList(0, read.count() - 1), fewer.examples());
        assertTrue(CertificateFile.bytes(fewer) < bytes);
        assertEquals(0, ProvedExamples.within(read, 1).count());
    }

    @Test
    void certificatesOfAnEarlierRunAreToldWhereThereAreNone() throws IOException {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02, "--no-curve").code());
        String before = Files.readString(certificate);
        Commands.Ending ending = audit("--epsilon", 0.9, "--no-curve");
        assertTrue(ending.out().contains("Certificates: none, as nothing is certified"), ending::out);
        assertTrue(ending.out().contains("; " + certificate + " is of another run"), ending::out);
        assertEquals(before, Files.readString(certificate));
    }

    @Test
    void votesCantBeChosenWhereThereAreNone() {
        assertEquals(ExitCode.OK, audit("--epsilon", 0.02).code());
        Commands.Ending refused = Commands.run("check", certificate, "--samples", 3);
        assertEquals(ExitCode.BAD_INPUT, refused.code());
        assertTrue(refused.err().contains("all of its proofs are followed"), refused::err);
    }

    @Test
    void whatCantBeProvedSoIsRefusedBeforeTheWork() throws IOException {
        Commands.Ending targeted = audit("--epsilon", 0.02, "--target", "next");
        assertEquals(ExitCode.BAD_INPUT, targeted.code());
        assertTrue(
                targeted.err().contains("--certificates: proofs that can be checked are of all classes"),
                targeted::err);
        assertFalse(Files.exists(folder.resolve("report/report.json")));
        Files.createDirectories(proofs);
        Files.writeString(certificate, "something else");
        Commands.Ending other = audit("--epsilon", 0.02);
        assertEquals(ExitCode.BAD_INPUT, other.code());
        assertTrue(other.err().contains("is there already and is something else"), other::err);
        assertEquals("something else", Files.readString(certificate));
    }

    @Test
    void resumingWritesThemToo() throws IOException {
        assertEquals(
                ExitCode.OK,
                Commands.run("audit", model, "--data", data, "--out", folder.resolve("report"), "--epsilon", 0.02)
                        .code());
        Commands.Ending again = audit("--epsilon", 0.02, "--resume");
        assertEquals(ExitCode.OK, again.code(), again::err);
        assertEquals(certified(), CertificateFile.read(certificate).count());
    }
}
