package io.jaspis.junit;

import io.jaspis.autodiff.data.Columns.Missing;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that others run, most of which say what can't be. */
final class RefusedSamples {
    private static final String MODEL = "../examples/fraud/fraud.onnx";
    private static final String DATA = "../examples/fraud/cases.csv";
    static final String BASELINE = "target/baselines/shared.json";

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1,
            examples = 10)
    void hasNoBaseline() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            baseline = BASELINE,
            examples = 10)
    void hasOne() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1,
            baseline = BASELINE,
            examples = 10)
    void hasTheSame() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            baseline = "target/../" + BASELINE,
            seed = 2,
            examples = 10)
    void hasTheSameOfAnotherSeed() {}

    @RepeatedTest(2)
    @RobustnessTest(model = MODEL, data = DATA, epsilon = 0.05, minRobust = 0.1)
    void isRepeated() {}

    @ParameterizedTest
    @ValueSource(ints = 1)
    @RobustnessTest(model = MODEL, data = DATA, epsilon = 0.05, minRobust = 0.1)
    void hasParameters(int parameter) {}

    @RobustnessTest(model = MODEL, data = DATA, epsilon = 0.05, minCertified = -1, minRobust = 0.1)
    void isHeldToLessThanNothing() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = 0.05,
            minRobust = 0.1,
            timeLimit = -1)
    void hasLessThanNoTime() {}

    @RobustnessTest(model = MODEL, data = DATA, drop = "id", oneHot = "country", epsilon = 0.05, minRobust = 0.1)
    void hasGaps() {}

    @RobustnessTest(model = MODEL, data = DATA, drop = "id", missing = Missing.MEDIAN, epsilon = 0.05, minRobust = 0.1)
    void hasWords() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            epsilon = {0.05, 0.1},
            minRobust = 0.1)
    void hasChannels() {}

    @RobustnessTest(
            model = MODEL,
            data = DATA,
            drop = "id",
            missing = Missing.MEDIAN,
            oneHot = "country",
            classes = {"legit", "fraud"},
            epsilon = 0.05,
            minRobust = 0.95)
    void hasOtherClasses() {}
}
