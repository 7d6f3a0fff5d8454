package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attacks;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever attack is known by name: what it broke is broken still when it is read from where it was saved. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SavedAttacksLaws {
    private Path folder;
    private Path model;
    private Path data;
    private Path tableModel;
    private Path table;
    private Path features;

    static List<String> names() {
        return Attacks.names();
    }

    @BeforeAll
    void write(@TempDir Path made) throws IOException {
        folder = made;
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), 15);
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(4));
        // Class 1 is where items and c together are above 2 and a; class 2 is nowhere.
        float[] weights = {0, 0, 0, 0, -1, 1, 0, 1, 0, 0, 0, 0};
        Value scores = x.dense(trace.constant(Tensor.of(Shape.of(3, 4), weights)))
                .plus(trace.constant(Tensor.of(Shape.of(3), 0, -2, -9)));
        Graph network = trace.graph("scores", scores);
        tableModel = folder.resolve("table.onnx");
        Onnx.write(network, tableModel);
        table = Files.writeString(folder.resolve("table.csv"), rows(network, 15));
        features = Files.writeString(
                folder.resolve("features.csv"),
                "name,epsilon,lower,upper,kind\na,0.5,0,1,real\nitems,1,0,5,integer\nc,0.8,0,1,only-up\n");
    }

    /** Rows with the class that the network gives them. */
    private static String rows(Graph network, int count) {
        Random random = new Random(5);
        float[] values = new float[4 * count];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 1 ? random.nextInt(5) : random.nextFloat();
        }
        try (Oracle oracle = Oracle.of(network, Cpu.best(), count)) {
            int[] labels = oracle.labels(values, count);
            StringBuilder text = new StringBuilder("a,items,b,c,label\n");
            for (int i = 0; i < count; i++) {
                int at = 4 * i;
                text.append(String.format(
                        Locale.ROOT,
                        "%s,%d,%s,%s,%d%n",
                        values[at],
                        (int) values[at + 1],
                        values[at + 2],
                        values[at + 3],
                        labels[i]));
            }
            return text.toString();
        }
    }

    private AuditReport attack(String name, List<Object> words, Path out) throws IOException {
        List<Object> all = new ArrayList<>(List.of("attack", "--attack", name, "--effort", "low"));
        all.addAll(List.of("--trust", "off", "--gradients", 2000, "--queries", 2000, "--out", out));
        all.addAll(words);
        if (name.equals("transfer")) {
            // Of itself, as the best that there could be.
            all.addAll(List.of("--source", words.getFirst()));
        }
        List<Object> shorter = new ArrayList<>(all);
        shorter.addAll(List.of("--steps", 5));
        Commands.Ending first = Commands.run(shorter.toArray());
        boolean counted = !first.err().contains("--steps 5 changes nothing");
        Commands.Ending ending = counted ? first : Commands.run(all.toArray());
        Assumptions.assumeTrue(ending.code() != ExitCode.BAD_INPUT, () -> "skipped: " + name + ": " + ending.err());
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ReportJson.read(out.resolve("report.json"));
    }

    private void assertBrokenStill(String name, List<Object> question, Path saved) throws IOException {
        Path out = folder.resolve("out");
        List<Object> words = new ArrayList<>(question);
        words.addAll(List.of("--save-adversarial", saved));
        AuditReport report = attack(name, words, out);
        long broken = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.FALSIFIED)
                .count();
        if (broken == 0) {
            return;
        }
        List<Object> again = new ArrayList<>(question);
        again.set(again.indexOf("--data") + 1, saved);
        AuditReport read = attack("fgsm", again, folder.resolve("again"));
        assertEquals(broken, read.examples().size());
        assertEquals(
                Set.of(VerdictKind.MISCLASSIFIED),
                Set.copyOf(read.examples().stream()
                        .map(AuditReport.ExampleResult::verdict)
                        .toList()));
        List<Integer> reached = report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.FALSIFIED)
                .map(AuditReport.ExampleResult::adversarialPrediction)
                .toList();
        assertEquals(
                reached,
                read.examples().stream()
                        .map(AuditReport.ExampleResult::prediction)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void imagesAreAdversarialStill(String name) throws IOException {
        assertBrokenStill(name, List.of(model, "--data", data, "--epsilon", "0.4"), folder.resolve("saved.npz"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void rowsAreAdversarialStill(String name) throws IOException {
        assertBrokenStill(
                name,
                List.of(tableModel, "--data", table, "--features", features, "--epsilon", 2),
                folder.resolve("saved.csv"));
    }

    @Test
    void someAttackBreaksSome() throws IOException {
        for (List<Object> question : List.<List<Object>>of(
                List.of(model, "--data", data, "--epsilon", "0.4"),
                List.of(tableModel, "--data", table, "--features", features, "--epsilon", 2))) {
            AuditReport report = attack("pgd", question, folder.resolve("some"));
            assertTrue(
                    report.examples().stream().anyMatch(example -> example.verdict() == VerdictKind.FALSIFIED),
                    question::toString);
        }
    }
}
