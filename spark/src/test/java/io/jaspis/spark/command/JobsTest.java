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
import org.apache.spark.sql.SparkSession;
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

    /** What a job that starts a session finds, as it is submitted. */
    private static final Map<String, String> SPARK = Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.sql.shuffle.partitions", "2");

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = Sessions.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** How a job ended, and what it said. */
    private record Ended(int code, String told) {}

    private static Ended run(String... words) {
        StringWriter told = new StringWriter();
        return new Ended(Jobs.run(new PrintWriter(told), new PrintWriter(told, true), words), told.toString());
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

    /** A proof of the same: it reads and writes as an audit does, and attacks nothing. */
    private String[] proof(Path data, String... more) {
        return joined(
                new String[] {"prove", "--model", FRAUD, "--data", data.toString(), "--certifier", "interval"},
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
    void aJobClosesTheSessionThatItStartedAndNoOther() throws IOException {
        Path few = written("few.csv", few());
        Ended beside = run(proof(few, prepared("--out", out("beside"))));
        assertEquals(0, beside.code(), beside::told);
        assertFalse(spark.sparkContext().isStopped());
        spark.stop();
        SPARK.forEach(System::setProperty);
        try {
            Ended alone = run(proof(few, prepared("--out", out("alone"))));
            assertEquals(0, alone.code(), alone::told);
            assertTrue(SparkSession.getDefaultSession().isEmpty());
        } finally {
            SPARK.keySet().forEach(System::clearProperty);
            spark = Sessions.start("local[2]");
        }
    }

    @Test
    void wordsMayStandInAFile() throws IOException {
        Path few = written("few.csv", few());
        String[] all = proof(few, prepared("--out", out("report")));
        Path words = written(
                "words.args",
                List.of("# of a proof", "\"" + String.join("\" \"", List.of(all).subList(1, all.length)) + "\""));
        Ended ended = run("prove", "@" + words);
        assertEquals(0, ended.code(), ended::told);
        String report = Files.readString(folder.resolve("report/report.json"));
        assertTrue(report.contains("\"jaspis-spark prove @" + words + "\""), report);
        assertRefused(words + ", line 1: the quote 'a has no end", "prove", "@" + written("words.args", List.of("'a")));
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

    @Test
    void gapsAndUnknownCategoriesAreRefused() throws IOException {
        List<String> lines = few();
        lines.set(2, lines.get(2).replaceFirst(",(AT|DE|FR|US),", ",,"));
        Path gap = written("gap.csv", lines);
        assertRefused("row 2: column country is empty", proof(gap, prepared("--out", out("gap"))));
        Ended filled = run(proof(gap, prepared("--missing", "country=US", "--out", out("filled"))));
        assertEquals(0, filled.code(), filled::told);
        lines.set(2, few().get(2).replaceFirst(",(AT|DE|FR|US),", ",US,"));
        Ended given = run(proof(written("given.csv", lines), prepared("--out", out("given"))));
        assertEquals(hash(given), hash(filled));
        lines.set(3, few().get(3).replaceFirst(",(AT|DE|FR|US),", ",XX,"));
        assertRefused(
                "row 3: column country has \"XX\", which is none of the categories AT, DE, FR, US",
                proof(written("other.csv", lines), prepared("--out", out("other"))));
    }

    private static String hash(Ended ended) {
        return ended.told()
                .lines()
                .filter(line -> line.startsWith("SHA-256"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void linesAreRefusedThatHaveOtherCellsThanTheHeader() throws IOException {
        for (String change : List.of("$0,1", "", "$0,")) {
            List<String> lines = few();
            lines.set(4, lines.get(4).replaceFirst(",[^,]*$", change));
            assertRefused(
                    "row 4: the line has other cells than the header, which has "
                            + lines.getFirst().split(",").length,
                    audit(written("cells.csv", lines), prepared("--out", out("cells"))));
        }
        List<String> hexadecimal = few();
        hexadecimal.set(4, hexadecimal.get(4).replaceFirst("^([^,]*,)[^,]*", "$10x1p-3"));
        assertRefused(
                "row 4: column amount has \"0x1p-3\", which is no number",
                audit(written("number.csv", hexadecimal), prepared("--out", out("number"))));
    }

    @Test
    void filesThatHaveOtherHeadersAreRefused() throws IOException {
        Path several = Files.createDirectories(folder.resolve("several"));
        Files.write(several.resolve("a.csv"), few());
        Files.write(several.resolve("b.csv"), few());
        assertEquals(0, run(proof(several, prepared("--out", out("alike")))).code());
        List<String> lines = few();
        lines.set(0, lines.getFirst().replace("amount,frequency", "frequency,amount"));
        Files.write(several.resolve("b.csv"), lines);
        assertRefused("several/b.csv: CSV header does not conform", proof(several, prepared("--out", out("other"))));
    }

    @Test
    void optionsThatSayNothingAreRefused() throws IOException {
        Path few = written("few.csv", few());
        String[] at = {"--out", out("report")};
        assertRefused(
                "--one-hot country=AT:AT has an empty category, or one twice",
                audit(few, joined(at, "--one-hot", "country=AT:AT")));
        assertRefused("an empty category", audit(few, joined(at, "--one-hot", "country=AT::DE")));
        assertRefused(
                "--one-hot is given twice for column country", audit(few, prepared(joined(at, "--one-hot", CODES))));
        assertRefused("is none of the categories", audit(few, prepared(joined(at, "--missing", "country=XX"))));
        assertRefused(
                "--missing amount=much is no number", audit(few, prepared(joined(at, "--missing", "amount=much"))));
        assertRefused("of a column that --drop leaves out", audit(few, prepared(joined(at, "--missing", "id=1"))));
        assertRefused(
                "column amount of few.csv is to be an input (--inputs), and also none",
                audit(few, prepared(joined(at, "--inputs", "amount", "--label-column", "amount"))));
        assertRefused("lower < upper, but is [1.0, 0.0]", audit(few, prepared(joined(at, "--range", "1,0"))));
        assertRefused("--range takes two numbers", audit(few, prepared(joined(at, "--range", "0,0x1p3"))));
        String specification = Sessions.example("fraud/flagged.vnnlib").toString();
        assertRefused("--tasks must be at least 1, but is 0", "verify", FRAUD, specification, "--tasks", "0");
        assertRefused("--slice must be at least 1, but is 0", "verify", FRAUD, specification, "--slice", "0");
        String model = Sessions.example("../models/mnist-certified.onnx").toString();
        String digits = Sessions.example("digits").toString();
        String[] pictures = {"attack", "--model", model, "--data", digits, "--epsilon", "0.02", "--out", out("pictures")
        };
        for (String option : List.of(
                "--label-column=a", "--index=a", "--inputs=a", "--drop=a", "--one-hot=a=A:B", "--missing=a=1")) {
            assertRefused(option.substring(0, option.indexOf('=')) + " is for tables", joined(pictures, option));
        }
        assertRefused("--label-column is for tables", joined(pictures, "--label=a"));
    }

    @Test
    void whatSparkCannotReadIsToldInWords() throws IOException {
        List<String> lines = few();
        Path few = written("few.csv", lines);
        assertRefused(
                "few.csv is not a Parquet file", audit(few, prepared("--out", out("report"), "--format", "parquet")));
        lines.set(1, "first" + lines.get(1).substring(lines.get(1).indexOf(',')));
        Path named = written("named.csv", lines);
        assertRefused(
                "row 1: it has no whole number in the column that numbers the examples",
                audit(named, prepared("--out", out("report"), "--index", "id")));
        Path twice = written(
                "twice.csv",
                few().stream()
                        .map(line -> line + (line.startsWith("id") ? ",country=AT" : ",0"))
                        .toList());
        assertRefused("twice.csv can't be read", audit(twice, prepared("--out", out("report"))));
    }
}
