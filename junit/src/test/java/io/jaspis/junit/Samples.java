package io.jaspis.junit;

import static io.jaspis.junit.RobustnessAssertions.assertRobust;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Columns.Missing;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Path;
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

    @RobustnessTest(model = "nowhere.onnx", data = DATA, epsilon = 0.05, minRobust = 0.5)
    void isNowhere() {}

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
