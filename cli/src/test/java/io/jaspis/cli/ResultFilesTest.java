package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.Reach;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.data.TextTable;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.results.VerdictTable;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Property;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit writes beside its report: a table of verdicts, and adversarial examples as data. */
final class ResultFilesTest {
    private static final int EXAMPLES = 150;

    @TempDir
    Path folder;

    private Path model;
    private Path data;
    private Path verdicts;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
        verdicts = folder.resolve("verdicts.csv");
    }

    private Commands.Ending audit(Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", data));
        words.addAll(List.of("--restarts", "1", "--out", folder.resolve("report")));
        words.addAll(Arrays.asList(more));
        if (!words.contains("--steps")) {
            words.addAll(List.of("--steps", "3"));
        }
        return Commands.run(words.toArray());
    }

    private static void done(Commands.Ending ending) {
        assertEquals(ExitCode.OK, ending.code(), ending.err());
    }

    private AuditReport report() throws IOException {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    private static List<ExampleResult> broken(AuditReport report) {
        return report.examples().stream()
                .filter(example -> example.verdict() == VerdictKind.FALSIFIED)
                .toList();
    }

    @Test
    void verdictsAreATableOfTheReport() throws IOException {
        done(audit(
                "--epsilon",
                "0.03",
                "--certifier",
                "interval",
                "--classes",
                "ant,\"bee, small\",wasp",
                "--verdicts",
                verdicts));
        List<TextTable.Line> lines = TextTable.read(verdicts).lines();
        assertEquals(
                "index,label,prediction,verdict,distance,margin,attack,certifier,epsilon,adversarial_prediction,"
                        + "label_name,prediction_name,adversarial_name",
                String.join(",", lines.getFirst().cells()));
        AuditReport report = report();
        assertEquals(report.examples().size(), lines.size() - 1);
        Set<VerdictKind> kinds = new HashSet<>();
        for (int i = 0; i < report.examples().size(); i++) {
            ExampleResult example = report.examples().get(i);
            List<String> cells = lines.get(i + 1).cells();
            kinds.add(example.verdict());
            assertEquals(Integer.toString(example.index()), cells.get(0));
            assertEquals(Integer.toString(example.label()), cells.get(1));
            assertEquals(Integer.toString(example.prediction()), cells.get(2));
            assertEquals(example.verdict().word(), cells.get(3));
            assertEquals(example.perturbation(), number(cells.get(4)));
            assertEquals(example.margin(), number(cells.get(5)));
            assertEquals(example.attack() == null ? "" : example.attack(), cells.get(6));
            assertEquals(example.certifier() == null ? "" : example.certifier(), cells.get(7));
            assertEquals(0.03, number(cells.get(8)));
            assertEquals(report.data().className(example.label()), cells.get(10));
        }
        assertEquals(4, kinds.size(), "every kind of verdict is in the table");
    }

    @Test
    void severalRadiiAreALineEach() throws IOException {
        done(audit("--epsilon", "0.03", "--images", "20"));
        AuditReport report = report();
        List<Reach> reaches = new ArrayList<>();
        for (ExampleResult example : report.examples()) {
            if (example.verdict() != VerdictKind.MISCLASSIFIED) {
                reaches.add(new Reach(example.index(), 0.01, "bounds", 0.0625, "an attack"));
            }
        }
        WholeFile.write(verdicts, VerdictTable.of(report, reaches, List.of(0.01, 0.02, 0.03, 0.1)));
        List<TextTable.Line> lines = TextTable.read(verdicts).lines();
        assertEquals(1 + 4 * 20, lines.size());
        for (int i = 0; i < 20; i++) {
            ExampleResult example = report.examples().get(i);
            boolean wrong = example.verdict() == VerdictKind.MISCLASSIFIED;
            String own = example.verdict().word();
            List<List<String>> rows = lines.subList(1 + 4 * i, 5 + 4 * i).stream()
                    .map(TextTable.Line::cells)
                    .toList();
            assertEquals(
                    wrong ? List.of(own, own, own, own) : List.of("certified", "unknown", own, "falsified"),
                    rows.stream().map(cells -> cells.get(3)).toList());
            assertEquals(
                    List.of("0.01", "0.02", "0.03", "0.1"),
                    rows.stream().map(cells -> cells.get(8)).toList());
            if (!wrong) {
                assertEquals(List.of("", "", "", "bounds"), rows.get(0).subList(4, 8));
                assertEquals(List.of("0.0625", "", "an attack", ""), rows.get(3).subList(4, 8));
            }
        }
        // An audit that was stopped before its curve tells of its own radius.
        WholeFile.write(verdicts, VerdictTable.of(report, List.of(), List.of(0.01, 0.03)));
        assertEquals(21, TextTable.read(verdicts).lines().size());
    }

    @Test
    void severalRadiiAreALineEachAlsoWhereNothingIsClassifiedCorrectly() throws IOException {
        done(audit("--epsilon", "0.03", "--images", "20"));
        AuditReport report = report();
        AuditReport wrong = new AuditReport(
                report.schema(),
                report.provenance(),
                report.completion(),
                report.settings(),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples().stream()
                        .filter(example -> example.verdict() == VerdictKind.MISCLASSIFIED)
                        .toList(),
                report.gallery(),
                report.breaks(),
                report.phases(),
                report.gates(),
                report.trust());
        assertFalse(wrong.examples().isEmpty());
        WholeFile.write(verdicts, VerdictTable.of(wrong, List.of(), List.of(0.01, 0.03)));
        assertEquals(
                1 + 2 * wrong.examples().size(),
                TextTable.read(verdicts).lines().size());
    }

    @Test
    void severalRadiiOfTheCommandAreTheCurve() throws IOException {
        done(audit("--epsilon", "0.03,0.01", "--images", "40", "--verdicts", verdicts));
        List<List<String>> rows = TextTable.read(verdicts).lines().stream()
                .skip(1)
                .map(TextTable.Line::cells)
                .toList();
        assertEquals(80, rows.size());
        AuditReport report = report();
        assertEquals(2, report.curve().size());
        for (AuditReport.CurvePoint point : report.curve()) {
            List<String> there = rows.stream()
                    .filter(cells -> number(cells.get(8)) == point.epsilon())
                    .map(cells -> cells.get(3))
                    .toList();
            assertEquals(40, there.size());
            assertEquals(
                    point.robustLower() * 40,
                    there.stream().filter("certified"::equals).count(),
                    1e-9);
            assertEquals(
                    point.robustUpper() * 40,
                    there.stream()
                            .filter(word -> word.equals("certified") || word.equals("unknown"))
                            .count(),
                    1e-9);
        }
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    @Test
    void verdictsOfSmoothingAreATable() throws IOException {
        done(Commands.run(
                "smooth",
                model,
                "--data",
                data,
                "--n",
                "200",
                "--images",
                "6",
                "--out",
                folder.resolve("smoothing"),
                "--verdicts",
                verdicts));
        List<TextTable.Line> lines = TextTable.read(verdicts).lines();
        assertEquals(7, lines.size());
        assertEquals(
                List.of("index", "label", "prediction", "verdict", "radius"),
                lines.getFirst().cells().subList(0, 5));
        for (TextTable.Line line : lines.subList(1, 7)) {
            boolean radius = !line.cells().get(4).isEmpty();
            assertEquals(radius, !line.cells().get(3).equals("abstained"));
        }
    }

    @Test
    void arraysAreReadAsTheAdversarialExamples() throws IOException {
        Path saved = folder.resolve("saved.npz");
        Commands.Ending ending = audit("--epsilon", "0.1", "--save-adversarial", saved);
        done(ending);
        List<ExampleResult> broken = broken(report());
        assertTrue(ending.out().contains("Adversarial examples: " + saved + " (" + broken.size() + " of 150)"));
        Map<String, Tensor> arrays = Npz.read(saved);
        Dataset read = Datasets.read(saved);
        assertEquals(broken.size(), read.count());
        Problem problem = problem(0.1);
        Verification verification = new Verification(problem);
        for (int i = 0; i < broken.size(); i++) {
            ExampleResult example = broken.get(i);
            assertEquals(example.index(), arrays.get("index").data()[i]);
            assertEquals(example.label(), read.label(i));
            assertEquals(example.adversarialPrediction(), (int)
                    arrays.get("prediction").data()[i]);
            assertEquals(example.prediction(), (int)
                    arrays.get("original_prediction").data()[i]);
            assertEquals(
                    example.perturbation(),
                    verification
                            .check(example.index(), read.example(i).data(), "")
                            .orElseThrow()
                            .distance());
        }
        // They are data: a model that all of them break has none right.
        done(Commands.run(
                "audit", "--model", model, "--data", saved, "--epsilon", "0", "--out", folder.resolve("again")));
        assertEquals(
                0,
                ReportJson.read(folder.resolve("again/report.json")).sandwich().cleanAccuracy());
    }

    private Problem problem(double epsilon) throws IOException {
        Graph network = Onnx.read(model);
        int outputs = network.output(network.onlyOutput()).shape().size();
        Dataset examples = Datasets.read(data).requireClasses(outputs);
        return new Problem(network, examples, new Threat(Norm.LINF, epsilon, 0, 1), Cpu.best(), 16);
    }

    @Test
    void picturesTellWhatRoundingMadeOfThem() throws IOException {
        Path saved = folder.resolve("pictures");
        done(audit("--epsilon", "0.05", "--save-adversarial", saved));
        List<ExampleResult> broken = broken(report());
        Map<String, Long> stored = stored(saved, broken, problem(0.05));
        assertTrue(stored.get("rounded") > 10, stored.toString());
        // Data again: all that isn't healed is misclassified.
        done(Commands.run(
                "audit", "--model", model, "--data", saved, "--epsilon", "0", "--out", folder.resolve("again")));
        AuditReport again = ReportJson.read(folder.resolve("again/report.json"));
        assertEquals(
                stored.getOrDefault("healed", 0L), Math.round(again.sandwich().cleanAccuracy() * broken.size()));
    }

    /** Of a model that tells whether the first pixel is above 100.3 / 255: no byte is in the balls beside that. */
    @Test
    void picturesThatNoBytesCanHoldAreCounted() throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("input", Shape.of(1, 2, 2));
        Value logits = x.flatten()
                .dense(trace.constant(Tensor.of(Shape.of(2, 4), 1, 0, 0, 0, 0, 0, 0, 0)))
                .plus(trace.constant(Tensor.of(Shape.of(2), 0, 100.3f / 255)));
        model = folder.resolve("border.onnx");
        Onnx.write(trace.graph("logits", logits), model);
        data = folder.resolve("border.npz");
        Tensor images =
                Tensor.of(Shape.of(2, 1, 2, 2), 100.25f / 255, 0.5f, 0.5f, 0.5f, 100.35f / 255, 0.5f, 0.5f, 0.5f);
        Commands.write(data, images, 1, 0);
        Path saved = folder.resolve("pictures");
        Commands.Ending ending = audit("--epsilon", 0.1 / 255, "--save-adversarial", saved);
        done(ending);
        assertEquals(2, broken(report()).size());
        assertTrue(
                ending.out()
                        .contains(
                                "Pictures have bytes: 2 of 2 were rounded, and 0 of these still break the model inside"),
                ending.out());
        assertTrue(
                ending.out()
                        .contains(
                                "Warning: Rounding to bytes heals 1: their pictures do not break the model (examples 0)"),
                ending.out());
        assertTrue(
                ending.out()
                        .contains(
                                "Warning: Rounding to bytes moves 1 that still break the model out of the ball (examples 1)"),
                ending.out());
        assertEquals(Map.of("healed", 1L, "outside", 1L), stored(saved, broken(report()), problem(0.1 / 255)));
        // A radius of bytes takes bytes to bytes, and what was a byte's value stays one.
        images = Tensor.of(Shape.of(1, 1, 2, 2), 102 / 255f, 1, 0, 1);
        Commands.write(data, images, 0);
        done(audit("--epsilon", "2/255", "--save-adversarial", saved));
        Map<String, Long> kept = stored(saved, broken(report()), problem(2 / 255.0));
        assertTrue(kept.equals(Map.of("exact", 1L)) || kept.equals(Map.of("rounded", 1L)), kept.toString());
    }

    /** How often each word stands in the table of a folder, each seen to be true of the pixels that are read. */
    private static Map<String, Long> stored(Path saved, List<ExampleResult> broken, Problem problem)
            throws IOException {
        Dataset read = Datasets.read(saved);
        List<TextTable.Line> lines = TextTable.read(saved.resolve("labels.csv")).lines();
        assertEquals(broken.size(), read.count());
        Verification verification = new Verification(problem);
        float[] one = new float[problem.size()];
        Arrays.fill(one, 1);
        InputSet all = new InputSet.Box(new float[problem.size()], one);
        Map<String, Long> stored = new TreeMap<>();
        for (int i = 0; i < broken.size(); i++) {
            int index = broken.get(i).index();
            List<String> cells = lines.get(i + 1).cells();
            assertEquals(Integer.toString(index), cells.get(2));
            assertEquals(broken.get(i).label(), read.label(i));
            float[] pixels = read.example(i).data();
            boolean adversarial = verification.check(index, pixels, "").isPresent();
            boolean breaks = verification
                    .check(Property.keeps(all, problem.classes(), read.label(i)), pixels, "")
                    .isPresent();
            String word = cells.get(5);
            assertEquals(adversarial, word.equals("rounded") || word.equals("exact"));
            assertEquals(!adversarial && breaks, word.equals("outside"));
            assertEquals(!breaks, word.equals("healed"));
            stored.merge(word, 1L, Long::sum);
        }
        return stored;
    }

    @Test
    void picturesThatAreGoneAreTakenAway() throws IOException {
        Path saved = folder.resolve("pictures");
        done(audit("--epsilon", "0.1", "--save-adversarial", saved));
        Set<String> many = names(saved);
        done(audit("--epsilon", "0.01", "--save-adversarial", saved));
        Set<String> few = names(saved);
        assertTrue(few.size() < many.size() && few.contains("labels.csv"));
        assertEquals(broken(report()).size(), few.size() - 1);
    }

    private static Set<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return new HashSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void aPartGoesBesideWhatIsWhole() throws IOException {
        Path saved = folder.resolve("saved.npz");
        Path first = folder.resolve("first.npz");
        done(audit("--epsilon", "0.1", "--images", "70", "--verdicts", verdicts, "--save-adversarial", saved));
        byte[] whole = Files.readAllBytes(saved);
        Commands.Ending cut = audit(
                "--epsilon",
                "0.1",
                "--resume",
                "--time-limit",
                "1e-9",
                "--verdicts",
                verdicts,
                "--save-adversarial",
                saved);
        done(cut);
        assertTrue(report().examples().size() >= 70);
        assertArrayEquals(whole, Files.readAllBytes(saved), "what was whole stays");
        assertTrue(Files.exists(folder.resolve("saved-2.npz")) && Files.exists(folder.resolve("verdicts-2.csv")));
        assertTrue(cut.out().contains("saved-2.npz"), cut.out());
        done(audit("--epsilon", "0.1", "--resume", "--save-adversarial", saved));
        assertEquals(broken(report()).size(), Datasets.read(saved).count());
        // With nothing left to do the journal still has them.
        Commands.Ending again = audit("--epsilon", "0.1", "--resume", "--save-adversarial", first);
        done(again);
        assertArrayEquals(Files.readAllBytes(saved), Files.readAllBytes(first));
    }

    private void refused(String words, Object... options) {
        Path report = folder.resolve("report");
        Commands.Ending ending = audit(options);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.out());
        assertTrue(ending.err().contains(words), ending.err());
        assertFalse(Files.exists(report.resolve("report.json")), "before the work");
    }

    @Test
    void placesOfOtherThingsAreRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("mine.csv"), "a,b,label\n1,2,0\n");
        Path note =
                Files.writeString(Files.createDirectory(folder.resolve("notes")).resolve("note.txt"), "mine");
        refused("is there already and is something else", "--verdicts", table);
        refused("is there already and is something else", "--save-adversarial", table);
        refused("is what the command reads", "--save-adversarial", data);
        refused("is a folder with something else in it", "--save-adversarial", note.getParent());
        refused("is a file; give a folder", "--save-adversarial", note);
        refused("is a folder; give a file", "--verdicts", Files.createDirectory(folder.resolve("x.csv")));
        refused("there is no folder", "--save-adversarial", folder.resolve("nowhere/a.npz"));
        refused("give it a name that ends in .csv", "--verdicts", folder.resolve("verdicts"));
        refused("otherwise; give another name", "--verdicts", verdicts, "--save-adversarial", verdicts);
        refused(
                "which have values from 0 to 1, but inputs go from -1.0 to 1.0",
                "--range=-1,1",
                "--save-adversarial",
                folder.resolve("pictures"));
        refused(
                "is there already and is something else",
                "--save-adversarial",
                Files.writeString(folder.resolve("mine.npz"), "a note"));
        refused(
                "is there already and is something else",
                "--save-adversarial",
                Files.write(folder.resolve("latin.csv"), new byte[] {(byte) 0xe4, ',', 'b', '\n', 'c', ',', 'd'}));
        assertEquals("a,b,label\n1,2,0\n", Files.readString(table));
        done(audit("--epsilon", "0.1", "--first", "5", "--verdicts", verdicts));
        done(audit("--epsilon", "0.1", "--first", "6", "--verdicts", verdicts));
        assertEquals(7, TextTable.read(verdicts).lines().size(), "an earlier table is replaced");
    }

    @Test
    void aTableKeepsItsCategories() throws IOException {
        Path root = Path.of(System.getProperty("jaspis.root"));
        List<Object> words = new ArrayList<>(List.of(
                "audit",
                "--model",
                root.resolve("examples/fraud/fraud.onnx"),
                "--missing",
                "median",
                "--one-hot",
                "country",
                "--drop",
                "id",
                "--epsilon",
                "0.1",
                "--out",
                folder.resolve("report")));
        Path saved = folder.resolve("saved.csv");
        List<Object> first = new ArrayList<>(words);
        first.addAll(List.of("--data", root.resolve("examples/fraud/cases.csv"), "--save-adversarial", saved));
        Commands.Ending ending = Commands.run(first.toArray());
        done(ending);
        assertTrue(ending.out().contains("The attack left no whole categories in country"), ending.out());
        List<TextTable.Line> lines = TextTable.read(saved).lines();
        assertEquals("id", lines.getFirst().cells().getFirst());
        assertEquals(broken(report()).size(), lines.size() - 1);
        assertTrue(
                lines.getFirst().cells().contains("country=DE"),
                lines.getFirst().toString());
        // Without --one-hot, for the categories stand apart.
        words.removeAll(List.of("--one-hot", "country"));
        words.addAll(List.of("--data", saved, "--first", lines.size() - 1));
        Commands.Ending again = Commands.run(words.toArray());
        done(again);
        assertEquals(0, report().sandwich().cleanAccuracy(), again.out());
    }
}
