package io.jaspis.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.vnnlib.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers to parts, and what they are together. */
final class VerifyingEntryTest {
    private static VerifyingEntry of(Answer answer) {
        return VerifyingEntry.of(1, answer, Answer.Format.STANDARD, true, 10);
    }

    @Test
    void aWholeIsUnsatWhereAllPartsAre() {
        VerifyingEntry unsat = of(new Answer.Unsat());
        VerifyingEntry unknown = of(new Answer.Unknown());
        VerifyingEntry timeout = of(new Answer.Timeout());
        VerifyingEntry sat = new VerifyingEntry(1, Answer.Verdict.SAT, "sat\n((X_0 1)\n(Y_0 1))\n", true, 10);
        assertEquals(
                Answer.Verdict.UNSAT,
                VerifyingEntry.together(List.of(unsat, unsat)).kind());
        assertEquals(
                unknown.text(), VerifyingEntry.together(List.of(unsat, unknown)).text());
        assertEquals(
                timeout.text(),
                VerifyingEntry.together(List.of(unknown, timeout, unsat)).text());
        assertEquals(
                sat.text(),
                VerifyingEntry.together(List.of(timeout, unsat, sat)).text());
        assertEquals(30, VerifyingEntry.together(List.of(timeout, unsat, sat)).domains());
    }

    @Test
    void aPartIsAnsweredInTheWordsOfItsKind() {
        for (Answer.Verdict kind : List.of(Answer.Verdict.UNSAT, Answer.Verdict.ERROR)) {
            String told = assertThrows(
                            IllegalArgumentException.class, () -> new VerifyingEntry(1, kind, "error\n", true, 10))
                    .getMessage();
            assertTrue(told.startsWith("kind is " + kind), told);
        }
    }
}
