package io.jaspis.cli;

import static io.jaspis.cli.Commands.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.trust.Check;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Phase;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit's attacks alone. */
class AttackCommandTest {
    private static final int COUNT = 20;

    @TempDir
    Path folder;

    private Path model;
    private Path data;

    /** Every fifth example has another label than its class. */
    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), COUNT);
    }

    private Commands.Ending attack(Path of, Object... more) {
        List<Object> words = new ArrayList<>(List.of("attack", of, "--data", data));
        words.addAll(Arrays.asList(more));
        if (!words.contains("square") && !words.contains("fgsm") && !words.contains("nes")) {
            words.addAll(List.of("--steps", 5));
        }
        if (!words.contains("--out")) {
            words.addAll(List.of("--out", folder.resolve("attack")));
        }
        return Commands.run(words.toArray());
    }

    private AuditReport report() throws IOException {
        return ReportJson.read(folder.resolve("attack/report.json"));
    }

    private Path tailed(String name, UnaryOperator<Value> tail) throws IOException {
        var network = Onnx.read(Commands.model(folder));
        Trace trace = new Trace();
        Value x = trace.input("input", Commands.IMAGE);
        Value logits = trace.inline(network, Map.of(network.onlyInput(), x)).get(network.onlyOutput());
        Path file = folder.resolve(name);
        Onnx.write(trace.graph("logits", tail.apply(logits)), file);
        return file;
    }

    private static long count(AuditReport report, VerdictKind kind) {
        return report.examples().stream()
                .filter(example -> example.verdict() == kind)
                .count();
    }

    @Test
    void itFindsWhatAnAuditFindsAndProvesNothing() throws IOException {
        Commands.Ending ending = attack(model, "--epsilon", "0.3", "--attack", "fgsm,pgd", "--trust", "off");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        AuditReport alone = report();
        Commands.run(
                "audit",
                model,
                "--data",
                data,
                "--steps",
                5,
                "--epsilon",
                "0.3",
                "--attack",
                "fgsm,pgd",
                "--trust",
                "off",
                "--out",
                folder.resolve("audit"));
        AuditReport both = ReportJson.read(folder.resolve("audit/report.json"));
        assertTrue(count(alone, VerdictKind.FALSIFIED) > 0);
        assertEquals(count(both, VerdictKind.FALSIFIED), count(alone, VerdictKind.FALSIFIED));
        assertEquals(both.sandwich().robustUpper(), alone.sandwich().robustUpper());
        assertEquals(both.settings().attacks(), alone.settings().attacks());
        assertEquals(0, count(alone, VerdictKind.CERTIFIED));
        assertTrue(alone.settings().attacksAlone());
        assertEquals(
                both.curve().stream().map(AuditReport.CurvePoint::robustUpper).toList(),
                alone.curve().stream().map(AuditReport.CurvePoint::robustUpper).toList());
    }

    @Test
    void aSourceLendsItsSlopes() throws IOException {
        Path source = tailed("source.onnx", logits -> logits.scale(2));
        Commands.Ending ending =
                attack(model, "--epsilon", "0.3", "--attack", "transfer", "--source", source, "--trust", "off");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        AuditReport report = report();
        assertTrue(count(report, VerdictKind.FALSIFIED) > 0);
        assertTrue(
                report.settings().attacks().stream()
                        .allMatch(attack ->
                                attack.settings().get("sources").toString().startsWith("source.onnx (SHA-256 ")),
                report.settings()::toString);
        attack(model, "--epsilon", "0.3", "--source", source, "--trust", "off");
        List<String> names = report().settings().attacks().stream()
                .map(AuditReport.Tried::name)
                .toList();
        assertTrue(names.getFirst().equals("FGSM") && names.getLast().endsWith("(transfer)"), names::toString);
    }

    @Test
    void aSourceThatStandsForNothingIsRefused() throws IOException {
        Path two = tailed("two.onnx", logits -> logits.slice(0, 0, 2));
        Path source = tailed("source.onnx", logits -> logits);
        refused(attack(model, "--attack", "transfer"), "--source");
        refused(attack(model, "--attack", "pgd", "--source", source), "--attack doesn't name");
        refused(attack(model, "--source", two), "two.onnx tells 2 classes apart");
        refused(attack(model, "--source", folder.resolve("none.onnx")), "none.onnx does not exist");
        refused(attack(model, "--source", source, "--verdicts", source), "source.onnx");
    }

    /** Columns that are inputs of one number each, as converters of tables write them. */
    private Path columns(String file, String... names) throws IOException {
        Trace trace = new Trace();
        Value first = trace.input(names[0], Shape.of(1)).dense(trace.constant(Tensor.of(Shape.of(2, 1), 1, 0)));
        Value second = trace.input(names[1], Shape.of(1)).dense(trace.constant(Tensor.of(Shape.of(2, 1), 0, 1)));
        Path path = folder.resolve(file);
        Onnx.write(trace.graph("scores", first.plus(second)), path);
        return path;
    }

    @Test
    void columnsInAnotherOrderAreRefused() throws IOException {
        Path own = columns("own.onnx", "age", "paid");
        Path turned = columns("turned.onnx", "paid", "age");
        String rows = ",label\n0.25,0.5,1\n0.75,0.125,0\n";
        data = Files.writeString(folder.resolve("cases.csv"), "age,paid" + rows);
        refused(attack(own, "--source", turned), "in the order of the attacked own.onnx");
        refused(attack(turned), "in the order of the model turned.onnx");
        data = Files.writeString(folder.resolve("others.csv"), "years,amount" + rows);
        refused(attack(own, "--source", turned), "in the order of the attacked own.onnx");
    }

    @Test
    void labelsThatAreWrongAlreadyAreCountedApart() throws IOException {
        Commands.Ending ending = attack(model, "--epsilon", "0.3");
        AuditReport report = report();
        assertEquals(COUNT / 5, count(report, VerdictKind.MISCLASSIFIED));
        assertEquals(COUNT / 5, report.sandwich().misclassified());
        assertTrue(
                ending.out().matches("(?s).*Broken +\\(attack\\) .*Misclassified +\\(unchanged\\) +20.0 % +4 of 20.*"));
        assertTrue(ending.out().contains("Attack on small.onnx"), ending.out());
        assertFalse(ending.out().contains("ertified"), ending.out());
        String page = Files.readString(folder.resolve("attack/report.html"));
        assertTrue(page.contains("Not broken proves nothing"));
        assertFalse(page.contains("Robust ≥"));
    }

    @Test
    void verdictsAndAdversarialExamplesGoBesideTheReport() throws IOException {
        Path verdicts = folder.resolve("verdicts.csv");
        Path saved = folder.resolve("saved.npz");
        attack(model, "--epsilon", "0.3", "--verdicts", verdicts, "--save-adversarial", saved);
        assertEquals(COUNT + 1, Files.readAllLines(verdicts).size());
        assertEquals(
                count(report(), VerdictKind.FALSIFIED),
                Npz.read(saved).get("index").data().length);
    }

    @Test
    void itGoesOnWhereItWasStopped() throws IOException {
        attack(model, "--epsilon", "0.05", "--images", "10");
        Commands.Ending more = attack(model, "--epsilon", "0.05", "--resume");
        assertTrue(more.out().contains("Going on after"), more.out() + more.err());
        AuditReport resumed = report();
        attack(model, "--epsilon", "0.05", "--out", folder.resolve("whole"));
        AuditReport whole = ReportJson.read(folder.resolve("whole/report.json"));
        assertEquals(whole.examples(), resumed.examples());
        assertEquals(whole.trust(), resumed.trust());
        Commands.Ending audit = Commands.run(
                "audit",
                model,
                "--data",
                data,
                "--steps",
                5,
                "--epsilon",
                "0.05",
                "--resume",
                "--out",
                folder.resolve("attack"));
        assertEquals(ExitCode.BAD_INPUT, audit.code(), audit.out());
    }

    @Test
    void namesAreInTheHelpAndInTheErrorOfAnother() {
        Commands.Ending help = Commands.run("help", "attack");
        Commands.Ending unknown = attack(model, "--attack", "fgsm,nope");
        assertEquals(ExitCode.BAD_INPUT, unknown.code());
        assertTrue(unknown.err().contains("there is no attack 'nope'; known are "), unknown.err());
        for (String name : Attacks.names()) {
            assertTrue(help.out().replaceAll("\\s+", " ").contains(name), name);
            assertTrue(unknown.err().contains(name), name);
        }
        assertFalse(help.out().contains("--certifier"));
        assertEquals(
                ExitCode.BAD_INPUT, attack(model, "--certifier", "interval").code());
    }

    @Test
    void budgetsAreKeptAndWhatWasSpentIsTold() throws IOException {
        attack(model, "--epsilon", "0.01", "--attack", "pgd", "--gradients", "4");
        AuditReport report = report();
        assertEquals(4L, report.settings().attackLimits().gradients());
        // Cross-entropy has 4 gradients for each of 16 examples.
        assertTrue(
                Files.readString(folder.resolve("attack/report.html"))
                        .contains(
                                "<th scope=\"row\">PGD-5×2 (cross-entropy)</th><td>broke 0</td><td>64</td><td></td><td>4 gradients</td>"));
    }

    @Test
    void queriesAreToldInTheTerminalTheReportAndThePage() throws IOException {
        Commands.Ending ending =
                attack(model, "--epsilon", "0.001", "--attack", "square", "--queries", "7", "--trust", "off");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        AuditReport report = report();
        assertEquals(0, report.sandwich().broken());
        long queries = 7L * report.sandwich().correct();
        Phase square = report.phases().stream()
                .filter(phase -> phase.part() == Phase.Part.ATTACK)
                .findFirst()
                .orElseThrow();
        assertEquals(new Budget.Spent(0, queries, 0), square.spent());
        assertEquals(new Budget.Spent(0, 7, 0), square.median());
        assertTrue(
                ending.out()
                        .replaceAll("[│\\s]+", " ")
                        .contains("Queries: Square-5000 " + queries + " (7 of an example"),
                ending.out());
        String page = Files.readString(folder.resolve("attack/report.html"));
        assertTrue(page.contains("<td>broke 0</td><td></td><td>" + queries + "</td><td>7 queries</td>"));
    }

    @Test
    void namesOfAttacksAreTakenWithBlanksAndCapitals() throws IOException {
        Commands.Ending ending = attack(model, "--epsilon", "0.01", "--attack", " pgd-ce , FGSM", "--trust", "off");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertEquals(
                List.of("PGD-5×2 (cross-entropy)", "FGSM"),
                report().settings().attacks().stream()
                        .map(AuditReport.Tried::name)
                        .toList());
    }

    /** NES asks about the example itself first. */
    @Test
    void anAnswerAboutTheExampleItselfIsToldAsNothing() throws IOException {
        Commands.Ending ending =
                attack(model, "--epsilon", "0.01", "--attack", "nes", "--queries", "3", "--trust", "full");
        assertTrue(
                ending.err().contains("jaspis: unreliable: no attack got beyond a first answer of the network"),
                ending.err());
    }

    @Test
    void aBudgetOfNothingIsToldAndUnreliable() throws IOException {
        Commands.Ending ending = attack(model, "--epsilon", "0.01", "--attack", "pgd", "--gradients", "0");
        assertEquals(ExitCode.UNRELIABLE, ending.code());
        assertTrue(
                ending.err()
                        .contains(
                                "jaspis: unreliable: no attack got beyond a first answer of the network: the budget is too small"),
                ending.err());
        assertEquals(report().sandwich().correct(), report().sandwich().unbroken());
        assertTrue(report().phases().stream()
                .allMatch(
                        phase -> phase.spent().gradients() == 0 && phase.spent().queries() == 0));
    }

    @Test
    void signsThatAttacksFailEndWithACodeOfTheirOwn() throws IOException {
        Path stairs = tailed("stairs.onnx", z -> z.scale(50).floor());
        Commands.Ending ending = attack(stairs, "--epsilon", "0.02", "--fail-below-attack", "1");
        assertEquals(ExitCode.UNRELIABLE, ending.code(), ending.err());
        assertTrue(ending.err().contains("jaspis: unreliable: "), ending.err());
        assertTrue(ending.err().contains("a gradient that vanishes"), ending.err());
        assertTrue(ending.err().contains("--fail-below-attack 1 does not hold"), ending.err());
        assertTrue(ending.out().contains("Unreliable: "), ending.out());
        Trust trust = report().trust();
        assertTrue(trust.doubtful());
        assertTrue(
                trust.checks().stream().anyMatch(check -> check.check() == Check.ZERO_GRADIENTS && check.doubtful()));
        String page = Files.readString(folder.resolve("attack/report.html"));
        assertTrue(page.contains("Can the number be trusted?") && page.contains("is unreliable"));
        // Read again, it says the same.
        assertEquals(
                ExitCode.UNRELIABLE,
                attack(stairs, "--epsilon", "0.02", "--resume").code());
        assertEquals(
                ExitCode.OK,
                attack(stairs, "--epsilon", "0.02", "--trust", "off", "--out", folder.resolve("off"))
                        .code());
    }

    @Test
    void aReportThatIsWholeIsLookedAtOnceMoreWhereMoreIsAsked() throws IOException {
        attack(model, "--epsilon", "0.01", "--trust", "off");
        assertEquals(Trust.NONE, report().trust());
        attack(model, "--epsilon", "0.01", "--resume");
        assertEquals(Trust.Level.QUICK, report().trust().level());
        Commands.Ending again = attack(model, "--epsilon", "0.01", "--resume", "--trust", "off");
        assertTrue(again.out().contains("Nothing is left to do"), again.out());
        assertEquals(Trust.Level.QUICK, report().trust().level());
    }

    @Test
    void attacksThatAreTooWeakAreUnreliable() throws IOException {
        Commands.Ending ending = attack(
                model,
                "--epsilon",
                "0.08",
                "--attack",
                "fgsm",
                "--gradients",
                "1",
                "--trust",
                "full",
                "--effort",
                "high");
        assertEquals(ExitCode.UNRELIABLE, ending.code(), ending.out());
        assertEquals(Trust.Level.FULL, report().trust().level());
    }

    @Test
    void modelsThatTellNothingApartAreTold() throws IOException {
        Path constant = tailed("constant.onnx", z -> z.scale(0));
        Commands.Ending same = attack(constant, "--epsilon", "0.05");
        assertTrue(same.err().contains("warning: outputs are the same for all of the first 20 examples"), same.err());
        assertTrue(
                report().remarks().warnings().stream().anyMatch(warning -> warning.startsWith("outputs are the same")));
        Path one = tailed("one.onnx", z -> {
            float[] bias = {0, 100, 0};
            return z.plus(z.trace().constant(Tensor.of(Shape.of(3), bias)));
        });
        Commands.Ending single = attack(one, "--epsilon", "0.05");
        assertTrue(
                single.err()
                        .contains("warning: class 1 is given to all of the first 20 examples, whatever their label"),
                single.err());
    }

    @Test
    void outputsThatAreNoNumbersAreNoClassAndNoBreak() throws IOException {
        Path logarithms = tailed("logarithms.onnx", Value::logarithm);
        Commands.Ending ending = attack(logarithms, "--epsilon", "0.01");
        assertTrue(ending.err().contains("warning: outputs are not all finite numbers on "), ending.err());
        AuditReport report = report();
        assertTrue(report.remarks().noClass() > 0);
        report.examples().stream()
                .filter(example -> example.prediction() < 0)
                .forEach(example -> assertEquals(VerdictKind.MISCLASSIFIED, example.verdict()));
    }

    @Test
    void aTargetThatIsTheLabelIsLeftOutOrRefused() throws IOException {
        Commands.Ending some = attack(model, "--epsilon", "0.05", "--target", "1");
        assertTrue(some.out().contains("that have the class aimed at"), some.out() + some.err());
        assertTrue(report().examples().stream().allMatch(example -> example.label() != 1));
        int own = report().examples().getFirst().index();
        Path indices = Files.writeString(folder.resolve("own.txt"), own + "\n");
        int label = report().examples().getFirst().label();
        Commands.Ending none = attack(model, "--epsilon", "0.05", "--target", label, "--indices", indices);
        assertEquals(ExitCode.BAD_INPUT, none.code(), none.out());
        assertTrue(
                none.err()
                        .contains("--target, class " + label + ", is the label of all 1 examples: give another class"),
                none.err());
    }
}
