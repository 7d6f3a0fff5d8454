package io.jaspis.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import scala.Option;

/** The threads of the pool that an executor's tasks share: as many as Spark gave it cores, since others may share its machine. */
public final class ExecutorThreads {
    private static final String THREADS = "jaspis.threads";
    /** What Spark names the driver among executors. */
    private static final String DRIVER = "driver";

    /** An executor's own command says its cores, also where the configuration leaves them to the cluster. */
    private static final Pattern CORES = Pattern.compile(" --cores (\\d+)");

    private ExecutorThreads() {}

    /** Says so before the first use of the pool in this process; nothing where it was told, and nothing on the driver. */
    public static void limit() {
        SparkEnv environment = SparkEnv.get();
        if (environment == null || environment.executorId().equals(DRIVER) || System.getProperty(THREADS) != null) {
            return;
        }
        Matcher command = CORES.matcher(System.getProperty("sun.java.command", ""));
        Option<String> cores = command.find()
                ? Option.apply(command.group(1))
                : environment.conf().getOption("spark.executor.cores");
        if (cores.isDefined()) {
            System.setProperty(THREADS, cores.get());
        }
    }
}
