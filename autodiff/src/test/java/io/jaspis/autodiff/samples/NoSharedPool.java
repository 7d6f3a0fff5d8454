package io.jaspis.autodiff.samples;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.PropertyException;
import io.jaspis.tensor.Workers;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves a test without the process's own pool, which can't be made: whatever asks for it fails. */
public final class NoSharedPool implements BeforeEachCallback, AfterEachCallback {
    private static final String THREADS = "jaspis.threads";

    private final String wanted = System.getProperty(THREADS);

    @Override
    public void beforeEach(ExtensionContext test) {
        Workers.shared().close();
        System.setProperty(THREADS, "none");
        assertThrows(PropertyException.class, Cpu::best);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (wanted == null) {
            System.clearProperty(THREADS);
        } else {
            System.setProperty(THREADS, wanted);
        }
    }
}
