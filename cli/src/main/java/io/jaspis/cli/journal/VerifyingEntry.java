package io.jaspis.cli.journal;

import java.util.List;

/**
 * The answer to a part of a specification.
 *
 * @param seconds that it took
 * @param kind of the answer
 * @param text as it is written, with the counterexample where there is one
 * @param float32 whether what was proved holds in float32 too
 * @param domains that were bounded
 */
public record VerifyingEntry(double seconds, Kind kind, String text, boolean float32, long domains)
        implements Entry<VerifyingEntry> {
    /** Answers, in the order in which one of a part counts more for the whole. */
    public enum Kind {
        SAT,
        TIMEOUT,
        UNKNOWN,
        UNSAT
    }

    public VerifyingEntry {
        String word = text.lines().findFirst().orElse("");
        boolean fits = switch (kind) {
            case SAT -> word.equals("sat");
            case TIMEOUT -> word.equals("timeout") || word.equals("timed-out");
            case UNKNOWN -> word.equals("unknown");
            case UNSAT -> word.equals("unsat");
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "its answer is of the kind " + kind + ", but begins with '" + word + "'");
        }
    }

    /** The whole work, once there is an answer. */
    @Override
    public boolean end() {
        return true;
    }

    @Override
    public VerifyingEntry after(double before) {
        return new VerifyingEntry(before + seconds, kind, text, float32, domains);
    }

    /** The answer to the whole, of those to all of its parts: unsat only where all are. */
    public static VerifyingEntry together(List<VerifyingEntry> parts) {
        VerifyingEntry counting = parts.getFirst();
        for (VerifyingEntry part : parts) {
            counting = part.kind.compareTo(counting.kind) < 0 ? part : counting;
        }
        return new VerifyingEntry(
                parts.stream().mapToDouble(VerifyingEntry::seconds).sum(),
                counting.kind,
                counting.text,
                parts.stream().allMatch(VerifyingEntry::float32),
                parts.stream().mapToLong(VerifyingEntry::domains).sum());
    }
}
