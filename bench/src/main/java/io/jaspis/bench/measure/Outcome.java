package io.jaspis.bench.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a race of one case gave.
 *
 * @param standings Jaspis first; empty where the case failed
 * @param peer the fastest peer, or null where there is none
 * @param ratio the peer's time over Jaspis': above 1 Jaspis is faster; with a bootstrap interval over the rounds
 * @param failure why there is no figure, or null
 */
public record Outcome(
        String name,
        int threads,
        Work work,
        Point point,
        List<Standing> standings,
        String peer,
        Spread ratio,
        String failure) {

    /**
     * The figures of one entrant.
     *
     * @param seconds of one run: the median over the rounds, and the quartiles
     * @param allocated bytes that all threads allocate on the Java heap in a run, once warm
     * @param arena bytes that hold the intermediate values, where known
     */
    public record Standing(String name, Spread seconds, int rounds, long allocated, long arena) {}

    /** The folders of a path that begins at a root. */
    private static final Pattern WHOLE_PATH =
            Pattern.compile("(?<![\\w.:/\\\\])(?:[A-Za-z]:)?[/\\\\](?:[^\\s/\\\\:'\"]+[/\\\\])+");

    static Outcome failed(Case contest, Throwable failure) {
        return new Outcome(
                contest.name(),
                contest.threads(),
                contest.work(),
                contest.point(),
                List.of(),
                null,
                null,
                withoutFolders(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
    }

    /** A message with the names of files alone: results go to others, whom folders don't concern. */
    static String withoutFolders(String message) {
        return WHOLE_PATH.matcher(message).replaceAll("");
    }

    static Outcome of(Case contest, List<Racer> racers) {
        List<Standing> standings = new ArrayList<>();
        for (Racer racer : racers) {
            standings.add(new Standing(
                    racer.entrant().name(),
                    Spread.quartiles(racer.rounds()),
                    racer.rounds().length,
                    racer.allocated(),
                    racer.contender().arenaBytes()));
        }
        Optional<Racer> best = racers.stream()
                .filter(racer -> racer.entrant().peer())
                .min(Comparator.comparingDouble(
                        racer -> Spread.quartiles(racer.rounds()).median()));
        Spread ratio = best.map(peer -> ratio(racers.getFirst().rounds(), peer.rounds()))
                .orElse(null);
        return new Outcome(
                contest.name(),
                contest.threads(),
                contest.work(),
                contest.point(),
                standings,
                best.map(peer -> peer.entrant().name()).orElse(null),
                ratio,
                null);
    }

    /** Round by round, so that what slows a whole round down cancels. */
    private static Spread ratio(double[] ours, double[] peers) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = peers[i] / ours[i];
        }
        return Spread.bootstrap(ratios);
    }

    /**
     * The outcome with the figures of one more peer, which ran at another time: what is left of the ratio's interval is
     * what the quartiles of both allow.
     */
    public Outcome beside(String entrant, Spread seconds) {
        if (failure != null) {
            return this;
        }
        List<Standing> all = new ArrayList<>(standings);
        all.add(new Standing(entrant, seconds, 0, 0, 0));
        Spread ours = standings.getFirst().seconds();
        boolean fastest = peer == null
                || seconds.median() < standing(peer).orElseThrow().seconds().median();
        return new Outcome(
                name,
                threads,
                work,
                point,
                all,
                fastest ? entrant : peer,
                fastest
                        ? new Spread(
                                seconds.lower() / ours.upper(),
                                seconds.median() / ours.median(),
                                seconds.upper() / ours.lower())
                        : ratio,
                null);
    }

    /** Whether both are of one case, with as many threads. */
    public boolean isOfTheCaseOf(Outcome other) {
        return name.equals(other.name) && threads == other.threads;
    }

    public Optional<Standing> standing(String entrant) {
        return standings.stream()
                .filter(standing -> standing.name().equals(entrant))
                .findFirst();
    }

    /** The first word of the name. */
    public String group() {
        return name.substring(0, name.indexOf(' '));
    }
}
