package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.check.SmoothingCertificate.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmoothJobTest {
    private static final SmoothQuestion QUESTION = SmoothQuestion.gaussian(0.1f).withSamples(10, 100);

    @TempDir
    static Path folder;

    /** Their radii for all together hang on how many examples there are, not on how many a task has. */
    @Test
    void certificatesAreThoseOfARunWithoutACluster() throws IOException {
        Payments payments = Payments.first(30);
        Path csv = payments.write(folder.resolve("cases.csv"));
        List<Example> here;
        try (NoisyVotes votes = QUESTION.votes(payments.model)) {
            here = QUESTION.run(votes, payments.cases).run(30, _ -> {}, () -> false);
        }
        assertTrue(here.stream().anyMatch(Example::certified));
        try (SparkSession spark = Sessions.start("local[2]")) {
            String[] hashes = new String[2];
            for (int i = 0; i < 2; i++) {
                SmoothJob.Result result = new SmoothJob(spark, payments.file, QUESTION)
                        .run(
                                payments.source(spark, csv, 1 + 2 * i),
                                folder.resolve("in-" + i).toString(),
                                AuditJob.Run.now(),
                                Progress.NONE);
                assertEquals(here, result.report().certificate().examples());
                hashes[i] = result.sha256();
            }
            assertEquals(hashes[0], hashes[1]);
        }
    }
}
