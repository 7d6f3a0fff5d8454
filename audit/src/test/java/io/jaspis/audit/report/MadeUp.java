package io.jaspis.audit.report;

import io.jaspis.attacks.trust.Check;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Phase;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ClassResult;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.CurvePoint;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.evidence.AuditReport.GalleryItem;
import io.jaspis.audit.evidence.AuditReport.Limits;
import io.jaspis.audit.evidence.AuditReport.Remarks;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.AuditReport.Settings;
import io.jaspis.audit.evidence.AuditReport.Tried;
import io.jaspis.audit.evidence.Breaks;
import io.jaspis.audit.evidence.Breaks.Break;
import io.jaspis.audit.evidence.Breaks.Change;
import io.jaspis.audit.evidence.Breaks.FeatureBreaks;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Image;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.Provenance.Data;
import io.jaspis.audit.evidence.Provenance.Machine;
import io.jaspis.audit.evidence.Provenance.Model;
import io.jaspis.audit.evidence.Provenance.Port;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reports of audits that never ran. The digits are real where MNIST is at hand, the results are not. */
final class MadeUp {
    private static final Path MNIST = Path.of(System.getProperty("jaspis.data", "none"), "mnist");

    private static final String CERTIFIER = "interval bound propagation";

    private MadeUp() {}

    static AuditReport report() {
        return report("mnist-convolutional.onnx", 500, 500, 1);
    }

    static AuditReport report(String model, int done, int asked, int channels) {
        return report(model, done, asked, channels, new Remarks(List.of(), 0, 0, 0, 0, 0, List.of()));
    }

    /** With something to say of everything that can be said. */
    static AuditReport remarkable() {
        Remarks remarks = new Remarks(
                List.of("multiplication by 100", "softmax"),
                1,
                2,
                1,
                1234,
                3,
                List.of("gradients vanish on 60 of 64 examples: attacks by gradient say <little>"));
        return report("remarkable.onnx", 40, 40, 1, remarks);
    }

    private static AuditReport report(String model, int done, int asked, int channels, Remarks remarks) {
        Random random = new Random(7);
        List<ExampleResult> examples = new ArrayList<>();
        List<GalleryItem> gallery = new ArrayList<>();
        for (int i = 0; i < done; i++) {
            int label = i * 7 % 10;
            int other = (label + 3) % 10;
            double chance = random.nextDouble() - (label == 8 ? 0.04 : 0);
            if (chance < 0.014) {
                examples.add(new ExampleResult(
                        i, label, other, VerdictKind.MISCLASSIFIED, null, null, null, Double.NaN, Double.NaN));
            } else if (chance < 0.07) {
                examples.add(new ExampleResult(
                        i, label, label, VerdictKind.FALSIFIED, null, "PGD", other, Double.NEGATIVE_INFINITY, 0.1));
                if (gallery.size() < 12) {
                    gallery.add(item(i, label, other, channels, random));
                }
            } else if (chance < 0.088) {
                examples.add(
                        new ExampleResult(i, label, label, VerdictKind.UNKNOWN, null, null, null, -0.137, Double.NaN));
            } else {
                examples.add(new ExampleResult(
                        i,
                        label,
                        label,
                        VerdictKind.CERTIFIED,
                        CERTIFIER,
                        null,
                        null,
                        1.5 + random.nextDouble(),
                        Double.NaN));
            }
        }
        Data data = new Data(
                "t10k-images-idx3-ubyte.gz",
                "f".repeat(64),
                10000,
                10,
                List.of(channels, 28, 28),
                List.of(),
                "500 of 10,000 examples, drawn with seed 42 in the proportions of the classes");
        List<CurvePoint> curve = new ArrayList<>();
        for (double epsilon : new double[] {0.1, 0, 0.025, 0.05, 0.075, 0.15, 0.2, 0.25, 0.3}) {
            double upper = 0.982 - 5.4 * epsilon * epsilon;
            curve.add(new CurvePoint(epsilon, upper, Math.max(0, upper - 12 * Math.pow(epsilon, 3))));
        }
        return new AuditReport(
                AuditReport.SCHEMA,
                provenance(model, data, channels),
                Completion.of(done, asked, false),
                new Settings(
                        "",
                        "inf",
                        0.1,
                        0,
                        1,
                        List.of(
                                new Tried("FGSM", Map.of("steps", 1)),
                                new Tried("PGD", Map.of("restarts", 3, "momentum", 0.75, "loss", "margin")),
                                new Tried("Square", Map.of("queries", 5000L, "momentum", 0.8f, "domains", 1L << 40))),
                        List.of(new Tried(CERTIFIER, Map.of())),
                        new Limits(1000L, null, null),
                        Limits.NONE,
                        List.of(new FeatureRange("age", "integer only-up", 2, 18, 99)),
                        List.of(0.0, 0.05),
                        ""),
                remarks,
                Sandwich.of(examples),
                curve,
                ClassResult.of(examples, data),
                examples,
                gallery,
                Breaks.NONE,
                phases(),
                List.of(Gate.of(Gate.Figure.CERTIFIED, Gate.Rule.CONFIDENCE, 0.9, 0.95, done / 2, done)),
                new Trust(
                        Trust.Level.QUICK,
                        60,
                        16,
                        List.of(new Trust.Result(
                                Check.RANDOM_POINTS, 0, 16, false, "0 of 16 examples are broken by random points"))));
    }

    /** Of a table, with what broke. */
    static AuditReport table() {
        return table(500);
    }

    static AuditReport table(int count) {
        AuditReport pictures = report("fraud.onnx", count, count, 1);
        List<String> names = List.of("legit", "fraud");
        Data data = new Data("cases.csv", "e".repeat(64), 500, 2, List.of(5), names, "all 500 examples");
        List<ExampleResult> examples = pictures.examples().stream()
                .map(one -> new ExampleResult(
                        one.index(),
                        one.label() % 2,
                        one.verdict() == VerdictKind.MISCLASSIFIED ? 1 - one.label() % 2 : one.label() % 2,
                        one.verdict(),
                        one.certifier(),
                        one.attack(),
                        one.attack() == null ? null : Integer.valueOf(1 - one.label() % 2),
                        one.margin(),
                        one.perturbation()))
                .toList();
        List<ExampleResult> broken = examples.stream()
                .filter(one -> one.verdict() == VerdictKind.FALSIFIED)
                .toList();
        Settings settings = pictures.settings();
        return new AuditReport(
                AuditReport.SCHEMA,
                provenance("fraud.onnx", data, 1),
                pictures.completion(),
                new Settings(
                        "without id; missing median",
                        settings.norm(),
                        1,
                        Double.NaN,
                        Double.NaN,
                        settings.attacks(),
                        settings.certifiers(),
                        settings.attackLimits(),
                        settings.certifierLimits(),
                        List.of(
                                new FeatureRange("amount", "real", 0.1, 0, 1),
                                new FeatureRange("items", "integer only-up", 2, 0, 99),
                                new FeatureRange("account_age", "immutable", 0, Double.NaN, Double.NaN),
                                new FeatureRange("country=AT", "one-hot:country", 1, 0, 1),
                                new FeatureRange("country=<b>", "one-hot:country", 1, 0, 1)),
                        settings.radii(),
                        settings.target()),
                pictures.remarks(),
                Sandwich.of(examples),
                pictures.curve(),
                ClassResult.of(examples, data),
                examples,
                List.of(),
                new Breaks(
                        broken.size(),
                        broken.size(),
                        List.of(
                                new FeatureBreaks("country", broken.size(), broken.size(), 1),
                                new FeatureBreaks("amount", broken.size(), 1, 0.5),
                                new FeatureBreaks("items", broken.size() - 1, 0, 0.25)),
                        broken.stream().map(MadeUp::brokenRow).toList()),
                phases(),
                List.of(),
                Trust.NONE);
    }

    private static List<Phase> phases() {
        return List.of(
                new Phase(Phase.Part.PREDICTIONS, "", 0.25),
                new Phase(Phase.Part.CERTIFIER, CERTIFIER, 1.5),
                new Phase(Phase.Part.ATTACK, "FGSM", 2),
                new Phase(Phase.Part.ATTACK, "PGD", 61.5),
                new Phase(Phase.Part.CURVE, "", 12));
    }

    private static Break brokenRow(ExampleResult example) {
        return new Break(
                example.index(),
                example.label(),
                example.adversarialPrediction(),
                example.attack(),
                List.of(
                        new Change("country", "AT", "<b>", Double.NaN, 1, true),
                        new Change("amount", 0.83211, 0.83214, 0.00003, 0.5, false),
                        new Change("items", 3, 4, 1, 0.5, null)),
                2);
    }

    static Provenance provenance(String model, Data data, int channels) {
        return new Provenance(
                "0.1.0",
                "./jaspis audit --model " + model
                        + " --data data/mnist --norm inf --epsilon 0.1 --images 500 --seed 42",
                "--model " + model + " --norm inf --epsilon 0.1 --images 500 --batch 64 --seed 42",
                Instant.parse("2026-11-23T21:00:00Z"),
                83.4,
                new Model(
                        model,
                        "a1b2c3d4".repeat(8),
                        List.of("float32", "int64"),
                        List.of(),
                        List.of(new Port("input", List.of(channels, 28, 28))),
                        List.of(new Port("logits", List.of(10))),
                        166_406,
                        11),
                data,
                42,
                new Machine("AMD EPYC 9R14", 16, "25.0.3+9-LTS", "Linux 6.12 amd64", "SIMD 512", "CPU, 16 threads"));
    }

    /** The same without certifiers, and with signs that the attacks failed. */
    static AuditReport attacked(AuditReport report) {
        Settings settings = report.settings();
        return new AuditReport(
                report.schema(),
                report.provenance(),
                report.completion(),
                new Settings(
                        settings.reading(),
                        settings.norm(),
                        settings.epsilon(),
                        settings.lower(),
                        settings.upper(),
                        settings.attacks(),
                        List.of(),
                        settings.attackLimits(),
                        settings.certifierLimits(),
                        settings.features(),
                        settings.radii(),
                        settings.target()),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples(),
                report.gallery(),
                report.breaks(),
                report.phases().stream()
                        .filter(phase -> phase.part() != Phase.Part.CERTIFIER)
                        .toList(),
                List.of(),
                new Trust(
                        Trust.Level.FULL,
                        60,
                        16,
                        List.of(
                                new Trust.Result(
                                        Check.RANDOM_POINTS, 0, 16, false, "0 of 16 examples are broken by <noise>"),
                                new Trust.Result(
                                        Check.BLACK_BOX,
                                        3,
                                        16,
                                        true,
                                        "3 of 16 examples are broken by a <black> box"))));
    }

    /** Whether an audit came to its end. */
    static boolean ended(AuditReport report) {
        Completion completion = report.completion();
        return !completion.partial() && !completion.cutOff() && !completion.stopped();
    }

    /** The same audit, ended by its time limit. */
    static AuditReport cutOff(AuditReport report) {
        Completion completion = report.completion();
        return new AuditReport(
                report.schema(),
                report.provenance(),
                Completion.of(completion.done(), completion.asked(), true),
                report.settings(),
                report.remarks(),
                report.sandwich(),
                completion.partial() ? report.curve() : List.of(),
                report.perClass(),
                report.examples(),
                report.gallery(),
                report.breaks(),
                report.phases(),
                report.gates(),
                report.trust());
    }

    private static GalleryItem item(int index, int label, int other, int channels, Random random) {
        float[] clean = new float[channels * 784];
        float[] adversarial = new float[clean.length];
        float[] digit = digit(label);
        for (int i = 0; i < clean.length; i++) {
            clean[i] = digit[i % 784] * (1 - 0.3f * (i / 784));
            float step = digit[i % 784] > 0 || random.nextInt(4) == 0 ? 0.1f * (random.nextInt(3) - 1) : 0;
            adversarial[i] = Math.clamp(clean[i] + step, 0, 1);
        }
        return new GalleryItem(
                index,
                label,
                label,
                0.9 + random.nextDouble() / 10,
                other,
                0.4 + random.nextDouble() / 2,
                new Image(channels, 28, 28, clean),
                new Image(channels, 28, 28, adversarial));
    }

    private static float[] digit(int label) {
        if (Files.isDirectory(MNIST)) {
            try {
                Dataset data = Datasets.read(MNIST).first(100);
                for (int i = 0; i < data.count(); i++) {
                    if (data.label(i) == label) {
                        return data.example(i).data();
                    }
                }
            } catch (IOException unreadable) {
                throw new AssertionError(unreadable);
            }
        }
        float[] ring = new float[784];
        for (int i = 0; i < 784; i++) {
            double radius = Math.hypot(i / 28 - 13.5, i % 28 - 13.5);
            ring[i] = (float) Math.max(0, 1 - Math.abs(radius - label));
        }
        return ring;
    }
}
