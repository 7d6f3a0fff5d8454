package io.jaspis.cli.results;

import java.util.Set;

/**
 * How much results say, beside others that could take their place.
 *
 * @param question what was asked of what: model, data and settings
 * @param done the indices of examples that are finished
 * @param whole whether nothing that was asked for is missing
 */
public record Standing(String question, Set<Integer> done, boolean whole) {
    public Standing {
        done = Set.copyOf(done);
    }

    /** Of results that can't be read. */
    static final Standing UNKNOWN = new Standing("", Set.of(), true);

    /** Whether these results say all that others do. */
    boolean covers(Standing other) {
        return answers(other) && (whole || !other.whole);
    }

    /** Whether these results are of all examples that others have, and of the same question. */
    boolean answers(Standing other) {
        return question.equals(other.question) && done.containsAll(other.done);
    }
}
