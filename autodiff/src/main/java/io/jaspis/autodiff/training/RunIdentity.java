package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What two training runs must have in common for one to go on where the other stopped: what each step computes, what
 * follows a schedule, the optimiser, the order, the examples and what scores an epoch.
 */
final class RunIdentity {
    /** How many steps a schedule is followed through: a fraction of a second of them. */
    static final int MOST_STEPS = 1 << 23;

    private RunIdentity() {}

    /**
     * A hash of all of it.
     *
     * @param graphs of a step, and of the search for its points
     */
    static String of(
            List<Graph> graphs,
            Objective objective,
            Optimizer optimizer,
            Recipe recipe,
            Optional<Validation> validation,
            Examples examples) {
        StringBuilder text = new StringBuilder();
        graphs.forEach(graph -> describe(graph, text));
        int steps = examples.count() / recipe.batch();
        new TreeMap<>(objective.controls())
                .forEach((name, schedule) ->
                        text.append(name).append(' ').append(followed(schedule, recipe.epochs(), steps)));
        text.append("moves ")
                .append(objective.ascent().map(Ascent::steps).orElse(0))
                .append(" rate ")
                .append(followed(recipe.rate(), recipe.epochs(), steps))
                .append(optimizer)
                .append('\n');
        Augmentation augmentation = recipe.augmentation();
        text.append(List.of(recipe.epochs(), recipe.batch(), augmentation.shift(), recipe.clip(), recipe.seed()));
        if (augmentation.flip() || augmentation.cutout() > 0) {
            text.append(augmentation);
        }
        text.append(List.of(examples.count(), examples.classes(), Fingerprint.of(examples)))
                .append(examples.shape());
        validation.ifPresent(scores -> text.append("scored by ")
                .append(scores.measure())
                .append(" from ")
                .append(scores.from()));
        return Fingerprint.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void describe(Graph graph, StringBuilder text) {
        for (Value value : graph.values()) {
            text.append(value.index()).append(' ');
            if (value.op() instanceof Source.Constant(var tensor)) {
                text.append(tensor.shape()).append(Fingerprint.of(tensor.data()));
            } else {
                text.append(value.op());
            }
            value.operands().forEach(operand -> text.append(' ').append(operand.index()));
            text.append('\n');
        }
        graph.outputs()
                .forEach(
                        (name, value) -> text.append(name).append(value.index()).append('\n'));
    }

    /**
     * A number that another value in any step would change: schedules have bends between any moments that were picked. Of a run of
     * more steps than can be looked at in a moment it is of one step in so many, evenly from its beginning to its end.
     */
    static String followed(Schedule schedule, int epochs, int steps) {
        if (schedule instanceof Schedule.Constant(double value)) {
            return value + "\n";
        }
        long all = (long) epochs * steps;
        long stride = Math.max(1, Math.ceilDiv(all, MOST_STEPS));
        long hash = 1;
        for (long done = 0; done < all; done += stride) {
            double progress = Run.progress((int) (done / steps), (int) (done % steps), steps, epochs);
            hash = 31 * hash + Double.hashCode(schedule.at(progress));
        }
        return hash + "\n";
    }
}
