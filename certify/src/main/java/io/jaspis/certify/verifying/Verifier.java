package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.chain.Chain;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Answers a query about a network. For one query. */
public final class Verifier {
    private final Graph network;
    private final Query query;
    private final VerifySettings settings;
    private Verification verification;
    private Answer.Sat found;
    private long domains;

    public Verifier(Graph network, Query query) {
        this(network, query, VerifySettings.STANDARD);
    }

    public Verifier(Graph network, Query query, VerifySettings settings) {
        this.network = network;
        this.query = query;
        this.settings = settings;
    }

    /** Domains that were bounded. */
    public long domains() {
        return domains;
    }

    /**
     * Answers.
     *
     * @param stopped whether the time is over
     */
    public Answer answer(BooleanSupplier stopped, Progress progress) {
        // A chain's rows have each variable once.
        Optional<Chain> chain = query.repeats() ? Optional.empty() : Chain.of(network);
        boolean all = true;
        for (Region region : query.regions()) {
            InputSplitting.State state =
                    chain.isEmpty() ? InputSplitting.State.STUCK : small(chain.get(), region, stopped, progress);
            if (state == InputSplitting.State.FOUND) {
                return found;
            }
            all &= state == InputSplitting.State.PROVED;
        }
        if (all) {
            return new Answer.Unsat();
        }
        if (found != null) {
            return found;
        }
        return stopped.getAsBoolean() ? new Answer.Timeout() : new Answer.Unknown();
    }

    private InputSplitting.State small(Chain chain, Region region, BooleanSupplier stopped, Progress progress) {
        ChainVerifier verifier = new ChainVerifier(chain, region, settings, this::check, stopped, progress);
        InputSplitting.State state = verifier.run();
        domains += verifier.domains();
        return state;
    }

    /** Checks a candidate from scratch; one that another order of summation may undo is kept, but the search goes on. */
    private boolean check(float[] x) {
        if (verification == null) {
            verification = new Verification(query.network(network));
        }
        Optional<Answer.Sat> sat = Answer.Sat.check(query, verification, x);
        sat.ifPresent(answer -> found = found == null || answer.margin() > found.margin() ? answer : found);
        return sat.isPresent() && sat.get().margin() > 0;
    }
}
