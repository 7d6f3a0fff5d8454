package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.threat.Budget;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhasesTest {
    private final AtomicLong clock = new AtomicLong();
    private final Phases phases = new Phases(new AuditPlan(List.of(), List.of(), 1), clock::get);

    private void work(double seconds) {
        clock.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void whatComesAgainAddsUpAndWhatIsInsideBelongsToTheOuter() {
        phases.of(Phase.Part.ATTACK, "PGD", () -> work(1));
        phases.of(Phase.Part.CERTIFIER, "bounds", () -> work(0.5));
        work(100);
        phases.of(Phase.Part.ATTACK, "PGD", () -> work(2));
        phases.of(Phase.Part.CURVE, "", () -> {
            work(1);
            phases.of(Phase.Part.ATTACK, "PGD", () -> work(4));
        });
        assertEquals(
                List.of(
                        new Phase(Phase.Part.PREDICTIONS, "", 0),
                        new Phase(Phase.Part.CURVE, "", 5),
                        new Phase(Phase.Part.ATTACK, "PGD", 3),
                        new Phase(Phase.Part.CERTIFIER, "bounds", 0.5)),
                phases.all());
    }

    @Test
    void whatExamplesTookIsAddedUpAndTheMedianIsTheLowerOfTwo() {
        phases.of(Phase.Part.ATTACK, "Square", () -> {
            phases.spend(0, new Budget.Spent(0, 5000, 7));
            phases.spend(0, new Budget.Spent(1, 20, 0));
        });
        phases.of(Phase.Part.ATTACK, "Square", () -> {
            phases.spend(0, new Budget.Spent(2, 3, 0));
            phases.spend(0, new Budget.Spent(0, 4000, 0));
        });
        Phase square = phases.all().getLast();
        assertEquals(new Budget.Spent(3, 9023, 7), square.spent());
        assertEquals(new Budget.Spent(0, 20, 0), square.median());
    }
}
