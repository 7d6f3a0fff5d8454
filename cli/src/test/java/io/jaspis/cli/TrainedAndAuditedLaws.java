package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.cli.options.Goals;
import io.jaspis.cli.options.NamedGoal;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** The seam between training and audit: both speak of the same attacker. */
class TrainedAndAuditedLaws {
    private static final int COUNT = 60;
    private static final Pattern CLEAN = Pattern.compile("clean accuracy on [^:]*: ([\\d.]+) %");
    private static final Pattern CERTIFIED = Pattern.compile("certified accuracy at [^:]*: ([\\d.]+) %");

    /** Of all tries: what was certified, and what an attack broke. */
    private static double certified;

    private static double broken;

    private Path folder;

    @BeforeTry
    void open() throws IOException {
        folder = Files.createTempDirectory("jaspis");
    }

    @AfterTry
    void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The values that inputs can have. */
    record Range(double lower, double upper) {}

    @Provide
    Arbitrary<Range> ranges() {
        Arbitrary<Range> usual = Arbitraries.of(
                new Range(0, 1), new Range(-1, 1), new Range(-4, 4), new Range(0, 255), new Range(0, 0.01));
        Arbitrary<Range> any = Arbitraries.doubles()
                .between(-50, 50)
                .flatMap(
                        lower -> Arbitraries.doubles().between(0.1, 100).map(width -> new Range(lower, lower + width)));
        return Arbitraries.oneOf(usual, any);
    }

    @Provide
    Arbitrary<NamedGoal> goals() {
        return Arbitraries.of(
                Goals.CLEAN, Goals.ADVERSARIAL, Goals.SMOOTHADV, Goals.INTERVAL, Goals.SABR, Goals.CROWN_IBP);
    }

    @Provide
    Arbitrary<Double> shares() {
        return Arbitraries.of(0.02, 0.05, 0.1, 0.15);
    }

    @Property(tries = 16)
    @Label("what train certifies never exceeds what audit's attacks leave, on data of any range")
    void certifiedIsAtMostWhatAttacksLeave(
            @ForAll("ranges") Range range,
            @ForAll("goals") NamedGoal goal,
            @ForAll("shares") double share,
            @ForAll long seed)
            throws IOException {
        Path data = Clusters.of(seed, COUNT, range.lower(), range.upper()).write(folder.resolve("data.csv"));
        Path model = folder.resolve("m.onnx");
        String limits = "--range=" + range.lower() + "," + range.upper();
        double epsilon = share * (range.upper() - range.lower());
        List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--test", data, "--out", model));
        words.addAll(List.of("--network", "dense 8, relu, dense 3", "--certify-at", epsilon, limits));
        words.addAll(List.of("--epochs", 12, "--batch", 10, "--rate", 0.02, "--seed", seed));
        words.addAll(List.of(Commands.towards(goal, "--epsilon", epsilon, "--ramp", "0,0.5", "--attack-steps", 2)));
        Commands.Ending trained = Commands.run(words.toArray());
        assertEquals(ExitCode.OK, trained.code(), trained.err());
        Commands.Ending audited = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--epsilon",
                epsilon,
                limits,
                "--steps",
                10,
                "--restarts",
                1,
                // Networks as small as these have dead units, whose gradients vanish.
                "--trust",
                "off",
                "--out",
                folder.resolve("report"));
        assertEquals(ExitCode.OK, audited.code(), audited.err());
        AuditReport.Sandwich sandwich =
                ReportJson.read(folder.resolve("report/report.json")).sandwich();
        double proved = percent(CERTIFIED, trained.out());
        assertEquals(sandwich.cleanAccuracy(), percent(CLEAN, trained.out()), 1e-4, trained.out());
        assertTrue(
                proved <= sandwich.robustUpper() + 1e-4,
                () -> proved + " certified, " + sandwich.robustUpper() + " left by attacks");
        certified += proved;
        broken += 1 - sandwich.robustUpper();
    }

    /** A share that was told: different counts never read the same, so that the nearest is the one. */
    private static double percent(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return Math.rint(Double.parseDouble(matcher.group(1)) / 100 * COUNT) / COUNT;
    }

    @AfterProperty
    void someWereCertifiedAndSomeBroken() {
        assertTrue(certified > 0.5 && broken > 0.5, certified + " certified, " + broken + " broken");
    }
}
