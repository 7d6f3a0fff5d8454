package io.jaspis.spark;

import io.jaspis.threat.Verdict;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * How far a job is, counted by its tasks. A task that is done again counts again, so these are for people who wait; the report
 * counts rows.
 */
final class Tallies implements Serializable {
    private final LongAccumulator done;
    private final LongAccumulator proved;
    private final LongAccumulator broken;

    Tallies(SparkContext context) {
        done = context.longAccumulator("examples done");
        proved = context.longAccumulator("examples proved");
        broken = context.longAccumulator("examples broken");
    }

    /** Counts an example. */
    void add(Verdict verdict) {
        add(verdict instanceof Verdict.Certified, verdict instanceof Verdict.Falsified);
    }

    void add(boolean isProved, boolean isBroken) {
        done.add(1);
        proved.add(isProved ? 1 : 0);
        broken.add(isBroken ? 1 : 0);
    }

    /** What a job's listener is told. */
    Progress.Count count(int asked) {
        return new Progress.Count(done.value(), asked, proved.value(), broken.value());
    }
}
