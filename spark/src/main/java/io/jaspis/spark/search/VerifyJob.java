package io.jaspis.spark.search;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.branching.ReluRefinement;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Subtree;
import io.jaspis.certify.verifying.SubtreeSearch;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ModelFile;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Answers one query about a network on a cluster, by branch and bound in rounds. The driver holds the frontier: in each round it
 * deals out subtrees, those nearest the root first, among tasks, and each gets a slice of work, which it spends on its subtrees
 * alone; it gives back what stays open, and the slices of the next round are longer. What is easy is answered on the driver. A
 * counterexample ends the job, once it is checked there. An executor that is lost costs its tasks' slices, and changes nothing.
 *
 * <p>Work is counted in domains, and what a slice comes to hangs on its subtrees alone, so that the same number of tasks a round
 * takes the same course on any cluster; whatever their number, the verdict is the same.
 */
public final class VerifyJob {
    /** How much longer the slices of each round are (split and conquer; Wu et al. 2020). */
    private static final double GROWTH = 1.5;
    /** Subtrees that a task gets at most: as many as it bounds together. */
    private static final int HAND = 32;
    /** Domains of each task to come, where there are fewer subtrees than tasks: enough to have work for all soon. */
    private static final int FEW = 4;
    /** Products that take some seconds. */
    private static final double SLICE = 2e11;
    /** Milliseconds between two looks at the time. */
    private static final long POLL = 20;

    private final SparkContext context;
    private final ModelFile model;
    private final VnnLib.Text specification;
    private final Plan plan;
    /** A name of its own for each run, by which its tasks are known. */
    private String group;

    /**
     * How the work is cut.
     *
     * @param settings of each search; its work is what the driver does alone, before any task; of a large network fewer domains
     * @param tasks of a round at most; 0 for four for each core of the cluster
     * @param slice domains of each task in the first round, or as many as take seconds where that are fewer
     */
    public record Plan(VerifySettings settings, int tasks, long slice) {
        /** What the driver does alone: as much as takes a second or two. */
        public static final Plan STANDARD =
                new Plan(VerifySettings.STANDARD.within(new VerifySettings.Work(500, 2e11)), 0, 2_000);

        public Plan {
            if (tasks < 0 || slice < 1) {
                throw new IllegalArgumentException("a round has at least one task, and a slice at least one domain");
            }
        }
    }

    /**
     * What came of a job.
     *
     * @param arithmetic in which a proof holds
     * @param domains that were bounded, those of lost executors not counted
     * @param rounds of tasks; 0 where the driver was enough
     * @param tasks that gave something back
     */
    public record Result(Answer answer, Arithmetic arithmetic, long domains, int rounds, int tasks) {}

    /**
     * @param name of the specification, for messages
     * @param text of the specification, in VNN-LIB
     * @throws InputException where the text is no specification
     */
    public VerifyJob(SparkContext context, ModelFile model, String name, String text, Plan plan) {
        this(context, model, new VnnLib.Text(VnnLib.parse(text, name), text), plan);
    }

    private VerifyJob(SparkContext context, ModelFile model, VnnLib.Text specification, Plan plan) {
        this.context = context;
        this.model = model;
        this.specification = specification;
        this.plan = plan;
    }

    /**
     * Of a specification in a file, also one compressed by gzip.
     *
     * @throws IOException where it can't be read
     */
    public static VerifyJob of(SparkContext context, ModelFile model, Path specification, Plan plan)
            throws IOException {
        return new VerifyJob(context, model, VnnLib.text(specification), plan);
    }

    /**
     * What is asked.
     *
     * @throws InputException where model and specification don't fit each other
     */
    public Query query() {
        Instance.requireFits(model, specification.query());
        return specification.query();
    }

    /**
     * Answers.
     *
     * @param stopped whether the time is over; asked between tasks
     * @param progress is told on the driver how far it is
     * @throws InputException before any task, where model and specification don't fit each other
     */
    public Result run(BooleanSupplier stopped, Progress progress) {
        Query query = query();
        group = "jaspis-" + UUID.randomUUID();
        VerifySettings settings = plan.settings();
        Instance instance = new Instance(
                model,
                query.name(),
                specification.text(),
                settings.attack(),
                settings.seed(),
                settings.splitting(),
                settings.needed(),
                settings.work().products(),
                Map.of());
        try (SubtreeSearch driver = instance.open(query)) {
            // The domains that a task of some seconds bounds: few of a large network.
            long worth = driver.domains(SLICE);
            Verifier alone = Verifier.of(
                    model.model(),
                    query,
                    settings.within(new VerifySettings.Work(
                            Math.min(settings.work().domains(), worth),
                            Math.min(settings.work().products(), SLICE))));
            Answer easy = alone.answer(stopped, progress);
            if (!(easy instanceof Answer.Unknown) || alone.provedInRealsOnly() || stopped.getAsBoolean()) {
                return new Result(easy, alone.arithmetic(), alone.domains(), 0, 0);
            }
            if (driver.refusal().isPresent()) {
                // A search that can't be cut into parts is the driver's alone, with all the work that there may be.
                Verifier whole = Verifier.of(model.model(), query, settings);
                return new Result(whole.answer(stopped, progress), whole.arithmetic(), whole.domains(), 0, 0);
            }
            Instance prepared = prepared(instance, driver, worth, stopped);
            return new Rounds(prepared, driver, Math.min(plan.slice(), worth), alone.domains(), stopped, progress)
                    .run();
        }
    }

    /** The instance with all that its searches stand on; bounds of neurons are made by tasks. */
    private Instance prepared(Instance instance, SubtreeSearch driver, long worth, BooleanSupplier stopped) {
        JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
        Broadcast<Instance> sent = java.broadcast(instance);
        try {
            VerifySettings raced = driver.race(worth, stopped);
            return instance.with(
                    raced.splitting(),
                    driver.neurons(
                            (region, step, bounds) -> refined(java, sent, region, step, bounds, stopped), stopped));
        } finally {
            sent.unpersist();
        }
    }

    private NeuronBounds refined(
            JavaSparkContext java,
            Broadcast<Instance> sent,
            int region,
            ReluRefinement.Step step,
            NeuronBounds bounds,
            BooleanSupplier stopped) {
        List<Integer> parts = IntStream.range(0, Refining.PARTS).boxed().toList();
        Refining part = new Refining(sent, group, region, step.relu(), step.rounds(), bounds.lower(), bounds.upper());
        context.setJobGroup(group, "neurons of " + specification.query().name(), false);
        JavaFutureAction<List<float[][]>> tasks =
                java.parallelize(parts, parts.size()).map(part).collectAsync();
        try {
            await(tasks::isDone, () -> tasks.cancel(true), stopped);
            if (stopped.getAsBoolean()) {
                return bounds;
            }
            for (float[][] closer : tasks.get()) {
                for (int neuron = 0; neuron < bounds.neurons(); neuron++) {
                    bounds.raise(neuron, closer[0][neuron]);
                    bounds.sink(neuron, closer[1][neuron]);
                }
            }
            return bounds;
        } catch (InterruptedException asked) {
            throw interrupted(asked);
        } catch (ExecutionException failed) {
            throw failed(failed);
        } finally {
            context.clearJobGroup();
        }
    }

    /** Waits for tasks; the end of the time ends them, and so does who interrupts the driver. */
    private static void await(BooleanSupplier done, Runnable cancel, BooleanSupplier stopped) {
        try {
            while (!done.getAsBoolean()) {
                Thread.sleep(POLL);
                if (stopped.getAsBoolean()) {
                    cancel.run();
                }
            }
        } catch (InterruptedException asked) {
            cancel.run();
            throw interrupted(asked);
        }
    }

    private static IllegalStateException interrupted(InterruptedException asked) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the search was interrupted", asked);
    }

    private static IllegalStateException failed(Throwable failure) {
        return new IllegalStateException("a job of Spark failed: " + failure.getMessage(), failure);
    }

    /** The rounds of one job. */
    private final class Rounds {
        private final Query query = specification.query();
        private final Instance instance;
        private final long first;
        private final BooleanSupplier stopped;
        private final Progress progress;
        private final SubtreeSearch driver;
        private final AtomicReference<Answer.Sat> found = new AtomicReference<>();
        /** One whose rows hold with equality, so that another order of summation may undo it. */
        private final AtomicReference<Answer.Sat> doubtful = new AtomicReference<>();

        private long handed;
        /** The memory of the open subtrees. */
        private long bytes;

        private long domains;
        private double closed;
        private boolean stuck;
        private int tasks;

        private record Waiting(Subtree subtree, long number) {}

        /** The open subtrees, those nearest the root first. */
        private final PriorityQueue<Waiting> frontier = new PriorityQueue<>(
                Comparator.comparingInt((Waiting one) -> one.subtree().depth()).thenComparingLong(Waiting::number));

        Rounds(
                Instance instance,
                SubtreeSearch driver,
                long slice,
                long before,
                BooleanSupplier stopped,
                Progress progress) {
            this.instance = instance;
            this.driver = driver;
            this.first = slice;
            this.domains = before;
            this.stopped = stopped;
            this.progress = progress;
        }

        Result run() {
            JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
            Broadcast<Instance> sent = java.broadcast(instance);
            List<Subtree> roots = driver.roots();
            roots.forEach(this::add);
            int most = plan.tasks() > 0 ? plan.tasks() : 4 * java.defaultParallelism();
            double slice = first;
            int rounds = 0;
            try {
                while (!frontier.isEmpty() && found.get() == null && !stopped.getAsBoolean()) {
                    List<ArrayList<Subtree>> hands = deal(most);
                    round(java, sent, hands, hands.size() < most ? Math.min((long) slice, FEW * most) : (long) slice);
                    rounds++;
                    slice *= GROWTH;
                    progress.told(
                            domains, frontier.size(), closed / query.regions().size());
                }
                Arithmetic arithmetic = model.model().boundsRounding() ? driver.arithmetic() : Arithmetic.REAL;
                Answer answer = answer();
                boolean inRealsOnly = answer instanceof Answer.Unsat
                        && arithmetic == Arithmetic.REAL
                        && plan.settings().neededFor(query) == Arithmetic.FLOAT32;
                return new Result(inRealsOnly ? new Answer.Unknown() : answer, arithmetic, domains, rounds, tasks);
            } finally {
                sent.unpersist();
            }
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

        private void add(Subtree subtree) {
            Subtree kept = bytes < Runtime.getRuntime().maxMemory() / 4 ? subtree : subtree.light();
            bytes += kept.bytes();
            frontier.add(new Waiting(kept, handed++));
        }

        /** Subtrees for so many tasks at most, a hand for each. */
        private List<ArrayList<Subtree>> deal(int most) {
            List<ArrayList<Subtree>> hands = new ArrayList<>();
            for (int dealt = 0; dealt < most * HAND && !frontier.isEmpty(); dealt++) {
                if (dealt < most) {
                    hands.add(new ArrayList<>());
                }
                Subtree next = frontier.remove().subtree();
                bytes -= next.bytes();
                hands.get(dealt % most).add(next);
            }
            return hands;
        }

        private void round(
                JavaSparkContext java, Broadcast<Instance> sent, List<ArrayList<Subtree>> hands, long slice) {
            JavaRDD<ArrayList<Subtree>> rdd = java.parallelize(hands, hands.size());
            Slice.Part[] parts = new Slice.Part[hands.size()];
            Function2<Object, Slice.Part, BoxedUnit> done = (number, part) -> {
                parts[(Integer) number] = part;
                told(part);
                return BoxedUnit.UNIT;
            };
            context.setJobGroup(group, "subtrees of " + query.name(), false);
            try {
                await(context.submitJob(
                        rdd.rdd(),
                        new Slice(sent, group + "-parts", slice),
                        CollectionConverters.asScala(IntStream.range(0, hands.size())
                                        .mapToObj(i -> (Object) i)
                                        .toList())
                                .toSeq(),
                        done,
                        () -> BoxedUnit.UNIT));
            } finally {
                context.clearJobGroup();
            }
            // In the order of the hands, so that the next round doesn't hang on which task ended first.
            for (int i = 0; i < parts.length; i++) {
                if (parts[i] == null) {
                    hands.get(i).forEach(this::add);
                } else {
                    domains += parts[i].domains();
                    closed += parts[i].closed();
                    // A search that a counterexample ended has looked at no more of its part.
                    stuck |= parts[i].stuck() || parts[i].found() != null;
                    tasks++;
                    parts[i].open().forEach(this::add);
                }
            }
        }

        /** Waits for the tasks of a round; a counterexample and the end of the time end them. */
        private void await(FutureAction<BoxedUnit> tasks) {
            VerifyJob.await(tasks::isCompleted, tasks::cancel, stopped);
            Try<BoxedUnit> outcome = tasks.value().get();
            if (outcome.isFailure() && found.get() == null && !stopped.getAsBoolean()) {
                throw failed(outcome.failed().get());
            }
        }

        /** Looks at what a task gave back, at once: a counterexample ends the others. */
        private void told(Slice.Part part) {
            if (part.found() != null && found.get() == null) {
                driver.check(part.found()).ifPresent(sat -> (sat.margin() > 0 ? found : doubtful).set(sat));
            }
            if (found.get() != null) {
                context.cancelJobGroup(group);
            }
        }
    }
}
