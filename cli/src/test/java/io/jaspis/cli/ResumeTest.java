package io.jaspis.cli;

import static io.jaspis.cli.Commands.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that ended on the way, of whatever cause, is gone on with; results that can't be written are not lost. */
final class ResumeTest {
    /** A first portion, which is small, two others and a rest. */
    private static final int EXAMPLES = 150;

    /** Some of them, beyond the first portion. */
    private static final int GROWING = 70;

    /** So many that a kill mostly comes before the end. */
    private static final int LARGE = 160;

    /** In the file of a report what differs between two runs of the same. */
    private static final Pattern TIMES =
            Pattern.compile("\"(seconds|started|command|options)\" : .*|\"(spent|median)\" : \\{[^}]*}");

    private static final String WHOLE = "out";
    private static final String GROWN = "grown";

    /** The model, its data, and results that many tests begin with: of all examples, and of so many that others are left. */
    @TempDir
    static Path once;

    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path out;
    private Path journal;

    @BeforeAll
    static void auditOnce() throws IOException {
        Path network = Commands.model(once);
        Path examples = Commands.data(once, Onnx.read(network), EXAMPLES);
        succeeds(audited(network, examples, once.resolve(WHOLE)));
        succeeds(audited(network, examples, once.resolve(GROWN), "--images", GROWING));
    }

    @BeforeEach
    void take() {
        model = once.resolve("small.onnx");
        data = once.resolve("examples.npz");
        out = folder.resolve("out");
        journal = out.resolve("journal.jsonl");
    }

    /** Results as this test's own audit would leave them, which take their time once. */
    private void taken(String name) throws IOException {
        out = Files.createDirectory(folder.resolve(name));
        journal = out.resolve("journal.jsonl");
        try (Stream<Path> files = Files.list(once.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, out.resolve(file.getFileName()));
            }
        }
    }

    private Commands.Ending audit(Object... more) {
        return audited(model, data, out, more);
    }

    private static Commands.Ending audited(Path model, Path data, Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", data, "--out", out));
        // The last of an option counts, so that a test can give another.
        boolean chosen = Arrays.asList(more).contains("--attack");
        words.addAll(options("--epsilon", "0.1", chosen ? "--effort" : "--steps", chosen ? "normal" : "3", more));
        return Commands.run(words.toArray());
    }

    private Commands.Ending smooth(Object... more) {
        List<Object> words = new ArrayList<>(List.of("smooth", model, "--data", data, "--out", out));
        words.addAll(options("--n", "200", "--images", "6", more));
        return Commands.run(words.toArray());
    }

    private static List<Object> options(String name, String value, String other, String second, Object... more) {
        List<Object> words = new ArrayList<>(Arrays.asList(more));
        for (String[] option : new String[][] {{name, value}, {other, second}}) {
            if (!words.contains(option[0])) {
                words.addAll(Arrays.asList((Object[]) option));
            }
        }
        return words;
    }

    private static void succeeds(Commands.Ending ending) {
        assertEquals(ExitCode.OK, ending.code(), ending.err());
    }

    private String text(String name) throws IOException {
        return TIMES.matcher(Files.readString(out.resolve(name))).replaceAll("");
    }

    /** The journal as a kill leaves it: so many lines, and a piece of the next. */
    private void killedAfter(List<String> lines, int count) throws IOException {
        for (String name : new String[] {"report.json", "report.html", "certificate.json"}) {
            Files.deleteIfExists(out.resolve(name));
        }
        String next = count < lines.size() ? lines.get(count) : "";
        Files.writeString(
                journal,
                String.join(
                                "",
                                lines.subList(0, count).stream()
                                        .map(line -> line + "\n")
                                        .toList())
                        + next.substring(0, next.length() * 2 / 3));
    }

    /** What such attacks find of an example hangs on the others. */
    @ParameterizedTest
    @ValueSource(strings = {"universal", "boundary"})
    void amongOtherExamplesAnAttackThatLooksAtThemBeginsAnew(String attack) throws IOException {
        Object[] words = {"--attack", attack, "--queries", "50", "--trust", "off", "--first", "40"};
        succeeds(audit(words));
        String whole = text("report.json");
        Files.delete(out.resolve("report.json"));
        succeeds(audit(with(words, "--resume")));
        assertEquals(whole, text("report.json"));
        words[words.length - 1] = "60";
        refused(audit(with(words, "--resume")), "among 40 examples");
    }

    private static Object[] with(Object[] words, Object... more) {
        return Stream.of(words, more).flatMap(Stream::of).toArray();
    }

    /** What is whole is looked at as closely as what isn't. */
    @Test
    void aWholeReportOfAnotherOrderOfClassesIsRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "a,b,label\n0.2,0.4,no\n0.7,0.1,yes\n0.3,0.9,no\n");
        Path network = folder.resolve("two.onnx");
        Onnx.write(Graph.of("x", Shape.of(2), "logits", x -> x.scale(2)), network);
        Object[] words = {
            "audit",
            network,
            "--data",
            table,
            "--out",
            out,
            "--range",
            "0,1",
            "--epsilon",
            "0.05",
            "--attack",
            "pgd",
            "--no-curve"
        };
        succeeds(Commands.run(with(words, "--classes", "no,yes")));
        succeeds(Commands.run(with(words, "--classes", "no,yes", "--resume")));
        refused(Commands.run(with(words, "--classes", "yes,no", "--resume")), "another label here");
        Path report = out.resolve("report.json");
        Files.writeString(
                report, Files.readString(report).replaceFirst("\"jaspis\" : \"[^\"]*\"", "\"jaspis\" : \"0.0.1\""));
        refused(Commands.run(with(words, "--classes", "no,yes", "--resume")), "was written by Jaspis 0.0.1");
    }

    @Test
    void anAuditThatIsGoneOnWithIsOneWithoutAStop() throws IOException {
        taken(WHOLE);
        String whole = text("report.json");
        assertTrue(whole.contains("\"falsified\"") && whole.contains("\"gallery\" : [ {"));
        List<String> lines = Files.readAllLines(journal);
        // The title, the settings, two portions or more, proofs at eight radii and attacks at all but 0, where all is
        // proved, the end.
        assertTrue(lines.size() >= 2 + 2 + 8 + 7 + 1, lines.size() + " lines");
        for (int count : new int[] {1, 3, 5, 10, lines.size() - 2}) {
            killedAfter(lines, count);
            Commands.Ending resumed = audit("--resume");
            succeeds(resumed);
            long done = done(lines.subList(0, count));
            assertTrue(resumed.out().contains("Going on after " + done + " of 150 examples"), resumed::out);
            assertEquals(whole, text("report.json"), count + " lines");
            if (count > 2) {
                List<String> now = Files.readAllLines(journal);
                assertEquals(lines.subList(0, count), now.subList(0, count));
            }
        }
        assertFalse(ReportJson.read(out.resolve("report.json"))
                .provenance()
                .command()
                .contains("--resume"));
    }

    @Test
    void anAuditOfMoreExamplesTakesThoseThatAreKnown() throws IOException {
        taken(WHOLE);
        String whole = text("report.json");
        taken(GROWN);
        Commands.Ending more = audit("--resume");
        assertTrue(more.out().contains("Going on after 70 of 150 examples"), more::out);
        assertEquals(whole, text("report.json"));
        Commands.Ending again = audit("--resume", "--fail-below", 1);
        assertEquals(ExitCode.BELOW, again.code(), again.err());
        assertTrue(again.out().contains("Nothing is left to do") && again.out().contains("Clean accuracy"), again::out);
        // Fewer say less, and go beside.
        succeeds(audit("--resume", "--images", 70));
        assertEquals(whole, text("report.json"));
        assertEquals(
                70, ReportJson.read(out.resolve("report-2.json")).examples().size());
    }

    @Test
    void anAuditOfOtherExamplesTakesThoseThatAreKnown() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "100, 7 8 9\n0 149");
        succeeds(audit("--indices", list));
        String whole = text("report.json");
        assertEquals(List.of(0, 7, 8, 9, 100, 149), indices());
        out = folder.resolve("first");
        succeeds(audit("--first", 9));
        Commands.Ending others = audit("--resume", "--indices", list);
        succeeds(others);
        assertTrue(others.out().contains("Going on after 3 of 6 examples"), others::out);
        assertEquals(whole, text("report.json"));
        // What was there is kept, because the new one hasn't all of it.
        assertEquals(9, ReportJson.read(out.resolve("report-2.json")).examples().size());
        // As many are not the same ones.
        Commands.Ending again = audit("--resume", "--first", 6);
        assertTrue(again.out().contains("Going on after 6 of 6 examples"), again::out);
        assertEquals(List.of(0, 1, 2, 3, 4, 5), indices());
    }

    private List<Integer> indices() throws IOException {
        return ReportJson.read(out.resolve("report.json")).examples().stream()
                .map(AuditReport.ExampleResult::index)
                .toList();
    }

    /** It has no points of broken examples and nothing of the curve: these are done again. */
    @ParameterizedTest
    @ValueSource(strings = {"square", "simba", "nes", "autoattack"})
    void attacksThatCountTheirQueriesAreGoneOnFromAReport(String attack) throws IOException {
        Object[] words = {"--attack", attack, "--queries", "50", "--trust", "off", "--no-curve", "--epsilon", "0.0001"};
        succeeds(audit(with(words, "--first", 2)));
        Files.delete(journal);
        Commands.Ending more = audit(with(words, "--first", 3, "--resume"));
        assertTrue(more.out().contains("Going on after 2 of 3 examples"), more.out() + more.err());
    }

    @Test
    void aReportWithoutItsJournalIsGoneOnFrom() throws IOException {
        taken(WHOLE);
        String whole = text("report.json");
        taken(GROWN);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        Files.delete(journal);
        Commands.Ending resumed = audit("--resume");
        succeeds(resumed);
        long broken = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.FALSIFIED)
                .count();
        assertTrue(broken > 0 && broken < 70);
        assertTrue(resumed.out().contains("suffices for " + (70 - broken) + " of its 70 examples"), resumed::out);
        assertTrue(resumed.out().contains("Going on after " + (70 - broken) + " of 150 examples"), resumed::out);
        assertEquals(whole, text("report.json"));
        assertEquals(
                report.provenance().started(),
                ReportJson.read(out.resolve("report.json")).provenance().started());
        // Its own journal is whole again.
        killedAfter(Files.readAllLines(journal), 4);
        succeeds(audit("--resume"));
        assertEquals(whole, text("report.json"));
    }

    @Test
    void aReportThatNothingCanBeGoneOnFromIsRefused() throws IOException {
        succeeds(audit("--first", 70));
        String before = Files.readString(out.resolve("report.json"));
        Files.delete(journal);
        String[][] damages = {
            {"\"jaspis\" : \"0", "\"jaspis\" : \"1", "written by Jaspis 1."},
            {"\"device\" : \"", "\"device\" : \"another ", "which may round otherwise"},
            {"\"index\" : 69", "\"index\" : 68", "example 68 can't be, or is in it twice"},
            {"\"label\" : ", "\"label\" : 1", "data are read in another way"},
        };
        for (String[] damage : damages) {
            assertTrue(before.contains(damage[0]), damage[0]);
            Files.writeString(out.resolve("report.json"), before.replaceFirst(Pattern.quote(damage[0]), damage[1]));
            refused(audit("--resume"), damage[2]);
        }
    }

    /** Which examples these are it doesn't say. */
    @Test
    void ofTiesAndOfRoundingAReportHasTooLittle() throws IOException {
        taken(WHOLE);
        String whole = text("report.json");
        taken(GROWN);
        String before = Files.readString(out.resolve("report.json"));
        Files.delete(journal);
        Files.writeString(out.resolve("report.json"), before.replace("\"ties\" : 0", "\"ties\" : 1"));
        Commands.Ending resumed = audit("--resume");
        assertTrue(resumed.out().contains("suffices for 0 of its 70 examples"), resumed::out);
        assertEquals(whole, text("report.json"));
    }

    @Test
    void otherSettingsAreRefused() throws IOException {
        taken(WHOLE);
        String before = Files.readString(journal);
        refused(audit("--resume", "--epsilon", "0.2"), "epsilon was 0.1 and is 0.2");
        refused(audit("--resume", "--norm", "2"), "norm was inf and is 2");
        refused(audit("--resume", "--seed", 2), "seed was 1 and is 2");
        refused(audit("--resume", "--steps", 4), "attacks was ");
        refused(audit("--resume", "--restarts", 1), "attacks was ");
        refused(audit("--resume", "--range", "0,2"), "range was [0.0, 1.0] and is [0.0, 2.0]");
        refused(smooth("--resume"), "its kind is 'audit', not 'smooth'");
        Path own = model;
        model = folder.resolve("other.onnx");
        Onnx.write(Onnx.read(own), Map.of("note", "the same network"), model);
        refused(audit("--resume"), "model was ");
        model = own;
        Path examples = data;
        data = Commands.data(Files.createDirectory(folder.resolve("other")), Onnx.read(model), EXAMPLES + 1);
        refused(audit("--resume"), "data was ");
        Files.delete(journal);
        refused(audit("--resume"), "the data were others");
        Files.delete(out.resolve("report.json"));
        Files.writeString(journal, before);
        String[][] damages = {
            {"\"jaspis\":\"0", "\"jaspis\":\"1", "written by Jaspis 1."},
            {"\"schema\":2", "\"schema\":9", "layout 9"},
            {"\"seed\":1", "\"seed\":1.5", "line 2: seed must be a whole number"},
            {"\"index\":70,", "\"index\":70,\"index\":70,", "line 4: "},
            {"\"tied\":false", "\"tide\":false", "line 3: examples[0].tied is missing"},
            {"\"label\":", "\"label\":1", "data are read in another way"},
            {"\"values\":\"", "\"values\":\"AA", "has a witness that can't be read"},
            {"\"index\":70,", "\"index\":71,", "another way"},
            {"\"end\":false}\n", "\"end\":false}}\n", "line 3: "},
        };
        data = examples;
        for (String[] damage : damages) {
            assertTrue(before.contains(damage[0]), damage[0]);
            Files.writeString(journal, before.replaceFirst(Pattern.quote(damage[0]), damage[1]));
            refused(audit("--resume"), damage[2]);
        }
    }

    @Test
    void aReportThatCantBeReadIsNoHindranceBesideAJournal() throws IOException {
        taken(WHOLE);
        Path report = out.resolve("report.json");
        String whole = text("report.json");
        Files.writeString(report, "garbage");
        succeeds(audit("--resume"));
        assertEquals(whole, text("report.json"));
        Files.writeString(report, "garbage");
        Files.delete(journal);
        refused(audit("--resume"), "is not a report");
    }

    @Test
    void unfinishedWorkIsKeptWhereAnotherAuditBegins() throws IOException {
        taken(WHOLE);
        List<String> lines = Files.readAllLines(journal);
        killedAfter(lines, 4);
        Commands.Ending anew = audit("--epsilon", "0.05", "--images", 10);
        succeeds(anew);
        assertTrue(anew.out().contains("unfinished work, which --resume would go on with"), anew::out);
        assertEquals(
                lines.subList(0, 4),
                Files.readAllLines(out.resolve("journal-2.jsonl")).subList(0, 4));
        // That one is finished: nothing is lost with its journal.
        succeeds(audit("--images", 10));
        assertFalse(Files.exists(out.resolve("journal-3.jsonl")));
        assertTrue(Files.exists(out.resolve("report-2.html")));
    }

    /** A folder in the place of a file, for a disk that takes nothing. */
    @Test
    void whatCannotBeWrittenIsPrintedAndKept() throws IOException {
        succeeds(audit("--images", 10));
        String before = Files.readString(out.resolve("report.json"));
        Path page = out.resolve("report.html");
        Files.delete(page);
        Files.createDirectories(page.resolve("occupied"));
        Commands.Ending full = audit();
        refused(full, page + " cannot be written: ");
        assertTrue(full.out().contains("Clean accuracy") && full.out().contains("150 images"), full::out);
        assertTrue(full.err().contains(journal + " has all that was found"), full::err);
        assertEquals(before, Files.readString(out.resolve("report.json")));

        Files.delete(page.resolve("occupied"));
        Files.delete(page);
        Commands.Ending resumed = audit("--resume");
        succeeds(resumed);
        assertTrue(resumed.out().contains("Going on after 150 of 150"), resumed::out);
        assertTrue(Files.isRegularFile(page));
    }

    @Test
    void aFolderInThePlaceOfTheJournalIsRefused() throws IOException {
        Files.createDirectories(journal);
        refused(audit(), journal + " is a folder", "move it away");
        refused(audit("--resume"), journal + " is a folder", "give another folder with --out");
        assertTrue(Files.isDirectory(journal));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: links need a privilege")
    void whereTheJournalCannotBeWrittenEitherResultsGoElsewhere() throws IOException {
        Path page = out.resolve("report.html");
        Files.createDirectories(page.resolve("occupied"));
        Files.createSymbolicLink(journal, folder.resolve("missing/none"));
        Commands.Ending full = audit("--seed", 2);
        assertEquals(ExitCode.BAD_INPUT, full.code());
        assertTrue(full.err().startsWith("jaspis: warning: " + journal + " cannot be written: "), full::err);
        var elsewhere = Pattern.compile("the files are in (.*) instead").matcher(full.err());
        assertTrue(elsewhere.find(), full::err);
        Path other = Path.of(elsewhere.group(1));
        assertEquals(
                2, ReportJson.read(other.resolve("report.json")).provenance().seed());
        Files.delete(other.resolve("report.json"));
        Files.delete(other.resolve("report.html"));
        Files.delete(other);
    }

    @Test
    void smoothingThatIsGoneOnWithIsOneWithoutAStop() throws IOException {
        succeeds(smooth());
        String whole = text("certificate.json");
        List<String> lines = Files.readAllLines(journal);
        assertEquals(2 + 6 + 1, lines.size());
        for (int count : new int[] {0, 2, 3, 7, 8}) {
            killedAfter(lines, count);
            Commands.Ending resumed = smooth("--resume");
            succeeds(resumed);
            assertTrue(resumed.out().contains("Going on after " + Math.clamp(count - 2, 0, 6) + " of 6"), resumed::out);
            assertEquals(whole, text("certificate.json"));
            succeeds(Commands.run("check", out.resolve("certificate.json")));
        }
        refused(smooth("--resume", "--sigma", 0.5), "sigma was 0.25 and is 0.5");
        refused(smooth("--resume", "--images", 7), "images was 6 and is 7");
        refused(audit("--resume"), "its kind is 'smooth', not 'audit'");
        // Another question: the certificates of the first are kept.
        succeeds(smooth("--seed", 2));
        assertEquals(whole, text("certificate-2.json"));
        assertTrue(Files.exists(out.resolve("report-2.html")));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: there is no signal to send")
    void aKillCostsAPortionAtMost() throws IOException, InterruptedException {
        data = Commands.data(folder, Onnx.read(model), LARGE);
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Jaspis.class.getName()));
        words.addAll(List.of("audit", "--model", model.toString(), "--data", data.toString()));
        words.addAll(List.of("--epsilon", "0.1", "--steps", "3", "--images", "" + LARGE, "--out", out.toString()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (process.isAlive() && lines() < 3) {
            Thread.sleep(2);
        }
        process.destroyForcibly();
        process.waitFor();
        // It may have come further meanwhile, even to its end; a journal has the curve's radii behind the portions.
        long done = done(Files.readString(journal).lines().limit(lines()).toList());
        assertTrue(done >= 8, () -> done + " examples");
        boolean late = Files.exists(out.resolve("report.json"));
        Commands.Ending resumed = audit("--images", LARGE, "--resume");
        succeeds(resumed);
        String expected = late ? "Nothing is left to do" : "Going on after " + done + " of " + LARGE;
        assertTrue(resumed.out().contains(expected), resumed::out);
        String report = text("report.json");
        out = folder.resolve("whole");
        succeeds(audit("--images", LARGE));
        assertEquals(text("report.json"), report);
    }

    /** The examples that whole lines of a journal have. */
    private static long done(List<String> lines) {
        return lines.stream()
                .mapToLong(line -> line.split("\"tied\":", -1).length - 1)
                .sum();
    }

    private long lines() throws IOException {
        return Files.exists(journal)
                ? Files.readString(journal).chars().filter(c -> c == '\n').count()
                : 0;
    }
}
