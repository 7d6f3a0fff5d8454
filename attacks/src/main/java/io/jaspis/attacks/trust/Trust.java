package io.jaspis.attacks.trust;

import java.util.List;

/**
 * What was found that speaks against trusting the number of examples that attacks left standing.
 *
 * @param level how much was looked for
 * @param standing how many examples no attack broke, and nothing proved
 * @param sampled how many of these were looked at
 * @param checks each that was made, in their order; none where nothing stands
 */
public record Trust(Level level, int standing, int sampled, List<Result> checks) {
    /** Nothing was looked for. */
    public static final Trust NONE = new Trust(Level.OFF, 0, 0, List.of());

    public Trust {
        checks = List.copyOf(checks);
    }

    /** How much is looked for. */
    public enum Level {
        /** Nothing. */
        OFF,
        /** What costs about a hundred evaluations of the network for each sampled example. */
        QUICK,
        /** All, with a search by scores alone and attacks of ten times the steps. */
        FULL
    }

    /**
     * What a check found.
     *
     * @param counted the sampled examples that show the sign
     * @param of the sampled examples that were looked at
     * @param doubtful whether that is as much as the check's threshold
     * @param sentence what it means, for people
     */
    public record Result(Check check, int counted, int of, boolean doubtful, String sentence) {}

    /** Whether any check makes the number doubtful. */
    public boolean doubtful() {
        return checks.stream().anyMatch(Result::doubtful);
    }

    /** What speaks against the number, in sentences; empty where nothing does. */
    public List<String> doubts() {
        return checks.stream().filter(Result::doubtful).map(Result::sentence).toList();
    }
}
