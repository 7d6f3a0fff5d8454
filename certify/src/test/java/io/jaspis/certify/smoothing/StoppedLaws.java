package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of a run that is stopped. */
class StoppedLaws {
    private static final int EXAMPLES = 4;
    private static final Sampling SAMPLING = new Sampling(20, 400, 0.01);

    @Provide
    Arbitrary<Method> methods() {
        return Arbitraries.of(new Method.OneSided(), new Method.TwoSided(), new Method.Adaptive(0.2));
    }

    /** Says yes from the n-th question on. */
    private static final class Patience implements BooleanSupplier {
        private final int most;
        private int asked;

        Patience(int most) {
            this.most = most;
        }

        @Override
        public boolean getAsBoolean() {
            return ++asked > most;
        }
    }

    private static List<Example> run(int batch, Method method, Patience patience) {
        HalfSpace examples = new HalfSpace(EXAMPLES, 5, 0.3f);
        List<Example> told = new ArrayList<>();
        try (NoisyVotes votes = new NoisyVotes(examples.network(), new Noise.Gaussian(0.25f), Cpu.best(), batch, 1)) {
            List<Example> given =
                    new SmoothingRun(votes, SAMPLING, examples, method, Norm.L2).run(EXAMPLES, told::add, patience);
            assertEquals(told, given);
            return given;
        }
    }

    @Property(tries = 60)
    @Label("it ends at once, with the examples that were finished, as they are in a whole run")
    void finishedExamplesStay(
            @ForAll @IntRange(min = 1, max = 500) int batch,
            @ForAll("methods") Method method,
            @ForAll @IntRange(min = 0, max = 100) int questions) {
        List<Example> whole = run(batch, method, new Patience(Integer.MAX_VALUE));
        Patience patience = new Patience(questions);
        List<Example> stopped = run(batch, method, patience);
        assertEquals(whole.subList(0, stopped.size()), stopped);
        assertTrue(patience.asked <= questions + 1, "no work after a yes");
    }

    @Property(tries = 30)
    @Label("between two questions lies one run of the network at most")
    void itIsAskedBeforeEachRun(@ForAll @IntRange(min = 1, max = 500) int batch) {
        Patience patience = new Patience(Integer.MAX_VALUE);
        run(batch, new Method.OneSided(), patience);
        assertTrue(patience.asked * batch >= EXAMPLES * (SAMPLING.selection() + SAMPLING.estimation()));
    }
}
