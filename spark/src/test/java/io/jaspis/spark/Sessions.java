package io.jaspis.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Spark as the tests start it: with little memory, and without pages. */
public final class Sessions {
    private static final Path ROOT =
            Path.of(System.getProperty("jaspis.root", "..")).toAbsolutePath();

    private Sessions() {}

    /** Two executors, each a process with a core of its own. */
    public static SparkSession startCluster() throws IOException {
        // What starts executors looks for Spark's archives there, though the class path has them already.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        return start("local-cluster[2,1,512]");
    }

    /** @param master such as {@code local[2]} */
    public static SparkSession start(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.executor.memory", "512m")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector")
                .getOrCreate();
    }

    public static Path example(String file) {
        return ROOT.resolve("examples").resolve(file);
    }
}
