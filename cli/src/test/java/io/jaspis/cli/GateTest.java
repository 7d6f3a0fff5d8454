package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions that a build puts on an audit. */
final class GateTest {
    private static final int EXAMPLES = 40;

    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
    }

    private Commands.Ending audit(Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--data", data));
        words.addAll(List.of("--epsilon", "0.0001", "--steps", "2", "--restarts", "1"));
        words.addAll(List.of("--out", folder.resolve("report")));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    private List<Gate> gates() throws IOException {
        return ReportJson.read(folder.resolve("report/report.json")).gates();
    }

    /** All 32 of 40 that are right are certified, so 0.8 in a 95 % interval of 64.3 % to 91.0 %, rounded outward. */
    @Test
    void aShareIsHeldToALimitInThreeWays() throws IOException {
        Commands.Ending plain = audit("--fail-below", "0.8");
        assertEquals(ExitCode.OK, plain.code(), plain.err());
        assertTrue(
                plain.out()
                        .contains("--fail-below 0.8 holds: the certified accuracy is 80.0 %, 32 of 40; 95 % interval"
                                + " 64.3 % to 91.0 % (Clopper-Pearson, two-sided)"),
                plain.out());
        Commands.Ending below = audit("--fail-below", "0.81");
        assertEquals(ExitCode.BELOW, below.code());
        assertTrue(below.err().contains("jaspis: --fail-below 0.81 does not hold"), below.err());
        assertTrue(below.err().contains("the share is below 81 %"), below.err());
        assertEquals(
                ExitCode.OK,
                audit("--fail-below", "0.81", "--confidence", "0.95").code());
        assertEquals(Gate.Rule.CONFIDENCE, gates().getFirst().rule());
        assertEquals(
                ExitCode.BELOW,
                audit("--fail-below", "0.92", "--confidence", "0.95").code());
        Commands.Ending promise = audit("--fail-below", "0.7", "--prove", "0.95");
        assertEquals(ExitCode.BELOW, promise.code());
        assertTrue(promise.err().contains("the lower end is below 70 %"), promise.err());
        assertEquals(
                ExitCode.OK, audit("--fail-below", "0.6", "--prove", "0.95").code());
        Gate proved = gates().getFirst();
        assertTrue(proved.passed() && proved.lower() >= 0.6 && proved.counted() == 32 && proved.of() == 40);
    }

    @Test
    void bothSharesAreHeldToTheirLimits() throws IOException {
        assertEquals(
                ExitCode.BELOW,
                audit("--fail-below", "0.5", "--fail-below-attack", "0.9").code());
        assertEquals(
                List.of(Gate.Figure.CERTIFIED, Gate.Figure.ATTACKED),
                gates().stream().map(Gate::figure).toList());
        assertEquals(List.of(true, false), gates().stream().map(Gate::passed).toList());
    }

    @Test
    void whatIsDoneAlreadyIsHeldToANewLimit() throws IOException {
        assertEquals(ExitCode.OK, audit("--fail-below", "0.5").code());
        Commands.Ending again = audit("--fail-below-attack", "0.9", "--resume");
        assertTrue(again.out().contains("Nothing is left to do"), again.out());
        assertEquals(ExitCode.BELOW, again.code());
        assertTrue(again.err().contains("--fail-below-attack 0.9 does not hold"), again.err());
        assertEquals(Gate.Figure.CERTIFIED, gates().getFirst().figure(), "nothing is written where nothing is done");
    }

    @Test
    void conditionsThatMakeNoSenseAreRefused() {
        for (String[] options : new String[][] {
            {"--fail-below-attack", "1.5", "--fail-below-attack must be a share"},
            {"--confidence", "0.95", "give one with --fail-below"},
            {"--fail-below", "0.5", "--prove", "1", "--prove must be above 0 and below 1"},
            {"--fail-below", "0.5", "--confidence", "0", "--confidence must be above 0 and below 1"},
            {"--fail-below", "0.5", "--confidence", "0.9", "--prove", "0.9", "give one of them"}
        }) {
            Commands.Ending ending = audit((Object[]) Arrays.copyOf(options, options.length - 1));
            assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
            assertTrue(ending.err().contains(options[options.length - 1]), ending.err());
        }
    }
}
