package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.PairedShares;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {
    private static final Pattern ENDS = Pattern.compile("interval\\s+(\\S+)\\s+to\\s+([^\\s)]+)\\)");

    @Test
    void endsOfIntervalsGoOutward() {
        Comparison comparison = Comparison.of(MadeUp.table(), ComparedReports.later());
        Iterator<MatchResult> told =
                ENDS.matcher(ComparisonText.of(comparison)).results().iterator();
        for (PairedShares shares : List.of(comparison.clean(), comparison.attacked(), comparison.certified())) {
            MatchResult ends = told.next();
            PairedShares.Interval interval = shares.interval();
            assertTrue(Double.parseDouble(ends.group(1)) <= 100 * interval.lower(), ends.group());
            assertTrue(Double.parseDouble(ends.group(2)) >= 100 * interval.upper(), ends.group());
            assertEquals(100 * interval.lower(), Double.parseDouble(ends.group(1)), 0.1);
        }
    }
}
