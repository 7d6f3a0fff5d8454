package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Workers;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are processes of their own here, and one of them dies in the middle of its work. */
class LostExecutorTest {
    private static final Question QUESTION =
            Question.within(Norm.LINF, 0.05).withAttacks("fgsm", "pgd").withCurve();

    @TempDir
    static Path folder;

    @Test
    void aLostExecutorChangesNothing() throws IOException {
        Payments payments = Payments.first(48);
        Path csv = payments.write(folder.resolve("cases.csv"));
        String whole;
        try (SparkSession spark = Sessions.start("local[2]")) {
            whole = run(spark, payments, payments.source(spark, csv, 3), "whole");
        }
        Path died = folder.resolve("died");
        try (SparkSession spark = Sessions.startCluster()) {
            assertEquals(List.of(1, 1), threads(spark), "an executor has a core, whatever its machine has");
            Source source = payments.source(spark, csv, 8);
            assertEquals(whole, run(spark, payments, dying(source, died.toString()), "lost"));
        }
        assertTrue(Files.exists(died));
    }

    /** How many threads compute in each of two tasks. */
    private static List<Integer> threads(SparkSession spark) {
        MapFunction<Long, Integer> count = _ -> {
            ExecutorThreads.limit();
            return Workers.shared().threads();
        };
        return spark.range(0, 2, 1, 2).map(count, Encoders.INT()).collectAsList();
    }

    private static String run(SparkSession spark, Payments payments, Source source, String name) throws IOException {
        return new AuditJob(spark, payments.file, QUESTION)
                .run(source, folder.resolve(name).toString(), AuditJob.Run.now(), Progress.NONE)
                .sha256();
    }

    /** The same examples, at the last of which the first process that comes to it ends at once. */
    private static Source dying(Source source, String mark) {
        int last = source.count() - 1;
        return new Source(
                source.name(),
                source.items().map(item -> item.index() == last ? once(item, mark) : item),
                source.count(),
                source.shape(),
                source.inputs(),
                source.classNames());
    }

    private static Item once(Item item, String mark) throws IOException {
        try {
            Files.createFile(Path.of(mark));
        } catch (FileAlreadyExistsException after) {
            return item;
        }
        Runtime.getRuntime().halt(1);
        return item;
    }
}
