package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditJobTest {
    private static SparkSession spark;
    private static Payments payments;

    @TempDir
    static Path folder;

    private static Path csv;

    @BeforeAll
    static void start() throws IOException {
        spark = Sessions.start("local[2]");
        payments = Payments.first(48);
        csv = payments.write(folder.resolve("cases.csv"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static AuditJob.Result run(Question question, Source source, String name) throws IOException {
        return new AuditJob(spark, payments.file, question)
                .run(source, folder.resolve(name).toString(), AuditJob.Run.now(), Progress.NONE);
    }

    /** The hash of all rows, which no look for signs that attacks failed changes. */
    private static String hash(Question question, Source source, String name) throws IOException {
        return new AuditJob(spark, payments.file, question, Trust.Level.OFF)
                .run(source, folder.resolve(name).toString(), AuditJob.Run.now(), Progress.NONE)
                .sha256();
    }

    /** What was found, without when, where and of which file. */
    private static List<Object> found(AuditReport report) {
        return List.of(
                report.completion(),
                report.settings().epsilon(),
                report.settings().attacks(),
                report.settings().certifiers(),
                report.settings().radii(),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples(),
                report.breaks(),
                report.trust());
    }

    @Test
    void theReportIsThatOfAnAuditWithoutACluster() throws IOException {
        AuditReport here = Robustness.of(payments.model)
                .within(Norm.LINF, 0.1)
                .withCurve(0.02)
                .audit(payments.cases, payments.all(), () -> false);
        AuditReport there = run(
                        Question.within(Norm.LINF, 0.1).withCurve(0.02), payments.source(spark, csv, 3), "whole")
                .report();
        List<Object> expected = found(here);
        List<Object> actual = found(there);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i));
        }
        assertFalse(there.curve().isEmpty());
        assertFalse(there.breaks().examples().isEmpty());
    }

    @Test
    void partitionsChangeNothing() throws IOException {
        Question question = Question.within(Norm.LINF, 0.05)
                .withAttacks("fgsm", "pgd")
                .withCertifiers("interval")
                .withCurve();
        Set<String> hashes = new HashSet<>();
        for (int partitions : new int[] {1, 5}) {
            hashes.add(hash(question, payments.source(spark, csv, partitions), "in-" + partitions));
        }
        assertEquals(1, hashes.size());
        assertTrue(hashes.iterator().next().matches("[0-9a-f]{64}"));
    }

    /** As an audit without a cluster warns of it. */
    @Test
    void claimsThatDontStandAreWarnedOf() throws IOException {
        Question question = Question.within(Norm.LINF, 0.05)
                .withAttacks("liar")
                .withCertifiers()
                .withCurve();
        AuditReport report = new AuditJob(spark, payments.file, question, Trust.Level.OFF)
                .run(
                        payments.source(spark, csv, 3),
                        folder.resolve("liar").toString(),
                        AuditJob.Run.now(),
                        Progress.NONE)
                .report();
        long correct = report.sandwich().correct();
        assertTrue(correct > 0);
        assertEquals(correct, report.sandwich().unbroken());
        String warning =
                "%d of %1$d claimed breaks of the attack liar did not stand when they were checked, and don't count"
                        .formatted(correct);
        assertTrue(report.remarks().warnings().contains(warning), report.remarks()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"universal", "boundary"})
    void whatLooksAtOtherExamplesIsRefused(String attack) throws IOException {
        Question question = Question.within(Norm.LINF, 0.05).withAttacks(attack).withCurve();
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> run(question, payments.source(spark, csv, 3), "of-" + attack));
        assertTrue(refused.getMessage().contains("looks at other examples"), refused::getMessage);
    }

    /** Files are split and put together by Spark as it likes; a column of numbers makes the order of rows indifferent, too. */
    @Test
    void neitherSplitsNorTheOrderOfRowsChangeAnything() throws IOException {
        Question question = Question.within(Norm.LINF, 0.05)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .withCurve();
        List<String> hashes = new ArrayList<>();
        hashes.add(hash(question, payments.source(spark, csv, 2), "unsplit"));
        spark.conf().set("spark.sql.files.maxPartitionBytes", "1000");
        spark.conf().set("spark.sql.files.openCostInBytes", "0");
        try {
            Source split =
                    payments.table(spark, csv, TableColumns.labelled("label").without("id"));
            assertTrue(split.items().getNumPartitions() > 2);
            hashes.add(hash(question, split, "split"));
        } finally {
            spark.conf().unset("spark.sql.files.maxPartitionBytes");
            spark.conf().unset("spark.sql.files.openCostInBytes");
        }
        Path shuffled = payments.writeShuffled(folder.resolve("shuffled.csv"), 7);
        hashes.add(hash(
                question,
                payments.table(spark, shuffled, TableColumns.labelled("label").numberedBy("id")),
                "numbered"));
        assertEquals(1, new HashSet<>(hashes).size());
        hashes.add(hash(
                question,
                payments.table(spark, shuffled, TableColumns.labelled("label").without("id")),
                "shuffled"));
        assertEquals(2, new HashSet<>(hashes).size());
    }

    @Test
    void whatDoesNotFitIsRefusedInWords() throws IOException {
        assertRefused("cases has no column fraud (--label-column)", "fraud", csv);
        assertRefused("has 10 columns for them", "label", csv);
        Path broken = folder.resolve("broken.csv");
        List<String> lines = Files.readAllLines(csv);
        lines.set(5, lines.get(5).replaceFirst("^([^,]*,)[^,]*", "$1much"));
        Files.write(broken, lines);
        assertRefused("row 5: column amount has \"much\", which is no number", "label", broken, "id");
        lines.set(5, lines.get(4).replaceFirst("[^,]*$", "theft"));
        Files.write(broken, lines);
        assertRefused("the label \"theft\" is none of the classes", "label", broken, "id");
        lines.set(5, lines.get(4).replaceFirst("[^,]*$", "n/a"));
        Files.write(broken, lines);
        assertRefused("row 5: the label \"n/a\" is no class, but stands for a missing", "label", broken, "id");
        lines.set(5, lines.get(4).replaceFirst("^([^,]*,)[^,]*", "$11.5"));
        Files.write(broken, lines);
        assertRefused("row 5: column amount has 1.5, which lies outside the range [0.0, 1.0]", "label", broken, "id");
        Files.write(broken, lines.subList(0, 1));
        assertRefused("cases holds no examples", "label", broken, "id");
    }

    private static void assertRefused(String words, String label, Path table, String... dropped) {
        InputException refused = assertThrows(
                InputException.class,
                () -> payments.table(spark, table, TableColumns.labelled(label).without(dropped)));
        assertTrue(refused.getMessage().contains(words), refused::getMessage);
    }
}
