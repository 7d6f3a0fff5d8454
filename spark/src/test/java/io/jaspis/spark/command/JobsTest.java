package io.jaspis.spark.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.report.SmoothingHtml;
import io.jaspis.spark.Sessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Jobs as they are typed: what is wrong with one is said before it does anything, and in words. */
final class JobsTest {
    private static final String FRAUD = Sessions.example("fraud/fraud.onnx").toString();
    private static final String CASES = Sessions.example("fraud/cases.csv").toString();
    private static final String CODES = "country=AT:DE:FR:US";

    /** Each job starts a session of its own, as it is submitted. */
    private static final Map<String, String> SPARK = Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.sql.shuffle.partitions", "2");

    @TempDir
    private Path folder;

    @BeforeAll
    static void set() {
        SPARK.forEach(System::setProperty);
    }

    @AfterAll
    static void clear() {
        SPARK.keySet().forEach(System::clearProperty);
    }

    /** How a job ended, and what it said. */
    private record Ended(int code, String told) {}

    private static Ended run(String... words) {
        StringWriter told = new StringWriter();
        CommandLine jobs = Jobs.commandLine().setOut(new PrintWriter(told)).setErr(new PrintWriter(told, true));
        return new Ended(jobs.execute(words), told.toString());
    }

    private static void assertRefused(String words, String... command) {
        Ended ended = run(command);
        assertEquals(CommandLine.ExitCode.USAGE, ended.code(), ended::told);
        assertTrue(ended.told().contains(words), ended::told);
        assertFalse(ended.told().contains("\tat "), ended::told);
    }

    private static String[] joined(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** An audit by one quick certifier of a few payments. */
    private String[] audit(Path data, String... more) {
        return joined(
                new String[] {
                    "audit", "--model", FRAUD, "--data", data.toString(), "--attack", "fgsm", "--certifier", "interval"
                },
                joined(new String[] {"--drop", "id", "--epsilon", "0.05"}, more));
    }

    private String[] prepared(String... more) {
        return joined(
                new String[] {"--one-hot", CODES, "--missing", "account_age=0.627", "--missing", "distance=0.29"},
                more);
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    /** The first payments, with their header. */
    private List<String> few() throws IOException {
        return new ArrayList<>(Files.readAllLines(Path.of(CASES)).subList(0, 12));
    }

    private Path written(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines);
    }

    @Test
    void placesThatCannotBeWrittenAreRefusedBeforeTheJob() throws IOException {
        Path few = written("few.csv", few());
        String file = written("file", List.of("a note")).toString();
        String[] rows = {"--rows", out("rows")};
        assertRefused("there is a file of that name", audit(few, prepared(joined(rows, "--out", file))));
        assertRefused("file is a file", audit(few, prepared(joined(rows, "--out", file + "/in"))));
        assertFalse(Files.exists(folder.resolve("rows")));
        assertRefused(
                "the rows can't be written to " + file + "/rows",
                audit(few, prepared("--out", out("report"), "--rows", file + "/rows")));
        assertRefused(
                "file is a file",
                joined(new String[] {"smooth", "--model", FRAUD, "--data", few.toString()}, "--out", file + "/in"));
        String[] verify = {
            "verify", FRAUD, Sessions.example("fraud/flagged.vnnlib").toString(), "--out"
        };
        assertRefused("there is a file of that name", joined(verify, file + "/answer.txt"));
        assertRefused("is a folder, where a file is to be written", joined(verify, folder.toString()));
        assertRefused("there is something at " + file + " already", joined(verify, file));
    }

    @Test
    void resultsOfAnotherJobStayAsTheyAre() throws IOException {
        Path few = written("few.csv", few());
        assertEquals(0, run(audit(few, prepared("--out", out("report")))).code());
        Path report = folder.resolve("report").resolve(ReportJson.NAME);
        String before = Files.readString(report);
        String[] again = prepared("--out", out("report"), "--rows", out("others"));
        assertRefused("report.json already, such as the results of another job", audit(few, again));
        assertEquals(before, Files.readString(report));
        assertFalse(Files.exists(folder.resolve("others")));
        Files.delete(report);
        assertRefused(ReportHtml.NAME + " already", audit(few, again));
        assertRefused(
                SmoothingHtml.NAME + " already",
                "smooth",
                "--model",
                FRAUD,
                "--data",
                few.toString(),
                "--out",
                out("report"));
    }
}
