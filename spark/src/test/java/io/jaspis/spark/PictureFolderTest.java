package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    private static SparkSession spark;
    private static JavaSparkContext context;
    private static ModelFile file;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        spark = Sessions.start("local[2]");
        context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        file = ModelFile.read(Sessions.example("../models/mnist-certified.onnx"), 0.5);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void picturesAreThoseOfAnAuditWithoutACluster() throws IOException {
        Model model = Model.read(Sessions.example("../models/mnist-certified.onnx"));
        AuditReport report = assertSame(model, file, digits(4, 3));
        assertTrue(report.gallery().size() > 1);
        assertSame(
                model.normalized(new float[] {0.25f}, new float[] {1.5f}),
                file.normalized(List.of(0.25f), List.of(1.5f)),
                digits(6, 1));
    }

    /** The first pictures of the first digits, in a folder of their own. */
    private static Path digits(int classes, int each) throws IOException {
        Path some = folder.resolve(each + "-of-" + classes);
        for (int digit = 0; digit < classes; digit++) {
            Path pictures = Files.createDirectories(some.resolve(String.valueOf(digit)));
            try (var all = Files.list(Sessions.example("digits/" + digit))) {
                for (Path picture : all.sorted().limit(each).toList()) {
                    Files.copy(picture, pictures.resolve(picture.getFileName()));
                }
            }
        }
        return some;
    }

    /** By a radius at which many pictures are broken, and so shown. */
    private static AuditReport assertSame(Model model, ModelFile file, Path digits) throws IOException {
        Dataset data = model.examples(digits);
        AuditReport here = Robustness.of(model)
                .within(Norm.LINF, 0.3)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .withCurve()
                .withTrust(Trust.Level.OFF)
                .audit(data, Selection.all(data), () -> false);
        Source source = PictureFolder.open(context, digits.toString(), List.of(), file, 3);
        AuditReport there = new AuditJob(
                        spark,
                        file,
                        Question.within(Norm.LINF, 0.3)
                                .withAttacks("fgsm")
                                .withCertifiers("interval")
                                .withCurve(),
                        Trust.Level.OFF)
                .run(source, digits + ".parquet", AuditJob.Run.now(), Progress.NONE)
                .report();
        assertEquals(here.examples(), there.examples());
        assertEquals(here.sandwich(), there.sandwich());
        assertEquals(here.gallery(), there.gallery());
        assertEquals(here.remarks(), there.remarks());
        assertTrue(here.settings().reading().endsWith(there.settings().reading()));
        return here;
    }

    @Test
    void whatDoesNotFitIsRefusedInWords() throws IOException {
        assertRefused("there is no folder", folder.resolve("nowhere"));
        Path empty = Files.createDirectories(folder.resolve("empty/0"));
        assertRefused("has no pictures", empty.getParent());
        Path damaged = Files.createDirectories(folder.resolve("damaged/0"));
        Files.writeString(damaged.resolve("a.png"), "no picture");
        assertRefused("0/a.png is not a PNG or JPEG image", damaged.getParent());
        Path named = Files.createDirectories(folder.resolve("named/ten"));
        try (var some = Files.list(Sessions.example("digits/0"))) {
            Files.copy(some.findFirst().orElseThrow(), named.resolve("a.png"));
        }
        assertRefused("are 1 names (ten), but mnist-certified.onnx tells 10 classes apart", named.getParent());
    }

    @Test
    void foldersOfSystemsAreNoClasses() throws IOException {
        Path some = folder.resolve("some");
        for (String name : List.of("3", "7", "@eaDir", "3/@eaDir", "__MACOSX")) {
            Path pictures = Files.createDirectories(some.resolve(name));
            Files.copy(digit(), pictures.resolve("a.png"));
        }
        assertEquals(
                List.of(3, 7),
                PictureFolder.open(context, some.toString(), List.of(), file, 2).items().collect().stream()
                        .map(Item::label)
                        .toList());
        Path empty = Files.createDirectories(some.resolve("12"));
        assertEquals(
                2,
                PictureFolder.open(context, some.toString(), List.of(), file, 2).count());
        Files.delete(empty);
        List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "nine");
        Path docs = Files.createDirectories(some.resolve("docs"));
        assertEquals(
                2, PictureFolder.open(context, some.toString(), names, file, 2).count());
        Files.delete(docs);
        Path below = Files.createDirectories(some.resolve("7/more/deeper"));
        Files.copy(digit(), below.resolve("b.png"));
        assertRefused("has images in deeper, a folder of its own: put those of a class into its folder 7", some);
        Files.delete(below.resolve("b.png"));
        Files.createDirectories(some.resolve("notes"));
        assertRefused("but notes, without pictures, by a name", some);
    }

    private static Path digit() throws IOException {
        try (var some = Files.list(Sessions.example("digits/0"))) {
            return some.findFirst().orElseThrow();
        }
    }

    private static void assertRefused(String words, Path pictures) {
        InputException refused = assertThrows(
                InputException.class, () -> PictureFolder.open(context, pictures.toString(), List.of(), file, 2));
        assertTrue(refused.getMessage().contains(words), refused::getMessage);
    }
}
