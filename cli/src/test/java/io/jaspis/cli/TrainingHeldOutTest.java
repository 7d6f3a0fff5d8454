package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Portion;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.training.HeldOut;
import io.jaspis.defend.training.StandardTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured on examples that are held out, and which weights are kept by it. */
class TrainingHeldOutTest extends TrainingTrial {
    /** An attack inside training whose steps go nowhere: what withstands it falls to any other. */
    private static final Object[] NOWHERE = {
        "--goal", "adversarial", "--epsilon", 0.4, "--attack-steps", 1, "--attack-step", 1e-6, "--rate", 0.02
    };

    @Test
    void trainingThatFoolsItsOwnAttackIsWarnedOf() throws IOException {
        Commands.Ending ending = train(with(NOWHERE, "--validation", 0.5, "--epochs", 30, "--batch", 10));
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.out().contains("Validation on 30 of 60 examples"), ending.out());
        assertTrue(ending.out().contains("% under PGD-10×2 at ε = 0.4, "), ending.out());
        assertTrue(ending.err().contains("warning: catastrophic overfitting in epoch "), ending.err());
        assertTrue(ending.err().contains("--attack-steps") && ending.err().contains("--early-stop 20"), ending.err());
        assertEquals(ending.err().indexOf("catastrophic"), ending.err().lastIndexOf("catastrophic"), "told once");
        List<String> csv = Files.readAllLines(folder.resolve("m.csv"));
        assertTrue(
                csv.getFirst().endsWith(",validation,validation clean,validation loss,validation own attack,kept"),
                csv.getFirst());
        String page = Files.readString(folder.resolve("m.html"));
        assertTrue(page.contains("Catastrophic overfitting."), "the page has a notice");
        assertTrue(page.contains("accuracy under PGD-10×2 at ε = 0.4"), "the page says what is measured");
    }

    @Test
    void nothingIsSaidWhereTheAttackInsideIsAsStrong() throws IOException {
        Commands.Ending ending =
                train("--goal", "adversarial", "--epsilon", 0.02, "--validation", 0.5, "--epochs", 10, "--batch", 10);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertFalse(ending.err().contains("warning"), ending.err());
        assertFalse(Files.readString(folder.resolve("m.html")).contains("Catastrophic"));
    }

    /** Of epochs that are equal under attack those of the best clean accuracy, and of these the one of the smallest loss. */
    @Test
    void theBestUnderAttackIsKeptNotTheBestClean() throws IOException {
        Object[] words = with(NOWHERE, "--validation", 30, "--patience", 100, "--epochs", 30, "--batch", 10);
        train(words);
        List<String> table = Files.readAllLines(folder.resolve("m.csv"));
        List<String> names = List.of(table.getFirst().split(","));
        List<String[]> rows =
                table.stream().skip(1).map(line -> line.split(",", -1)).toList();
        int best = 0;
        for (int i = 1; i < rows.size(); i++) {
            String[] row = rows.get(i);
            String[] top = rows.get(best);
            ToDoubleFunction<String> gain =
                    name -> Double.parseDouble(row[names.indexOf(name)]) - Double.parseDouble(top[names.indexOf(name)]);
            double order = List.of(
                            gain.applyAsDouble("validation"),
                            gain.applyAsDouble("validation clean"),
                            -gain.applyAsDouble("validation loss"))
                    .stream()
                    .filter(difference -> difference != 0)
                    .findFirst()
                    .orElse(0.0);
            best = order > 0 ? i : best;
        }
        for (int i = 0; i < rows.size(); i++) {
            assertEquals(i == best ? "1.0" : "", rows.get(i)[rows.get(i).length - 1], "the table says which is kept");
        }
        assertTrue(Files.readString(folder.resolve("m.html"))
                .contains("The weights are those of epoch " + (best + 1) + "."));
        String told = train(words).out();
        assertTrue(told.contains("The weights are those of epoch " + (best + 1) + ","), told);
    }

    /** Steps too small to move an example to another class still make the loss smaller. */
    @Test
    void ofEpochsThatAreEqualTheSmallestLossIsKept() throws IOException {
        train("--rate", 1e-4, "--validation", 30);
        List<String[]> rows = Files.readAllLines(folder.resolve("m.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        int last = rows.getFirst().length - 1;
        assertEquals(1, rows.stream().map(row -> row[last - 2]).distinct().count(), "the accuracies are equal");
        assertEquals(4, rows.stream().map(row -> row[last - 1]).distinct().count(), "the losses are not");
        assertEquals(
                List.of("", "", "", "1.0"), rows.stream().map(row -> row[last]).toList());
    }

    /** A network may be trained for more than it is held to. */
    @Test
    void whatWithstandsAttacksIsMeasuredAtTheRadiusOfTheCertificate() {
        Commands.Ending ending = train(
                "--goal",
                "adversarial",
                "--epsilon",
                0.05,
                "--certify-at",
                0.04,
                "--validation",
                0.5,
                "--epochs",
                2,
                "--no-test");
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        assertTrue(ending.out().contains("% under PGD-10×2 at ε = 0.04, "), ending.out());
        assertTrue(
                ending.out()
                        .contains(
                                "What is certified won't be told: there are no test examples (--test), and those that are"
                                        + " held out tell of attacks or noise"),
                ending.out());
        assertFalse(ending.out().contains("clean accuracy"), ending.out());
    }

    /** Beyond the radius of training one of its steps is weak without any fooling, and is compared where it belongs. */
    @Test
    void ownAttacksAreComparedAtTheRadiusThatIsTrainedFor() throws IOException {
        Object[] beyond = {"--goal", "adversarial", "--attack-steps", 1, "--validation", 0.5, "--certify-at", 0.4};
        Commands.Ending sound = train(with(beyond, "--epsilon", 0.01, "--attack-step", 0.01, "--epochs", 10));
        assertEquals(ExitCode.OK, sound.code(), sound.err());
        assertFalse(sound.err().contains("warning"), sound.err());
        assertTrue(sound.out().contains("% under PGD-10×2 at ε = 0.4, "), sound.out());
        assertTrue(sound.out().contains("% under PGD-10×2 at ε = 0.01, "), sound.out());
        assertFalse(Files.readString(folder.resolve("m.html")).contains("Catastrophic"));
        Commands.Ending fooled = train(with(
                beyond,
                "--epsilon",
                0.3,
                "--attack-step",
                1e-6,
                "--rate",
                0.02,
                "--epochs",
                30,
                "--out",
                folder.resolve("f.onnx")));
        assertEquals(ExitCode.OK, fooled.code(), fooled.err());
        assertTrue(fooled.err().contains("% under PGD-10×2 at ε = 0.3; the attack inside"), fooled.err());
        String page = Files.readString(folder.resolve("f.html"));
        assertTrue(page.contains("accuracy at the radius that it is trained for"), "the page says at which radius");
    }

    /** At a small radius each attack is weak, and training's own can't be told from a strong one. */
    @Test
    void aSmallRadiusOfTheCertificateHidesNothing() throws IOException {
        Commands.Ending fooled =
                train(with(NOWHERE, "--certify-at", 0.01, "--validation", 0.5, "--epochs", 30, "--no-test"));
        assertEquals(ExitCode.OK, fooled.code(), fooled.err());
        assertTrue(fooled.out().contains("% under PGD-10×2 at ε = 0.01, "), fooled.out());
        assertTrue(fooled.err().contains("% under PGD-10×2 at ε = 0.4; the attack inside"), fooled.err());
        String csv = Files.readString(folder.resolve("m.csv"));
        assertTrue(csv.contains(",validation own attack,validation at trained radius"), csv);
    }

    /** As where the bench holds examples out of a setting that never ends early. */
    @Test
    void aPatienceOfAllEpochsIsNoEndOfTraining() {
        Object[] late = {"--goal", "fast", "--ramp", "0,1", "--validation", 10, "--epochs", 4};
        assertEquals(
                ExitCode.OK, train(with(late, "--patience", Integer.MAX_VALUE)).code());
        Commands.Ending refused = train(with(late, "--patience", 3));
        assertEquals(ExitCode.BAD_INPUT, refused.code());
        assertTrue(refused.err().contains("--patience ends training once the radius has grown"), refused.err());
    }

    @Test
    void examplesAreHeldOutUnaskedWhereThereAreEnough() throws IOException {
        Path many = Commands.data(folder, Onnx.read(Commands.model(folder)), 2000);
        Object[] words = {
            "train",
            "--data",
            many,
            "--network",
            NETWORK,
            "--batch",
            100,
            "--epochs",
            1,
            "--out",
            folder.resolve("m.onnx")
        };
        String told = Commands.run(with(words, "--goal", "noise")).out();
        assertTrue(told.contains("Validation on 100 of 2,000 examples"), told);
        assertTrue(told.contains("% under noise of σ = 0.25, "), told);
        assertFalse(Commands.run(with(words, "--goal", "noise", "--validation", 0))
                .out()
                .contains("alidation"));
        assertFalse(Commands.run(words).out().contains("alidation"), "clean training tells clean accuracy as it is");
    }

    /** So a checkpoint's run goes on with the very examples that its best epoch was chosen by. */
    @Test
    void scoresAreOfExamplesToo() throws IOException {
        Dataset all = Datasets.read(data);
        assertEquals(measured(all, 0, 1, 2), measured(all, 0, 1, 2));
        assertNotEquals(measured(all, 0, 1, 2), measured(all, 0, 1, 3));
    }

    private static String measured(Dataset all, int... indices) {
        return new HeldOut(new Portion(all, indices), new StandardTraining(), Optional.empty(), 1, Cpu.best())
                .validation(0, 1, Optional.empty())
                .measure();
    }

    @ParameterizedTest
    @CsvSource({
        "'--goal,fast,--validation,1.5', a count of examples",
        "'--goal,fast,--validation,10,--early-stop,0', percentage points",
        "'--goal,fast,--early-stop,20', --early-stop needs examples",
        "'--goal,fast,--patience,3', --patience needs examples",
        "'--goal,fast,--validation,0.00001', is none of the",
        "'--goal,trades,--beta=6;0', one number",
        "'--goal,trades,--epsilon,0', --epsilon must be above 0",
        "'--goal,interval,--regularize,0.5,--network,flatten;dense 3', --regularize is about ReLUs",
        "'--goal,fast,--validation,50,--batch,30', hold fewer out with --validation",
        "'--goal,sabr,--grad-align,0.2', --grad-align is for --goal fast",
        "'--goal,fast,--grad-align,-1', at least 0",
        "'--goal,fast,--ramp,1', begins where training ends",
        "'--goal,fast,--ramp,0.9;1,--epochs,1,--batch,30', no step would have a radius",
        "'--goal,interval,--regularize,0.5,--ramp,0', acts while the radius grows",
        "'--goal,fast,--ramp,0;1,--validation,10,--early-stop,20', let the ramp end earlier",
        "'--goal,fast,--epochs,5,--ramp,0;0.85,--validation,10,--early-stop,20', --early-stop ends training once",
        "'--goal,fast,--epochs,6,--ramp,0;0.5,--validation,10,--patience,3', give a patience of at most 1",
        "'--epochs,1,--batch,60', no weight would change",
        "'--goal,smoothadv,--epsilon,100', give a smaller one",
        "'--network,dense 0', has the number 0"
    })
    void whatIsMeasuredIsAskedForWithSense(String words, String expected) {
        Object[] each = Arrays.stream(words.split(","))
                .map(word -> word.replace(';', ','))
                .toArray();
        refused(expected, each);
    }
}
