package io.jaspis.threat.vnnlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedTest {
    private static final String TWO = """
            ; Two inputs, one output.
            (declare-const X_0 Real)
            (declare-const X_1 Real)
            (declare-const Y_0 Real)
            (assert (>= X_0 0))
            (assert (<= X_0 1))
            (assert (>= X_1 0))
            (assert (<= X_1 1))
            """;

    private static final String TENSORS = """
            (vnnlib-version <2.0>)
            (declare-network f
              (declare-input X real [1,2])
              (declare-output Y real []))
            (assert (and (>= X[0,0] 0.0) (<= X[0,0] 1.0) (>= X[0,1] 0.0) (<= X[0,1] 1.0)))
            """;

    private static VnnLibException refused(String text) {
        return assertThrows(VnnLibException.class, () -> VnnLib.parse(text, "p.vnnlib"));
    }

    private static void assertRefused(String text, String message) {
        String told = refused(text).getMessage();
        assertTrue(told.startsWith("p.vnnlib") && told.contains(message), told);
    }

    @Test
    void thePlaceIsTold() {
        VnnLibException refused = refused(TWO + "(assert\n  (>= X_7 0.5))\n");
        assertEquals(10, refused.line());
        assertEquals(7, refused.column());
        assertEquals(
                "p.vnnlib, line 10, column 7: X_7 is not declared before this; there are 2 inputs, from X_0 on; is this the"
                        + " specification of another network?",
                refused.getMessage());
        // Columns are of characters, whatever bytes they have.
        assertEquals(3, refused("; é\n (é)").column());
        assertEquals(3, refused("; é\r\n; é\r(set-logic QF_LRA)").line());
    }

    @Test
    void variables() {
        assertRefused(TWO + "(assert (>= Y_1 0.5))", "Y_1 is not declared before this; there is 1 output, from Y_0 on");
        assertRefused(TWO + "(declare-const X_1 Real)", "X_1 is declared already");
        assertRefused(TWO + "(declare-const X_3 Real)(assert (> Y_0 X_0))", "X_3 is declared, but X_2 is not");
        assertRefused(TWO + "(declare-const Z Real)", "inputs are called X_0, X_1, … and outputs Y_0");
        assertRefused(TWO + "(declare-const X_02 Real)", "inputs are called");
        assertRefused(TWO + "(declare-const X_2 Int)", "variables are of type Real, but here is 'Int'");
        assertRefused(TWO + "(declare-fun X_2 (Real) Real)", "a variable is a function without arguments");
        assertRefused("(declare-const X_0 Real)(assert (>= X_0 0))", "no output is declared");
        assertRefused("(declare-const Y_0 Real)(assert (>= Y_0 0))", "no input is declared");
        assertRefused("(assert (>= X_0 0))", "declare the variables before the first assertion");
        assertRefused(TWO + "(assert (>= sum 0))", "'sum' is neither a number nor a variable");
    }

    @Test
    void boxes() {
        assertRefused(
                "(declare-const X_0 Real)\n(declare-const Y_0 Real)\n(assert (>= X_0 0))(assert (>= Y_0 0))",
                "line 1, column 16: X_0 has no upper end in some case; add (assert (<= X_0 …))");
        assertRefused(
                TWO + "(assert (or (>= Y_0 1) (and (<= X_0 -2) (>= Y_0 0))))(assert (>= X_0 2))",
                "line 9, column 62: the box is empty: with this, X_0 is from 2 to 1");
        assertRefused(TWO + "(assert (> X_0 1))", "the box is empty: with this, X_0 is from 1 to 1 without its ends");
        assertRefused(TWO + "(assert (>= Y_0 1))(assert (or (<= X_1 -1) (>= X_1 2)))", "the box is empty");
        assertRefused(TWO + "(assert (<= X_0 1e39))(assert (>= Y_0 1))", "a float32 ends at 3.4e38");
    }

    /** A case that contradicts itself is left out as long as another doesn't. */
    @Test
    void contradictions() {
        assertRefused(TWO + "(assert (>= Y_0 1))\n(assert (< (* 2 Y_0) 2))", "this can't hold together with line 9");
        assertRefused(TWO + "(assert (<= 1 0))", "this can't hold, whatever input and output are");
        assertRefused(TWO + "(assert false)", "this is false");
        assertRefused(TWO + "(assert (< Y_0 Y_0))", "this can't hold, whatever input and output are");
        Query query = VnnLib.parse(
                TWO
                        + "(assert (or (and (>= Y_0 1) (<= Y_0 0)) (and (>= Y_0 1) (<= Y_0 1)) (and (<= X_1 -1) (> Y_0 0))))",
                "p.vnnlib");
        assertEquals(1, query.regions().size());
        assertEquals(1, query.regions().getFirst().violations().size());
    }

    @Test
    void syntax() {
        assertRefused("", "the file is empty");
        assertRefused("; nothing\n\n", "the file is empty");
        assertRefused(TWO + "(check-sat)", "unknown command 'check-sat'");
        assertRefused(TWO + "assert", "expected ( and a command such as assert, but here is 'assert'");
        assertRefused(TWO + "(assert (=> (> Y_0 1) (> Y_0 2)))", "unknown operator '=>'; known are and, or");
        assertRefused(TWO + "(assert (> (/ Y_0 2) 1))", "unknown operation '/'; known are +, - and *");
        assertRefused(TWO + "(assert (> Y_0 1)", "line 9, column 1: this parenthesis is never closed");
        assertRefused(TWO + "(assert (> Y_0 1)))", "line 9, column 19: a ) without its (");
        assertRefused(TWO + "(assert (> Y_0 1) (> Y_0 2))", "the command ends with ), but here is '('");
        assertRefused(
                TWO + "(assert (> Y_0))", "expected a number, a variable or a term in parentheses, but here is ')'");
        assertRefused(TWO + "(assert (> Y_0 1 2))", "> compares two terms, but here is '2'");
        assertRefused(TWO + "(assert (or))", "or has no operands");
        assertRefused(TWO + "(assert (> (+) 1))", "an operand is missing");
        assertRefused(TWO + "(assert Y_0)", "expected a constraint such as (<= X_0 0.5), but here is 'Y_0'");
        assertRefused(TWO + "(assert (> Y_0 \"one))", "has no end");
        assertRefused(TWO + "(assert (> Y_0 \u0007))", "a character that VNN-LIB doesn't have here, code 7");
        assertRefused(TWO + "(assert (not (> Y_0 1) (> Y_0 2)))", "not has one operand");
        assertRefused(TWO + "(assert " + "(and ".repeat(1000) + "true" + ")".repeat(1000) + ")", "nested more than");
        assertRefused(TWO + "(assert (> " + "(- ".repeat(1000) + "Y_0" + ")".repeat(1000) + " 1))", "nested more than");
    }

    @Test
    void numbers() {
        for (String word : List.of(
                "nan", "NaN", "inf", "Infinity", "-inf", "+NAN", "0x10", "1e", "1.2.3", "--1", "1e5000", "1,5")) {
            assertTrue(refused(TWO + "(assert (> Y_0 " + word + "))").line() == 9, word);
        }
        assertRefused(TWO + "(assert (> Y_0 -inf))", "is no finite number");
        assertRefused(TWO + "(assert (> Y_0 1e5000))", "'1e5000' is beyond what a double can be");
        assertRefused(TWO + "(assert (> Y_0 " + "1".repeat(3000) + "))", "a number of 3000 characters");
        assertRefused(TWO + "(assert (> Y_0 (*" + " 1.2345678901234567".repeat(200) + ")))", "too many digits");
        assertRefused(
                TWO + "(assert (> (+ (* 0.1 Y_0) (* 0.1234567890123456789012345678901234567891 X_0)) 1))",
                "a coefficient has more digits than two doubles hold");
        assertRefused(TWO + "(assert (> Y_0 -1e309))", "beyond all doubles");
    }

    @Test
    void products() {
        assertRefused(TWO + "(assert (> (* Y_0 2 X_0) 1))", "line 9, column 21: a product of variables");
    }

    /** No more cases than there may be, each of which repeats a thousand strict ends. */
    @Test
    void tooManyConstraintsOfAllCases() {
        StringBuilder text = new StringBuilder();
        int inputs = 1_100;
        for (int i = 0; i < inputs; i++) {
            text.append("(declare-const X_%d Real)(assert (> X_%d 0))(assert (<= X_%d 1))\n".formatted(i, i, i));
        }
        text.append("(declare-const Y_0 Real)(assert (or");
        for (int i = 0; i < 16_000; i++) {
            text.append(" (>= Y_0 ").append(i).append(')');
        }
        String told = refused(text + "))").getMessage();
        assertTrue(told.contains("together have more than 16777216 constraints"), told);
    }

    @Test
    void tooManyCases() {
        assertRefused(
                TWO + "(assert (or (> Y_0 1) (< Y_0 0)))\n".repeat(20), "the cases of or multiply to more than 16384");
    }

    @Test
    void networks() {
        assertRefused("(vnnlib-version <3.0>)", "version '<3.0>' of VNN-LIB is not supported");
        assertRefused(TENSORS + "(assert (> X[0,2] 1.0))", "index '2' of axis 1 of X is not from 0 to 1");
        assertRefused(TENSORS + "(assert (> X[1] 1.0))", "index '1' of axis 0 of X is not from 0 to 0");
        assertRefused(TENSORS + "(assert (> X[0] 1.0))", "an element of X has 2 whole numbers in brackets, as X[0,0]");
        assertRefused(TENSORS + "(assert (> Y[0] 1.0))", "but here is '['");
        assertRefused(TENSORS + "(assert (> Z 1.0))", "the variables are X and Y");
        assertRefused(TENSORS + "(declare-network g)", "a second network is declared");
        assertRefused(TENSORS + "(declare-const X_0 Real)", "a network is declared already");
        assertRefused(TWO + "(declare-network g)", "variables are declared already");
        assertRefused("(declare-network f (isomorphic-to g))", "networks that are compared with another");
        assertRefused("(declare-network f (declare-input X real [2]))", "the network has no declare-output");
        assertRefused("(declare-network f (declare-output Y real [2]))", "the network has no declare-input");
        assertRefused(
                "(declare-network f (declare-input X real [2])(declare-hidden Z real [2] \"relu\"))",
                "hidden nodes of a network are not supported");
        assertRefused("(declare-network f (declare-input X real [2])(declare-input Z real [2]))", "a second input");
        assertRefused("(declare-network f (declare-input X float64 [2]))", "write real if that is meant");
        assertRefused("(declare-network f (declare-input X real [0]))", "an extent is a whole number of at least 1");
        assertRefused("(declare-network f (declare-input X real [99999,99999]))", "more than are supported");
        assertRefused("(declare-network f (declare-input X real [2] initialized))", "initialized by the model");
        assertRefused(
                "(declare-network f (declare-input X_ real [2])(declare-output X_ real [2]))",
                "X_ is declared already");
        assertRefused(
                "(declare-network f (declare-output X real [2])(declare-input X real [2]))", "X is declared already");
        assertRefused("(declare-network f (declare-input _X real [2]))", "'_X' is no name");
        assertRefused("(declare-network f (declare-input X real 2))", "expected [ and the tensor's extents");
        assertRefused("(declare-network f (define X))", "but here is 'define'");
    }

    @Test
    void aNetworkOfAnotherSize() {
        Query query = VnnLib.parse(TWO + "(assert (> Y_0 1))", "p.vnnlib");
        query.requireFits(new Model("fits.onnx", "", Nets.dense(1, 2, 1), List.of(), List.of()));
        Graph several = Graph.of("x", Shape.of(2), "y", x -> x);
        Value x = several.input("x");
        Model both = new Model("both.onnx", "", x.trace().graph(Map.of("y", x, "z", x.plus(1f))), List.of(), List.of());
        assertTrue(assertThrows(VnnLibException.class, () -> query.requireFits(both))
                .getMessage()
                .contains("both.onnx has 1 input [x] and 2 outputs ["));
        Model other = new Model("other.onnx", "", Nets.dense(1, 5, 10), List.of(), List.of());
        assertEquals(
                "p.vnnlib: it is about a network with 2 inputs and 1 output, but other.onnx has 5 inputs and 10 outputs; take"
                        + " the specification that belongs to the model",
                assertThrows(VnnLibException.class, () -> query.requireFits(other))
                        .getMessage());
    }

    /** Elements are counted row by row: in a tensor of other extents the same index means another element. */
    @Test
    void aNetworkOfOtherExtents() {
        Model model = new Model(
                "m.onnx", "", Graph.of("x", Shape.of(2, 1), "y", x -> x.reshape(Shape.of(1, 2))), List.of(), List.of());
        for (String extents : List.of("[2]", "[1,2]", "[2,1,1]")) {
            Query query = tensors(extents, extents);
            query.requireFits(model);
        }
        Model wide =
                new Model("wide.onnx", "", Graph.of("x", Shape.of(2, 3), "y", x -> x.flatten()), List.of(), List.of());
        tensors("[1,2,3]", "[6]").requireFits(wide);
        tensors("[6]", "[6]").requireFits(wide);
        String told = assertThrows(
                        VnnLibException.class, () -> tensors("[1,3,2]", "[6]").requireFits(wide))
                .getMessage();
        assertTrue(told.contains("it declares X with the extents [1, 3, 2], but wide.onnx has"), told);
        assertThrows(VnnLibException.class, () -> tensors("[2,3]", "[3,2]").requireFits(wide));
    }

    /** Any query about tensors of these extents. */
    private static Query tensors(String input, String output) {
        int[] extents = Arrays.stream(input.replaceAll("[\\[\\]]", "").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        StringBuilder box = new StringBuilder();
        int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < size; i++) {
            String element = "X" + place(i, extents);
            box.append(" (>= ")
                    .append(element)
                    .append(" 0.0) (<= ")
                    .append(element)
                    .append(" 1.0)");
        }
        return VnnLib.parse(
                "(vnnlib-version <2.0>)\n(declare-network f (declare-input X real " + input + ")(declare-output Y real "
                        + output + "))\n(assert (and" + box + "))\n(assert (>= Y" + output.replaceAll("[0-9]+", "0")
                        + " 0.0))",
                "p.vnnlib");
    }

    private static String place(int index, int[] extents) {
        StringBuilder place = new StringBuilder("]");
        int rest = index;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            place.insert(0, (axis > 0 ? "," : "[") + rest % extents[axis]);
            rest /= extents[axis];
        }
        return place.toString();
    }

    @Test
    void files(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("spec.vnnlib");
        String whole = TWO + "(assert (>= Y_0 1)) ; na\u00efve";
        VnnLib.Text text = VnnLib.text(Files.writeString(file, whole));
        assertEquals(whole, text.text());
        assertEquals(VnnLib.parse(whole, "spec.vnnlib"), text.query());
        Files.write(file, (TWO + "; na\u00efve").getBytes(StandardCharsets.ISO_8859_1));
        String told =
                assertThrows(VnnLibException.class, () -> VnnLib.read(file)).getMessage();
        assertEquals(
                "spec.vnnlib, line 9, column 5: the file is no text in UTF-8; save it as such, or unpack it first",
                told);
        Files.write(file, new byte[0]);
        assertTrue(assertThrows(VnnLibException.class, () -> VnnLib.read(file))
                .getMessage()
                .contains("is empty"));
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8});
        assertTrue(assertThrows(VnnLibException.class, () -> VnnLib.read(file))
                .getMessage()
                .contains("gzip"));
    }
}
