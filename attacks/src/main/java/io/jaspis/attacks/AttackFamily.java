package io.jaspis.attacks;

import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Attacks that can be asked for by name. {@link Attacks} finds the families by {@link java.util.ServiceLoader}: one that a
 * jar names in {@code META-INF/services/io.jaspis.attacks.AttackFamily} appears in the command and in its reports.
 */
public interface AttackFamily extends Family {

    /** Why attacks of this name aren't for such a problem; empty where they are, or where only trying tells. */
    default Optional<String> refusal(String name, Problem problem) {
        return Optional.empty();
    }

    /**
     * The attacks of this name, in the order in which they are to be tried.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException where none can attack such a problem, saying why
     */
    List<Attack> attacks(String name, Problem problem, Settings settings);

    /**
     * What is set for attacks of any family; one takes what it knows.
     *
     * @param effort for what isn't counted here
     * @param steps of an iterative attack, at least 1
     * @param restarts attempts of a randomized attack at each example, at least 1
     * @param sources other models, whose slopes an attack may follow; mostly none
     */
    record Settings(Effort effort, int steps, int restarts, List<Model> sources) {
        public Settings {
            sources = List.copyOf(sources);
            if (steps < 1 || restarts < 1) {
                throw new IllegalArgumentException(
                        "an attack needs at least one step and one restart, but got " + steps + " and " + restarts);
            }
        }

        public Settings(Effort effort, int steps, int restarts) {
            this(effort, steps, restarts, List.of());
        }

        /** With the steps and restarts of this effort. */
        public static Settings of(Effort effort) {
            return new Settings(effort, effort.steps(), effort.restarts());
        }

        public Settings withSteps(int count) {
            return new Settings(effort, count, restarts, sources);
        }

        public Settings withRestarts(int count) {
            return new Settings(effort, steps, count, sources);
        }

        public Settings withSources(List<Model> others) {
            return new Settings(effort, steps, restarts, others);
        }
    }
}
