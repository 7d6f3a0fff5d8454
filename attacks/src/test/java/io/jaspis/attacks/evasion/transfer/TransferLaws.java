package io.jaspis.attacks.evasion.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.blackbox.Chance;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

@PropertyDefaults(tries = 30, edgeCases = EdgeCasesMode.NONE)
class TransferLaws {
    private static final Shape SHAPE = Shape.of(2, 5, 4);
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 6;

    /** A number, a whole one, one that only rises, and a group of three. */
    private static final Features TABLE = new Features(List.of(
            Feature.real("amount", 0.3, -1, 1),
            Feature.integer("items", 1, 0, 4),
            Feature.real("debt", 0.4, 0, 2).moving(Feature.Way.ONLY_UP),
            Feature.category("red", 1, "colour"),
            Feature.category("green", 1, "colour"),
            Feature.category("blue", 1, "colour")));

    private static int broken;
    private static int recoloured;
    private static int aimed;

    @Provide
    Arbitrary<TransferFgsm.Settings> settings() {
        return Arbitraries.of(
                TransferFgsm.Settings.STANDARD,
                new TransferFgsm.Settings(5, 0, 0, 1),
                new TransferFgsm.Settings(5, 1, 1, 3));
    }

    private static Threat threat(Norm norm) {
        return new Threat(norm, norm == Norm.LINF ? 0.2 : norm == Norm.L2 ? 0.8 : 2, 0, 1);
    }

    private static Graph network(long seed) {
        return Nets.dense(seed, SHAPE, SHAPE.size(), 16, CLASSES);
    }

    private static Problem problem(long seed, Norm norm, int batch) {
        return Nets.classified(network(seed), seed + 1, EXAMPLES, threat(norm), batch);
    }

    /** The problem's own network is among the sources, as one that resembles it. */
    private static TransferFgsm attack(long seed, TransferFgsm.Settings settings) {
        return new TransferFgsm(List.of(network(seed), network(seed + 7)), settings);
    }

    @AfterContainer
    static void someWereBroken() {
        assertTrue(broken > 0, "no attack broke anything, so nothing was looked at");
        assertTrue(recoloured > 0, "no category was ever changed");
        assertTrue(aimed > 0, "no target was ever reached");
    }

    @Property
    @Label("what is found lies in the set and is another class of the problem's network, for no more than the budget")
    void inside(
            @ForAll("settings") TransferFgsm.Settings settings,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 0, max = 12) int queries) {
        Problem problem = problem(seed, norm, 4);
        Outcomes.of(attack(seed, settings), problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(queries))
                .forEach((index, outcome) -> {
                    assertTrue(outcome.spent().queries() <= queries);
                    assertEquals(0, outcome.spent().gradients());
                    if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                        broken++;
                        float[] centre = new float[problem.size()];
                        problem.examples().copy(index, centre, 0);
                        assertTrue(problem.threat().contains(centre, 0, witness.x(), 0, centre.length));
                        assertNotEquals(problem.examples().label(index), witness.prediction());
                    }
                });
    }

    @Property
    @Label("what is found in a table can be: whole numbers, one category of a group, ways and radii, all at once")
    void allowed(@ForAll("settings") TransferFgsm.Settings settings, @ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        Graph network = Nets.dense(seed, TABLE.size(), 16, CLASSES);
        float[] values = new float[EXAMPLES * TABLE.size()];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            float[] row = {random.nextFloat(-1, 1), random.nextInt(5), random.nextFloat(2), 0, 0, 0};
            row[3 + random.nextInt(3)] = 1;
            System.arraycopy(row, 0, values, i * row.length, row.length);
            labels[i] = Nets.prediction(network, row);
        }
        Problem problem = Nets.problem(network, values, labels, Threat.of(norm, 1.5, TABLE), 4);
        TransferFgsm attack =
                new TransferFgsm(List.of(network, Nets.dense(seed + 7, TABLE.size(), 16, CLASSES)), settings);
        Outcomes.of(attack, problem, seed).forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                float[] centre = new float[TABLE.size()];
                problem.examples().copy(index, centre, 0);
                float[] x = witness.x();
                assertTrue(problem.threat().contains(centre, 0, x, 0, x.length));
                assertEquals(Math.rint(x[1]), x[1]);
                assertTrue(Math.abs((double) x[0] - centre[0]) <= 0.45 && x[2] >= centre[2]);
                assertEquals(1, Math.max(x[3], Math.max(x[4], x[5])));
                assertEquals(1, x[3] + x[4] + x[5]);
                recoloured += x[3] != centre[3] || x[4] != centre[4] ? 1 : 0;
            }
        });
    }

    @Example
    @Label("the category that the sources' slopes favour most is the one that is chosen, whatever others rise as well")
    void theSteepestCategory() {
        // The second class gains by each category but the first, and by the last the most.
        Graph network = Nets.linear(new float[] {0, 0, 0, -1, 0.2f, 1}, -0.5f);
        float[] row = {0, 0, 0, 1, 0, 0};
        int label = Nets.prediction(network, row);
        Problem problem = Nets.problem(network, row, new int[] {label}, Threat.of(Norm.LINF, 1, TABLE), 2);
        Outcome outcome = Outcomes.of(
                        new TransferFgsm(List.of(network), new TransferFgsm.Settings(4, 1, 0, 1)), problem, 1)
                .get(0);
        assertTrue(outcome instanceof Outcome.Falsified, outcome::toString);
        assertArrayEquals(
                new float[] {0, 0, 1},
                Arrays.copyOfRange(((Outcome.Falsified) outcome).witness().x(), 3, 6));
    }

    @Property
    @Label("the same seed gives the same bits, whatever the batch and the other examples")
    void sameOutcomes(
            @ForAll("settings") TransferFgsm.Settings settings,
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @IntRange(min = 1, max = 9) int batch) {
        TransferFgsm attack = attack(seed, settings);
        Problem other = problem(seed, norm, EXAMPLES);
        Map<Integer, Outcome> together = Outcomes.of(attack, problem(seed, norm, batch), seed);
        together.forEach((index, outcome) -> {
            Outcome alone = Outcomes.of(attack, other, List.of(index), seed).get(index);
            assertEquals(outcome.spent(), alone.spent());
            assertEquals(outcome.getClass(), alone.getClass());
            if (outcome instanceof Outcome.Falsified a && alone instanceof Outcome.Falsified b) {
                assertArrayEquals(a.witness().x(), b.witness().x());
            }
        });
    }

    @Property
    @Label("with a target that class is reached")
    void targets(@ForAll("settings") TransferFgsm.Settings settings, @ForAll long seed) {
        Problem problem = problem(seed, Norm.LINF, 4).withTarget(new Target.Next(CLASSES));
        Outcomes.of(attack(seed, settings), problem, seed).forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified(Witness witness, var _)) {
                aimed++;
                assertEquals((problem.examples().label(index) + 1) % CLASSES, witness.prediction());
            }
        });
    }

    @Property
    @Label("the way back from what sources see is the transpose of the way there")
    void transpose(@ForAll long seed) {
        InputDiversity diversity =
                new InputDiversity(Picture.of(Shape.of(2, 11, 20)).get());
        diversity.draw(new Chance(seed, 0, "test"), 1);
        int size = 2 * 11 * 20;
        float[] x = Nets.points(seed, size);
        float[] slope = Nets.points(seed + 1, size);
        float[] seen = new float[size];
        float[] back = new float[size];
        diversity.see(x, 0, seen, 0);
        diversity.back(slope, 0, back);
        double there = 0;
        double here = 0;
        for (int i = 0; i < size; i++) {
            there += (double) seen[i] * slope[i];
            here += (double) x[i] * back[i];
        }
        assertEquals(there, here, 1e-4);
    }

    @Property
    @Label("a blur is the Gaussian's mean at every pixel, nothing being beyond the edges")
    void blur(@ForAll long seed) {
        Random random = new Random(seed);
        int height = 2 + random.nextInt(8);
        int width = 2 + random.nextInt(8);
        float[] slope = Nets.points(seed, height * width);
        float[] blurred = slope.clone();
        new GradientBlur(Picture.of(Shape.of(height, width)).get(), 5).blur(blurred);
        double[] weights = {Math.exp(-4.5), Math.exp(-1.125), 1, Math.exp(-1.125), Math.exp(-4.5)};
        double total = 2 * weights[0] + 2 * weights[1] + 1;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double sum = 0;
                for (int r = 0; r < height; r++) {
                    for (int c = 0; c < width; c++) {
                        boolean near = Math.abs(r - row) <= 2 && Math.abs(c - column) <= 2;
                        sum += near ? weights[r - row + 2] * weights[c - column + 2] * slope[r * width + c] : 0;
                    }
                }
                assertEquals(sum / total / total, blurred[row * width + column], 1e-5);
            }
        }
    }

    @Example
    void sourcesThatDontFitAreRefused() {
        Problem problem = problem(1, Norm.LINF, 4);
        TransferFgsm other = new TransferFgsm(List.of(Nets.dense(1, 3, 5, CLASSES)), TransferFgsm.Settings.STANDARD);
        assertThrows(IllegalArgumentException.class, () -> Outcomes.of(other, problem, 1));
        assertThrows(IllegalArgumentException.class, () -> new TransferFgsm(List.of(), TransferFgsm.Settings.STANDARD));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TransferFgsm(
                        List.of(Nets.dense(1, 3, 5, 4), Nets.dense(1, 4, 5, 4)), TransferFgsm.Settings.STANDARD));
    }

    @Example
    @Label("sources that have no slope, or whose answers are no numbers, lead nowhere, and that is all")
    void oddSources() {
        Problem problem = problem(1, Norm.LINF, 4);
        List<UnaryOperator<Value>> odd = List.of(
                Value::floor,
                logits -> logits.scale(0),
                logits -> logits.scale(0).plus(-1).logarithm(),
                logits -> logits.scale(1e38f).scale(1e3f));
        for (UnaryOperator<Value> answer : odd) {
            Graph plain = network(1);
            Graph source = Graph.of(
                    "x",
                    SHAPE,
                    "logits",
                    x -> answer.apply(x.trace()
                            .inline(plain, Map.of(plain.onlyInput(), x))
                            .get(plain.onlyOutput())));
            for (TransferFgsm.Settings settings :
                    List.of(TransferFgsm.Settings.STANDARD, new TransferFgsm.Settings(5, 0, 0, 1))) {
                Map<Integer, Outcome> outcomes = Outcomes.of(new TransferFgsm(List.of(source), settings), problem, 1);
                assertEquals(EXAMPLES, outcomes.size());
                // The loss itself says where to go, however large the scores are.
                boolean leads = answer == odd.getLast();
                assertTrue(leads || Outcomes.falsified(outcomes).isEmpty());
            }
        }
    }

    @Example
    @Label("a source that ends in a softmax is followed as far as one without")
    void saturatedSourcesAreFollowed() {
        float[] weights = {300, -300};
        Graph logits = Nets.linear(weights, -2);
        Graph saturated = Graph.of(
                "x",
                Shape.of(2),
                "y",
                x -> x.trace()
                        .inline(logits, Map.of(logits.onlyInput(), x))
                        .get(logits.onlyOutput())
                        .softmax(0));
        Problem problem =
                Nets.problem(logits, new float[] {0.25f, 0.75f}, new int[1], new Threat(Norm.LINF, 0.3, 0, 1), 4);
        for (Graph source : List.of(logits, saturated)) {
            Attack attack = TransferFgsm.of(List.of(model("source", source)), TransferFgsm.Settings.STANDARD);
            assertEquals(1, Outcomes.falsified(Outcomes.of(attack, problem, 1)).size());
        }
    }

    private static Model model(String name, Graph graph, String... classes) {
        return new Model(name, "", graph, List.of(), List.of(classes));
    }

    @Example
    void theAttackByNameNeedsSourcesAndShowsPicturesOtherwiseToo() {
        Problem pictures =
                Nets.problem(network(1), new float[SHAPE.size()], new int[1], new Threat(Norm.LINF, 0.1, 0, 1), 1);
        Problem rows =
                Nets.problem(Nets.dense(1, 3, 5, 4), new float[3], new int[1], new Threat(Norm.LINF, 0.1, 0, 1), 1);
        AttackFamily.Settings settings = new AttackFamily.Settings(Effort.LOW, 5, 1);
        assertThrows(IllegalArgumentException.class, () -> Attacks.named(List.of("transfer"), pictures, settings));
        assertEquals(
                List.of("MI-FGSM-5 (transfer)", "DI-TI-MI-FGSM-5 (transfer)"),
                Attacks.named(List.of("transfer"), pictures, settings.withSources(List.of(model("a", network(2)))))
                        .stream()
                        .map(Attack::name)
                        .toList());
        List<Attack> one = Attacks.named(
                List.of("transfer"), rows, settings.withSources(List.of(model("a", Nets.dense(2, 3, 7, 4)))));
        assertEquals("MI-FGSM-5 (transfer)", one.getFirst().name());
        assertEquals(1, one.size());
        assertEquals("a", one.getFirst().parameters().get("sources"));
    }

    @Example
    void aSourceTakesTheSameInputsAndTellsTheSameClasses() {
        Model attacked = model("attacked", network(1), "a", "b", "c", "d");
        Model flat = model("flat", Nets.dense(2, SHAPE.size(), 5, CLASSES));
        assertEquals(List.of(flat), Sources.of(attacked, List.of(flat)));
        Model binary = model("binary", Nets.dense(2, 3, 5, 2));
        Trace trace = new Trace();
        Value logit = trace.input("x", Shape.of(3)).sum().reshape(Shape.of(1));
        assertEquals(
                2,
                Sources.of(binary, List.of(model("one", trace.graph("p", logit.sigmoid()))))
                        .getFirst()
                        .graph()
                        .output("p")
                        .shape()
                        .size());
        for (Model other : List.of(
                model("larger", Nets.dense(2, SHAPE.size() + 1, 5, CLASSES)),
                model("fewer", Nets.dense(2, SHAPE.size(), 5, CLASSES - 1)),
                model("ordered", network(2), "b", "a", "c", "d"))) {
            InputException refusal =
                    assertThrows(InputException.class, () -> Sources.of(attacked, List.of(flat, other)));
            assertTrue(refusal.getMessage().contains(other.name()), refusal::getMessage);
        }
    }
}
