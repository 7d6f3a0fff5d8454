package io.jaspis.certify.intervals;

import io.jaspis.attacks.Effort;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.CertifierFamily;
import io.jaspis.threat.Problem;
import java.util.List;

/** {@link IntervalBounds} by name: {@code interval}. */
public final class IntervalFamily implements CertifierFamily {
    @Override
    public List<String> names() {
        return List.of("interval");
    }

    @Override
    public Certifier certifier(String name, Problem problem, Effort effort) {
        boolean splits = problem.threat().features() != null
                && problem.threat().features().choices() > 0;
        return splits ? new IntervalBounds(domains(effort)) : new IntervalBounds();
    }

    private static int domains(Effort effort) {
        return switch (effort) {
            case LOW -> 256;
            case NORMAL -> 2048;
            case HIGH -> 16384;
        };
    }
}
