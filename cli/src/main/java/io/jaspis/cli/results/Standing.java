package io.jaspis.cli.results;

/**
 * How much results say, beside others that could take their place.
 *
 * @param question what was asked of what: model, data and settings
 * @param done how many examples are finished
 * @param whole whether nothing that was asked for is missing
 */
public record Standing(String question, int done, boolean whole) {
    /** Of results that can't be read. */
    static final Standing UNKNOWN = new Standing("", 0, true);

    /** Whether these results say all that others do. */
    boolean covers(Standing other) {
        return question.equals(other.question) && done >= other.done && (whole || !other.whole);
    }
}
