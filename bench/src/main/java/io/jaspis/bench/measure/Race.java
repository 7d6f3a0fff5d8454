package io.jaspis.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Times the entrants of a case in turns: in each round each of them runs for a slice of time, and who begins changes
 * from round to round. Whatever disturbs the machine for longer than a round so meets all of them. Before the first
 * round and after the last one the results are compared: a benchmark of a wrong answer is worthless.
 */
public final class Race {
    private static final int FEWEST_ROUNDS = 5;

    private final Pace pace;
    private final LongSupplier nanoseconds;

    public Race(Pace pace) {
        this(pace, System::nanoTime);
    }

    /** By another clock. */
    Race(Pace pace, LongSupplier nanoseconds) {
        this.pace = pace;
        this.nanoseconds = nanoseconds;
    }

    /** Runs a case; what it throws is what the outcome says. */
    public Outcome run(Case contest) {
        List<Racer> racers = new ArrayList<>();
        try {
            for (Entrant entrant : contest.entrants()) {
                racers.add(new Racer(entrant, nanoseconds));
            }
            for (Racer racer : racers) {
                racer.contender().run();
            }
            compare(contest, racers);
            for (Racer racer : racers) {
                racer.warmUp(pace);
            }
            runRounds(racers);
            compare(contest, racers);
            return Outcome.of(contest, racers);
        } catch (Exception | LinkageError failure) {
            return Outcome.failed(contest, failure);
        } finally {
            racers.forEach(Race::close);
        }
    }

    private void runRounds(List<Racer> racers) throws Exception {
        long start = nanoseconds.getAsLong();
        for (int round = 0; round < pace.rounds(); round++) {
            if (round >= FEWEST_ROUNDS && (nanoseconds.getAsLong() - start) * 1e-9 > pace.longest()) {
                break;
            }
            for (int i = 0; i < racers.size(); i++) {
                racers.get((round + i) % racers.size()).round(pace.slice());
            }
        }
    }

    private static void compare(Case contest, List<Racer> racers) throws Exception {
        float[] ours = racers.getFirst().contender().result();
        for (Racer other : racers.subList(1, racers.size())) {
            Optional<String> objection =
                    contest.agreement().objection(ours, other.contender().result());
            if (objection.isPresent()) {
                throw new IllegalStateException(
                        "the result of " + other.entrant().name() + " " + objection.get());
            }
        }
    }

    private static void close(Racer racer) {
        try {
            racer.close();
        } catch (Exception failure) {
            System.err.println("could not close " + racer.entrant().name() + ": " + failure);
        }
    }
}
