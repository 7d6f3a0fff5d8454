package io.jaspis.cli.journal;

import io.jaspis.threat.vnnlib.Answer;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a part of a specification.
 *
 * @param seconds that it took
 * @param kind of the answer
 * @param text as it is written, with the counterexample where there is one
 * @param float32 whether what was proved holds in float32 too
 * @param domains that were bounded
 */
public record VerifyingEntry(double seconds, Answer.Verdict kind, String text, boolean float32, long domains)
        implements Entry<VerifyingEntry> {
    /** What a part may be answered, in the order in which one counts more for the whole. */
    private static final List<Answer.Verdict> COUNTING =
            List.of(Answer.Verdict.SAT, Answer.Verdict.TIMEOUT, Answer.Verdict.UNKNOWN, Answer.Verdict.UNSAT);

    public VerifyingEntry {
        String word = text.lines().findFirst().orElse("");
        if (!COUNTING.contains(kind) || !Answer.Verdict.of(word).equals(Optional.of(kind))) {
            throw new IllegalArgumentException("kind is " + kind + ", but the answer begins with '" + word + "'");
        }
    }

    /** The entry of an answer. */
    public static VerifyingEntry of(
            double seconds, Answer answer, Answer.Format format, boolean float32, long domains) {
        return new VerifyingEntry(seconds, answer.verdict(), answer.text(format), float32, domains);
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
            counting = COUNTING.indexOf(part.kind) < COUNTING.indexOf(counting.kind) ? part : counting;
        }
        return new VerifyingEntry(
                parts.stream().mapToDouble(VerifyingEntry::seconds).sum(),
                counting.kind,
                counting.text,
                parts.stream().allMatch(VerifyingEntry::float32),
                parts.stream().mapToLong(VerifyingEntry::domains).sum());
    }
}
