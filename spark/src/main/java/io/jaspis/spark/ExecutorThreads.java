package io.jaspis.spark;

import org.apache.spark.SparkEnv;
import scala.Option;

/** The threads of the pool that an executor's tasks share: as many as Spark gave it cores, since others may share its machine. */
public final class ExecutorThreads {
    private static final String THREADS = "jaspis.threads";
    /** What Spark names the driver among executors. */
    private static final String DRIVER = "driver";

    private ExecutorThreads() {}

    /** Says so before the first use of the pool in this process; nothing where it was told, and nothing on the driver. */
    public static void limit() {
        SparkEnv environment = SparkEnv.get();
        if (environment == null || environment.executorId().equals(DRIVER) || System.getProperty(THREADS) != null) {
            return;
        }
        Option<String> cores = environment.conf().getOption("spark.executor.cores");
        if (cores.isDefined()) {
            System.setProperty(THREADS, cores.get());
        }
    }
}
