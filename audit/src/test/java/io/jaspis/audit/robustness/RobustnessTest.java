package io.jaspis.audit.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.tensor.Workers;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RobustnessTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");

    private static Model model;
    private static Dataset cases;

    @BeforeAll
    static void read() throws IOException {
        model = Model.read(FRAUD.resolve("fraud.onnx"));
        cases = model.examples(
                FRAUD.resolve("cases.csv"),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
    }

    /** What was found, without when and how long. */
    private static List<Object> found(AuditReport report) {
        return List.of(
                report.completion(),
                report.settings(),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples(),
                report.breaks(),
                report.trust(),
                report.data());
    }

    @Test
    void theAnswerIsThatOfItsParts() {
        Robustness question = Robustness.of(model).within(Norm.LINF, 0.05).withTrust(Trust.Level.OFF);
        Problem problem = new Problem(model.graph(), cases, new Threat(Norm.LINF, 0.05, 0, 1), Cpu.best(), 64);
        AuditPlan plan = AuditPlan.standard(problem, 1);
        AuditResult result = new Audit(problem, plan).run(cases.count(), new Audit.Listener() {}, () -> false);
        AuditReport assembled = new ReportAssembly(model, cases, Selection.all(cases), problem, plan, cases.reading())
                .report(result, Provenance.Run.since(Instant.now()));
        assertEquals(found(assembled), found(question.audit(cases)));
        assertFalse(assembled.curve().isEmpty());
    }

    @Test
    void threadsGetTheSameBitsOfOneModel() throws Exception {
        Robustness question =
                Robustness.of(model).within(Norm.LINF, 0.05).withExamples(60).withSeed(3);
        List<Object> alone = found(question.audit(cases));
        List<Future<AuditReport>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> question.audit(cases)));
            }
        }
        for (Future<AuditReport> answer : answers) {
            assertEquals(alone, found(answer.get()));
        }
    }

    private static String refused(Robustness question, Dataset examples) {
        return assertThrows(IllegalArgumentException.class, () -> question.audit(examples))
                .getMessage();
    }

    @Test
    void featuresThatGoByPlaceMustBeInTheColumnsOrder() {
        List<Feature> moving = new ArrayList<>();
        cases.inputNames().forEach(name -> moving.add(Feature.real(name, 0.1, 0, 1)));
        Collections.swap(moving, 0, 1);
        String message = refused(Robustness.of(model).within(Threat.of(Norm.LINF, 1, new Features(moving))), cases);
        assertTrue(message.contains("put them in that order"), message);
    }

    @Test
    void featuresThatAllStayAreRefused() {
        List<Feature> still =
                cases.inputNames().stream().map(Feature::immutable).toList();
        String message = refused(Robustness.of(model).within(Threat.of(Norm.LINF, 1, new Features(still))), cases);
        assertTrue(message.contains("let at least one move"), message);
    }

    @Test
    void classesOfAnotherOrderAreRefused() {
        List<String> names = new ArrayList<>(cases.classNames());
        Collections.reverse(names);
        Model other = new Model(model.name(), model.sha256(), model.graph(), model.elementTypes(), names);
        String message = refused(Robustness.of(other).within(Norm.LINF, 0.05), cases);
        assertTrue(message.contains("read the examples with Model.examples"), message);
    }

    @Test
    void poolsChangeNoBit() {
        Robustness question =
                Robustness.of(model).within(Norm.LINF, 0.05).withExamples(40).withCurve();
        List<Object> shared = found(question.audit(cases));
        try (Workers own = Workers.of(3);
                ExecutorService executor = Executors.newFixedThreadPool(2);
                Workers borrowed = Workers.of(3, executor)) {
            assertEquals(shared, found(question.on(own).audit(cases)));
            assertEquals(shared, found(question.on(borrowed).audit(cases)));
        }
    }

    @Test
    void aQuestionNeverChanges() {
        Robustness question = Robustness.of(model).within(Norm.LINF, 0.05).withExamples(10);
        question.withAttacks("fgsm");
        question.withCertifiers();
        question.withExamples(20);
        AuditReport report = question.audit(cases);
        assertEquals(10, report.examples().size());
        assertTrue(report.settings().attacks().size() > 1);
        assertFalse(report.settings().attacksAlone());
        AuditReport other = question.withAttacks("fgsm")
                .withCertifiers()
                .withCurve(0.01)
                .withTimeLimit(Duration.ofHours(9))
                .audit(cases);
        assertEquals(1, other.settings().attacks().size());
        assertTrue(other.settings().attacksAlone());
        assertEquals(
                List.of(0.01, 0.05),
                other.curve().stream().map(AuditReport.CurvePoint::epsilon).toList());
        assertThrows(
                UnsupportedOperationException.class, () -> report.examples().clear());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        String told = assertThrows(
                        IllegalStateException.class, () -> Robustness.of(model).audit(cases))
                .getMessage();
        assertTrue(told.contains("within("), told);
        Robustness question = Robustness.of(model).within(Norm.LINF, 0.05);
        assertThrows(IllegalArgumentException.class, () -> question.withExamples(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> question.withAttacks("none such").audit(cases));
        assertThrows(NullPointerException.class, () -> question.within(null));
    }
}
