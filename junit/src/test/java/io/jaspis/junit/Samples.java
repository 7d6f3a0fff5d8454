package io.jaspis.junit;

import static io.jaspis.junit.RobustnessAssertions.assertRobust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Columns.Missing;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that others run. They are in the words of a user, on the payments that the examples have. */
final class Samples {
    private static final String MODEL = "../examples/fraud/fraud.onnx";
    private static final String DATA = "../examples/fraud/cases.csv";

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            norm = Norm.LINF,
            epsilon = 0.05,
            minCertified = 0.5,
            minRobust = 0.6,
            confidence = 0.99,
            examples = 60)
    void isRobust(AuditReport report) {
        assertEquals(60, report.examples().size());
        assertEquals(2, report.gates().size());
    }

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.2,
            minCertified = 0.99,
            prove = 0.99,
            examples = 60)
    void isNotRobust() {
        throw new IllegalStateException("the method isn't called where the model isn't robust");
    }

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.5,
            baseline = "target/baselines/fraud.json",
            examples = 30)
    void isNoWorse() {}

    @RobustnessTest(model = MODEL, data = DATA, epsilon = 0.05, minRobust = 0.5, confidence = 0.9, prove = 0.9)
    void asksForBoth() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05)
    void asksForNothing() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1,
            sources = {MODEL, MODEL},
            examples = 10)
    void hasSources(AuditReport report) {
        String last = report.settings().attacks().getLast().name();
        assertTrue(last.endsWith("(transfer)"), last);
    }

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1,
            sources = "nowhere.onnx")
    void hasSourcesNowhere() {}

    @RobustnessTest(model = "nowhere.onnx", data = DATA, epsilon = 0.05, minRobust = 0.5)
    void isNowhere() {}

    @RobustnessTest(
            model = "target/one-output.onnx",
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            singleOutput = BinaryClassifier.Output.LOGIT,
            threshold = 0.75,
            features = "target/features.csv",
            epsilon = 0.05,
            minRobust = 0.1,
            examples = 30)
    void hasOneOutputAndFeatures(AuditReport report) {
        assertTrue(report.settings().reading().endsWith("threshold 0.75"), report.settings()::reading);
        assertTrue(report.breaks().features().isEmpty()
                || report.breaks().features().stream()
                        .allMatch(feature -> feature.feature().equals("amount")));
    }

    @RobustnessTest(
            model = "target/one-output.onnx",
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1)
    void hasOneOutputThatMayBeEither() {}

    @RobustnessTest(
            model = "../models/mnist-certified.onnx",
            data = "../examples/digits",
            mean = 0,
            std = 1,
            classes = {"null", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
            target = "seven",
            levels = 255,
            epsilon = 10 / 255.,
            minRobust = 0.5)
    void arePictures(AuditReport report) {
        assertTrue(report.settings().reading().endsWith("normalized by 0,1"), report.settings()::reading);
        assertEquals("class seven", report.settings().target());
        assertEquals("levels 255", report.settings().features().getFirst().kind());
    }

    @RobustnessTest(
            model = "../models/mnist-certified.onnx",
            data = "../examples/digits",
            lower = {0, 0, 0},
            upper = {1, 1, 1},
            epsilon = 0.1,
            minRobust = 0.5)
    void haveNoThreeChannels() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country=AT:DE:FR:US",
            epsilon = 0.05,
            minRobust = 0.9,
            confidence = 0.99,
            timeLimit = 1e-9,
            examples = 60)
    void hasNoTime() {}

    @RobustnessTest(model = MODEL, data = DATA, epsilon = 0.05, baseline = "target/baselines/fraud.json", prove = 0.99)
    void provesNothing() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            features = "target/features.csv",
            levels = 255,
            epsilon = 0.05,
            minRobust = 0.1)
    void areFeaturesAndLevels() {}

    /** Writes what the tests of one output take. */
    @BeforeEach
    void write() throws IOException {
        Graph two = Model.read(Path.of(MODEL)).graph();
        Trace trace = new Trace();
        Value x = trace.input("x", two.input(two.onlyInput()).type());
        Value scores = trace.inline(two, Map.of(two.onlyInput(), x)).get(two.onlyOutput());
        Value lead = scores.slice(0, 1, 1).minus(scores.slice(0, 0, 1));
        Onnx.write(trace.graph("y", lead), Path.of("target/one-output.onnx"));
        Files.writeString(Path.of("target/features.csv"), "name,epsilon,lower,upper,kind\namount,1,0,1,real\n");
    }

    @Test
    void assertsWithoutAnEngine() throws IOException {
        Model model = Model.read(Path.of(MODEL));
        AuditReport report = assertRobust(model)
                .on(model.examples(
                        Path.of(DATA),
                        Columns.DETECTED
                                .withDropped("id")
                                .withMissing(Missing.MEDIAN)
                                .withOneHot("country")))
                .examples(30)
                .minCertified(0.5)
                .confidence(0.99)
                .within(Norm.LINF, 0.05);
        assertEquals(30, report.examples().size());
    }
}
