package io.jaspis.junit;

import io.jaspis.threat.Model;
import java.util.Objects;

/**
 * Assertions about models, for tests that put their question together themselves.
 *
 * <pre>{@code
 * assertRobust(model).on(cases).minCertified(0.8).minRobust(0.9).confidence(0.99).within(Norm.LINF, 0.05);
 * }</pre>
 */
public final class RobustnessAssertions {
    private RobustnessAssertions() {}

    /** Begins an assertion about a model; {@code within} makes it. */
    @CheckReturnValue
    public static RobustnessAssert assertRobust(Model model) {
        return RobustnessAssert.of(Objects.requireNonNull(model));
    }
}
