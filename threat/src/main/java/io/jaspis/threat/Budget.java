package io.jaspis.threat;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What may be spent on an example: counted work, so that the same budget gives the same bits on a busy machine and a
 * quiet one, whatever the batch. A time limit only cuts off: what it leaves out depends on the machine, so a run that it
 * ended must say so, and promises no equal bits.
 *
 * @param gradients of the network at one point, at least 0
 * @param queries of the network's outputs at one point without a gradient, at least 0
 * @param domains of branch and bound, at least 0
 * @param time for the whole run, over all examples; empty for no limit
 */
public record Budget(long gradients, long queries, long domains, Optional<Duration> time) {
    /** All that the settings of an attack or certifier ask for. */
    public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Optional.empty());

    public Budget {
        Objects.requireNonNull(time);
        if (gradients < 0 || queries < 0 || domains < 0) {
            throw new IllegalArgumentException(
                    "a budget counts work from 0 on, but has %s gradients, %s queries and %s domains"
                            .formatted(gradients, queries, domains));
        }
        time.ifPresent(limit -> {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("a time limit must be above zero, but is " + limit);
            }
        });
    }

    public Budget withGradients(long most) {
        return new Budget(most, queries, domains, time);
    }

    public Budget withQueries(long most) {
        return new Budget(gradients, most, domains, time);
    }

    public Budget withDomains(long most) {
        return new Budget(gradients, queries, most, time);
    }

    public Budget within(Duration limit) {
        return new Budget(gradients, queries, domains, Optional.of(limit));
    }

    /** What is left of it after so much; what has no limit has none. */
    public Budget less(Spent spent) {
        return new Budget(
                less(gradients, spent.gradients()),
                less(queries, spent.queries()),
                less(domains, spent.domains()),
                time);
    }

    private static long less(long most, long spent) {
        return most == Long.MAX_VALUE ? most : Math.max(0, most - spent);
    }

    /** Starts the clock of the time limit. */
    public Deadline start() {
        return start(System::nanoTime);
    }

    Deadline start(LongSupplier nanoseconds) {
        long begin = nanoseconds.getAsLong();
        return new Deadline(time.map(Budget::nanoseconds), begin, nanoseconds);
    }

    /** The most that a clock counts where it is more: centuries. */
    private static long nanoseconds(Duration limit) {
        return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? limit.toNanos() : Long.MAX_VALUE;
    }

    /** When a run's time is over; without a limit, never. */
    public static final class Deadline implements BooleanSupplier {
        private final Optional<Long> limit;
        private final long begin;
        private final LongSupplier clock;
        private volatile boolean cutOff;

        private Deadline(Optional<Long> limit, long begin, LongSupplier clock) {
            this.limit = limit;
            this.begin = begin;
            this.clock = clock;
        }

        /** Whether the time is over; once it is, the run counts as cut off. */
        @Override
        public boolean getAsBoolean() {
            if (limit.isPresent() && clock.getAsLong() - begin >= limit.get()) {
                cutOff = true;
            }
            return cutOff;
        }

        /** Whether work was told that the time is over. */
        public boolean cutOff() {
            return cutOff;
        }
    }

    /**
     * What was spent on one example.
     *
     * @param gradients of the network at one point
     * @param queries of its outputs alone
     * @param domains of branch and bound
     */
    public record Spent(long gradients, long queries, long domains) {
        public static final Spent NOTHING = new Spent(0, 0, 0);

        public Spent plus(Spent other) {
            return new Spent(gradients + other.gradients, queries + other.queries, domains + other.domains);
        }
    }
}
