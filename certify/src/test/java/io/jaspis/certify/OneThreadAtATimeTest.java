package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.branching.InputProver;
import io.jaspis.certify.branching.ReluProver;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.crown.FloatRoom;
import io.jaspis.certify.linear.FloatErrors;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.SubtreeSearch;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one thread uses at a time refuses a second, rather than give either of them the other's numbers; and all after its end. */
class OneThreadAtATimeTest {
    private static final List<Integer> INDICES = List.of(0, 1);
    private static final Graph NETWORK = Nets.dense(3, 2, 6, 6, 2);

    private static Problem problem(String certifier) {
        Graph network = certifier.equals("trees")
                ? Graph.of("x", Shape.of(2), "scores", x -> x.plus(-0.3f).step())
                : NETWORK;
        return Nets.classified(network, 5, 2, new Threat(Norm.LINF, 0.05, 0, 1), 4);
    }

    private static IllegalStateException refused(Runnable use) {
        return assertInstanceOf(
                IllegalStateException.class,
                assertThrows(
                                CompletionException.class,
                                () -> CompletableFuture.runAsync(use).join())
                        .getCause());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval", "crown", "alpha-crown", "branching", "trees"})
    void aProver(String name) {
        Problem problem = problem(name);
        Certifier certifier =
                Certifiers.named(List.of(name), problem, Effort.LOW).getFirst();
        AtomicInteger asked = new AtomicInteger();
        Certifier.Prover prover = certifier.prepare(problem);
        float[] alone = prover.margins(INDICES, 0.01);
        float[] disturbed = prover.margins(INDICES, 0.01, Budget.UNLIMITED, () -> {
            if (asked.getAndIncrement() == 0) {
                assertEquals(
                        "two threads use the same prover at once: give each its own",
                        refused(() -> prover.margins(INDICES, 0.2)).getMessage());
            }
            return false;
        });
        assertTrue(asked.get() > 0);
        assertArrayEquals(alone, disturbed);
        assertArrayEquals(
                alone,
                CompletableFuture.supplyAsync(() -> prover.margins(INDICES, 0.01))
                        .join());
        prover.close();
        assertEquals(
                "a prover is used that was closed before",
                assertThrows(IllegalStateException.class, () -> prover.margins(INDICES, 0.01))
                        .getMessage());
    }

    @Test
    void aProverByCases() {
        Features features = new Features(List.of(Feature.real("income", 0.1, 0, 1), Feature.integer("age", 1, 0, 5)));
        Problem problem =
                Nets.problem(NETWORK, new float[] {0.5f, 2}, new int[] {0}, Threat.of(Norm.LINF, 1, features), 4);
        Certifier.Prover prover = Certifiers.named(List.of("interval"), problem, Effort.NORMAL)
                .getFirst()
                .prepare(problem);
        prover.close();
        assertThrows(IllegalStateException.class, () -> prover.margins(List.of(0), 0.5));
    }

    /** Not only inside of another prover. */
    @Test
    void searchesOfTheirOwn() {
        float[] lower = {0, 0};
        float[] upper = {1, 1};
        List<Unsafe> unsafe = List.of(new Unsafe(new float[][] {{1, -1}}, new float[] {0}));
        ReluProver relus = new ReluProver(NETWORK, Cpu.best(), lower, upper);
        relus.prove(
                unsafe,
                100,
                () -> refused(() -> relus.prove(unsafe, 100, () -> false, _ -> false)) == null,
                _ -> false);
        relus.close();
        assertThrows(IllegalStateException.class, () -> relus.prove(unsafe, 100, () -> false, _ -> false));
        InputProver halves = new InputProver(NETWORK, Cpu.best());
        halves.prove(
                lower,
                upper,
                unsafe,
                1e9,
                100,
                () -> refused(() -> halves.prove(lower, upper, unsafe, 1e9, 100, () -> false, _ -> false)) == null,
                _ -> false);
        halves.close();
        assertThrows(
                IllegalStateException.class,
                () -> halves.prove(lower, upper, unsafe, 1e9, 100, () -> false, _ -> false));
        FloatErrors errors = FloatErrors.of(NETWORK, Cpu.best()).orElseThrow();
        errors.close();
        assertThrows(IllegalStateException.class, () -> errors.on(lower, upper));
        FloatRoom room = new FloatRoom(problem("interval"));
        room.close();
        assertThrows(IllegalStateException.class, () -> room.around(0, 0.1));
    }

    private static final Query QUERY = VnnLib.parse("""
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

    @Test
    void aVerifier() {
        Verifier verifier = new Verifier(NETWORK, QUERY);
        AtomicInteger asked = new AtomicInteger();
        Answer answer = verifier.answer(
                () -> {
                    if (asked.getAndIncrement() == 0) {
                        refused(() -> verifier.answer(() -> false, Progress.NONE));
                    }
                    return false;
                },
                Progress.NONE);
        assertTrue(asked.get() > 0);
        assertInstanceOf(Answer.Unsat.class, answer);
    }

    /** No answer is made up of outputs that a network doesn't have, nor of inputs. */
    @Test
    void aQueryOfAnotherNetwork() {
        for (Graph other :
                List.of(Nets.dense(1, 2, 1), Nets.dense(1, 2, 3), Nets.dense(1, 1, 2), Nets.dense(1, 3, 2))) {
            assertThrows(IllegalArgumentException.class, () -> new Verifier(other, QUERY));
            assertThrows(IllegalArgumentException.class, () -> new Verifier(other, QUERY, VerifySettings.STANDARD));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Verifier.of(
                            new Model("m.onnx", "", other, List.of(), List.of()), QUERY, VerifySettings.STANDARD));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SubtreeSearch(other, QUERY, VerifySettings.STANDARD, Map.of()));
        }
    }
}
