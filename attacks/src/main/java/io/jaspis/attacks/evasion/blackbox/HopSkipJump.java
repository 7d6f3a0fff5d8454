package io.jaspis.attacks.evasion.blackbox;

import java.util.function.Function;

/**
 * HopSkipJump (Chen, Jordan &amp; Wainwright 2020, algorithm 2): feels which way from the boundary leads into the
 * adversarial, goes that way as far as the example is away over the root of the iteration's number, half of that and so on
 * until it is adversarial there, and returns to the boundary towards the example.
 *
 * @param box whether it is for L∞: steps by signs, and returns by cutting each element off; else for L2
 * @param evaluations of the first iteration's estimate; the t-th has √t times as many
 */
record HopSkipJump(boolean box, int evaluations) implements LabelSearch {
    private static final int MOST_EVALUATIONS = 10_000;
    /** After so many halvings a step is less than floats tell apart, and the iteration is given up. */
    private static final int HALVINGS = 40;
    /** The threshold of the search for the boundary along a single element, where the paper's is no search at all. */
    private static final double NEAR = 1e-3;

    @Override
    public Question begin(Boundary boundary, Starts starts, Chance chance) {
        return starts.find(start -> returned(boundary, start, state -> iterations(boundary, state, 1, chance)));
    }

    private Question iterations(Boundary boundary, State state, int iteration, Chance chance) {
        if (state.distance() == 0) {
            return Question.NONE;
        }
        Boundary.Sampling sampling = (sample, noise) -> {
            chance.at(sample, iteration);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = box ? chance.nextDouble(-1, 1) : chance.nextGaussian();
            }
        };
        return iterate(boundary, state, iteration, sampling, next -> iterations(boundary, next, iteration + 1, chance));
    }

    /**
     * Between two iterations.
     *
     * @param at on the boundary
     * @param distance of it
     * @param before the distance before it returned to the boundary, from which the next estimate's spread follows
     */
    record State(double[] at, double distance, double before) {}

    /** The threshold of the search for the boundary, θ with γ = 1. */
    double threshold(int size) {
        return box ? 1.0 / ((double) size * size) : 1.0 / (size * Math.sqrt(size));
    }

    /** How many evaluations the estimate of an iteration, from 1 on, takes. */
    int evaluations(int iteration) {
        return (int) Math.min(evaluations * Math.sqrt(iteration), MOST_EVALUATIONS);
    }

    /** The length of the noise by which an iteration estimates, δ. */
    double length(int size, int iteration, double before) {
        return iteration == 1 ? 0.1 : (box ? size : Math.sqrt(size)) * threshold(size) * before;
    }

    Question iterate(
            Boundary boundary, State state, int iteration, Boundary.Sampling sampling, Function<State, Question> then) {
        double root = Math.sqrt(boundary.size());
        return boundary.normal(
                state.at(),
                evaluations(iteration),
                length(boundary.size(), iteration, state.before()) / root,
                (sample, noise) -> {
                    sampling.draw(sample, noise);
                    Ways.stretch(noise, root);
                },
                normal -> normal.isEmpty()
                        ? then.apply(state)
                        : jump(
                                boundary,
                                state,
                                update(normal.get()),
                                state.distance() / Math.sqrt(iteration),
                                0,
                                then));
    }

    private double[] update(double[] normal) {
        if (box) {
            for (int i = 0; i < normal.length; i++) {
                normal[i] = Math.signum(normal[i]);
            }
        }
        return normal;
    }

    private Question jump(
            Boundary boundary,
            State state,
            double[] update,
            double length,
            int halvings,
            Function<State, Question> then) {
        if (halvings == HALVINGS) {
            return then.apply(state);
        }
        return boundary.ask(
                Ways.sum(1, state.at(), length, update),
                found -> found.isPresent()
                        ? returned(boundary, found.get(), then)
                        : jump(boundary, state, update, length / 2, halvings + 1, then));
    }

    /** Returns to the boundary from an adversarial point. */
    Question returned(Boundary boundary, double[] from, Function<State, Question> then) {
        double before = distance(from);
        double threshold = boundary.size() == 1 ? NEAR : threshold(boundary.size());
        Function<Boundary.Found, Question> next =
                found -> then.apply(new State(found.at(), distance(found.at()), before));
        return box
                ? boundary.bisect(
                        radius -> cut(from, radius),
                        new Boundary.Found(before, from),
                        0,
                        Math.min(before * threshold, threshold),
                        next)
                : boundary.bisect(share -> Ways.scaled(share, from), new Boundary.Found(1, from), 0, threshold, next);
    }

    private double distance(double[] way) {
        return box ? Ways.largest(way) : Ways.length(way);
    }

    private static double[] cut(double[] way, double radius) {
        double[] cut = new double[way.length];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = Math.clamp(way[i], -radius, radius);
        }
        return cut;
    }
}
