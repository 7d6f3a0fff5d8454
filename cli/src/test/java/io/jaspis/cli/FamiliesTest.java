package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Tried;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.families.CornerFamily;
import io.jaspis.cli.families.OtherFamily;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.example.cli.FailingFamily;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks and certifiers of other jars are in the command and in its reports, and nothing else of either changes. */
final class FamiliesTest {
    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 40);
    }

    private Commands.Ending audit(Object... more) {
        return Commands.audit(model, data, folder, more);
    }

    private AuditReport report() throws IOException {
        return Commands.report(folder);
    }

    @Test
    void thoseOfAnotherJarAreTriedAndReported() throws IOException {
        Commands.Ending broken = audit("--epsilon", "0.5", "--attack", "corner,fgsm", "--certifier", "other");
        assertEquals(0, broken.code(), broken.err());
        AuditReport report = report();
        assertEquals(
                List.of(
                        new Tried(CornerFamily.NAME, Map.of("corners", 1)),
                        new Tried("FGSM", Map.of("steps", 1, "restarts", 1))),
                report.settings().attacks());
        assertEquals(
                List.of(new Tried(OtherFamily.NAME, Map.of("jar", "another"))),
                report.settings().certifiers());
        assertTrue(report.examples().stream().anyMatch(example -> CornerFamily.NAME.equals(example.attack())));
        String page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains(CornerFamily.NAME + " (corners 1) · FGSM (steps 1, restarts 1)"));
        assertTrue(page.contains(OtherFamily.NAME + " (jar another)"));

        Commands.Ending proved = audit("--epsilon", "0.01", "--certifier", "interval,other", "--attack", "corner");
        assertEquals(0, proved.code(), proved.err());
        assertFalse(report().examples().stream().anyMatch(example -> OtherFamily.NAME.equals(example.certifier())));
        proved = audit("--epsilon", "0.01", "--certifier", "other,interval", "--attack", "corner");
        assertEquals(0, proved.code(), proved.err());
        for (AuditReport.ExampleResult example : report().examples()) {
            assertEquals(
                    example.verdict() == VerdictKind.CERTIFIED ? OtherFamily.NAME : null,
                    example.certifier(),
                    example.toString());
        }
        assertTrue(report().sandwich().robustLower() > 0);
        assertTrue(
                Files.readString(folder.resolve("report/report.html")).contains("<td>" + OtherFamily.NAME + "</td>"));
    }

    @Test
    void theHelpNamesThemAndTheDefaultsStay() throws IOException {
        String help = Commands.run("help", "audit").out().replaceAll("\\s+", " ");
        assertTrue(help.contains("fgsm, pgd, pgd-ce, pgd-margin, pgd-dlr"), help);
        assertTrue(help.contains("corner") && help.contains("other"), help);
        assertEquals(0, audit("--images", 5, "--steps", 3).code());
        assertEquals(
                List.of("FGSM", "PGD-3×2 (cross-entropy)", "PGD-3×2 (margin)", "PGD-3×2 (DLR)"),
                report().settings().attacks().stream().map(Tried::name).toList());
        assertEquals(
                List.of("interval bounds (float-sound)", "CROWN", "α-CROWN", "branch and bound"),
                report().settings().certifiers().stream().map(Tried::name).toList());
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatAreKnown() {
        Commands.Ending attack = audit("--attack", "fgsm,magic");
        assertEquals(ExitCode.BAD_INPUT, attack.code());
        assertTrue(attack.err().contains("there is no attack 'magic'; known are "), attack::err);
        assertTrue(attack.err().contains("fgsm, pgd") && attack.err().contains("corner"), attack::err);
        Commands.Ending certifier = audit("--certifier", "magic");
        assertEquals(ExitCode.BAD_INPUT, certifier.code());
        assertTrue(certifier.err().contains("there is no certifier 'magic'; known are "), certifier::err);
        assertTrue(certifier.err().contains("interval") && certifier.err().contains("other"), certifier::err);
    }

    /** What the work gives where another jar names this family. */
    private Commands.Ending with(String family, Supplier<Commands.Ending> work) throws IOException {
        Path services = Files.createDirectories(folder.resolve("plugin/META-INF/services"));
        Files.writeString(services.resolve(AttackFamily.class.getName()), family);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] more = {folder.resolve("plugin").toUri().toURL()};
        try (URLClassLoader child = new URLClassLoader(more, FailingFamily.class.getClassLoader())) {
            thread.setContextClassLoader(child);
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aJarThatNamesWhatIsntThereIsTheUsers() throws IOException {
        for (Supplier<Commands.Ending> command :
                List.<Supplier<Commands.Ending>>of(() -> Commands.run("help", "audit"), () -> audit("--images", 2))) {
            Commands.Ending ending = with("org.example.Missing", command);
            assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
            assertTrue(ending.err().contains("jaspis: org.example.Missing, which "), ending::err);
            assertTrue(ending.err().contains(folder.resolve("plugin").toString()), ending::err);
            assertFalse(ending.err().contains("please report"), ending::err);
        }
    }

    @Test
    void anAttackOfAnotherJarThatFailsIsTheUsers() throws IOException {
        Commands.Ending ending = with(FailingFamily.class.getName(), () -> audit("--images", 2, "--attack", "failing"));
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        String told = ending.err()
                .lines()
                .filter(line -> line.startsWith("jaspis: the attack failing failed: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ending.err()));
        assertTrue(told.contains("IllegalStateException: I fail"), told);
        assertTrue(told.contains(FailingFamily.class.getName()), told);
        assertFalse(told.contains("please report") || told.contains("error of Jaspis"), told);
        String where = "; where it failed is in ";
        Path log = Path.of(told.substring(told.indexOf(where) + where.length()));
        assertTrue(Files.readString(log).contains("IllegalStateException: I fail"));
        Files.delete(log);
    }

    @Test
    void effortSetsWhatNoNumberSays() throws IOException {
        Commands.Ending low = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--images",
                3,
                "--effort",
                "low",
                "--out",
                folder.resolve("report"));
        assertEquals(0, low.code(), low.err());
        List<Tried> attacks = report().settings().attacks();
        assertEquals(List.of("FGSM", "fast"), attacks.stream().map(Tried::name).toList());
        assertEquals(20L, attacks.get(1).settings().get("MALT: steps"));
    }

    @Test
    void aTimeLimitThatIsOverLeavesAFirstPortion() throws IOException {
        Commands.Ending cut = audit("--time-limit", "1e-9");
        assertEquals(0, cut.code(), cut.err());
        assertTrue(cut.out().contains("time limit ended it after 8 of 40 images"), cut::out);
        assertEquals(8, report().completion().done());
        Commands.Ending none = audit("--time-limit", "0");
        assertEquals(ExitCode.BAD_INPUT, none.code());
        assertTrue(none.err().contains("--time-limit must be above 0"), none::err);
    }

    /** What a time limit leaves out is done by who goes on. */
    @Test
    void anAuditThatWasCutOffIsGoneOnWith() throws IOException {
        assertEquals(0, audit("--images", 10).code());
        Commands.Ending cut = audit("--resume", "--time-limit", "1e-9", "--fail-below", "0");
        assertEquals(0, cut.code(), cut.err());
        assertTrue(cut.out().contains("time limit ended it after 18 of 40 images"), cut::out);
        assertTrue(report().completion().cutOff() || Files.exists(folder.resolve("report/report-2.json")));
        assertEquals(
                ExitCode.BELOW,
                audit("--resume", "--time-limit", "1e-9", "--fail-below", "0.26")
                        .code());
        assertEquals(0, audit("--resume").code());
        assertEquals(40, report().completion().done());
        assertFalse(report().completion().cutOff());
    }
}
