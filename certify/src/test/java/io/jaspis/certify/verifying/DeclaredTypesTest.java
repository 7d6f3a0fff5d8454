package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Model;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer says of the arithmetic that is asked for, and of the model's own. */
class DeclaredTypesTest {
    private static final VerifySettings ALONE = VerifySettings.STANDARD.withAttack(false);
    private static final VerifySettings SHORT =
            VerifySettings.STANDARD.within(new VerifySettings.Work(1000, 1e6, 2000, 2000));

    private static Value affine(Value x, float weight, float bias) {
        return x.dense(x.trace().constant(Tensor.of(Shape.of(1, 1), weight)))
                .plus(x.trace().constant(Tensor.of(Shape.of(1), bias)));
    }

    private static Value pointwise(Value x, float bias) {
        Value one = x.trace().constant(Tensor.of(Shape.of(1, 1, 1, 1), 1));
        return x.convolve(one, Window.of(1, 1), 1).plus(x.trace().constant(Tensor.of(Shape.of(1, 1, 1), bias)));
    }

    /** What an addition of 2²⁴ and its subtraction make of x, less x: 0 in real arithmetic, up to 1 in float32; and a ReLU. */
    private static final Graph LOSSY = Graph.of("x", Shape.of(1, 1, 1), "y", x -> {
        Value lost = pointwise(pointwise(x, 0x1p24f).relu(), -0x1p24f).minus(x).flatten();
        return x.trace().concatenate(0, List.of(lost, pointwise(x, -3).relu().flatten()));
    });

    private static final Graph SAME = Graph.of("x", Shape.of(1), "y", x -> affine(x, 1, 0));

    private static Query query(String type, int outputs, String lower, String upper, String unsafe) {
        return VnnLib.parse("""
                (vnnlib-version <2.0>)
                (declare-network f (declare-input X %1$s [1]) (declare-output Y %1$s [%5$d]))
                (assert (>= X[0] %2$s))
                (assert (<= X[0] %3$s))
                (assert %4$s)
                """.formatted(type, lower, upper, unsafe, outputs), "test");
    }

    private static Verifier verifier(Graph graph, List<String> types, Query query, VerifySettings settings) {
        return Verifier.of(new Model("m", "", graph, types, types, List.of(), List.of(), ""), query, settings);
    }

    private static Answer answer(Verifier verifier) {
        return verifier.answer(() -> false, Progress.NONE);
    }

    @Test
    void aProofInRealArithmeticDoesntAnswerWhatAsksForFloat32() {
        float[] x = {3};
        assertEquals(1, new Verification(LOSSY).replay(x)[0]);
        String unsafe = "(>= Y[0] 1.0)";
        Verifier asked = verifier(LOSSY, List.of("float32"), query("float32", 2, "2.0", "3.9", unsafe), ALONE);
        assertInstanceOf(Answer.Unknown.class, answer(asked));
        assertTrue(asked.provedInRealsOnly());
        Verifier taken = verifier(
                LOSSY, List.of("float32"), query("float32", 2, "2.0", "3.9", unsafe), ALONE.needing(Arithmetic.REAL));
        assertInstanceOf(Answer.Unsat.class, answer(taken));
        Verifier reals = verifier(LOSSY, List.of("float32"), query("real", 2, "2.0", "3.9", unsafe), ALONE);
        assertInstanceOf(Answer.Unsat.class, answer(reals));
        assertEquals(Arithmetic.REAL, reals.arithmetic());
        assertFalse(reals.provedInRealsOnly());
    }

    /** Farther from the border than float32 may be off, which is 2 at most: of 2²⁴ it has every second whole number. */
    @Test
    void aProofThatLeavesRoomForRoundingIsOneOfFloat32() {
        Query far = query("float32", 2, "2.0", "3.9", "(>= Y[0] 16.0)");
        Verifier verifier = verifier(LOSSY, List.of("float32"), far, ALONE);
        assertInstanceOf(Answer.Unsat.class, answer(verifier));
        assertEquals(Arithmetic.FLOAT32, verifier.arithmetic());
        Query real = query("real", 2, "2.0", "3.9", "(>= Y[0] 16.0)");
        Verifier plain = verifier(LOSSY, List.of("float32"), real, ALONE);
        assertInstanceOf(Answer.Unsat.class, answer(plain));
        assertEquals(Arithmetic.REAL, plain.arithmetic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "real"})
    void partsLeaveTheSameRoom(String type) {
        for (String bound : List.of("1.0", "256.0")) {
            Query query = query(type, 2, "2.0", "3.9", "(>= Y[0] " + bound + ")");
            Map<Integer, NeuronBounds> known;
            try (SubtreeSearch driver = new SubtreeSearch(LOSSY, query, ALONE, Map.of())) {
                known = driver.neurons(() -> false);
            }
            try (SubtreeSearch search = new SubtreeSearch(LOSSY, query, ALONE, known)) {
                assertEquals(type.equals("real") ? Arithmetic.REAL : Arithmetic.FLOAT32, search.arithmetic());
                SubtreeSearch.Searched searched = search.search(search.roots(), 1000, () -> false);
                boolean closed = searched.open().isEmpty() && !searched.stuck();
                assertEquals(bound.equals("256.0"), closed, () -> bound + ": " + searched);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void whatIsProvedInFloat32Answers(String type) {
        Verifier verifier = verifier(SAME, List.of(type), query("float32", 1, "0.0", "1.0", "(>= Y[0] 1.5)"), ALONE);
        assertInstanceOf(Answer.Unsat.class, answer(verifier));
        assertEquals(Arithmetic.FLOAT32, verifier.arithmetic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void ofAModelOfSixteenBitsNothingIsProvedButInRealArithmetic(String type) {
        Verifier verifier = verifier(SAME, List.of(type), query("real", 1, "0.0", "1.0", "(>= Y[0] 1.5)"), ALONE);
        assertInstanceOf(Answer.Unsat.class, answer(verifier));
        assertEquals(Arithmetic.REAL, verifier.arithmetic());
        Verifier asked = verifier(SAME, List.of(type), query("float32", 1, "0.0", "1.0", "(>= Y[0] 1.5)"), ALONE);
        assertInstanceOf(Answer.Unknown.class, answer(asked));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofWeightsThatARuntimeDerivesNothingIsProvedButInRealArithmetic(boolean derives) {
        Model model = new Model(
                "m", "", SAME, List.of("float32"), List.of(), List.of(), List.of(), "", derives, false, false);
        Verifier verifier = Verifier.of(model, query("float32", 1, "0.0", "1.0", "(>= Y[0] 1.5)"), ALONE);
        assertEquals(derives, !(answer(verifier) instanceof Answer.Unsat));
        assertEquals(derives, verifier.provedInRealsOnly());
    }

    /** A box without a whole number holds no input of such a model; any other ends at whole numbers. */
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.8, (>= Y[0] 0.0)",
        "-0.9, -0.1, (>= Y[0] -5.0)",
        "0.5, 1.9, (>= Y[0] 1.5)",
        "0.5, 1.9, (<= Y[0] 0.9)",
        "-3.5, 1.0, (<= Y[0] -3.25)"
    })
    void ofABoxOnlyItsWholeNumbersCount(String lower, String upper, String unsafe) {
        VerifySettings whole = VerifySettings.STANDARD.within(new VerifySettings.Work(1, 0, 100, 100));
        Query query = query("real", 1, lower, upper, unsafe);
        assertInstanceOf(Answer.Unsat.class, answer(verifier(SAME, List.of("int64"), query, whole)));
        assertInstanceOf(Answer.Sat.class, answer(verifier(SAME, List.of("float32"), query, SHORT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"int64", "uint8", "bool"})
    void ofAModelThatTakesWholeNumbersACounterexampleIsOne(String type) {
        Query between = query("real", 1, "0.0", "1.0", "(and (>= Y[0] 0.4) (<= Y[0] 0.6))");
        assertInstanceOf(Answer.Sat.class, answer(verifier(SAME, List.of("float32"), between, SHORT)));
        assertFalse(answer(verifier(SAME, List.of(type), between, SHORT)) instanceof Answer.Sat);
        Query end = query("real", 1, "0.0", "1.0", "(>= Y[0] 0.7)");
        Answer.Sat found = assertInstanceOf(Answer.Sat.class, answer(verifier(SAME, List.of(type), end, SHORT)));
        assertEquals(1, found.x()[0]);
        // An unsigned or a truth value can't be what a signed one can.
        Query negative = query("real", 1, "-3.0", "-1.0", "(<= Y[0] -2.0)");
        assertEquals(
                type.startsWith("int"), answer(verifier(SAME, List.of(type), negative, SHORT)) instanceof Answer.Sat);
        // The nearest whole number of an end lies outside.
        Query inner = query("real", 1, "0.4", type.equals("bool") ? "1.4" : "2.6", "(>= Y[0] 0.7)");
        // In a network of parts too, which another engine verifies.
        Graph parts = Graph.of(
                "x",
                Shape.of(1),
                "y",
                x -> affine(x, 1, 0).relu().plus(affine(x, -1, 0).relu()));
        Answer.Sat other = assertInstanceOf(Answer.Sat.class, answer(verifier(parts, List.of(type), end, SHORT)));
        assertEquals(1, other.x()[0]);
        for (Graph graph : List.of(SAME, parts)) {
            Answer.Sat whole = assertInstanceOf(Answer.Sat.class, answer(verifier(graph, List.of(type), inner, SHORT)));
            assertEquals(Math.rint(whole.x()[0]), whole.x()[0]);
        }
    }

    /** What is written of a counterexample may be the fraction whose nearest float is whole. */
    @ParameterizedTest
    @CsvSource({
        "int32, 0.5, 2.99999999, (>= Y[0] 2.5)",
        "int64, 3.00000001, 3.5, (<= Y[0] 3.0)",
        "bool, 0.1, 0.99999999999, (>= Y[0] 0.5)"
    })
    void aFractionNearAWholeNumberIsNone(String type, String lower, String upper, String unsafe) {
        assertFalse(
                answer(verifier(SAME, List.of(type), query("real", 1, lower, upper, unsafe), SHORT))
                        instanceof Answer.Sat);
    }

    /** A model that takes whole numbers of 32 or 64 bits is read for those that float32 has all of. */
    @ParameterizedTest
    @ValueSource(strings = {"int32", "int64", "uint64"})
    void wholeNumbersBeyondFloat32AreNotAskedAbout(String type) {
        Query query = query("real", 1, "0.0", "16777217.0", "(<= Y[0] -1.0)");
        String told = assertThrows(InputException.class, () -> verifier(SAME, List.of(type), query, SHORT))
                .getMessage();
        assertTrue(told.contains(type) && told.contains("16777216"), told);
        assertInstanceOf(
                Answer.Unsat.class,
                answer(verifier(SAME, List.of(type), query("real", 1, "0.0", "16777216.0", "(<= Y[0] -1.0)"), SHORT)));
    }
}
