package io.jaspis.junit;

import static io.jaspis.junit.RobustnessAssertions.assertRobust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Columns.Missing;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/** Where there is no room for a report, a test still says why it fails. */
class UnwritableReportTest {
    private static final Path FRAUD = Path.of("../examples/fraud");

    /** An engine that takes no file. */
    private static ExtensionContext refusing(RuntimeException refusal) {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(), new Class<?>[] {ExtensionContext.class}, (_, _, _) -> {
                    throw refusal;
                });
    }

    private static IOException refused(RuntimeException refusal) {
        return assertThrows(
                IOException.class,
                () -> RobustnessExtension.publish(refusing(refusal), "report.html", "text/html", _ -> {}));
    }

    @Test
    void whatAnEngineCannotWriteIsAnIOException() {
        IOException full = new IOException("No space left on device");
        assertSame(full, refused(new JUnitException("Failed to publish path", full)));
        assertSame(full, refused(new UncheckedIOException("Failed to create output dir", full)));
        assertEquals("no place", refused(new JUnitException("no place")).getMessage());
    }

    @Test
    void aTestFailsWithItsLimitsAllTheSame() throws IOException {
        Model model = Model.read(FRAUD.resolve("fraud.onnx"));
        Dataset cases = model.examples(
                FRAUD.resolve("cases.csv"),
                Columns.DETECTED.withDropped("id").withMissing(Missing.MEDIAN).withOneHot("country"));
        ExtensionContext engine =
                refusing(new JUnitException("Failed to publish path", new IOException("No space left on device")));
        RobustnessAssert assertion = assertRobust(model)
                .on(cases)
                .examples(30)
                .minCertified(1)
                .attaching((_, name, media, content) -> RobustnessExtension.publish(engine, name, media, content));
        String told = assertThrows(AssertionError.class, () -> assertion.within(Norm.LINF, 0.2))
                .getMessage();
        assertTrue(told.startsWith("fraud.onnx is not as robust on cases.csv as it must be"), told);
        assertTrue(told.contains("minCertified = 1"), told);
        assertTrue(told.contains("The worst examples:"), told);
        assertTrue(told.contains("The report can't be written: No space left on device"), told);
    }
}
