package io.jaspis.cli;

import static io.jaspis.cli.Commands.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's own table and own model: with numbers of customers, gaps, categories and names, and one output or two. */
final class OwnTableTest {
    private static final Path CASES = Path.of("../../shared/data/user-cases");

    @TempDir
    Path folder;

    private static Commands.Ending done(Object... words) {
        Commands.Ending ending = Commands.run(words);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ending;
    }

    private static void assertTold(String text, String... expected) {
        // A sentence may stand in a frame, on several lines.
        String flat = text.replace('│', ' ').replaceAll("\\s+", " ");
        for (String words : expected) {
            assertTrue(text.contains(words) || flat.contains(words), () -> "'" + words + "' is not in: " + text);
        }
    }

    /** Customers whose channel decides, with gaps in a column that doesn't. */
    private Path customers(String name, int seed, int count) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("customer;channel;age;hour;kind\n");
        for (int i = 0; i < count; i++) {
            String channel = List.of("web", "app", "shop").get(random.nextInt(3));
            text.append("C-%d;%s;%s;%s;%s\n"
                    .formatted(
                            1000 + i,
                            channel,
                            i % 10 == 3 ? "" : "0," + (1 + random.nextInt(9)),
                            "0," + random.nextInt(10),
                            channel.equals("web") ? "fraud" : "legit"));
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private Object[] reading(Object... words) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--label-column", "kind", "--drop", "customer"));
        all.addAll(List.of("--missing", "median", "--one-hot", "channel"));
        return all.toArray();
    }

    @Test
    void classesWithACommaAreGivenAsTheyAreTold() throws IOException {
        StringBuilder text = new StringBuilder("x,\"y, too\",label\n");
        for (int i = 0; i < 20; i++) {
            text.append("0.%02d,0.5,%s\n".formatted(5 * i, i < 10 ? "\"tench, Tinca\"" : "\"a \"\"5\"\", b\""));
        }
        Path data = Files.writeString(folder.resolve("fish.csv"), text.toString());
        Path model = folder.resolve("swims.onnx");
        done(
                "train",
                "--data",
                data,
                "--network",
                "dense 2",
                "--epochs",
                "1",
                "--rate",
                "0.1",
                "--batch",
                "10",
                "--drop",
                "\"y, too\"",
                "--classes",
                "\"tench, Tinca\",\"a \"\"5\"\", b\"",
                "--out",
                model);
        assertTold(done("info", model).out(), "tench, Tinca", "a \"5\", b");
    }

    @Test
    void tableWithIdsGapsAndCategoriesIsTrainedOnAndAudited() throws IOException {
        Path training = customers("training.csv", 1, 120);
        Path test = customers("test.csv", 2, 40);
        Path model = folder.resolve("own.onnx");
        refused(
                Commands.run("train", "--data", training, "--label-column", "kind", "--out", model),
                "training.csv, line 2, column 1 (customer)",
                "--drop customer");
        Commands.Ending trained = done(reading(
                "train",
                "--data",
                training,
                "--test",
                test,
                "--network",
                "dense 8,relu,dense 2",
                "--epochs",
                "30",
                "--batch",
                "20",
                "--rate",
                "0.05",
                "--out",
                model));
        assertTold(
                trained.out(),
                "training.csv: channel becomes inputs 0 to 2: app, shop, web",
                "12 in age by",
                "test.csv: Commas are read as decimal points");
        Commands.Ending audited = done(reading(
                "audit",
                "--model",
                model,
                "--data",
                test,
                "--epsilon",
                "0.02",
                "--steps",
                "3",
                "--restarts",
                "1",
                "--out",
                folder.resolve("report")));
        assertTold(audited.out(), "Classes: 0 fraud, 1 legit (as the model's file says)", "4 in age by");
        assertEquals(1, report().sandwich().cleanAccuracy());
        refused(
                Commands.run(
                        "audit",
                        "--model",
                        model,
                        "--data",
                        test,
                        "--label-column",
                        "kind",
                        "--drop",
                        "customer,channel",
                        "--missing",
                        "drop",
                        "--out",
                        folder.resolve("other")),
                "[2]",
                "[5]",
                "age, hour",
                "--one-hot");
    }

    /** A network takes inputs by their places: of another table they would be others, with the same numbers. */
    @Test
    void tableWithOtherColumnsOrCategoriesIsRefusedWhereTheModelNotesItsOwn() throws IOException {
        Path training = Files.writeString(
                folder.resolve("training.csv"), "c,age,kind\nDE,0.1,a\nFR,0.2,b\nUS,0.3,a\nDE,0.9,b\n");
        Path model = folder.resolve("own.onnx");
        done(
                "train",
                "--data",
                training,
                "--label-column",
                "kind",
                "--one-hot",
                "c",
                "--network",
                "dense 2",
                "--epochs",
                "1",
                "--batch",
                "2",
                "--out",
                model);
        assertTold(done("info", model).out(), "inputs 0 c=DE, 1 c=FR, 2 c=US, 3 age");
        Path others =
                Files.writeString(folder.resolve("others.csv"), "c,age,kind\nAT,0.1,a\nDE,0.2,b\nUS,0.3,a\nDE,0.9,b\n");
        Object[] reading = {"--label-column", "kind", "--one-hot", "c"};
        refused(
                audit(model, others, reading),
                "input 0 of others.csv is c=AT, but of the model own.onnx it is c=DE",
                "c=FR");
        assertNotEquals(ExitCode.BAD_INPUT, audit(model, training, reading).code());
        Path turned =
                Files.writeString(folder.resolve("turned.csv"), "age,c,kind\n0.1,DE,a\n0.2,FR,b\n0.3,US,a\n0.9,DE,b\n");
        refused(audit(model, turned, reading), "put its columns in the order of the model own.onnx");
        Columns columns = new Columns(Columns.Header.DETECT, "kind").withOneHot("c");
        assertThrows(DataException.class, () -> Model.read(model).examples(others, columns));
        // What has no names can't be compared.
        Path bare = Files.writeString(folder.resolve("bare.csv"), "1,0,0,0.1,a\n0,1,0,0.2,b\n");
        assertNotEquals(ExitCode.BAD_INPUT, audit(model, bare).code());
    }

    private AuditReport report() throws IOException {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    /** A model with one output made of the logit 8 · x₀ − 4. */
    private Path one(String name, UnaryOperator<Value> output) throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(2));
        Value logit = x.dense(trace.constant(Tensor.of(Shape.of(1, 2), 8, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(1), -4)));
        Graph graph = trace.graph("score", output.apply(logit));
        Path file = folder.resolve(name);
        Onnx.write(graph, Map.of(), file);
        return file;
    }

    private Commands.Ending audit(Path model, Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", data));
        words.addAll(List.of("--epsilon", "0.05", "--steps", "5", "--restarts", "1"));
        words.addAll(List.of("--out", folder.resolve("report")));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    @Test
    void modelWithOneOutputTellsTwoClassesApartAtAThreshold() throws IOException {
        // Sigmoids 0.03, 0.43, 0.69 and 0.96.
        Path data = Files.writeString(
                folder.resolve("cases.csv"), "a,b,label\n0.1,0,legit\n0.46,1,legit\n0.6,0,fraud\n0.9,1,fraud\n");
        Path sigmoid = one("sigmoid.onnx", Value::sigmoid);
        Commands.Ending ending = audit(sigmoid, data, "--classes", "legit,fraud");
        assertTold(
                ending.out(),
                "one output, a sigmoid",
                "class 1 where the probability is above 0.5",
                "0 legit, 1 fraud");
        assertEquals(1, report().sandwich().cleanAccuracy());
        assertEquals(0.75, report().sandwich().robustUpper());
        assertEquals(0.75, report().sandwich().robustLower(), "bounds of a line are exact");
        assertFalse(ending.out().contains("Warning"), ending.out());
        assertTold(
                audit(sigmoid, data).out(),
                "0 fraud, 1 legit (in sorted order",
                "Warning: 0 of 4 examples are right",
                "--classes legit,fraud it would be 4 of 4");
        Path logit = one("logit.onnx", x -> x);
        assertTold(audit(logit, data, "--classes", "legit,fraud").out(), "taken as a logit", "--single-output");
        assertEquals(0.75, report().sandwich().robustLower());
        // No sigmoid at its end: the option alone tells what it is.
        Path probability = one("probability.onnx", x -> x.sigmoid().clip(0, 1));
        audit(probability, data, "--classes", "legit,fraud", "--single-output", "probability");
        assertEquals(1, report().sandwich().cleanAccuracy());
        assertEquals(0.75, report().sandwich().robustUpper());
        for (Path model : List.of(sigmoid, logit)) {
            audit(model, data, "--classes", "legit,fraud", "--threshold", "0.8");
            assertEquals(0.75, report().sandwich().cleanAccuracy(), "0.69 is below 0.8");
            assertEquals(0.75, report().sandwich().robustLower());
        }
        audit(probability, data, "--classes", "legit,fraud", "--single-output", "probability", "--threshold", "0.8");
        assertEquals(0.75, report().sandwich().cleanAccuracy());
    }

    @Test
    void whatOnlyOneOutputHasIsRefusedOfOthers() throws IOException {
        Path two = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(two), 4);
        refused(audit(two, data, "--threshold", "0.4"), "--threshold is for models with one output");
        refused(audit(two, data, "--single-output", "logit"), "--single-output is for models with one output");
        Path sigmoid = one("sigmoid.onnx", Value::sigmoid);
        refused(audit(sigmoid, data, "--threshold", "1"), "--threshold must be above 0 and below 1");
        refused(audit(sigmoid, data, "--single-output", "logit"), "ends in a sigmoid");
    }

    @Test
    void modelWithOneOutputIsSmoothedAndItsCertificatesChecked() throws IOException {
        Path data = Files.writeString(folder.resolve("cases.csv"), "a,b,label\n0.1,0,0\n0.4,1,0\n0.9,0,1\n");
        Path model = one("sigmoid.onnx", Value::sigmoid);
        Path out = folder.resolve("smoothing");
        done("smooth", model, "--data", data, "--sigma", "0.25", "--n", "500", "--threshold", "0.3", "--out", out);
        Path certificate = out.resolve("certificate.json");
        done("check", certificate, "--samples", "all");
        done("check", certificate, "--threshold", "0.3");
        refused(
                Commands.run("check", certificate, "--threshold", "0.5"),
                "--threshold says 0.5, but the certificate was made with 0.3");
        String text = Files.readString(certificate);
        Files.writeString(certificate, text.replace("\"threshold\" : 0.3", "\"threshold\" : 0.5"));
        Commands.Ending other = Commands.run("check", certificate, "--samples", "all");
        assertEquals(ExitCode.BELOW, other.code(), "at another threshold the votes are others");
    }

    @Test
    void certificateOfATableSaysHowItWasRead() throws IOException {
        Path data = Files.writeString(
                folder.resolve("cases.csv"),
                "id;amount;country;outcome\n7;0,1;FR;legit\n8;0,4;;fraud\n9;0,9;DE;fraud\n10;0,3;FR;legit\n");
        Path model = folder.resolve("three.onnx");
        Trace trace = new Trace();
        float[] weights = {-4, 0, 0, 4, 0, 0};
        var scores = trace.input("input", Shape.of(3))
                .dense(trace.constant(Tensor.of(Shape.of(2, 3), weights)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 2, -2)));
        Onnx.write(trace.graph("scores", scores), Map.of(), model);
        Path out = folder.resolve("smoothing");
        done(
                "smooth",
                model,
                "--data",
                data,
                "--label-column",
                "outcome",
                "--drop",
                "id",
                "--missing",
                "drop",
                "--one-hot",
                "country",
                "--classes",
                "legit,fraud",
                "--n",
                "200",
                "--out",
                out);
        Path certificate = out.resolve("certificate.json");
        String told = done("check", certificate, "--samples", "all").out();
        assertTrue(told.contains("Classes: 0 legit, 1 fraud (as the certificate says)"), told);
        done("check", certificate, "--one-hot", "country", "--drop", "id", "--data", data);
        refused(Commands.run("check", certificate, "--drop", "amount"), "--drop says [amount]");
        refused(Commands.run("check", certificate, "--missing", "median"), "--missing says MEDIAN");
        refused(Commands.run("check", certificate, "--classes", "fraud,legit"), "--classes says [fraud, legit]");
        refused(Commands.run("check", certificate, "--one-hot", "country=FR:DE"), "--one-hot country says [FR, DE]");
    }

    @Test
    void anotherReadingIsAnotherQuestion() throws IOException {
        Path data = Files.writeString(folder.resolve("cases.csv"), "a,b,label\n0.1,,0\n0.4,1,0\n0.9,0,1\n");
        Path model = one("sigmoid.onnx", Value::sigmoid);
        audit(model, data, "--missing", "median");
        assertEquals("missing median", report().settings().reading());
        done(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--epsilon",
                "0.05",
                "--steps",
                "5",
                "--restarts",
                "1",
                "--missing",
                "median",
                "--out",
                folder.resolve("report"),
                "--resume");
        refused(audit(model, data, "--missing", "drop", "--resume"), "reading was missing median and is missing drop");
        refused(
                audit(model, data, "--missing", "median", "--threshold", "0.3", "--resume"),
                "reading was missing median and is missing median; threshold 0.3");
    }

    @Test
    void usersCases() throws IOException {
        if (!Files.exists(CASES)) {
            System.out.println("skipped: " + CASES + " is not there");
            return;
        }
        Object[] range = {"--range=-100,10000", "--images", "300"};
        Path logits = CASES.resolve("two_logits.onnx");
        refused(
                audit(logits, CASES.resolve("cases_missing.csv"), range),
                "line 27, column 2 (age)",
                "--missing median",
                "--missing drop");
        assertTold(
                audit(logits, CASES.resolve("cases_names.csv"), range).out(),
                "are the classes in another order? With --classes legit,fraud it would be 266 of 300, 88.7 %");
        List<Object> named = new ArrayList<>(Arrays.asList(range));
        named.addAll(List.of("--classes", "legit,fraud"));
        audit(logits, CASES.resolve("cases_names.csv"), named.toArray());
        assertEquals(0.887, report().sandwich().cleanAccuracy(), 0.0005);
        audit(CASES.resolve("sigmoid.onnx"), CASES.resolve("cases_names.csv"), named.toArray());
        assertTrue(report().sandwich().cleanAccuracy() > 0.8);
        named.addAll(List.of("--missing", "median"));
        assertTold(
                audit(logits, CASES.resolve("cases_missing.csv"), named.toArray())
                        .out(),
                "in age by 55.0");
    }
}
