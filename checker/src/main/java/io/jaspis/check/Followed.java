package io.jaspis.check;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What came of following the proofs of a certificate.
 *
 * @param objections what is wrong, in words; nothing if it is empty
 * @param count how many examples or regions were followed to their end
 */
public record Followed(List<String> objections, int count) {
    public Followed {
        objections = List.copyOf(objections);
    }

    public boolean valid() {
        return objections.isEmpty();
    }

    /**
     * Follows the proofs of so many examples or regions, several at a time.
     *
     * @param objection what is wrong with the one of a number; of what is stopped within, nothing is known
     * @param progress told how many are done, by one thread after the other
     * @param stopped once true, the rest is left out
     */
    static Followed each(
            int count, IntFunction<Optional<String>> objection, IntConsumer progress, BooleanSupplier stopped) {
        AtomicInteger done = new AtomicInteger();
        List<String> objections = IntStream.range(0, count)
                .parallel()
                .mapToObj(number -> {
                    Optional<String> found =
                            stopped.getAsBoolean() ? Optional.<String>empty() : objection.apply(number);
                    if (stopped.getAsBoolean()) {
                        return Optional.<String>empty();
                    }
                    synchronized (done) {
                        progress.accept(done.incrementAndGet());
                    }
                    return found;
                })
                .flatMap(Optional::stream)
                .toList();
        return new Followed(objections, done.get());
    }
}
