package io.jaspis.spark.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.Sessions;
import io.jaspis.threat.vnnlib.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerifyJobTest {
    private static final Path ACAS =
            Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp/acasxu");

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = Sessions.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static VerifyJob.Result acas(String network, int property, int tasks) throws IOException {
        ModelFile model = ModelFile.read(ACAS.resolve("onnx/ACASXU_run2a_" + network + "_batch_2000.onnx.gz"));
        VerifyJob.Plan plan = SmallSearch.plan(tasks, 500, Splitting.LOSS);
        return VerifyJob.of(spark.sparkContext(), model, ACAS.resolve("vnnlib/prop_" + property + ".vnnlib.gz"), plan)
                .run(() -> false, Progress.NONE);
    }

    @Test
    void aNetworkOfTheRepositorysOwnIsProvedInParts() throws IOException {
        for (Splitting splitting : new Splitting[] {Splitting.AUTO, Splitting.RELU}) {
            for (int tasks : new int[] {1, 2, 4}) {
                VerifyJob.Result result = SmallSearch.run(spark, SmallSearch.plan(tasks, 4, splitting));
                assertInstanceOf(Answer.Unsat.class, result.answer());
                assertTrue(result.rounds() > 1, result::toString);
            }
        }
    }

    @Test
    void anAircraftsPropertyHasTheSameVerdictHoweverItIsCut() throws IOException {
        assumeTrue(Files.isDirectory(ACAS), "skipped: no folder vnncomp beside the checkout");
        for (int tasks : new int[] {1, 2}) {
            assertInstanceOf(Answer.Unsat.class, acas("1_1", 6, tasks).answer());
        }
        VerifyJob.Result once = acas("1_1", 6, 4);
        assertInstanceOf(Answer.Unsat.class, once.answer());
        assertEquals(once, acas("1_1", 6, 4));
        assertTrue(once.rounds() > 2 && once.tasks() > once.rounds());
        assertInstanceOf(Answer.Sat.class, acas("2_9", 8, 4).answer());
    }

    @Test
    void aSpecificationOfAnotherModelIsRefusedInWords() throws IOException {
        ModelFile model = ModelFile.read(Sessions.example("../models/mnist-certified.onnx"));
        VerifyJob job = VerifyJob.of(
                spark.sparkContext(), model, Sessions.example("fraud/flagged.vnnlib"), VerifyJob.Plan.STANDARD);
        InputException refused = assertThrows(InputException.class, () -> job.run(() -> false, Progress.NONE));
        assertTrue(refused.getMessage().contains("flagged.vnnlib"), refused::getMessage);
    }
}
