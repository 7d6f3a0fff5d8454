package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of all settings, typed again, is taken and does the same. */
class TypedOptionsTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    Path folder;

    private Path table;
    private Path model;
    private Path features;

    /** Class 1 is where the sum is above 1.1. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder rows = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 40; i++) {
            double x = i % 10 / 10.0;
            double y = i / 4 / 10.0;
            rows.append(x)
                    .append(',')
                    .append(y)
                    .append(',')
                    .append(x + y > 1.1 ? 1 : 0)
                    .append('\n');
        }
        table = Files.writeString(folder.resolve("table.csv"), rows.toString());
        features = Files.writeString(
                folder.resolve("features.csv"), "name,epsilon,lower,upper,kind\nx,0.05,0,2,real\ny,0.1,0,1,real\n");
        Trace trace = new Trace();
        var scores = trace.input("input", Shape.of(2))
                .dense(trace.constant(Tensor.of(Shape.of(2, 2), 0, 0, 1, 1)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 0, -1.1f)));
        model = folder.resolve("model.onnx");
        Onnx.write(trace.graph("scores", scores), Map.of(), model);
    }

    private static void run(List<Object> words) {
        Commands.Ending ending = Commands.run(words.toArray());
        assertEquals(ExitCode.OK, ending.code(), words + ": " + ending.err());
    }

    private static List<Object> words(String command, String options) {
        List<Object> words = new ArrayList<>(List.of(command));
        Matcher matcher = WORD.matcher(options);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private List<Object> given(String command, Object... more) {
        List<Object> words = new ArrayList<>(List.of(command, "--data", table));
        if (!command.equals("train")) {
            words.addAll(List.of("--model", model));
        }
        words.addAll(Arrays.asList(more));
        return words;
    }

    private void audited(String command, String told, Object... more) throws IOException {
        Path out = folder.resolve(command + Arrays.hashCode(more));
        List<Object> words = given(command, more);
        words.addAll(List.of("--out", out));
        run(words);
        AuditReport first = ReportJson.read(out.resolve("report.json"));
        String options = first.provenance().options();
        assertTrue(options.contains(told), options);
        run(words(command, options));
        AuditReport second = ReportJson.read(out.resolve("report.json"));
        assertEquals(options, second.provenance().options());
        assertEquals(first.settings(), second.settings());
        assertEquals(first.examples(), second.examples());
        assertEquals(first.curve(), second.curve());
    }

    @Test
    void auditAndAttackDoTheSame() throws IOException {
        for (String command : new String[] {"audit", "attack"}) {
            audited(command, "--epsilon 0.1 ");
            audited(command, "--epsilon 1 ", "--norm", "2", "--range", "0,2");
            audited(command, "--epsilon 1 ", "--features", features);
            audited(command, "--epsilon 0.5,2/255 ", "--epsilon", "0.5,2/255", "--features", features, "--target", "1");
        }
    }

    @Test
    void smoothingDoesTheSame() throws IOException {
        for (Object[] more : new Object[][] {{}, {"--features", features}, {"--noise", "uniform", "--reach", "0.1"}}) {
            Path out = folder.resolve("smoothing" + more.length);
            List<Object> words = given("smooth", "--n", "200", "--out", out);
            words.addAll(Arrays.asList(more));
            run(words);
            SmoothingCertificate first = CertificateFile.smoothing(out.resolve("certificate.json"));
            String options = told(out.resolve("report.html"));
            run(words("smooth", options));
            SmoothingCertificate second = CertificateFile.smoothing(out.resolve("certificate.json"));
            assertEquals(options, told(out.resolve("report.html")));
            assertEquals(first.examples(), second.examples());
        }
    }

    @Test
    void trainingDoesTheSame() throws IOException {
        // Some examples lie outside the range that nobody gave, which matters where nobody attacks them.
        Files.writeString(table, Files.readString(table) + "1.5,1,1\n");
        Object[][] all = {
            {"--goal", "clean"},
            {"--goal", "clean", "--range", "0,2"},
            {"--goal", "fast", "--range", "0,2"},
            {"--goal", "interval", "--features", features},
            {"--goal", "adversarial", "--features", features, "--epsilon", "0.5"},
            {"--goal", "smoothadv", "--range", "0,3"}
        };
        for (Object[] more : all) {
            Path out = folder.resolve("trained.onnx");
            List<Object> words = given("train", "--no-test", "--network", "dense 4, relu, dense 2", "--batch", "8");
            words.addAll(List.of("--epochs", "2", "--out", out));
            words.addAll(Arrays.asList(more));
            run(words);
            byte[] first = Files.readAllBytes(out);
            String options = told(folder.resolve("trained.html"));
            boolean attacked = !more[1].equals("clean");
            assertEquals(attacked, options.contains("--epsilon "), options);
            run(words("train", options));
            assertEquals(options, told(folder.resolve("trained.html")));
            assertArrayEquals(first, Files.readAllBytes(out));
        }
    }

    /** The settings that a page tells. */
    private static String told(Path page) throws IOException {
        Matcher matcher = Pattern.compile(
                        "All settings, as they would be typed</summary>(.*?)</details>", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertTrue(matcher.find());
        return matcher.group(1)
                .replaceAll("<[^>]*>", "")
                .strip()
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
