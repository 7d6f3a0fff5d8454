package io.jaspis.spark.search;

import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Subtree;
import io.jaspis.certify.verifying.SubtreeSearch;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The rounds of one job. */
final class Rounds {
    /** How much longer the slices of each round are (split and conquer; Wu et al. 2020). */
    private static final double GROWTH = 1.5;
    /** Domains of each task to come, where there are fewer subtrees than tasks: enough to have work for all soon. */
    private static final int FEW = 4;

    private final JobGroup group;
    private final Query query;
    private final SubtreeSearch driver;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final AtomicReference<Answer.Sat> found = new AtomicReference<>();
    /** One whose rows hold with equality, so that another order of summation may undo it. */
    private final AtomicReference<Answer.Sat> doubtful = new AtomicReference<>();

    private final Frontier frontier = new Frontier();
    private long domains;
    private double closed;
    private boolean stuck;
    private int rounds;
    private int tasks;

    /** @param before domains that were bounded before them */
    Rounds(JobGroup group, Query query, SubtreeSearch driver, long before, BooleanSupplier stopped, Progress progress) {
        this.group = group;
        this.query = query;
        this.driver = driver;
        this.domains = before;
        this.stopped = stopped;
        this.progress = progress;
    }

    /**
     * Goes on until the query is answered, or the time is over.
     *
     * @param instance with all that searches stand on
     * @param most tasks of a round
     * @param first domains of each task in the first round
     */
    Answer run(Instance instance, int most, long first) {
        JavaSparkContext java = JavaSparkContext.fromSparkContext(group.context());
        Broadcast<Instance> sent = java.broadcast(instance);
        driver.roots().forEach(frontier::add);
        double slice = first;
        try {
            while (!frontier.isEmpty() && found.get() == null && !stopped.getAsBoolean()) {
                List<ArrayList<Subtree>> hands = frontier.deal(most);
                round(java, sent, hands, hands.size() < most ? Math.min((long) slice, FEW * most) : (long) slice);
                rounds++;
                slice *= GROWTH;
                progress.told(domains, frontier.size(), closed / query.regions().size());
            }
            return answer();
        } finally {
            sent.unpersist();
        }
    }

    /** Domains that were bounded. */
    long domains() {
        return domains;
    }

    /** How many rounds there were. */
    int count() {
        return rounds;
    }

    /** Tasks that gave something back. */
    int tasks() {
        return tasks;
    }

    private Answer answer() {
        if (found.get() != null) {
            return found.get();
        }
        if (frontier.isEmpty() && !stuck) {
            return new Answer.Unsat();
        }
        if (doubtful.get() != null) {
            return doubtful.get();
        }
        return frontier.isEmpty() ? new Answer.Unknown() : new Answer.Timeout();
    }

    private void round(JavaSparkContext java, Broadcast<Instance> sent, List<ArrayList<Subtree>> hands, long slice) {
        JavaRDD<ArrayList<Subtree>> rdd = java.parallelize(hands, hands.size());
        Slice.Part[] parts = new Slice.Part[hands.size()];
        Function2<Object, Slice.Part, BoxedUnit> done = (number, part) -> {
            parts[(Integer) number] = part;
            told(part);
            return BoxedUnit.UNIT;
        };
        group.begin("subtrees of " + query.name());
        try {
            await(group.context()
                    .submitJob(
                            rdd.rdd(),
                            new Slice(sent, group.name() + "-parts", slice),
                            CollectionConverters.asScala(IntStream.range(0, hands.size())
                                            .mapToObj(i -> (Object) i)
                                            .toList())
                                    .toSeq(),
                            done,
                            () -> BoxedUnit.UNIT));
        } finally {
            group.end();
        }
        // In the order of the hands, so that the next round doesn't hang on which task ended first.
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == null) {
                hands.get(i).forEach(frontier::add);
            } else {
                domains += parts[i].domains();
                closed += parts[i].closed();
                // A search that a counterexample ended has looked at no more of its part.
                stuck |= parts[i].stuck() || parts[i].found() != null;
                tasks++;
                parts[i].open().forEach(frontier::add);
            }
        }
    }

    /** Waits for the tasks of a round; a counterexample and the end of the time end them. */
    private void await(FutureAction<BoxedUnit> tasks) {
        JobGroup.await(tasks::isCompleted, tasks::cancel, stopped);
        Try<BoxedUnit> outcome = tasks.value().get();
        if (outcome.isFailure() && found.get() == null && !stopped.getAsBoolean()) {
            throw JobGroup.failed(outcome.failed().get());
        }
    }

    /** Looks at what a task gave back, at once: a counterexample ends the others. */
    private void told(Slice.Part part) {
        if (part.found() != null && found.get() == null) {
            driver.check(part.found()).ifPresent(sat -> (sat.margin() > 0 ? found : doubtful).set(sat));
        }
        if (found.get() != null) {
            group.cancel();
        }
    }
}
