package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two reports of the same data beside each other. */
final class DiffCommandTest {
    private static final int EXAMPLES = 40;
    private static final double EPSILON = 0.02;

    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
    }

    /** The folder of a report. */
    private Path audit(String name, Path network, Object... more) {
        Path out = folder.resolve(name);
        List<Object> words = new ArrayList<>(List.of("audit", "--model", network, "--data", data, "--out", out));
        words.addAll(Arrays.asList(more));
        if (!words.contains("--epsilon")) {
            words.addAll(List.of("--epsilon", EPSILON));
        }
        words.addAll(List.of("--steps", "3", "--restarts", "1", "--certifier", "interval"));
        Commands.Ending ending = Commands.run(words.toArray());
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return out;
    }

    /** Another model that mostly agrees: the same with more for the first class. */
    private Path other() throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("input", Commands.IMAGE);
        Value hidden = x.convolve(Commands.weights(trace, 1, 4, 1, 3, 3), Window.of(3, 3), 1)
                .relu()
                .flatten();
        Value logits = hidden.dense(Commands.weights(trace, 2, Commands.CLASSES, 64))
                .plus(Commands.weights(trace, 3, Commands.CLASSES))
                .plus(trace.constant(Tensor.of(Shape.of(Commands.CLASSES), 0.2f, 0, 0)));
        Path file = folder.resolve("other.onnx");
        Onnx.write(trace.graph("logits", logits), file);
        return file;
    }

    private static AuditReport report(Path out) throws IOException {
        return ReportJson.read(out.resolve("report.json"));
    }

    private static Set<Integer> indices(AuditReport report, Predicate<ExampleResult> which) {
        return report.examples().stream()
                .filter(which)
                .map(ExampleResult::index)
                .collect(Collectors.toSet());
    }

    private static Set<Integer> minus(Set<Integer> some, Set<Integer> others) {
        return some.stream().filter(index -> !others.contains(index)).collect(Collectors.toSet());
    }

    private static Set<Integer> named(JsonNode json, String kind) {
        Set<Integer> indices = new HashSet<>();
        json.get("changes")
                .forEach(change -> change.get("kinds").forEach(word -> {
                    if (word.asString().equals(kind)) {
                        indices.add(change.get("index").asInt());
                    }
                }));
        return indices;
    }

    @Test
    void examplesThatChangedBetweenTwoModelsAreNamed() throws IOException {
        Path before = audit("before", model);
        Path now = audit("now", other());
        AuditReport first = report(before);
        AuditReport second = report(now);
        Commands.Ending told = Commands.run("diff", before.resolve("report.json"), now, "--json");
        assertEquals(ExitCode.OK, told.code(), told.err());
        JsonNode json = new JsonMapper().readTree(told.out());
        Set<Integer> brokenBefore = indices(first, e -> e.verdict() == VerdictKind.FALSIFIED);
        Set<Integer> brokenNow = indices(second, e -> e.verdict() == VerdictKind.FALSIFIED);
        Set<Integer> provedBefore = indices(first, e -> e.verdict() == VerdictKind.CERTIFIED);
        Set<Integer> provedNow = indices(second, e -> e.verdict() == VerdictKind.CERTIFIED);
        assertEquals(minus(brokenNow, brokenBefore), named(json, "broken_now"));
        assertEquals(minus(brokenBefore, brokenNow), named(json, "broken_before"));
        assertEquals(minus(provedNow, provedBefore), named(json, "certified_now"));
        assertEquals(minus(provedBefore, provedNow), named(json, "certified_before"));
        assertFalse(json.get("changes").isEmpty(), "models that differ in nothing show nothing");
        assertEquals(EXAMPLES, json.get("pairs").asInt());
        assertEquals(provedNow.size(), json.get("certified").get("now").asInt());
        assertEquals(
                minus(provedNow, provedBefore).size(),
                json.get("certified").get("gained").asInt());
        String text = Commands.run("diff", before, now).out();
        assertTrue(text.contains("small.onnx") && text.contains("other.onnx"), text);
        for (int index : minus(brokenNow, brokenBefore)) {
            assertTrue(text.contains(" " + index + " (as "), text);
        }
        assertTrue(text.lines().allMatch(line -> line.length() <= 76), text);
    }

    @Test
    void aConditionFailsWhereItIsWorse() throws IOException {
        Path wide = audit("wide", model, "--epsilon", "0.05");
        Path same = audit("same", model, "--epsilon", "0.05");
        Commands.Ending equal = Commands.run("diff", wide, same, "--fail-if-worse", "0");
        assertEquals(ExitCode.OK, equal.code(), equal.err());
        assertTrue(equal.out().contains("No example changed."), equal.out());
        assertTrue(equal.out().contains("Both are of the same model file."), equal.out());
        assertTrue(equal.out().contains("--fail-if-worse 0.0 holds"), equal.out());
        Commands.Ending signed = Commands.run("diff", wide, same, "--fail-if-worse=-0");
        assertTrue(signed.out().contains("--fail-if-worse 0.0 holds"), "a zero has no sign: " + signed.out());
        // A report in which two certified examples aren't.
        AuditReport report = report(audit("base", model));
        List<Integer> proved = indices(report, e -> e.verdict() == VerdictKind.CERTIFIED).stream()
                .sorted()
                .limit(2)
                .toList();
        assertEquals(2, proved.size());
        Path fewer = folder.resolve("fewer.json");
        ReportJson.write(without(report, proved), fewer);
        Path whole = folder.resolve("base");
        Commands.Ending worse = Commands.run("diff", whole, fewer, "--fail-if-worse", "0.04");
        assertEquals(ExitCode.BELOW, worse.code(), worse.out());
        assertTrue(worse.err().contains("--fail-if-worse 0.04 does not hold"), worse.err());
        assertTrue(worse.err().contains("the certified one fell by 5.0 points"), worse.err());
        assertTrue(
                worse.out().contains("Certified before, not now (2): " + proved.get(0) + ", " + proved.get(1)),
                worse.out());
        // By as much isn't by more.
        assertEquals(
                ExitCode.OK,
                Commands.run("diff", whole, fewer, "--fail-if-worse", "0.05").code());
        assertEquals(
                ExitCode.OK,
                Commands.run("diff", fewer, whole, "--fail-if-worse", "0").code(),
                "better isn't worse");
        Commands.Ending json = Commands.run("diff", whole, fewer, "--fail-if-worse", "0.04", "--json");
        assertEquals(ExitCode.BELOW, json.code());
        assertFalse(new JsonMapper().readTree(json.out()).get("passed").asBoolean());
    }

    private static AuditReport without(AuditReport report, List<Integer> proved) {
        List<ExampleResult> examples = report.examples().stream()
                .map(e -> proved.contains(e.index())
                        ? new ExampleResult(
                                e.index(),
                                e.label(),
                                e.prediction(),
                                VerdictKind.UNKNOWN,
                                null,
                                null,
                                null,
                                -0.5,
                                Double.NaN)
                        : e)
                .toList();
        return new AuditReport(
                report.schema(),
                report.provenance(),
                report.completion(),
                report.settings(),
                report.remarks(),
                AuditReport.Sandwich.of(examples),
                report.curve(),
                report.perClass(),
                examples,
                report.gallery(),
                report.breaks(),
                report.phases(),
                report.gates(),
                report.trust());
    }

    @Test
    void otherSelectionsArePairedWhereTheyMeet() throws IOException {
        Path first = audit("first", model, "--first", "15");
        Path list = Files.writeString(folder.resolve("list.txt"), "10 11 12 13 14 15 16 17");
        Path later = audit("later", model, "--indices", list);
        Commands.Ending ending = Commands.run("diff", first, later);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.out().contains("Pairs   5 images of examples.npz that both have (10 only before, 3 only"));
        Path beyond = Files.writeString(folder.resolve("beyond.txt"), "20 21");
        refused(first, audit("beyond", model, "--indices", beyond), "no example in common", "15", "2 others");
    }

    private static void refused(Path before, Path now, String... words) {
        Commands.Ending ending = Commands.run("diff", before, now);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        for (String word : words) {
            assertTrue(ending.err().contains(word), ending.err());
        }
    }

    @Test
    void reportsOfSomethingElseAreRefused() throws IOException {
        Path before = audit("before", model, "--images", "10");
        refused(before, audit("radius", model, "--epsilon", "0.03", "--images", "10"), "epsilon differs: 0.02", "0.03");
        refused(before, audit("norm", model, "--norm", "2", "--images", "10"), "the norm differs: inf", "2 in the");
        refused(before, audit("range", model, "--range=-1,2", "--images", "10"), "the range of inputs differs");
        Path kept = Files.move(data, folder.resolve("kept.npz"));
        data = Commands.data(Files.createDirectory(folder.resolve("more")), Onnx.read(model), EXAMPLES + 1);
        refused(before, audit("data", model, "--images", "10"), "of other data");
        assertTrue(Files.exists(kept));
        Path none = Files.writeString(folder.resolve("none.json"), "{}");
        refused(before, none, "none.json is not a report");
        refused(before, folder.resolve("nowhere.json"), "nowhere.json does not exist");
        Commands.Ending limit = Commands.run("diff", before, before, "--fail-if-worse", "5");
        assertEquals(ExitCode.BAD_INPUT, limit.code());
        assertTrue(limit.err().contains("--fail-if-worse must be a share"), limit.err());
    }
}
