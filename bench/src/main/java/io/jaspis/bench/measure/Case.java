package io.jaspis.bench.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of the results: a computation, and who does it. The first entrant is Jaspis.
 *
 * @param name the group, a space, and what is computed
 * @param threads the threads that each entrant may use
 * @param point the place on a growth curve, or null
 */
public record Case(String name, int threads, Work work, Agreement agreement, List<Entrant> entrants, Point point) {
    /** What Jaspis' own entrants are called in results. */
    public static final String JASPIS = "Jaspis";

    /** Jaspis on the processor, where the first entrant is on another device. */
    public static final String PROCESSOR = "Jaspis processor";

    public static final String ONNX_RUNTIME = "ONNX Runtime";
    public static final String PYTORCH = "PyTorch";

    public static Case of(String name, int threads, Work work) {
        return new Case(name, threads, work, Agreement.within(1e-4), List.of(), null);
    }

    public Case agreeing(Agreement other) {
        return new Case(name, threads, work, other, entrants, point);
    }

    public Case at(Point place) {
        return new Case(name, threads, work, agreement, entrants, place);
    }

    public Case jaspis(Entrant.Opening opening) {
        return with(new Entrant(JASPIS, false, opening));
    }

    public Case peer(String peer, Entrant.Opening opening) {
        return with(new Entrant(peer, true, opening));
    }

    private Case with(Entrant entrant) {
        return entering(List.of(entrant));
    }

    public Case entering(List<Entrant> more) {
        List<Entrant> all = new ArrayList<>(entrants);
        all.addAll(more);
        return new Case(name, threads, work, agreement, List.copyOf(all), point);
    }

    /** The case without the entrants that are not wanted. */
    public Case only(java.util.function.Predicate<Entrant> wanted) {
        return new Case(
                name, threads, work, agreement, entrants.stream().filter(wanted).toList(), point);
    }

    /** The first word of the name. */
    public String group() {
        return name.substring(0, name.indexOf(' '));
    }
}
