package io.jaspis.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;

class RobustnessExtensionTest {
    private static final Path BASELINE = Path.of("target/baselines/fraud.json");
    private static final Path JUNIT_6 = Path.of("target/junit-6");

    @BeforeEach
    @AfterEach
    void clear() throws IOException {
        System.clearProperty(Baseline.PROPERTY);
        Files.deleteIfExists(BASELINE);
        Files.deleteIfExists(Path.of(RefusedSamples.BASELINE));
    }

    private static String message(SampleRun.Ended ended) {
        return assertInstanceOf(AssertionError.class, ended.thrown()).getMessage();
    }

    @Test
    void aTestFailsWithTheWorstExamplesAndItsReport() {
        Map<String, SampleRun.Ended> ended = SampleRun.run(Samples.class);
        assertNull(ended.get("isRobust").thrown());
        assertNull(ended.get("assertsWithoutAnEngine").thrown());
        assertEquals(List.of(), ended.get("isRobust").files());
        String told = message(ended.get("isNotRobust"));
        List<String> lines = told.lines().toList();
        assertEquals("fraud.onnx is not as robust on cases.csv as it must be", lines.getFirst());
        assertTrue(
                lines.get(1)
                        .matches("  minCertified = 0.99 with prove = 0.99 does not hold: the certified accuracy is .*"
                                + "the lower end is below 99 %"),
                told);
        assertEquals("  The worst examples:", lines.get(2));
        assertTrue(
                lines.get(3).matches("    Example \\d+, labelled \\w+, becomes \\w+: .* L∞ ≤ 0.2 \\(.* → .*\\)\\."),
                told);
        assertTrue(lines.size() <= 15, told);
        Path report = Path.of(lines.getLast().replace("  Report: ", ""));
        assertTrue(Files.isRegularFile(report), told);
        assertEquals(
                List.of("report.html", "report.json"), ended.get("isNotRobust").files());
        assertTrue(message(ended.get("isNoWorse")).contains("there is no baseline target/baselines/fraud.json"));
        assertEquals(
                List.of("report.html", "report.json"), ended.get("isNoWorse").files());
        assertTrue(ended.get("asksForBoth").thrown().getMessage().contains("give one of them"));
        assertTrue(ended.get("asksForNothing").thrown().getMessage().contains("held to nothing"));
        assertNull(ended.get("hasSources").thrown());
        assertTrue(ended.get("hasSourcesNowhere").thrown().getMessage().contains("nowhere.onnx is neither in"));
        assertNull(ended.get("hasOneOutputAndFeatures").thrown());
        assertTrue(ended.get("hasOneOutputThatMayBeEither")
                .thrown()
                .getMessage()
                .contains("whether it is a logit or a probability"));
        assertNull(ended.get("arePictures").thrown());
        assertTrue(ended.get("haveNoThreeChannels").thrown().getMessage().contains("no axis of 3 channels"));
        assertTrue(ended.get("areFeaturesAndLevels").thrown().getMessage().contains("no lower, upper or levels"));
        String late = message(ended.get("hasNoTime"));
        assertTrue(late.startsWith("fraud.onnx wasn't seen to be as robust on cases.csv as it must be"), late);
        assertTrue(
                late.contains("the accuracy under attack is at least 0.0 %, 0 of 60, of which 60 weren't finished; 99 %"
                        + " interval 0.0 % to 100.0 % whatever these are"),
                late);
        assertTrue(late.contains("The time limit ended it after 0 of 60 examples"), late);
        assertTrue(ended.get("provesNothing").thrown().getMessage().contains("minCertified and minRobust"));
        assertTrue(ended.get("isNowhere").thrown().getMessage().contains("nowhere.onnx is neither in"));
    }

    @Test
    void whatGotWorseThanTheBaselineIsNamed() throws IOException {
        System.setProperty(Baseline.PROPERTY, Baseline.WRITE);
        assertNull(isNoWorse().thrown());
        System.clearProperty(Baseline.PROPERTY);
        assertNull(isNoWorse().thrown());
        // A baseline in which one example had been certified that isn't.
        AuditReport before = ReportJson.read(BASELINE);
        int index = before.examples().stream()
                .filter(example ->
                        example.verdict() == VerdictKind.FALSIFIED || example.verdict() == VerdictKind.MISCLASSIFIED)
                .findFirst()
                .orElseThrow()
                .index();
        ReportJson.write(with(before, certified(before, index)), BASELINE);
        String told = message(isNoWorse());
        assertTrue(told.contains("Of 30 examples, 1 got worse than in target/baselines/fraud.json:"), told);
        assertTrue(told.contains("Example " + index + ": "), told);
        // One with an example that isn't among those of the test.
        List<ExampleResult> more = new ArrayList<>(before.examples());
        more.add(new ExampleResult(999, 0, 0, VerdictKind.CERTIFIED, "interval", null, null, 1, Double.NaN));
        ReportJson.write(with(before, more), BASELINE);
        String unknown = message(isNoWorse());
        assertTrue(unknown.contains("1 of the 31 examples of target/baselines/fraud.json weren't looked at"), unknown);
        // One of fewer examples, or of another attack, says nothing of the rest.
        ReportJson.write(with(before, before.examples().subList(0, 20)), BASELINE);
        assertTrue(message(isNoWorse()).contains("10 of 30 examples aren't in"));
        // The same attacks with more steps may have seen more.
        ReportJson.write(before, BASELINE);
        String json = Files.readString(BASELINE);
        assertTrue(json.contains("\"steps\" : 1"), json);
        Files.writeString(BASELINE, json.replaceFirst("\"steps\" : 1", "\"steps\" : 2"));
        String others = message(isNoWorse());
        assertTrue(others.contains("or their settings, are others than those of"), others);
        assertTrue(others.contains("The attacks differ"), others);
        System.setProperty(Baseline.PROPERTY, "");
        assertFalse(Baseline.writing());
        System.setProperty(Baseline.PROPERTY, "yes");
        assertTrue(isNoWorse().thrown().getMessage().contains("'write', which writes"));
    }

    private static SampleRun.Ended isNoWorse() {
        return SampleRun.run(Samples.class, "isNoWorse").get("isNoWorse");
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        Map<String, SampleRun.Ended> ended = SampleRun.run(
                RefusedSamples.class,
                "hasNoBaseline",
                "isRepeated",
                "hasParameters",
                "isHeldToLessThanNothing",
                "hasLessThanNoTime");
        assertNull(ended.get("hasNoBaseline").thrown());
        for (String several : List.of("isRepeated", "hasParameters")) {
            Throwable thrown = ended.get(several).thrown();
            assertInstanceOf(ExtensionConfigurationException.class, thrown);
            assertTrue(thrown.getMessage().contains("which is one test, and is to be several"), thrown::getMessage);
        }
        assertEquals(
                "minCertified must be a share from 0 to 1, but is -1.0",
                ended.get("isHeldToLessThanNothing").thrown().getMessage());
        assertTrue(
                ended.get("hasLessThanNoTime").thrown().getMessage().startsWith("timeLimit must be above 0 seconds"));
    }

    @Test
    void messagesNameMembersInThePlaceOfOptions() {
        Map<String, SampleRun.Ended> ended =
                SampleRun.run(RefusedSamples.class, "hasGaps", "hasWords", "hasChannels", "hasOtherClasses");
        assertTells("missing = MEDIAN", ended.get("hasGaps"));
        assertTells("with oneHot country", ended.get("hasWords"));
        assertTells("features says what each can be", ended.get("hasChannels"));
        assertTells("classes fraud,legit", ended.get("hasOtherClasses"));
        assertEquals("give --header no or labelColumn", Members.named("give --header no or --label-column"));
        assertEquals("a--drop, ---drop", Members.named("a--drop, ---drop"));
    }

    private static void assertTells(String words, SampleRun.Ended ended) {
        String told = ended.thrown().getMessage();
        assertTrue(told.contains(words) && !told.contains("--"), told);
    }

    @Test
    void oneBaselineIsOfOneQuestion() {
        System.setProperty(Baseline.PROPERTY, Baseline.WRITE);
        Map<String, SampleRun.Ended> ended =
                SampleRun.run(RefusedSamples.class, "hasOne", "hasTheSame", "hasTheSameOfAnotherSeed");
        Map<String, Throwable> thrown = new TreeMap<>();
        for (String test : List.of("hasOne", "hasTheSame", "hasTheSameOfAnotherSeed")) {
            if (ended.get(test).thrown() != null) {
                thrown.put(test, ended.get(test).thrown());
            }
        }
        // The engine has an order of its own: either that of another seed comes late, or both others do.
        assertTrue(
                Set.of(Set.of("hasTheSameOfAnotherSeed"), Set.of("hasOne", "hasTheSame"))
                        .contains(thrown.keySet()),
                thrown::toString);
        thrown.values()
                .forEach(one -> assertTrue(
                        one.getMessage().contains("give each of them a baseline of its own"), one::getMessage));
    }

    /** A wrong value of the property is told where a baseline is named, before any work, and nowhere else. */
    @Test
    void theValueOfThePropertyMattersToBaselinesAlone() {
        System.setProperty(Baseline.PROPERTY, "yes");
        Map<String, SampleRun.Ended> ended = SampleRun.run(RefusedSamples.class, "hasNoBaseline", "hasOne");
        assertNull(ended.get("hasNoBaseline").thrown());
        assertTrue(ended.get("hasOne").thrown().getMessage().contains("'write', which writes"));
    }

    private static List<ExampleResult> certified(AuditReport report, int index) {
        return report.examples().stream()
                .map(one -> one.index() != index
                        ? one
                        : new ExampleResult(
                                one.index(),
                                one.label(),
                                one.label(),
                                VerdictKind.CERTIFIED,
                                "interval",
                                null,
                                null,
                                1,
                                Double.NaN))
                .toList();
    }

    private static AuditReport with(AuditReport report, List<ExampleResult> examples) {
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

    /** The same tests come out alike on JUnit 6. */
    @Test
    void itRunsOnTheNextJUnit() throws IOException, InterruptedException {
        String path = Stream.concat(
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.matches(".*[/\\\\](junit-|jqwik).*\\.jar")),
                        Stream.of(JUNIT_6.toAbsolutePath() + File.separator + "*"))
                .collect(Collectors.joining(File.pathSeparator));
        String log = told(path, Path.of(""), Samples.class.getName());
        TreeSet<String> told = new TreeSet<>();
        log.lines().filter(line -> line.matches("\\w+: \\w+ \\[.*")).forEach(told::add);
        assertEquals(
                List.of(
                        "areFeaturesAndLevels: ExtensionConfigurationException []",
                        "arePictures: passed []",
                        "asksForBoth: IllegalArgumentException []",
                        "asksForNothing: IllegalArgumentException []",
                        "assertsWithoutAnEngine: passed []",
                        "hasNoTime: AssertionError [report.html, report.json]",
                        "hasOneOutputAndFeatures: passed []",
                        "hasOneOutputThatMayBeEither: InputException []",
                        "hasSources: passed []",
                        "hasSourcesNowhere: ExtensionConfigurationException []",
                        "haveNoThreeChannels: DataException []",
                        "isNoWorse: AssertionError [report.html, report.json]",
                        "isNotRobust: AssertionError [report.html, report.json]",
                        "isNowhere: ExtensionConfigurationException []",
                        "isRobust: passed []",
                        "provesNothing: IllegalArgumentException []"),
                List.copyOf(told),
                log);
    }

    /** What the README shows compiles and passes. */
    @Test
    void theReadmesTestsPass(@TempDir Path folder) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("jaspis.root", ".."));
        Matcher shown = Pattern.compile("```java\n([^`]*class (\\w+) .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("README.md")));
        assertTrue(shown.find());
        Path source = Files.writeString(folder.resolve(shown.group(2) + ".java"), shown.group(1));
        String path = System.getProperty("java.class.path");
        StringWriter complaints = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertTrue(
                compiler.getTask(
                                complaints,
                                null,
                                null,
                                List.of("-cp", path, "-d", folder.toString()),
                                null,
                                compiler.getStandardFileManager(null, null, null)
                                        .getJavaFileObjects(source))
                        .call(),
                complaints::toString);
        String log = told(folder + File.pathSeparator + path, root, shown.group(2));
        assertEquals(
                List.of("digitsStayRobust: passed []", "fraudStaysRobust: passed []"),
                log.lines()
                        .filter(line -> line.matches("\\w+: \\w+ \\[.*"))
                        .sorted()
                        .toList(),
                log);
    }

    /** What a Java of its own prints that runs the tests of a class in a folder. */
    private static String told(String path, Path folder, String tests) throws IOException, InterruptedException {
        Path log = Files.createTempFile("jaspis-junit", ".log");
        try {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "--add-modules",
                            "jdk.incubator.vector",
                            "-cp",
                            path,
                            SampleRun.class.getName(),
                            tests)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertEquals(0, process.waitFor(), () -> text(log));
            return text(log);
        } finally {
            Files.delete(log);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesOfTheClassPathAreFound() {
        assertTrue(Resources.path("junit-platform.properties", Samples.class).isPresent());
        assertTrue(Resources.path("nowhere.onnx", Samples.class).isEmpty());
        assertTrue(Resources.path("/java/lang/Object.class", Samples.class).isEmpty());
    }
}
