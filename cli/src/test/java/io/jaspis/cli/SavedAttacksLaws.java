package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.features.FeatureFile;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.trees.RandomTrees;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever attack is known by name: what it broke is broken still when it is read from where it was saved. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SavedAttacksLaws {
    private static final int EXAMPLES = 8;
    private static final int STEPS = 5;

    private static final String IMAGES = "images";
    private static final String ROWS = "rows";
    private static final String FOREST = "forest";

    /** The attacks that nothing is learned of on each kind of examples: they aren't for it, or break none of it. */
    private static final Map<String, Set<String>> IDLE = Map.of(
            IMAGES,
            Set.of("switches isn't for it", "trees isn't for it"),
            ROWS,
            Set.of("cw breaks none", "trees isn't for it"),
            FOREST,
            Set.of());

    /** What attacks are tried on: words of the command, the same problem in the library, and where it keeps what broke. */
    private record Question(List<Object> words, Problem problem, Model model, Oracle oracle, Path saved) {}

    private final Map<String, Question> questions = new TreeMap<>();
    private final Map<String, Set<String>> idle = new TreeMap<>();
    private Path folder;

    static List<String> names() {
        return Attacks.names();
    }

    @BeforeAll
    void write(@TempDir Path made) throws IOException {
        folder = made;
        writeImages();
        writeRows();
        writeForest();
    }

    private void writeImages() throws IOException {
        Trace trace = new Trace();
        Value hidden = trace.input("input", Commands.IMAGE)
                .convolve(Commands.weights(trace, 1, 4, 1, 3, 3), Window.of(3, 3), 1)
                .relu()
                .flatten();
        // So each class is that of about a quarter of all noise.
        Value shift = trace.constant(Tensor.of(Shape.of(4), 1.5f, 0.1f, -0.7f, -2.2f));
        Graph network = trace.graph(
                "logits", hidden.dense(Commands.weights(trace, 2, 4, 64)).plus(shift));
        Path model = folder.resolve("images.onnx");
        Onnx.write(network, model);
        Path data = Commands.data(folder, network, EXAMPLES);
        ask(
                IMAGES,
                List.of(model, "--data", data, "--epsilon", "0.4"),
                Oracle.of(network, Cpu.best(), EXAMPLES),
                new Threat(Norm.LINF, 0.4, 0, 1),
                folder.resolve("saved.npz"));
    }

    private void writeRows() throws IOException {
        Trace trace = new Trace();
        // Class 1 is where items and c together are above 2 and a, else it is class 0; the others are nowhere.
        float[] weights = {0.5f, -0.5f, 0, -0.5f, -0.5f, 0.5f, 0, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0};
        Value scores = trace.input("input", Shape.of(4))
                .dense(trace.constant(Tensor.of(Shape.of(4, 4), weights)))
                .plus(trace.constant(Tensor.of(Shape.of(4), 1, -1, -9, -9)));
        Graph network = trace.graph("scores", scores);
        Path model = folder.resolve("table.onnx");
        Onnx.write(network, model);
        Oracle oracle = Oracle.of(network, Cpu.best(), EXAMPLES);
        Path data = Files.writeString(folder.resolve("table.csv"), rows(oracle));
        Path features = Files.writeString(
                folder.resolve("features.csv"),
                "name,epsilon,lower,upper,kind\na,0.5,0,1,real\nitems,1,0,5,integer\nc,0.8,0,1,only-up\n");
        ask(
                ROWS,
                List.of(model, "--data", data, "--features", features, "--epsilon", 2),
                oracle,
                Threat.of(Norm.LINF, 2, FeatureFile.read(features).features(Datasets.read(data))),
                folder.resolve("saved.csv"));
    }

    /** Rows with the class that the network gives them: four of either. */
    private static String rows(Oracle oracle) {
        Random random = new Random(12);
        float[] values = new float[4 * EXAMPLES];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 1 ? random.nextInt(5) : random.nextFloat();
        }
        int[] labels = oracle.labels(values, EXAMPLES);
        StringBuilder text = new StringBuilder("a,items,b,c,label\n");
        for (int i = 0; i < EXAMPLES; i++) {
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

    /** The first random forest that tells some rows apart; each of these is in the ball around each other. */
    private void writeForest() throws IOException {
        for (long seed = 0; !questions.containsKey(FOREST); seed++) {
            RandomTrees trees = new RandomTrees(seed);
            if (trees.form() != RandomTrees.Form.CLASSIFIER
                    || trees.targets() != 3
                    || !trees.transform().equals("NONE")) {
                continue;
            }
            byte[] file = trees.model().toByteArray();
            Oracle oracle = Oracle.of(Onnx.open("trees.onnx", file).trees(), Cpu.best(), EXAMPLES);
            float[] rows = trees.rows(EXAMPLES, true);
            int[] labels = oracle.labels(rows, EXAMPLES);
            if (Arrays.stream(labels).distinct().count() == 1) {
                oracle.close();
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < trees.features(); i++) {
                text.append('f').append(i).append(',');
            }
            text.append("label\n");
            for (int row = 0; row < EXAMPLES; row++) {
                for (int i = 0; i < trees.features(); i++) {
                    text.append(rows[row * trees.features() + i]).append(',');
                }
                text.append(labels[row]).append('\n');
            }
            Path data = Files.writeString(folder.resolve("forest.csv"), text);
            ask(
                    FOREST,
                    List.of(
                            Files.write(folder.resolve("forest.onnx"), file),
                            "--data",
                            data,
                            "--range=-1,3",
                            "--epsilon",
                            4),
                    oracle,
                    new Threat(Norm.LINF, 4, -1, 3),
                    folder.resolve("saved-forest.csv"));
        }
    }

    private void ask(String kind, List<Object> words, Oracle oracle, Threat threat, Path saved) throws IOException {
        Model model = Model.read((Path) words.getFirst());
        Dataset examples = Datasets.read((Path) words.get(words.indexOf("--data") + 1));
        Problem problem = new Problem(model.graph(), examples, threat, Cpu.best(), EXAMPLES);
        questions.put(kind, new Question(words, problem, model, oracle, saved));
    }

    @AfterAll
    void ofAllOthersSomethingIsLearned() {
        questions.values().forEach(question -> question.oracle().close());
        idle.forEach((kind, names) -> assertEquals(new TreeSet<>(IDLE.get(kind)), names, () -> "idle on " + kind));
    }

    /** What attacks of a name tell of themselves with so many steps. */
    private static List<Map<String, Object>> told(String name, Question question, int steps) {
        AttackFamily.Settings settings = new AttackFamily.Settings(Effort.LOW, steps, 1, List.of(question.model()));
        return Attacks.named(List.of(name), question.problem(), settings).stream()
                .map(Attack::parameters)
                .toList();
    }

    /** The words with which an attack takes few steps: none where it counts none; empty where it isn't for such a problem. */
    private static Optional<List<Object>> counted(String name, Question question) {
        try {
            boolean counts = !told(name, question, STEPS).equals(told(name, question, STEPS + 1));
            List<Object> words = counts ? List.of("--steps", STEPS) : List.of();
            return Optional.of(words);
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private Commands.Ending run(String name, Question question, List<Object> more) {
        List<Object> words = new ArrayList<>(List.of("attack", "--attack", name, "--effort", "low", "--no-curve"));
        words.addAll(List.of("--trust", "off", "--gradients", 2000, "--queries", 2000));
        words.addAll(List.of("--format", "json", "--out", folder.resolve("out")));
        words.addAll(question.words());
        words.addAll(more);
        if (name.equals("transfer")) {
            // Of itself, as the best that there could be.
            words.addAll(List.of("--source", question.words().getFirst()));
        }
        return Commands.run(words.toArray());
    }

    private List<ExampleResult> attack(String name, Question question, List<Object> more) throws IOException {
        Commands.Ending ending = run(name, question, more);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ReportJson.read(folder.resolve("out/report.json")).examples();
    }

    private static List<ExampleResult> broken(List<ExampleResult> examples) {
        return examples.stream()
                .filter(example -> example.verdict() == VerdictKind.FALSIFIED)
                .toList();
    }

    private void assertBrokenStill(String name, String kind) throws IOException {
        Set<String> silent = idle.computeIfAbsent(kind, _ -> new TreeSet<>());
        Question question = questions.get(kind);
        Optional<List<Object>> counted = counted(name, question);
        if (counted.isEmpty()) {
            assertEquals(ExitCode.BAD_INPUT, run(name, question, List.of()).code(), name);
            silent.add(name + " isn't for it");
            return;
        }
        List<Object> words = new ArrayList<>(counted.get());
        words.addAll(List.of("--save-adversarial", question.saved()));
        List<ExampleResult> broken = broken(attack(name, question, words));
        if (broken.isEmpty()) {
            silent.add(name + " breaks none");
            return;
        }
        Dataset read = Datasets.read(question.saved());
        assertArrayEquals(broken.stream().mapToInt(ExampleResult::label).toArray(), read.labels());
        float[] scores = question.oracle().scores(read.examples().data(), read.count());
        int classes = question.oracle().classes();
        for (int i = 0; i < broken.size(); i++) {
            // Those that were to be near may be where two scores are the same.
            float[] own = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
            int predicted = broken.get(i).adversarialPrediction();
            assertNotEquals(read.label(i), predicted, name);
            for (float score : own) {
                assertTrue(own[predicted] >= score, name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void imagesAreAdversarialStill(String name) throws IOException {
        assertBrokenStill(name, IMAGES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void rowsAreAdversarialStill(String name) throws IOException {
        assertBrokenStill(name, ROWS);
    }

    @Test
    void rowsOfAForestAreAdversarialStill() throws IOException {
        assertBrokenStill("trees", FOREST);
    }

    @Test
    void theCommandReadsEachFormatAsTheLibraryDoes() throws IOException {
        for (String kind : List.of(IMAGES, ROWS)) {
            Question question = questions.get(kind);
            List<ExampleResult> broken =
                    broken(attack("pgd", question, List.of("--save-adversarial", question.saved())));
            assertTrue(!broken.isEmpty(), kind);
            List<Object> again = new ArrayList<>(question.words());
            again.set(again.indexOf("--data") + 1, question.saved());
            List<ExampleResult> read = attack(
                    "fgsm",
                    new Question(again, question.problem(), question.model(), question.oracle(), question.saved()),
                    List.of());
            assertEquals(broken.size(), read.size());
            for (int i = 0; i < broken.size(); i++) {
                assertEquals(VerdictKind.MISCLASSIFIED, read.get(i).verdict(), kind);
                assertEquals(broken.get(i).adversarialPrediction(), read.get(i).prediction(), kind);
            }
        }
    }
}
