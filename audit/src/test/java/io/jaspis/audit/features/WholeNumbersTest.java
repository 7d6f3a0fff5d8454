package io.jaspis.audit.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.PictureThreat;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeNumbersTest {
    private static final List<String> NAMES = List.of("items", "amount");

    private static Model model(Graph graph, String... types) {
        return new Model("net.onnx", "", graph, List.of(), List.of(types), List.of(), List.of(), "");
    }

    private static Model row(String... types) {
        return model(Nets.dense(1, 2, 3), types);
    }

    private static Threat kept(Threat threat, Model model) {
        return WholeNumbers.kept(threat, model, NAMES);
    }

    @Test
    void wholeColumnsOfATableAreIntegers() {
        Threat kept = kept(new Threat(Norm.L2, 2, -3, 300), row("uint8", "float32"));
        assertEquals(
                Threat.of(
                        Norm.L2,
                        2,
                        new Features(List.of(Feature.integer("items", 1, 0, 255), Feature.real("amount", 1, -3, 300)))),
                kept);
        assertEquals(
                List.of("integer", "integer"),
                kept(new Threat(Norm.LINF, 1, 0, 9), row("int64")).features().list().stream()
                        .map(Feature::kind)
                        .toList());
    }

    @Test
    void wholePicturesHaveALevelForEachWholeNumber() {
        Model bytes = model(Nets.dense(1, Shape.of(1, 2, 2), 4, 3), "uint8");
        Features features = WholeNumbers.kept(new Threat(Norm.LINF, 2, 0, 255), bytes, List.of())
                .features();
        assertTrue(features.ofChannels());
        assertEquals(255, features.lastLevel());
        assertEquals(7, features.levels(3).value(7));
        Threat wide = WholeNumbers.kept(new Threat(Norm.LINF, 2, -0.5f, 12.5f), bytes, List.of());
        assertEquals(12, wide.features().lastLevel());
        assertEquals(0, wide.lower(0));
        assertTrue(wide.contains(new float[] {3, 0, 0, 12}, 0, new float[] {5, 1, 0, 10}, 0, 4));
        assertFalse(wide.contains(new float[] {3, 0, 0, 12}, 0, new float[] {4.5f, 1, 0, 10}, 0, 4));
    }

    @Test
    void channelsKeepTheirOwnRadii() throws IOException {
        Model bytes = model(Nets.dense(1, Shape.of(2, 1, 3), 6, 3), "uint8");
        Dataset pictures = Dataset.of("pictures", Tensor.of(Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6), 0);
        Threat asked = new PictureThreat(Norm.LINF, List.of(2., 3.), List.of(0f), List.of(255f), 0).over(pictures);
        Threat kept = WholeNumbers.kept(asked, bytes, List.of());
        assertEquals(255, kept.features().lastLevel());
        assertEquals(2, kept.radius(1));
        assertEquals(3, kept.radius(3));
    }

    /** Where channels have no common number of levels, each element is an integer of its channel. */
    @Test
    void channelsOfOtherWidthsAreIntegers() throws IOException {
        Model bytes = model(Nets.dense(1, Shape.of(2, 1, 3), 6, 3), "uint8");
        Dataset pictures = Dataset.of("pictures", Tensor.of(Shape.of(1, 2, 1, 3), 1, 2, 3, 104, 105, 106), 0);
        Threat asked = new PictureThreat(Norm.LINF, List.of(2., 3.), List.of(0f, 99.5f), List.of(255f, 300f), 0)
                .over(pictures);
        Threat kept = WholeNumbers.kept(asked, bytes, List.of());
        assertTrue(kept.ofTable());
        for (int i = 0; i < 6; i++) {
            assertTrue(kept.features().isWhole(i));
            assertEquals(asked.radius(i), kept.radius(i));
            assertEquals(i < 3 ? 0 : 100, kept.lower(i));
            assertEquals(255, kept.upper(i));
        }
    }

    /** Few elements are told apart by cases, with names or without; of many there are levels. */
    @Test
    void shortRowsWithoutNamesAreIntegers() {
        Threat threat = new Threat(Norm.L1, 2, 0, 255);
        Threat few = WholeNumbers.kept(threat, row("uint8"), List.of());
        assertEquals(
                kept(threat, row("uint8")).features().list().stream()
                        .map(Feature::kind)
                        .toList(),
                few.features().list().stream().map(Feature::kind).toList());
        Threat many = WholeNumbers.kept(threat, model(Nets.dense(1, 100, 3), "uint8"), List.of());
        assertEquals(255, many.features().lastLevel());
    }

    @Test
    void whatIsSaidIsOfTheType() {
        Features beyond = new Features(List.of(Feature.integer("items", 1, 0, 256), Feature.immutable("amount")));
        refused(
                Threat.of(Norm.LINF, 1, beyond),
                row("uint8"),
                "from 0 to 255 for items, which is said to be from 0.0 to 256.0");
        Features below = new Features(List.of(Feature.integer("items", 1, -1, 9), Feature.immutable("amount")));
        refused(Threat.of(Norm.LINF, 1, below), row("bool"), "from 0 to 1 for items");
    }

    @Test
    void nothingElseChanges() {
        Threat threat = new Threat(Norm.LINF, 0.1, 0, 1);
        for (Model real : List.of(row(), row("float32"), row("float32", "double"))) {
            assertSame(threat, kept(threat, real));
        }
        // What is normalized first is whole no more.
        assertSame(threat, kept(threat, row("uint8").normalized(new float[] {0}, new float[] {0.25f})));
        Threat told = Threat.of(
                Norm.LINF, 1, new Features(List.of(Feature.real("items", 1, 0, 9), Feature.immutable("amount"))));
        assertSame(told, kept(told, row("int64")));
    }

    @Test
    void whatLeavesNoWholeNumberToGoToIsRefused() {
        refused(new Threat(Norm.LINF, 0.5, 0, 9), row("int64"), "an epsilon of 0.5 lets none of them become another");
        refused(new Threat(Norm.LINF, 1, -9, -5), row("uint8"), "from 0 to 255 for items");
        refused(
                new Threat(Norm.LINF, 1, -3e7f, 9),
                row("int64"),
                "the range (--range) has -30000000 for input element 0, but net.onnx takes int64, and is read for whole numbers up to 16777216");
        refused(new Threat(Norm.LINF, 1, 0, 1e9f), row("float32", "uint32"), "has 1000000000 for input element 1");
        kept(new Threat(Norm.LINF, 1, -3e7f, 9), row("int16"));
        // Beside real numbers the small radius is one for these.
        kept(new Threat(Norm.LINF, 0.5, 0, 9), row("int64", "float32"));
        // Nothing is to change in a ball of radius 0.
        kept(new Threat(Norm.LINF, 0, 0, 9), row("int64"));
    }

    @Test
    void channelsAreToldTheirOwnRadii() throws IOException {
        Model bytes = model(Nets.dense(1, Shape.of(2, 1, 3), 6, 3), "uint8");
        Dataset pictures = Dataset.of("pictures", Tensor.of(Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6), 0);
        Threat asked = new PictureThreat(Norm.LINF, List.of(0.5, 0.25), List.of(0f), List.of(255f), 0).over(pictures);
        String message = assertThrows(InputException.class, () -> WholeNumbers.kept(asked, bytes, List.of()))
                .getMessage();
        assertTrue(
                message.contains(
                        "an epsilon of 0.5 for channel 0, 0.25 for channel 1 lets none of them become another: give at least 1,"),
                message);
        Threat alike =
                new PictureThreat(Norm.LINF, List.of(0.5), List.of(0f, 1f), List.of(255f, 255f), 0).over(pictures);
        message = assertThrows(InputException.class, () -> WholeNumbers.kept(alike, bytes, List.of()))
                .getMessage();
        assertTrue(message.contains("an epsilon of 0.5 lets none of them"), message);
    }

    /** A channel whose own radius is below a whole number stays as it is, which the report says beside what moves. */
    @Test
    void aChannelThatStaysIsTold() throws IOException {
        Model bytes = model(Nets.dense(1, Shape.of(2, 1, 3), 6, 3), "uint8");
        Dataset pictures = Dataset.of("pictures", Tensor.of(Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6), 0);
        Threat asked = new PictureThreat(Norm.LINF, List.of(2., 0.25), List.of(0f), List.of(255f), 0).over(pictures);
        assertEquals(List.of(), asked.tooSmallFor());
        assertEquals(
                List.of("channel 1 1.0"),
                WholeNumbers.kept(asked, bytes, List.of()).tooSmallFor());
        AuditReport report = Robustness.of(bytes)
                .within(asked)
                .withAttacks("pgd")
                .withTrust(Trust.Level.OFF)
                .withCurve()
                .audit(pictures);
        assertTrue(
                report.remarks()
                        .warnings()
                        .contains(
                                "epsilon is too small for some channels to change, which need at least: channel 1 1.0"),
                report.remarks().warnings()::toString);
    }

    private static void refused(Threat threat, Model model, String expected) {
        String message =
                assertThrows(InputException.class, () -> kept(threat, model)).getMessage();
        assertTrue(message.contains(expected), message);
    }

    /** Class 1 leads where the element is less than 0.2 from 0.5, and nowhere else. */
    static Graph betweenWholeNumbers() {
        return Graph.of("x", Shape.of(1), "scores", x -> {
            var trace = x.trace();
            return x.dense(trace.constant(Tensor.of(Shape.of(2, 1), 1, -1)))
                    .plus(trace.constant(Tensor.of(Shape.of(2), -0.5f, 0.5f)))
                    .relu()
                    .dense(trace.constant(Tensor.of(Shape.of(2, 2), 1, 1, 0, 0)))
                    .plus(trace.constant(Tensor.of(Shape.of(2), -0.2f, 0)));
        });
    }

    private static AuditReport audit(Model model, float... values) throws IOException {
        Dataset rows = Dataset.of("rows", Tensor.of(Shape.of(values.length, 1), values), new int[values.length]);
        return Robustness.of(model)
                .within(new Threat(Norm.LINF, 1, 0, 9))
                .withAttacks("pgd")
                .withTrust(Trust.Level.OFF)
                .withCurve()
                .audit(rows);
    }

    @Test
    void whatBreaksBetweenWholeNumbersIsNoBreak() throws IOException {
        Graph graph = betweenWholeNumbers();
        assertTrue(audit(model(graph, "float32"), 0, 1, 3).sandwich().robustUpper() < 1);
        AuditReport whole = audit(model(graph, "int64"), 0, 1, 3);
        assertEquals(1, whole.sandwich().robustUpper());
        assertTrue(whole.remarks().warnings().stream().noneMatch(warning -> warning.contains("whole numbers")));
    }

    /** What is normalized may be anything: it is attacked as such, and the report warns of it, once, whatever the radius. */
    @Test
    void fractionsBehindANormalizationAreToldOnce() throws IOException {
        Model whole = model(betweenWholeNumbers(), "int64").normalized(new float[] {0}, new float[] {2});
        assertTrue(whole.normalizesWhole());
        Model twice = whole.normalized(new float[] {1}, new float[] {1});
        for (Model each : List.of(whole, twice, whole.withClassNames("a", "b"))) {
            AuditReport report = audit(each, 4, 2, 9);
            assertTrue(report.sandwich().robustUpper() < 1);
            assertEquals(
                    List.of(each.fractionsBehindNormalization().orElseThrow()),
                    report.remarks().warnings().stream()
                            .filter(warning -> warning.contains("whole numbers"))
                            .toList());
        }
        Model real = model(betweenWholeNumbers(), "float32").normalized(new float[] {0}, new float[] {2});
        assertTrue(real.fractionsBehindNormalization().isEmpty());
        assertTrue(audit(real, 4, 2, 9).remarks().warnings().stream()
                .noneMatch(warning -> warning.contains("whole numbers")));
    }

    @Test
    void fractionsAreRefused() {
        Model model = model(betweenWholeNumbers(), "int64");
        assertThrows(Problem.MisfitException.class, () -> audit(model, 0, 1.5f));
        assertThrows(Problem.OutOfRangeException.class, () -> audit(model, 0, 12.5f));
    }
}
