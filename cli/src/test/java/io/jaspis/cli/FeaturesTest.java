package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --features}, from a file to the report. */
class FeaturesTest {
    private static final String FIELDS = "name,epsilon,lower,upper,kind\n";

    @TempDir
    Path folder;

    private Path table;
    private Path model;

    /** Class 1 is where x + items − 2·(letter=b) is above 3.2. */
    @BeforeEach
    void write() throws IOException {
        table = Files.writeString(
                folder.resolve("table.csv"),
                "x,items,letter,age,label\n0.5,2,a,40,0\n1.5,2,a,41,1\n0.5,0,b,42,0\n0.5,4,b,43,0\n");
        Trace trace = new Trace();
        float[] weights = {0, 0, 0, 0, 0, 1, 1, 0, -2, 0};
        var scores = trace.input("input", Shape.of(5))
                .dense(trace.constant(Tensor.of(Shape.of(2, 5), weights)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 0, -3.2f)));
        model = folder.resolve("model.onnx");
        Onnx.write(trace.graph("scores", scores), Map.of(), model);
    }

    private Commands.Ending audit(String name, String features, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve(name), features);
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", table));
        words.addAll(List.of("--one-hot", "letter", "--features", file, "--out", folder.resolve("report")));
        words.addAll(List.of("--steps", "8", "--restarts", "3"));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    private AuditReport report() throws IOException {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    private List<String> verdicts() throws IOException {
        return report().examples().stream()
                .map(example -> example.verdict().name().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static void told(String text, String... expected) {
        for (String words : expected) {
            assertTrue(text.contains(words), () -> "'" + words + "' is not in: " + text);
        }
    }

    private void refused(String features, String... expected) throws IOException {
        Commands.Ending ending = audit("refused.csv", features);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out() + ending.err());
        told(ending.err(), expected);
    }

    @Test
    void whatLeavesNoRoomIsRefused() throws IOException {
        refused(
                FIELDS + "x,0,0,2,real\nage,,,,immutable\n",
                "--features leaves no column of table.csv any room",
                "above 0");
        refused(
                FIELDS + "letter=a,1,,,one-hot:letter\nletter=b,,,,one-hot:letter immutable\n",
                "--features leaves no column of table.csv any room",
                "can't be exchanged");
        refused(
                FIELDS + "y,0.5,0,2,real\n",
                "refused.csv, line 2: \"y\" is no column that table.csv makes an input of");
        refused(
                "x,0.5,0,2,real\nage,,,,immutable\n",
                "refused.csv, line 1: the header is missing: the first line must be name,epsilon,lower,upper,kind");
        refused("name,epsilom,lower,upper,kind\nx,0.5,0,2,real\n", "did you mean epsilon?");
        refused(FIELDS + "itmes,1,0,9,integer\n", "did you mean items?");
        refused(FIELDS + "label,1,0,9,integer\n", "line 2: \"label\" is the label in table.csv", "take this line out");
        Files.writeString(table, "id,x,items,letter,age,label\n7,0.5,2,a,40,0\n8,1.5,2,b,41,1\n");
        Commands.Ending dropped = audit("dropped.csv", FIELDS + "id,1,0,99,integer\n", "--drop", "id");
        assertEquals(ExitCode.BAD_INPUT, dropped.code());
        told(dropped.err(), "line 2: \"id\" is left out of the inputs made of table.csv (--drop)");
    }

    @Test
    void whatABallIsTooSmallForIsTold() throws IOException {
        String alone = "items,1,0,9,integer\nletter,2,,,one-hot\n";
        String whole = FIELDS + "x,0.01,0,9,real\n" + alone;
        String told = "epsilon is too small for some features to change, which need at least: ";
        Commands.Ending ending = audit("whole.csv", whole, "--norm", "2", "--epsilon", "0.7");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        told(ending.err(), told + "items 1.0, letter=a 0.7071067811865476, letter=b 0.7071067811865476");
        ending = audit("whole.csv", whole, "--norm", "2", "--epsilon", "0.71");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        told(ending.err(), told + "items 1.0" + System.lineSeparator());
        ending = audit("whole.csv", whole, "--norm", "2");
        assertFalse(ending.err().contains("is too small"), ending.err());
        ending = audit("whole.csv", FIELDS + alone, "--norm", "2", "--epsilon", "0.5");
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        told(
                ending.err(),
                "--epsilon 0.5 is too small for any column of table.csv to change; they need at least: items 1.0");
    }

    @Test
    void featuresDecideWhatBreaks() throws IOException {
        Commands.Ending ending = audit("few.csv", FIELDS + "x,0.5,0,2,real\nitems,1,0,9,integer\nletter,,,,one-hot\n");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        told(
                ending.out(),
                "may change, and by how much at ε = 1: x 0.5 (real), items 1.0 (integer), letter=a 1.0 (one-hot:letter)",
                "Features that stay as they are: age",
                "4 of 5 may change");
        // 1 + 3 > 3.2; 1 + 1 < 3.5; 1 + 1 < 3.2; 1 + 5 > 3.2.
        assertEquals(List.of("falsified", "falsified", "certified", "falsified"), verdicts());
        AuditReport.Settings settings = report().settings();
        assertEquals(1, settings.epsilon());
        assertEquals(
                new FeatureRange("items", "integer", 1, 0, 9),
                settings.features().get(1));
        assertEquals(
                new FeatureRange("age", "immutable", 0, Double.NaN, Double.NaN),
                settings.features().get(4));
        told(Files.readString(folder.resolve("report/report.html")), "What may change", "one-hot:letter");
    }

    @Test
    void wholeNumbersAndDirectionsMakeCertificatesFartherReaching() throws IOException {
        String up = "x,0.1,0,2,only-up\nitems,1,0,9,integer only-up\n";
        audit("up.csv", FIELDS + up);
        assertEquals(List.of("falsified", "certified", "certified", "falsified"), verdicts());
        // So much of the radius is less than one item.
        audit("up.csv", FIELDS + up, "--epsilon", "0.9");
        assertEquals(List.of("certified", "certified", "certified", "certified"), verdicts());
    }

    @Test
    void axesAreScaledInOtherNorms() throws IOException {
        // From 0.5 + 2 to above 3.2 it takes 0.7 of x, in units of 0.5 1.4, or 1 of items, in units of 2 0.5.
        for (String norm : List.of("1", "2")) {
            audit("x.csv", FIELDS + "x,0.5,0,9,real\n", "--norm", norm, "--epsilon", "1.39");
            assertEquals("certified", verdicts().getFirst());
            audit("x.csv", FIELDS + "x,0.5,0,9,real\n", "--norm", norm, "--epsilon", "1.41");
            assertEquals("falsified", verdicts().getFirst());
            // Together with one that can't reach it.
            String items = FIELDS + "x,0.01,0,9,real\nitems,2,0,9,integer\n";
            audit("i.csv", items, "--norm", norm, "--epsilon", "0.49");
            assertEquals("certified", verdicts().getFirst());
            audit("i.csv", FIELDS + "items,2,0,9,integer\n", "--norm", norm, "--epsilon", "0.5");
            assertEquals("falsified", verdicts().getFirst());
        }
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        audit(
                "up.json",
                "\uFEFF[{\"name\": \"x\", \"epsilon\": \"1std\", \"lower\": 0, \"upper\": 2, \"kind\": \"real\"}]");
        // Of 0.5, 1.5, 0.5 and 0.5 it is √3 / 4.
        assertEquals(Math.sqrt(3) / 4, report().settings().features().getFirst().epsilon(), 1e-7);
        Commands.Ending ending = audit("bad.json", "[{\"name\": \"x\", \"radius\": 1}]");
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        told(ending.err(), "bad.json, entry 1", "\"radius\"");
    }

    @Test
    void whatDoesNotFitIsRefusedByLine() throws IOException {
        refused(FIELDS + "y,1,0,1,real\n", "refused.csv, line 2", "\"y\" is no column", "x, items, letter=a");
        refused(FIELDS + "x,1,0,2,real\nx,1,0,2,real\n", "line 3", "named before", "line 2");
        refused(FIELDS + "x,,0,2,real\n", "line 2", "epsilon of x is missing");
        refused(FIELDS + "x,1,,2,real\n", "line 2", "lower of x is missing");
        refused(FIELDS + "x,1,0,2,whole\n", "line 2", "kind \"whole\"");
        refused(FIELDS + "x,1,0,2,real integer\n", "line 2", "kind \"real integer\"");
        refused(FIELDS + "x,much,0,2,real\n", "line 2", "epsilon", "much");
        refused(FIELDS + "x,1,2,0,real\n", "line 2", "range of x");
        refused(FIELDS + "age,1,0,99,immutable\n", "line 2", "age is immutable");
        refused(FIELDS + "age,1,0,99,one-hot\n", "line 2", "group is missing");
        refused("name,radius\nx,1\n", "line 1", "\"radius\"");
        refused("epsilon,kind\n1,real\n", "line 1", "must name the columns");
        refused(FIELDS + "x,1,0,1,real\n", "example 1", "x is 1.5", "outside its range");
        refused(FIELDS + "x,1,0,2,integer\n", "example 0", "x is 0.5", "whole number");
        refused(FIELDS + "letter=a,1,,,one-hot:g\n", "group g has a single column");
        Commands.Ending ranged = audit("x.csv", FIELDS + "x,1,0,2,real\n", "--range", "0,1");
        assertEquals(ExitCode.BAD_INPUT, ranged.code());
        told(ranged.err(), "leave out --range");
    }

    @Test
    void goesOnWithTheSameFeaturesAlone() throws IOException {
        String features = FIELDS + "items,1,0,9,integer\n";
        audit("one.csv", features, "--images", "2");
        assertEquals(ExitCode.OK, audit("one.csv", features, "--resume").code());
        assertEquals(4, verdicts().size());
        Commands.Ending other = audit("one.csv", FIELDS + "items,1,0,9,integer only-up\n", "--resume");
        assertEquals(ExitCode.BAD_INPUT, other.code());
        told(other.err(), "same settings", "only-up");
    }

    @Test
    void smoothingHasNoiseInUnitsOfEachColumn() throws IOException {
        Path out = folder.resolve("smoothing");
        Commands.Ending ending = smooth(out, "x,0.5,0,9,real\nitems,,0,9,integer immutable\n");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        told(
                ending.out(),
                "Noise in units of each column's own: x 0.5",
                "without noise: items, letter=a",
                "1 of 5 have noise");
        Path certificate = out.resolve("certificate.json");
        String text = Files.readString(certificate);
        told(text, "\"axes\" : [ 0.5, 0.0, 0.0, 0.0, 0.0 ]");
        Commands.Ending checked = Commands.run("check", certificate, "--samples", "all");
        assertEquals(ExitCode.OK, checked.code(), checked.out() + checked.err());
        // From 0.5 + 2 to above 3.2 it takes 0.7 of x, in units of 0.5 1.4; and of 0.5 + 0 − 2 5.2 · 2.
        double[] radii = CertificateFile.smoothing(certificate).examples().stream()
                .mapToDouble(SmoothingCertificate.Example::radius)
                .toArray();
        assertTrue(radii[0] > 1 && radii[0] < 1.4, () -> "the radius is " + radii[0]);
        Files.writeString(certificate, text.replace("[ 0.5, 0.0,", "[ 0.5, 2.0,"));
        assertEquals(
                ExitCode.BELOW,
                Commands.run("check", certificate, "--samples", "all").code());
        Files.writeString(certificate, text.replace("[ 0.5, 0.0,", "[ 0.5,"));
        Commands.Ending shorter = Commands.run("check", certificate);
        assertEquals(ExitCode.BELOW, shorter.code());
        told(shorter.out(), "4 axes of the noise, but an example has 5 values");
    }

    private Commands.Ending smooth(Path out, String features) throws IOException {
        Path file = Files.writeString(folder.resolve("noise.csv"), FIELDS + features);
        return smoothed(out, "--features", file);
    }

    private Commands.Ending smoothed(Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("smooth", model, "--data", table, "--one-hot", "letter"));
        words.addAll(List.of("--sigma", "1", "--n", "1000", "--out", out));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    @Test
    void noiseOnCategoriesIsTold() throws IOException {
        String note = "Note: noise makes numbers such as 0.3 of the categories of letter";
        Commands.Ending all = smoothed(folder.resolve("all"));
        assertEquals(ExitCode.OK, all.code(), all.err());
        told(all.out(), note, "--features");
        Commands.Ending some = smooth(folder.resolve("some"), "x,0.5,0,9,real\n");
        assertEquals(ExitCode.OK, some.code(), some.err());
        assertFalse(some.out().contains(note), some.out());
    }

    @Test
    void trainingHasEachColumnsOwnBox() throws IOException {
        StringBuilder lines = new StringBuilder("id,income,loans,channel,label\n");
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 120; i++) {
            boolean bad = random.nextBoolean();
            lines.append("%d,%d,%d,%s,%s\n"
                    .formatted(
                            i,
                            (bad ? 20_000 : 60_000) + random.nextInt(8000),
                            (bad ? 5 : 1) + random.nextInt(3),
                            random.nextBoolean() ? "web" : "shop",
                            bad ? "bad" : "good"));
        }
        Path loans = Files.writeString(folder.resolve("loans.csv"), lines);
        Path features = Files.writeString(
                folder.resolve("loans-features.csv"),
                FIELDS + "income,3000,0,100000,only-up\nloans,1,0,20,integer\nchannel,,,,one-hot\n");
        List<Object> words = List.of("--data", loans, "--drop", "id", "--one-hot", "channel", "--features", features);
        List<Object> train =
                new ArrayList<>(List.of("train", "--goal", "interval", "--out", folder.resolve("own.onnx")));
        train.addAll(List.of("--network", "norm, dense 8, relu, dense 2", "--epochs", "12", "--batch", "20"));
        train.addAll(List.of("--test", loans, "--rate", "0.05"));
        train.addAll(words);
        Commands.Ending trained = Commands.run(train.toArray());
        assertEquals(ExitCode.OK, trained.code(), trained.out() + trained.err());
        told(
                trained.out(),
                "income 3000.0 (only-up)",
                "channel=shop 1.0 (one-hot:channel)",
                "in units of each feature's own");
        List<Object> audit = new ArrayList<>(List.of("audit", "--model", folder.resolve("own.onnx")));
        audit.addAll(List.of("--out", folder.resolve("report")));
        audit.addAll(words);
        Commands.Ending audited = Commands.run(audit.toArray());
        assertEquals(ExitCode.OK, audited.code(), audited.err());
        assertTrue(report().sandwich().robustLower() > 0.9, audited.out());
        String percent = String.format(
                java.util.Locale.ROOT, "%.2f %%", 100 * report().sandwich().robustLower());
        told(trained.out(), percent);

        train.set(2, "clean");
        Commands.Ending clean = Commands.run(train.toArray());
        told(clean.err(), "the goal 'clean' has no attacker");
        train.set(2, "smoothadv");
        told(Commands.run(train.toArray()).err(), "trains in L2");
        train.set(2, "interval");
        train.addAll(List.of("--range", "0,1"));
        told(Commands.run(train.toArray()).err(), "leave out --range");
        Files.writeString(features, FIELDS + "income,3000,0,50000,real\n");
        train.removeLast();
        train.removeLast();
        told(
                Commands.run(train.toArray()).err(),
                "loans.csv, line ",
                "outside its range",
                "loans-features.csv, line 2");
    }

    @Test
    void noiseIsRefusedOfWhatIsNoRealNumber() throws IOException {
        for (String line : List.of("letter,,,,one-hot", "items,1,0,9,integer")) {
            Commands.Ending ending = smooth(folder.resolve("none"), "x,0.5,0,9,real\n" + line + "\n");
            assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
            told(ending.err(), "noise.csv, line 3", "numbers of it that it can't have", "write immutable");
        }
        Commands.Ending ending = smooth(folder.resolve("none"), "x,,,,immutable\n");
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        told(ending.err(), "lets no column change");
    }

    @Test
    void spreadsheetsMayHaveWrittenTheFile() throws IOException {
        String file =
                "sep=;\nname;epsilon;lower;upper;kind\nx;0,5;0;2,0;real\nitems;0,8std;0;9;integer\nletter;;;;one-hot\n";
        Commands.Ending ending = audit("few.csv", file);
        assertEquals(ExitCode.OK, ending.code(), ending.out() + ending.err());
        told(ending.out(), "x 0.5 (real)", "items 1.1313");
        refused("name;epsilon;lower;upper;kind\nx;1,500;0;2;real\n", "comma may part decimals or thousands", "line 2");
        refused("name;epsilon;lower;upper;kind\nx;0,5;0;2.5;real\n", "with a comma, \"0,5\" in line 2", "with a point");
    }

    @Test
    void misfitNamesLinesAndWhatToDo() throws IOException {
        table = Files.writeString(
                folder.resolve("gaps.csv"), "x,items,letter,age,label\n0.5,2,a,40,0\n1.5,2,b,41,1\n0.5,0,,42,0\n");
        Path file =
                Files.writeString(folder.resolve("gaps-features.csv"), FIELDS + "x,0.5,0,2,real\nletter,,,,one-hot\n");
        Commands.Ending ending = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                table,
                "--one-hot",
                "letter",
                "--missing",
                "median",
                "--features",
                file,
                "--out",
                folder.resolve("report"));
        assertEquals(ExitCode.BAD_INPUT, ending.code());
        told(
                ending.err(),
                "gaps.csv, line 4 (example 2) has what ",
                "gaps-features.csv, line 3 doesn't allow: exactly one column",
                "--missing drop");
        Files.writeString(file, FIELDS + "x,0.5,0,1,real\n");
        ending = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                table,
                "--one-hot",
                "letter",
                "--missing",
                "drop",
                "--features",
                file,
                "--out",
                folder.resolve("report"));
        told(
                ending.err(),
                "gaps.csv, line 3 (example 1) has what ",
                "gaps-features.csv, line 2 doesn't allow: x is 1.5, which is outside its range");
    }

    /** The file that the page shows, with a table that has its columns. */
    @Test
    void examplesFileIsTheOneThatThePageShows() throws IOException {
        Path root = Path.of(System.getProperty("jaspis.root", ".."));
        String features = Files.readString(root.resolve("examples/loans-features.csv"));
        told(Files.readString(root.resolve("docs/features.md")), features);
        table = Files.writeString(
                folder.resolve("loans.csv"),
                "income,loans,years,debt,letter,age,label\n50,1,3,20,fixed,40,0\n70,2,5,10,open,30,0\n");
        Trace trace = new Trace();
        model = folder.resolve("loans.onnx");
        var scores = trace.input("input", Shape.of(7))
                .dense(trace.constant(Tensor.of(Shape.of(2, 7), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
        Onnx.write(trace.graph("scores", scores), Map.of(), model);
        Commands.Ending ending = audit("loans-features.csv", features.replace("contract", "letter"));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        told(ending.out(), "income 1.0 (real)", "years 2.0 (integer only-up)", "debt 0.5 (only-down)");
    }
}
