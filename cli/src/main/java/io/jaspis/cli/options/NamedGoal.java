package io.jaspis.cli.options;

import io.jaspis.autodiff.Similar;
import io.jaspis.defend.training.Goal;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A goal of training by the name that {@code --goal} has for it, and how the options make it. {@link Goals} has all there are. */
public sealed interface NamedGoal {

    /** What the command line calls it. */
    String name();

    /** Whether it trains for a proof by bounds. */
    boolean certified();

    /** The options that are about it, of those that aren't about every goal. */
    Set<String> options();

    /** Whether it has a radius ε. */
    default boolean robust() {
        return this instanceof Robust;
    }

    /**
     * A goal without an attacker.
     *
     * @param options that are about it
     * @param goal made of the options
     */
    record Plain(String name, Set<String> options, Function<ObjectiveOptions, Goal> goal) implements NamedGoal {
        @Override
        public boolean certified() {
            return false;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A goal within a radius ε.
     *
     * @param norm of the radius
     * @param options that are about it
     * @param goal made of the options and the attacker
     */
    record Robust(
            String name,
            Norm norm,
            boolean certified,
            Set<String> options,
            BiFunction<ObjectiveOptions, Threat, Goal> goal)
            implements NamedGoal {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Reads the command line's name of a goal, in upper or lower case. */
    final class Converter implements ITypeConverter<NamedGoal> {
        @Override
        public NamedGoal convert(String text) {
            return Goals.ALL.stream()
                    .filter(goal -> goal.name().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> {
                        List<String> names =
                                Goals.ALL.stream().map(NamedGoal::name).toList();
                        return new TypeConversionException("'%s' is none of %s"
                                .formatted(text, String.join(", ", names) + Similar.question(text, names)));
                    });
        }
    }
}
