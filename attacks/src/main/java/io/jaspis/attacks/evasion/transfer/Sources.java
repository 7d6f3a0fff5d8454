package io.jaspis.attacks.evasion.transfer;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Models that an attack takes its slopes from, in the place of the one that it attacks. */
public final class Sources {
    /** The attack that has any. */
    public static final String ATTACK = "transfer";

    private Sources() {}

    /**
     * Models that may stand for another: they take what it takes, and tell the same classes apart.
     *
     * @return each with an output for each class, also where it has one output for two
     * @throws InputException where one may not, saying which and why
     */
    public static List<Model> of(Model attacked, List<Model> models) {
        return models.stream().map(model -> of(attacked, model)).toList();
    }

    /** These attacks and, where they aren't with it yet, the one that has sources. */
    public static List<String> among(List<String> names) {
        return Stream.concat(names.stream(), Stream.of(ATTACK)).distinct().toList();
    }

    private static Model of(Model attacked, Model model) {
        Model source = BinaryClassifier.is(model.graph()) ? model.twoClasses(Model.HALF) : model;
        Shape own = input(source);
        Shape needed = input(attacked);
        if (!alike(own, needed)) {
            throw new InputException(
                    "the source %s takes inputs of shape %s, but %s takes %s: give one that takes the same"
                            .formatted(source.name(), own, attacked.name(), needed));
        }
        if (source.classes() != attacked.classes()) {
            throw new InputException("the source %s tells %s classes apart, but %s %s: give one that tells the same"
                    .formatted(source.name(), source.classes(), attacked.name(), attacked.classes()));
        }
        requireInputs(attacked, source);
        if (!source.classNames().isEmpty()
                && !attacked.classNames().isEmpty()
                && !source.classNames().equals(attacked.classNames())) {
            throw new InputException(
                    "the source %s has the classes %s, but %s has %s: give one with the same in this order"
                            .formatted(
                                    source.name(),
                                    String.join(", ", source.classNames()),
                                    attacked.name(),
                                    String.join(", ", attacked.classNames())));
        }
        return source;
    }

    /** Columns that a converter made inputs of may have names of their own: of these the order alone counts. */
    private static void requireInputs(Model attacked, Model source) {
        String owner = "the attacked " + attacked.name();
        String other = "the source " + source.name();
        if (attacked.joinsColumns() || source.joinsColumns()) {
            InputNames.requireOrder(attacked.inputNames(), owner, source.inputNames(), other);
        } else {
            InputNames.require(attacked.inputNames(), owner, source.inputNames(), other);
        }
    }

    private static Shape input(Model model) {
        return model.graph().input(model.graph().onlyInput()).shape();
    }

    /** Whether elements in the same order mean the same: axes of one element apart, or all of them in a row. */
    private static boolean alike(Shape first, Shape second) {
        int[] one = axes(first);
        int[] other = axes(second);
        return Arrays.equals(one, other) || first.size() == second.size() && (one.length < 2 || other.length < 2);
    }

    private static int[] axes(Shape shape) {
        return Arrays.stream(shape.extents()).filter(extent -> extent != 1).toArray();
    }
}
