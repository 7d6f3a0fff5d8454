package io.jaspis.spark.command;

import io.jaspis.autodiff.InputException;

/** Two numbers of an option, with a comma between. */
record Pair(float first, float second) {
    /**
     * @param option to be named where its text is refused
     * @param example of what it takes
     * @throws InputException where the text is no such pair
     */
    static Pair of(String option, String text, String example) {
        String[] numbers = text.split(",", -1);
        try {
            if (numbers.length == 2) {
                return new Pair(Float.parseFloat(numbers[0].strip()), Float.parseFloat(numbers[1].strip()));
            }
        } catch (NumberFormatException e) {
            throw refusal(option, text, example, e);
        }
        throw refusal(option, text, example, null);
    }

    private static InputException refusal(String option, String text, String example, NumberFormatException cause) {
        return new InputException(option + " takes two numbers, such as " + example + ", but is " + text, cause);
    }
}
