package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.samples.NoSharedPool;
import io.jaspis.certify.crown.CrownBounds;
import io.jaspis.certify.crown.FloatRoom;
import io.jaspis.certify.crown.ProofFinder;
import io.jaspis.certify.crown.Stage;
import io.jaspis.certify.guided.VerifierAttack;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.tensor.PropertyException;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a problem's processor is for is computed there: here the process has no other, as its own pool can't be made. */
@ExtendWith(NoSharedPool.class)
class OwnPoolTest {
    private static final Graph NETWORK = Nets.dense(3, 2, 6, 6, 2);
    private static final double EPSILON = 0.01;

    private final Problem problem = Nets.classified(NETWORK, 5, 4, new Threat(Norm.LINF, EPSILON, 0, 1), 4);

    @ParameterizedTest
    @EnumSource(Stage.class)
    void linearBounds(Stage stage) {
        try (Certifier.Prover prover = new CrownBounds(stage, 1e9, 64).prepare(problem)) {
            float[] margins = prover.margins(Nets.all(problem), EPSILON);
            boolean proved = false;
            for (float margin : margins) {
                proved |= margin > 0;
            }
            assertTrue(proved, "nothing is proved");
        }
    }

    @Test
    void theRoomForRounding() {
        try (FloatRoom room = new FloatRoom(problem)) {
            assertTrue(room.around(0, EPSILON) > 0);
        }
    }

    @Test
    void proofs() {
        ProofFinder finder = new ProofFinder(problem, 64);
        assertTrue(
                Nets.all(problem).stream()
                        .anyMatch(index ->
                                !finder.find(index, EPSILON, () -> false).isEmpty()),
                "nothing is proved");
    }

    @Test
    void theVerifierAsAnAttack() {
        int[] decided = {0};
        new VerifierAttack(new VerifySettings.Work(64, 1e9))
                .attack(problem, Nets.all(problem), 1, Budget.UNLIMITED, (_, _) -> decided[0]++, () -> false);
        assertTrue(decided[0] > 0);
    }

    @Test
    void aVerifierWithAProcessorOfItsOwn() {
        Query query = VnnLib.parse("""
                (declare-const X_0 Real)
                (declare-const X_1 Real)
                (declare-const Y_0 Real)
                (declare-const Y_1 Real)
                (assert (>= X_0 0))
                (assert (<= X_0 1))
                (assert (>= X_1 0))
                (assert (<= X_1 1))
                (assert (>= Y_0 1000))
                """, "p.vnnlib");
        VerifySettings settings = VerifySettings.STANDARD.withSplitting(Splitting.RELU);
        Verifier shared = new Verifier(NETWORK, query, settings);
        assertThrows(PropertyException.class, () -> shared.answer(() -> false, Progress.NONE));
        Cpu own = new Cpu(Providers.best(), Workers.of(1));
        Verifier verifier = new Verifier(NETWORK, query, settings, null, null, own);
        assertInstanceOf(Answer.Unsat.class, verifier.answer(() -> false, Progress.NONE));
    }
}
