package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.spark.search.SmallSearch;
import io.jaspis.spark.search.VerifyJob;
import io.jaspis.tensor.Workers;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** Executors are processes of their own here, and one of them dies in the middle of its work. */
class LostExecutorTest {
    private static final Question QUESTION = Question.within(Norm.LINF, 0.05)
            .withAttacks("fgsm")
            .withCertifiers("interval")
            .withCurve();

    private static final VerifyJob.Plan PLAN = SmallSearch.plan(4, 4, Splitting.RELU);

    /** How often something is looked for, ten times a second. */
    private static final int LOOKS = 600;

    @TempDir
    static Path folder;

    private static Payments payments;
    private static Path csv;
    /** The hash of an audit's rows of which none was lost. */
    private static String rows;
    /** What comes of a search of which no slice was lost. */
    private static VerifyJob.Result searched;

    private static SparkSession cluster;

    @BeforeAll
    static void start() throws IOException {
        payments = Payments.first(16);
        csv = payments.write(folder.resolve("cases.csv"));
        try (SparkSession spark = Sessions.start("local[2]")) {
            rows = audited(spark, payments.source(spark, csv, 3), "whole", Progress.NONE);
            searched = SmallSearch.run(spark, PLAN);
        }
        cluster = Sessions.startCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.stop();
        }
    }

    private static String audited(SparkSession spark, Source source, String name, Progress progress)
            throws IOException {
        return new AuditJob(spark, payments.file, QUESTION, Trust.Level.OFF)
                .run(source, folder.resolve(name).toString(), AuditJob.Run.now(), progress)
                .sha256();
    }

    private static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(cluster.sparkContext());
    }

    @Test
    void anExecutorHasACoreWhateverItsMachineHas() {
        Function<Integer, Integer> threads = _ -> {
            ExecutorThreads.limit();
            return Workers.shared().threads();
        };
        assertEquals(
                List.of(1, 1),
                context().parallelize(List.of(0, 1), 2).map(threads).collect());
    }

    @Test
    void anExecutorThatIsLostWhileRowsAreWrittenChangesNone() throws IOException, InterruptedException {
        executors();
        Source source = payments.source(cluster, csv, 4);
        Path begun = folder.resolve("begun");
        Path died = folder.resolve("died");
        Death death = new Death(folder.resolve("lost").toString(), begun.toString(), died.toString());
        Source dying = new Source(
                source.name(),
                source.items().map(death),
                source.count(),
                source.shape(),
                source.inputs(),
                source.classNames());
        Progress progress = count -> {
            if (count.done() > 0) {
                mark(begun);
            }
        };
        assertEquals(rows, audited(cluster, dying, "lost", progress));
        assertTrue(Files.exists(died), "no executor was lost while rows were written");
    }

    /**
     * Ends the process that is to write the row of the first example, once another task has written its rows. Where the example is
     * met again, nothing happens.
     *
     * @param table where the rows are written
     * @param begun is there once a task has written its rows
     * @param died is there once the process has ended
     */
    private record Death(String table, String begun, String died) implements Function<Item, Item> {
        @Override
        public Item call(Item item) throws InterruptedException {
            // Other passes look at examples, too, but a table has Spark's own folder only while it is written.
            boolean writing = Files.exists(Path.of(table, "_temporary"));
            if (item.index() == 0 && writing && !Files.exists(Path.of(died)) && waitedFor(Path.of(begun))) {
                mark(Path.of(died));
                Runtime.getRuntime().halt(1);
            }
            return item;
        }

        private static boolean waitedFor(Path mark) throws InterruptedException {
            for (int i = 0; i < LOOKS && !Files.exists(mark); i++) {
                Thread.sleep(100);
            }
            return Files.exists(mark);
        }
    }

    private static void mark(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anExecutorThatIsLostCostsASearchItsSliceAlone() throws IOException, InterruptedException {
        Map<String, Long> executors = executors();
        long since = System.currentTimeMillis();
        AtomicInteger started = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        SparkListener killer = new SparkListener() {
            /** The first slice finds its executor without all that a search needs, and so takes longer than its end. */
            @Override
            public void onTaskStart(SparkListenerTaskStart start) {
                if (start.taskInfo().launchTime() >= since && started.getAndIncrement() == 0) {
                    ProcessHandle.of(executors.get(start.taskInfo().executorId()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }

            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.reason() instanceof TaskFailedReason) {
                    lost.incrementAndGet();
                }
            }
        };
        cluster.sparkContext().addSparkListener(killer);
        try {
            assertEquals(searched, SmallSearch.run(cluster, PLAN));
        } finally {
            cluster.sparkContext().removeSparkListener(killer);
        }
        assertTrue(lost.get() > 0, "no task was lost");
    }

    /** The processes of both executors by the names that Spark has for these, once both are there. */
    private static Map<String, Long> executors() throws InterruptedException {
        PairFunction<Integer, String, Long> here = _ -> new Tuple2<>(
                SparkEnv.get().executorId(), ProcessHandle.current().pid());
        Map<String, Long> processes = Map.of();
        for (int i = 0; i < LOOKS && processes.size() < 2; i++) {
            Thread.sleep(100);
            processes = context().parallelize(List.of(0, 1), 2).mapToPair(here).collectAsMap();
        }
        assertEquals(2, processes.size());
        return processes;
    }
}
