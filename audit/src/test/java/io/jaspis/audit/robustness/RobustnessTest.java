package io.jaspis.audit.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.features.FeatureFile;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.data.Split;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.PictureThreat;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class RobustnessTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");

    private static final Columns COLUMNS = Columns.DETECTED
            .withDropped("id")
            .withMissing(Columns.Missing.MEDIAN)
            .withOneHot("country");

    private static Model model;
    private static Dataset cases;

    @BeforeAll
    static void read() throws IOException {
        model = Model.read(FRAUD.resolve("fraud.onnx"));
        cases = model.examples(FRAUD.resolve("cases.csv"), COLUMNS);
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
        Robustness question = Robustness.of(model)
                .within(Norm.LINF, 0.05)
                .withExamples(16)
                .withCurve(0.02)
                .withSeed(3);
        List<Object> alone = found(question.audit(cases));
        List<Future<AuditReport>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                answers.add(threads.submit(() -> question.audit(cases)));
            }
        }
        for (Future<AuditReport> answer : answers) {
            assertEquals(alone, found(answer.get()));
        }
    }

    /** An attack of its own name that does what another does. */
    private record Other(Attack attack) implements Attack {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            attack.attack(problem, indices, seed, budget, listener, stopped);
        }
    }

    private record Borrowed(Certifier certifier) implements Certifier {
        @Override
        public String name() {
            return "borrowed";
        }

        @Override
        public Prover prepare(Problem problem) {
            return certifier.prepare(problem);
        }
    }

    @Test
    void onesOwnAttacksAndCertifiersAreTriedBehindTheOthers() {
        Problem problem = new Problem(model.graph(), cases, new Threat(Norm.LINF, 0.05, 0, 1), Cpu.best(), 64);
        Attack fgsm = Attacks.named(List.of("fgsm"), problem, AttackFamily.Settings.of(Effort.NORMAL))
                .getFirst();
        Robustness nothing =
                Robustness.of(model).within(Norm.LINF, 0.05).withAttacks().withCertifiers();
        AuditReport named = Robustness.of(model)
                .within(Norm.LINF, 0.05)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .audit(cases);
        AuditReport own = nothing.withOwnAttacks(new Other(fgsm))
                .withOwnCertifiers(new Borrowed(new IntervalBounds()))
                .withCurve(0.02)
                .audit(cases);
        assertEquals(named.sandwich().robustUpper(), own.sandwich().robustUpper());
        assertEquals(named.sandwich().robustLower(), own.sandwich().robustLower());
        assertTrue(own.sandwich().robustUpper() < 1 && own.sandwich().robustLower() > 0);
        assertTrue(own.curve().getFirst().robustLower() >= own.sandwich().robustLower());
        assertEquals(0, nothing.audit(cases).sandwich().robustLower());
        String twice = assertThrows(
                        IllegalArgumentException.class, () -> nothing.withOwnAttacks(new Other(fgsm), new Other(fgsm)))
                .getMessage();
        assertTrue(twice.startsWith("'other' is the name of two"), twice);
        AuditReport looked = nothing.withAttacks("fgsm")
                .withOwnAttacks(new Other(fgsm))
                .withTrust(Trust.Level.FULL)
                .withExamples(60)
                .audit(cases);
        assertTrue(looked.sandwich().robustUpper() < 1);
        String taken = refused(nothing.withAttacks("fgsm").withOwnAttacks(fgsm), cases);
        assertTrue(taken.contains("is the name of two"), taken);
    }

    /** What a runtime rounds in 16 bits no bound of float32 covers. */
    @Test
    void certificatesOfNumbersOf16BitsAreOfRealArithmeticAlone() {
        Model narrow = new Model(model.name(), model.sha256(), model.graph(), List.of("float16"), model.classNames());
        for (Model one : List.of(model, narrow)) {
            AuditReport report =
                    Robustness.of(one).within(Norm.LINF, 0.05).withExamples(60).audit(cases);
            long certified = report.examples().stream()
                    .filter(example -> example.verdict() == VerdictKind.CERTIFIED)
                    .count();
            assertTrue(certified > 10, certified + " certified");
            int alone = report.remarks().provedInRealAlone();
            assertTrue(one == narrow ? alone == certified : alone < certified, alone + " of " + certified);
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

    /** A whole number that can't go a whole step would be "robust" whatever the model. */
    @Test
    void aBallInWhichNothingCanChangeIsRefused() {
        List<Feature> steps = cases.inputNames().stream()
                .map(name -> name.equals("amount") ? Feature.integer(name, 1, 0, 1) : Feature.immutable(name))
                .toList();
        Features features = new Features(steps);
        String message = refused(Robustness.of(model).within(Threat.of(Norm.LINF, 0.5, features)), cases);
        assertTrue(message.contains("too small for any feature to change; they need at least: amount 1.0"), message);
    }

    /** The radius that is told is the one that was asked for, also where channels have their own. */
    @Test
    void levelsThatNoChannelReachesAreRefusedByItsOwnRadius() throws IOException {
        Dataset pictures = Dataset.of("pictures", Tensor.of(Shape.of(1, 2, 1, 1), 0, 1), 0);
        Model small = new Model("small", "", Nets.dense(1, Shape.of(2, 1, 1), 2, 3), List.of(), List.of());
        Threat own = new PictureThreat(Norm.LINF, List.of(0.1, 0.2), List.of(0f), List.of(1f), 4).over(pictures);
        assertEquals(1, own.epsilon());
        assertEquals(
                "an epsilon of 0.1 for channel 0, 0.2 for channel 1 lets no value become the next of its levels; a step needs at"
                        + " least: channel 0 0.25, channel 1 0.25",
                refused(Robustness.of(small).within(own), pictures));
        Threat shared = new PictureThreat(Norm.LINF, List.of(0.1), List.of(0f), List.of(1f), 4).over(pictures);
        assertEquals(
                "an epsilon of 0.1 lets no value become the next of its levels; a step needs at least: every value 0.25",
                refused(Robustness.of(small).within(shared), pictures));
    }

    @Test
    void whoeverStopsItGetsWhatWasFinished() {
        Robustness question = Robustness.of(model).within(Norm.LINF, 0.05).withCurve();
        AuditReport late = question.withTimeLimit(Duration.ofNanos(1)).audit(cases);
        assertEquals(0, late.completion().done());
        assertTrue(late.completion().cutOff() && late.completion().partial());
        AtomicInteger asked = new AtomicInteger(20);
        AuditReport ended = question.audit(cases, Selection.all(cases), () -> asked.getAndDecrement() <= 0);
        assertTrue(ended.completion().stopped() && ended.completion().partial(), ended::toString);
        Thread.currentThread().interrupt();
        AuditReport interrupted = question.audit(cases);
        assertTrue(Thread.interrupted());
        assertTrue(interrupted.completion().stopped());
        for (AuditReport report : List.of(late, ended, interrupted)) {
            // Nobody knows what became of the others: they could make a share of 1 or of 0.
            Gate gate = Judgement.confidence(0.99).of(Gate.Figure.ATTACKED, 0.9, report);
            assertFalse(gate.passed());
            assertEquals(report.completion().asked(), gate.of());
            assertTrue(gate.upper() > 0.9, gate::toString);
        }
    }

    @Test
    void classesOfAnotherOrderAreRefused() {
        List<String> names = new ArrayList<>(cases.classNames());
        Collections.reverse(names);
        Model other = new Model(model.name(), model.sha256(), model.graph(), model.elementTypes(), names);
        String message = refused(Robustness.of(other).within(Norm.LINF, 0.05), cases);
        assertTrue(message.contains("read the examples with Model.examples"), message);
    }

    /** The fraud model's two scores as one number: how much fraud leads. */
    private static Model single(UnaryOperator<Value> end) {
        Trace trace = new Trace();
        Value x =
                trace.input("x", model.graph().input(model.graph().onlyInput()).type());
        Value scores = trace.inline(model.graph(), Map.of(model.graph().onlyInput(), x))
                .get(model.graph().onlyOutput());
        Value lead = scores.slice(0, 1, 1).minus(scores.slice(0, 0, 1));
        return new Model("single.onnx", "", trace.graph("y", end.apply(lead)), List.of(), model.classNames());
    }

    @Test
    void oneOutputIsTwoClasses() {
        List<AuditReport> reports = new ArrayList<>();
        for (Model one : List.of(
                single(Value::sigmoid),
                single(Value::sigmoid).twoClasses(0.5),
                single(y -> y).twoClasses(0.5, BinaryClassifier.Output.LOGIT),
                single(Value::sigmoid).twoClasses(0.999))) {
            reports.add(Robustness.of(one)
                    .within(Norm.LINF, 0.05)
                    .withExamples(40)
                    .withCurve()
                    .audit(cases));
        }
        AuditReport two = Robustness.of(model)
                .within(Norm.LINF, 0.05)
                .withExamples(40)
                .withCurve()
                .audit(cases);
        assertEquals(found(reports.get(0)), found(reports.get(1)));
        for (AuditReport report : reports.subList(0, 3)) {
            assertEquals(two.sandwich().cleanAccuracy(), report.sandwich().cleanAccuracy());
        }
        List<String> readings =
                reports.stream().map(report -> report.settings().reading()).toList();
        assertEquals(readings.get(0), readings.get(1));
        assertEquals(readings.get(0), readings.get(2));
        assertEquals(readings.get(0) + "; threshold 0.999", readings.get(3));
        long fraud = predicted(reports.get(0));
        assertTrue(predicted(reports.get(3)) < fraud, "fewer are told to be fraud above 0.999 than above 0.5");
    }

    private static long predicted(AuditReport report) {
        return report.examples().stream()
                .filter(example -> example.prediction() == 1)
                .count();
    }

    @Test
    void whatOneOutputMeansIsNotGuessed() {
        Model logit = single(y -> y);
        for (Executable asked : List.<Executable>of(
                () -> Robustness.of(logit),
                () -> logit.twoClasses(0.5),
                () -> model.twoClasses(0.5),
                () -> single(Value::sigmoid).twoClasses(1),
                () -> single(Value::sigmoid).twoClasses(0.5, BinaryClassifier.Output.LOGIT))) {
            assertThrows(InputException.class, asked);
        }
        String told =
                assertThrows(InputException.class, () -> Robustness.of(logit)).getMessage();
        assertTrue(told.contains("twoClasses(0.5, Output.LOGIT)"), told);
    }

    @Test
    void aFileOfFeaturesIsTheFeaturesInIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("features.csv");
        Files.writeString(file, "name,epsilon,lower,upper,kind\namount,0.1,0,1,only-up\ncountry,1,,,one-hot\n");
        Features read = FeatureFile.read(file).features(cases);
        List<Feature> made = new ArrayList<>();
        for (String name : cases.inputNames()) {
            made.add(
                    name.equals("amount")
                            ? new Feature(name, 0.1, 0, 1, Feature.Values.REAL, Feature.Way.ONLY_UP, null)
                            : name.startsWith("country=")
                                    ? new Feature(name, 1, 0, 1, Feature.Values.CATEGORY, Feature.Way.EITHER, "country")
                                    : Feature.immutable(name));
        }
        assertEquals(new Features(made).list(), read.list());
    }

    @Test
    void classesThatSeemToBeInAnotherOrderAreTold() throws IOException {
        List<String> names =
                List.of(cases.classNames().get(1), cases.classNames().get(0));
        Dataset turned = Datasets.open(FRAUD.resolve("cases.csv"), null, Split.TEST, names, COLUMNS)
                .loaded();
        Model unnamed = new Model(model.name(), model.sha256(), model.graph(), model.elementTypes(), List.of());
        AuditReport report = Robustness.of(unnamed)
                .within(Norm.LINF, 0.01)
                .withExamples(40)
                .withCurve()
                .audit(turned);
        String told = String.join(" ", report.remarks().warnings());
        assertTrue(told.contains("are the classes in another order?"), told);
    }

    @Test
    void sourcesAddTheAttackThatFollowsThem() {
        Robustness question =
                Robustness.of(model).within(Norm.LINF, 0.05).withExamples(20).withCurve();
        List<String> names = question.withSources(model).audit(cases).settings().attacks().stream()
                .map(AuditReport.Tried::name)
                .toList();
        assertTrue(names.size() > 1 && names.getLast().endsWith("(transfer)"), names::toString);
        AuditReport alone = question.withAttacks("transfer").withSources(model).audit(cases);
        assertEquals(1, alone.settings().attacks().size());
        assertThrows(
                IllegalArgumentException.class,
                () -> question.withAttacks("transfer").audit(cases));
    }

    @Test
    void poolsChangeNoBit() {
        Robustness question =
                Robustness.of(model).within(Norm.LINF, 0.05).withExamples(16).withCurve();
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
        for (Executable unknown : List.<Executable>of(
                () -> question.withAttacks("fgsm", "none such"), () -> question.withCertifiers("none such"))) {
            String named = assertThrows(IllegalArgumentException.class, unknown).getMessage();
            assertTrue(named.contains("'none such'; known are "), named);
        }
        assertThrows(NullPointerException.class, () -> question.within(null));
        assertThrows(NullPointerException.class, () -> question.on((Workers) null));
        for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertEquals(
                    "a time limit must be above zero, but is " + limit,
                    assertThrows(IllegalArgumentException.class, () -> question.withTimeLimit(limit))
                            .getMessage());
        }
    }

    @Test
    void oneZeroIsOnePointOfTheCurve() {
        AuditReport report = Robustness.of(model)
                .within(Norm.LINF, -0.0)
                .withAttacks()
                .withCertifiers()
                .withTrust(Trust.Level.OFF)
                .withCurve(-0.0, 0, 0.01)
                .audit(cases);
        assertEquals(
                List.of(0.0, 0.01),
                report.curve().stream().map(AuditReport.CurvePoint::epsilon).toList());
    }
}
