package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhasesTest {
    private final AtomicLong clock = new AtomicLong();
    private final Phases phases = new Phases(clock::get);

    private void work(double seconds) {
        clock.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void whatComesAgainAddsUpAndWhatIsInsideBelongsToTheOuter() {
        phases.of(Phase.Part.ATTACK, "PGD", 64, () -> work(1));
        phases.of(Phase.Part.CERTIFIER, "bounds", 60, () -> work(0.5));
        work(100);
        phases.of(Phase.Part.ATTACK, "PGD", 6, () -> work(2));
        phases.of(Phase.Part.CURVE, "", 70, () -> {
            work(1);
            phases.of(Phase.Part.ATTACK, "PGD", 70, () -> work(4));
        });
        assertEquals(
                List.of(
                        new Phase(Phase.Part.ATTACK, "PGD", 70, 3),
                        new Phase(Phase.Part.CERTIFIER, "bounds", 60, 0.5),
                        new Phase(Phase.Part.CURVE, "", 70, 5)),
                phases.all());
    }
}
