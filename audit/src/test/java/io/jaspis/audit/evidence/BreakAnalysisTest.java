package io.jaspis.audit.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of broken rows: by hand, so that every number is known. */
class BreakAnalysisTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.real("amount", 0.5, 0, 9),
            Feature.integer("items", 2, 0, 99),
            Feature.category("country=AT", 1, "country"),
            Feature.category("country=DE", 1, "country"),
            Feature.immutable("age")));

    @TempDir
    Path folder;

    /** Class 1 leads where amount + 2 items + 4 DE is above 10. */
    private static Graph network() {
        Trace trace = new Trace();
        float[] weights = {0, 0, 0, 0, 0, 1, 2, 0, 4, 0};
        return trace.graph(
                "scores",
                trace.input("input", Shape.of(5))
                        .dense(trace.constant(Tensor.of(Shape.of(2, 5), weights)))
                        .plus(trace.constant(Tensor.of(Shape.of(2), 0, -10))));
    }

    private Dataset table() throws IOException {
        return Datasets.read(Files.writeString(
                folder.resolve("cases.csv"),
                "amount,items,country=AT,country=DE,age,label\n0.1,3,1,0,40,0\n1.5,2,1,0,41,0\n2,9,0,1,42,1\n"));
    }

    private Breaks breaks(Threat threat, Finding... findings) throws IOException {
        Dataset table = table();
        return new BreakAnalysis(table, new Problem(network(), table, threat, Cpu.best(), 8)).of(List.of(findings));
    }

    private static Finding broken(int index, float... x) {
        return new Finding(
                index,
                0,
                0,
                0.9,
                new Verdict.Falsified(new Witness(x, 1, 1, "PGD")),
                Double.NaN,
                false,
                false,
                false,
                null);
    }

    @Test
    void changesAreToldByColumnLargestFirst() throws IOException {
        Finding certified = new Finding(2, 1, 1, 0.9, new Verdict.Certified("bounds"), 1, false, false, false, null);
        // 0.3 + 8 + 4 > 10; without DE 8.3, with 3 items 10.3, with the amount of before 12.1.
        Breaks breaks = breaks(
                Threat.of(Norm.LINF, 1, FEATURES),
                certified,
                broken(0, 0.3f, 4, 0, 1, 40),
                broken(1, 1.5f, 3, 0, 1, 41));
        assertEquals(2, breaks.broken());
        assertEquals(2, breaks.tried());
        Breaks.Break first = breaks.examples().getFirst();
        assertEquals(0, first.index());
        assertEquals(1, first.reached());
        assertEquals(0, first.others());
        assertEquals(
                new Breaks.Change("country", "AT", "DE", Double.NaN, 1, true),
                first.changes().get(0));
        assertEquals(
                new Breaks.Change("items", 3, 4, 1, 0.5, false), first.changes().get(1));
        Breaks.Change amount = first.changes().get(2);
        assertEquals(List.of(0.1, 0.3), List.of(amount.before(), amount.after()), "as few digits as the table has");
        assertEquals(0.4, amount.size(), 1e-6);
        // Of the second, with 2 items it is 9.5, and without DE 7.5: it needs both.
        assertEquals(
                List.of("country", "items"),
                breaks.examples().get(1).changes().stream()
                        .map(Breaks.Change::feature)
                        .toList());
        assertEquals(
                List.of(
                        new Breaks.FeatureBreaks("country", 2, 2, 1),
                        new Breaks.FeatureBreaks("items", 2, 1, 0.5),
                        new Breaks.FeatureBreaks("amount", 1, 0, amount.size())),
                breaks.features());
    }

    /** All change by about as much: what is needed is none of the first that sorting comes upon. */
    @Test
    void whatIsNeededIsFoundAmongAnyNumberOfChanges() throws IOException {
        int columns = 150;
        int decisive = 20;
        float[] weights = new float[2 * columns];
        weights[columns + decisive] = 1;
        Trace trace = new Trace();
        Graph network = trace.graph(
                "scores",
                trace.input("input", Shape.of(columns))
                        .dense(trace.constant(Tensor.of(Shape.of(2, columns), weights)))
                        .plus(trace.constant(Tensor.of(Shape.of(2), 0, -0.52f))));
        StringBuilder text = new StringBuilder();
        StringBuilder row = new StringBuilder();
        float[] x = new float[columns];
        for (int i = 0; i < columns; i++) {
            text.append('c').append(i).append(',');
            // The decisive change is the smallest by a little.
            row.append("0.5,");
            x[i] = 0.5f + (i == decisive ? 0.049f : 0.05f);
        }
        Dataset table = Datasets.read(
                Files.writeString(folder.resolve("wide.csv"), text + "label\n" + row + "0\n" + row + "1\n"));
        Breaks breaks = new BreakAnalysis(
                        table, new Problem(network, table, new Threat(Norm.LINF, 0.05, 0, 1), Cpu.best(), 8))
                .of(List.of(broken(0, x)));
        assertEquals(1, breaks.tried());
        Breaks.FeatureBreaks first = breaks.features().getFirst();
        assertEquals("c" + decisive, first.feature());
        assertEquals(1, first.needed());
        assertEquals(columns - 12, breaks.examples().getFirst().others());
    }

    /** Without the amount of 3 the row is of class 1, which isn't what was wanted. */
    @Test
    void anAimedBreakNeedsWhatItsTargetNeeds() throws IOException {
        Trace trace = new Trace();
        float[] weights = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 0};
        Graph network = trace.graph(
                "scores",
                trace.input("input", Shape.of(5))
                        .dense(trace.constant(Tensor.of(Shape.of(3, 5), weights)))
                        .plus(trace.constant(Tensor.of(Shape.of(3), 0, -3.5f, -10))));
        Dataset table = table();
        Problem problem = new Problem(network, table, new Threat(Norm.LINF, 4, 0, 99), Cpu.best(), 8)
                .withTarget(new Target.Fixed(2));
        Finding finding = new Finding(
                0,
                0,
                0,
                0.9,
                new Verdict.Falsified(new Witness(new float[] {3, 4, 1, 0, 40}, 2, 1, "PGD")),
                Double.NaN,
                false,
                false,
                false,
                null);
        List<Breaks.Change> changes = new BreakAnalysis(table, problem)
                .of(List.of(finding))
                .examples()
                .getFirst()
                .changes();
        assertEquals(
                List.of("amount true", "items true"),
                changes.stream()
                        .map(change -> change.feature() + " " + change.needed())
                        .toList());
    }

    @Test
    void withoutFeaturesColumnsAreAlikeAndSizesAreOfTheRadius() throws IOException {
        Breaks breaks = breaks(new Threat(Norm.LINF, 4, 0, 99), broken(0, 0.1f, 5, 1, 0.5f, 40));
        List<Breaks.Change> changes = breaks.examples().getFirst().changes();
        assertEquals(new Breaks.Change("items", 3.0, 5.0, 2, 0.5, true), changes.get(0));
        assertEquals(new Breaks.Change("country=DE", 0.0, 0.5, 0.5, 0.125, false), changes.get(1));
    }

    /** Features of channels are as many as there are channels, not elements. */
    @Test
    void elementsOfChannelsHaveNamesOfTheirOwn() throws IOException {
        Features channels = Features.ofChannels(
                List.of(Feature.real("low", 2, 0, 99), Feature.real("high", 4, 0, 99)), new int[] {0, 0, 0, 0, 1}, 0);
        Breaks breaks = breaks(Threat.of(Norm.LINF, 1, channels), broken(0, 0.1f, 5, 1, 0, 42));
        List<Breaks.Change> changes = breaks.examples().getFirst().changes();
        assertEquals(new Breaks.Change("items", 3.0, 5.0, 2, 1, true), changes.get(0));
        assertEquals(new Breaks.Change("age", 40.0, 42.0, 2, 0.5, false), changes.get(1));
    }

    @Test
    void nothingBrokenIsNothing() throws IOException {
        assertEquals(Breaks.NONE, breaks(new Threat(Norm.LINF, 4, 0, 99)));
    }
}
