package io.jaspis.spark.search;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.branching.ReluRefinement;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.SubtreeSearch;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ModelFile;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

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
    /** Products that take some seconds. */
    private static final double SLICE = 2e11;

    private final SparkContext context;
    private final ModelFile model;
    private final VnnLib.Text specification;
    private final Plan plan;

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
        JobGroup group = new JobGroup(context, "jaspis-" + UUID.randomUUID());
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
            Instance prepared = prepared(group, instance, driver, worth, stopped);
            Rounds rounds = new Rounds(group, query, driver, alone.domains(), stopped, progress);
            int most = plan.tasks() > 0 ? plan.tasks() : 4 * context.defaultParallelism();
            Answer answer = rounds.run(prepared, most, Math.min(plan.slice(), worth));
            Arithmetic arithmetic = model.model().boundsRounding() ? driver.arithmetic() : Arithmetic.REAL;
            boolean inRealsOnly = answer instanceof Answer.Unsat
                    && arithmetic == Arithmetic.REAL
                    && settings.neededFor(query) == Arithmetic.FLOAT32;
            return new Result(
                    inRealsOnly ? new Answer.Unknown() : answer,
                    arithmetic,
                    rounds.domains(),
                    rounds.count(),
                    rounds.tasks());
        }
    }

    /** The instance with all that its searches stand on; bounds of neurons are made by tasks. */
    private Instance prepared(
            JobGroup group, Instance instance, SubtreeSearch driver, long worth, BooleanSupplier stopped) {
        Broadcast<Instance> sent = JavaSparkContext.fromSparkContext(context).broadcast(instance);
        try {
            VerifySettings raced = driver.race(worth, stopped);
            return instance.with(
                    raced.splitting(),
                    driver.neurons(
                            (region, step, bounds) -> refined(group, sent, region, step, bounds, stopped), stopped));
        } finally {
            sent.unpersist();
        }
    }

    private NeuronBounds refined(
            JobGroup group,
            Broadcast<Instance> sent,
            int region,
            ReluRefinement.Step step,
            NeuronBounds bounds,
            BooleanSupplier stopped) {
        List<Integer> parts = IntStream.range(0, Refining.PARTS).boxed().toList();
        Refining part =
                new Refining(sent, group.name(), region, step.relu(), step.rounds(), bounds.lower(), bounds.upper());
        group.begin("neurons of " + specification.query().name());
        JavaFutureAction<List<float[][]>> tasks = JavaSparkContext.fromSparkContext(context)
                .parallelize(parts, parts.size())
                .map(part)
                .collectAsync();
        try {
            JobGroup.await(tasks::isDone, () -> tasks.cancel(true), stopped);
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
            throw JobGroup.interrupted(asked);
        } catch (ExecutionException failed) {
            throw JobGroup.failed(failed);
        } finally {
            group.end();
        }
    }
}
