package org.example.attacks;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a jar of somebody else's may have, each wrong in a way of its own. */
public final class Plugins {
    private Plugins() {}

    /** Gives attacks by names that are what is wrong with them. */
    public static final class Odd implements AttackFamily {
        @Override
        public List<String> names() {
            return List.of("null", "none", "throwing", "refusing");
        }

        @Override
        public List<Attack> attacks(String name, Problem problem, Settings settings) {
            return switch (name) {
                case "null" -> null;
                case "none" -> List.of();
                case "throwing" -> throw new IllegalStateException("no attack today");
                default -> throw new IllegalArgumentException("not for such a problem");
            };
        }
    }

    public static final class Taken implements AttackFamily {
        @Override
        public List<String> names() {
            return List.of("fgsm");
        }

        @Override
        public List<Attack> attacks(String name, Problem problem, Settings settings) {
            return List.of();
        }
    }

    public static final class Unaskable implements AttackFamily {
        @Override
        public List<String> names() {
            return List.of("My Attack,x");
        }

        @Override
        public List<Attack> attacks(String name, Problem problem, Settings settings) {
            return List.of();
        }
    }

    public static final class Unbuilt implements AttackFamily {
        public Unbuilt() {
            throw new IllegalStateException("cannot begin");
        }

        @Override
        public List<String> names() {
            return List.of("unbuilt");
        }

        @Override
        public List<Attack> attacks(String name, Problem problem, Settings settings) {
            return List.of();
        }
    }

    /** Throws this, or where there is none tells of no example. */
    public record Failing(Throwable failure) implements Attack {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(failure);
            }
        }
    }
}
