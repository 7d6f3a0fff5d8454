package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.defend.training.Measure;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On test examples a network is measured by what its goal is for, as on those that are held out. */
class TestMeasuresTest extends TrainingTrial {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "noise --sigma 0.1 | accuracy under noise of σ = 0.1: ",
                "fast --epsilon 0.05 | accuracy under PGD-10×2 at ε = 0.05: ",
                "trades --epsilon 0.05 | accuracy under PGD-10×2 at ε = 0.05: ",
                "adversarial --epsilon 0.05 --certify-at 0.04 | accuracy under PGD-10×2 at ε = 0.04: ",
                "adversarial --certify-at 0.04 | certified accuracy at ε = 0.04 (L∞, intervals, inputs from 0.0 to 1.0): ",
                "smoothadv --epsilon 0.1 --sigma 0.25 | accuracy with a radius of 0.1 under noise of σ = 0.25: ",
                "interval --epsilon 0.05 | certified accuracy at ε = 0.05 (L∞, intervals, inputs from 0.0 to 1.0): ",
                "mtl-ibp --epsilon 0.05 | certified accuracy at ε = 0.05 (L∞, intervals and CROWN, inputs from 0.0 to 1.0): ",
                "clean --certify-at 0.01 | certified accuracy at ε = 0.01 (L∞, intervals, inputs from 0.0 to 1.0): "
            })
    void eachGoalIsMeasuredByWhatItIsFor(String words, String told) {
        Commands.Ending ending = train((Object[]) ("--goal " + words).split(" "));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.out().contains(told), ending.out());
    }

    @Test
    void cleanTrainingTellsCleanAccuracyAlone() {
        String told = train("--goal", "clean").out();
        assertFalse(told.contains("certified") || told.contains("accuracy under"), told);
    }

    @Test
    void figuresAreThoseOfValidation() throws IOException {
        String told = train("--goal", "sabr", "--epsilon", 0.1, "--ramp", "0,0.5", "--rate", 0.02, "--epochs", 10)
                .out();
        Graph network = Onnx.read(folder.resolve("m.onnx"));
        Dataset examples = Datasets.read(data);
        double share =
                new Measure.Certified(new Threat(Norm.LINF, 0.1, 0, 1), true).of(network, examples, 1, Cpu.best());
        assertTrue(told.contains("inputs from 0.0 to 1.0): " + new Shares(60).terminal(Math.round(60 * share))), told);
    }

    @Test
    void whatIsCostlyIsMeasuredOnSomeOfMany() throws IOException {
        data = Commands.data(folder, Onnx.read(Commands.model(folder)), 1200);
        String told = train("--goal", "fast", "--epsilon", 0.02, "--epochs", 1).out();
        String expected = "accuracy under PGD-10×2 at ε = 0.02, on 1,000 of 1,200 examples, drawn with seed ";
        assertTrue(told.contains(expected), told);
        String certified =
                train("--goal", "interval", "--epsilon", 0.02, "--epochs", 1).out();
        assertFalse(certified.contains(" of 1,200 examples"), certified);
    }
}
