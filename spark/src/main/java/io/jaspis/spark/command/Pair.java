package io.jaspis.spark.command;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Decimals;

/** Two numbers of an option, with a comma between. */
record Pair(float first, float second) {
    /**
     * @param option to be named where its text is refused
     * @param example of what it takes
     * @throws InputException where the text is no such pair
     */
    static Pair of(String option, String text, String example) {
        String[] numbers = text.split(",", -1);
        if (numbers.length != 2 || !Decimals.isNumber(numbers[0].strip()) || !Decimals.isNumber(numbers[1].strip())) {
            throw new InputException(option + " takes two numbers, such as " + example + ", but is " + text);
        }
        return new Pair(Float.parseFloat(numbers[0].strip()), Float.parseFloat(numbers[1].strip()));
    }
}
