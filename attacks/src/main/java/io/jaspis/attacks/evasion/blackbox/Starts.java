package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Examples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds an adversarial point from which a search along the boundary begins: the example with more and more noise, other
 * examples of a class that is wanted, the nearest first, and points anywhere in the range; where one class is wanted, the other
 * examples come first. Each point that is tried costs a query.
 */
final class Starts {
    private static final int NOISES = 50;
    private static final double NOISE = 0.02;
    private static final int ANYWHERE = 100;
    /** Other examples that are tried, and among how many the nearest are sought. */
    private static final int OTHERS = 50;

    private static final int SOUGHT = 1000;
    private final Boundary boundary;
    private final Subject subject;
    private final Optional<Examples> examples;
    private final Chance chance;
    /** How often a point was sought; its negative is a step of {@link Chance} that no search comes to. */
    private int round;

    /** @param examples in which others are to be found, where there are some */
    Starts(Boundary boundary, Subject subject, Optional<Examples> examples) {
        this.boundary = boundary;
        this.subject = subject;
        this.examples = examples;
        this.chance = subject.chance();
    }

    boolean targeted() {
        return subject.targeted();
    }

    /** Tries one point after the other; the search is over where none is adversarial. */
    Question find(Function<double[], Question> then) {
        return another(then, () -> Question.NONE);
    }

    /** Finds one that is unlike those before, since it goes by other random numbers, and of other examples by the next one. */
    Question another(Function<double[], Question> then, Otherwise otherwise) {
        round++;
        if (subject.targeted()) {
            return others(then, () -> noises(0, then, () -> anywhere(0, then, otherwise)));
        }
        // The noise that grows finds what is near, which a search has come to already if it was begun with before.
        return round == 1
                ? noises(0, then, () -> others(then, () -> anywhere(0, then, otherwise)))
                : anywhere(0, then, () -> others(then, otherwise));
    }

    /** What is asked where nothing was found. */
    @FunctionalInterface
    interface Otherwise {
        Question question();
    }

    private Question noises(int tried, Function<double[], Question> then, Otherwise otherwise) {
        if (tried == NOISES) {
            return otherwise.question();
        }
        double[] way = new double[boundary.size()];
        chance.at(tried, -round);
        for (int i = 0; i < way.length; i++) {
            way[i] = Math.max(NOISE * (tried + 1), boundary.offsets().grain(i)) * chance.nextGaussian();
        }
        return boundary.ask(way, found -> found.map(then).orElseGet(() -> noises(tried + 1, then, otherwise)));
    }

    private Question anywhere(int tried, Function<double[], Question> then, Otherwise otherwise) {
        if (tried == ANYWHERE) {
            return otherwise.question();
        }
        double[] way = new double[boundary.size()];
        chance.at(NOISES + tried, -round);
        for (int i = 0; i < way.length; i++) {
            double below = boundary.offsets().below(i);
            way[i] = chance.nextDouble() * (below + boundary.offsets().above(i)) - below;
        }
        return boundary.ask(way, found -> found.map(then).orElseGet(() -> anywhere(tried + 1, then, otherwise)));
    }

    private Question others(Function<double[], Question> then, Otherwise otherwise) {
        List<Integer> others = examples.map(this::nearest).orElse(List.of());
        return others(others, Math.min(round - 1, others.size()), then, otherwise);
    }

    private Question others(List<Integer> others, int tried, Function<double[], Question> then, Otherwise otherwise) {
        return tried == others.size()
                ? otherwise.question()
                : boundary.ask(
                        way(examples.orElseThrow(), others.get(tried)),
                        found -> found.map(then).orElseGet(() -> others(others, tried + 1, then, otherwise)));
    }

    /** Of pictures a list of ways would be long, so each is read when its turn has come. */
    private double[] way(Examples all, int index) {
        float[] x = new float[boundary.size()];
        double[] way = new double[boundary.size()];
        all.copy(index, x, 0);
        boundary.offsets().read(x, 0, way);
        return way;
    }

    private List<Integer> nearest(Examples all) {
        record Other(int index, double length) {}
        List<Other> others = new ArrayList<>();
        float[] x = new float[boundary.size()];
        double[] way = new double[boundary.size()];
        for (int next = 1; next < all.count() && others.size() < SOUGHT; next++) {
            int index = (subject.index() + next) % all.count();
            if (all.holds(index) && wanted(all.label(index))) {
                all.copy(index, x, 0);
                boundary.offsets().read(x, 0, way);
                others.add(new Other(index, Ways.length(way)));
            }
        }
        others.sort(Comparator.comparingDouble(Other::length));
        return others.stream().limit(OTHERS).map(Other::index).toList();
    }

    private boolean wanted(int label) {
        return subject.targeted() ? label == subject.target() : label != subject.label();
    }
}
