package io.jaspis.attacks.evasion.blackbox;

import java.util.function.Function;

/**
 * What searches have in common that go by the boundary's normal: from a start to the boundary; there the normal, felt by more
 * samples with each iteration; and with it to a point of the boundary that is nearer. Once a search comes no nearer it begins
 * again from another start, since the boundary may come nearer elsewhere.
 */
final class NormalSearch {
    /** How near to the boundary its points are, as ways. */
    static final double TOLERANCE = 1e-4;

    private final Boundary boundary;
    private final Starts starts;
    private final Chance chance;
    private final Settings settings;
    private final Move move;
    /** Over all starts. */
    private int iterations;

    /**
     * How the normal is felt.
     *
     * @param evaluations of the first iteration's estimate; the t-th has √t times as many
     * @param spread of the noise, a standard deviation of each element
     */
    record Settings(int evaluations, double spread, Drawing drawing) {}

    /** Draws noise, about 1 an element. */
    @FunctionalInterface
    interface Drawing {
        void draw(Chance chance, double[] noise);
    }

    /** Goes from a point of the boundary, with the normal there, to another. */
    @FunctionalInterface
    interface Move {
        Question from(double[] last, double[] normal, Function<double[], Question> then);
    }

    NormalSearch(Boundary boundary, Starts starts, Chance chance, Settings settings, Move move) {
        this.boundary = boundary;
        this.starts = starts;
        this.chance = chance;
        this.settings = settings;
        this.move = move;
    }

    Question begin() {
        return starts.find(this::from);
    }

    private Question from(double[] start) {
        return boundary.towardsExample(start, TOLERANCE, at -> iterate(at, 1, new Convergence()));
    }

    private Question iterate(double[] last, int iteration, Convergence convergence) {
        double distance = Ways.length(last);
        if (distance == 0) {
            return Question.NONE;
        }
        return convergence.after(distance)
                ? starts.another(this::from, () -> feel(last, iteration, convergence))
                : feel(last, iteration, convergence);
    }

    private Question feel(double[] last, int iteration, Convergence convergence) {
        int step = ++iterations;
        Function<double[], Question> then = at -> iterate(at, iteration + 1, convergence);
        return boundary.normal(
                last,
                (int) (settings.evaluations() * Math.sqrt(iteration)),
                settings.spread(),
                (sample, noise) -> settings.drawing().draw(chance.at(sample, step), noise),
                normal -> normal.map(way -> move.from(last, way, then)).orElseGet(() -> then.apply(last)));
    }
}
