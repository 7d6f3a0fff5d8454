package io.jaspis.cli.results;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How much results say, beside others that could take their place.
 *
 * @param question what was asked of what: model, data and settings
 * @param done the indices of examples that are finished
 * @param whole whether nothing that was asked for is missing
 */
public record Standing(String question, BitSet done, boolean whole) {
    /** Of results that can't be read. */
    static final Standing UNKNOWN = new Standing("", new BitSet(), true);

    public static Standing of(String question, IntStream done, boolean whole) {
        BitSet all = new BitSet();
        done.forEach(all::set);
        return new Standing(question, all, whole);
    }

    /** Whether these results say all that others do. */
    boolean covers(Standing other) {
        return answers(other) && (whole || !other.whole);
    }

    /** Whether these results are of all examples that others have, and of the same question. */
    boolean answers(Standing other) {
        BitSet missing = (BitSet) other.done.clone();
        missing.andNot(done);
        return question.equals(other.question) && missing.isEmpty();
    }
}
