package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class InputNamesTest {
    private static final List<String> WANTED = List.of("amount paid", "age", "country=DE");

    private static void require(String... names) {
        InputNames.require(WANTED, "the model own.onnx", List.of(names), "cases");
    }

    @Test
    void blanksMakeNoOtherName() {
        assertDoesNotThrow(() -> require(" amount \n paid", "age ", "country=DE"));
        Written.refusal(() -> require("amountpaid", "age", "country=DE"), "input 0 of cases is amountpaid");
        Written.refusal(() -> require("age ", " amount paid", "country=DE"), "put its columns in the order");
    }

    @Test
    void theOrderAloneIsHeldToWhereNamesMayDiffer() {
        String owner = "the model own.onnx";
        assertDoesNotThrow(() -> InputNames.requireOrder(WANTED, owner, List.of("paid", "age", "country=DE"), "cases"));
        Written.refusal(
                () -> InputNames.requireOrder(WANTED, owner, List.of("age", "amount  paid", "country=DE"), "cases"),
                "put its columns in the order");
    }

    @Test
    void numbersAreNoNamesWhoeverCountsThem() {
        assertFalse(InputNames.areNames(List.of("_c0", "_c12", "_c3=DE", "column 7")));
        assertTrue(InputNames.areNames(List.of("_c0", "_cost")));
        assertDoesNotThrow(() -> require("_c0", "_c1", "_c2=DE"));
        List<String> some = List.of("column 1", "age", "column 3=DE");
        assertDoesNotThrow(
                () -> InputNames.require(some, "the model own.onnx", List.of("_c0", "age", "_c2=DE"), "cases"));
        Written.refusal(
                () -> InputNames.require(some, "the model own.onnx", List.of("_c1", "age", "_c2=DE"), "cases"), "_c1");
    }
}
