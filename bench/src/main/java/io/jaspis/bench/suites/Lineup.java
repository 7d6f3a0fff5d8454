package io.jaspis.bench.suites;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Entrant;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.List;

/**
 * What a suite's cases are made for.
 *
 * @param threads that each entrant may use on the processor
 * @param quick whether few and small cases are wanted
 * @param device what Jaspis computes on; null for the processor
 */
public record Lineup(int threads, boolean quick, Device device) {

    /** The number, or the smaller one where it is to be quick. */
    int size(int full, int small) {
        return quick ? small : full;
    }

    /** Whether Jaspis computes on another device than the processor. */
    boolean onDevice() {
        return device != null;
    }

    /** Makes a contender of Jaspis' own, for the processor or the device. */
    @FunctionalInterface
    interface Own {
        Contender on(Lineup lineup) throws Exception;
    }

    /** Jaspis' entrant; on a device also the same on the processor, for its result and its time. */
    List<Entrant> jaspis(Own own) {
        Entrant first = new Entrant(Case.JASPIS, false, () -> own.on(this));
        Lineup processor = new Lineup(threads, quick, null);
        return onDevice() ? List.of(first, new Entrant(Case.PROCESSOR, true, () -> own.on(processor))) : List.of(first);
    }

    /** What one contender computes on; it closes it. */
    Engine engine() {
        Workers workers = Workers.of(onDevice() ? 1 : threads);
        return new Engine(onDevice() ? device : new Cpu(Providers.best(), workers), workers);
    }

    /**
     * What a contender computes on.
     *
     * @param workers of the processor, which a contender has for itself
     */
    record Engine(Device device, Workers workers) implements AutoCloseable {
        @Override
        public void close() {
            workers.close();
        }
    }
}
