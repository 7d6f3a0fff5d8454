package io.jaspis.spark.search;

import io.jaspis.autodiff.InputException;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.SubtreeSearch;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ExecutorThreads;
import io.jaspis.spark.ModelFile;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A query about a model, as executors get it: once each. Each makes what a search stands on of it, once for each of its cores.
 *
 * @param name of the specification
 * @param text of the specification
 * @param needed in which arithmetic an unsat must hold; null for what the query declares
 * @param bounds of neurons by region, lower and upper
 */
record Instance(
        ModelFile model,
        String name,
        String text,
        boolean attack,
        long seed,
        Splitting splitting,
        Arithmetic needed,
        double products,
        Map<Integer, float[][]> bounds)
        implements Serializable {
    /** Searches that nobody uses just now, of the instance that this executor last had. */
    private static final Map<String, Queue<SubtreeSearch>> IDLE = new HashMap<>();

    /** @throws InputException where the model isn't one for such a query */
    static void requireFits(ModelFile file, Query query) {
        Model model = file.model();
        query.requireFits(model);
        if (IntStream.range(0, query.inputs()).anyMatch(model::isWhole)) {
            throw new InputException(
                    model.name()
                            + " takes whole numbers, and a counterexample here may be any; 'jaspis verify' finds those that can be");
        }
    }

    VerifySettings settings() {
        return VerifySettings.STANDARD
                .withAttack(attack)
                .withSeed(seed)
                .withSplitting(splitting)
                .needing(needed)
                .within(new VerifySettings.Work(Long.MAX_VALUE, products));
    }

    /** A search of the query that was sent. */
    private SubtreeSearch open() {
        return open(VnnLib.parse(text, name));
    }

    /** @param query what the text says, for those who have read it */
    SubtreeSearch open(Query query) {
        Map<Integer, NeuronBounds> known = new HashMap<>();
        bounds.forEach((region, ends) -> known.put(region, new NeuronBounds(ends[0], ends[1])));
        return new SubtreeSearch(model.model().graph(), query, settings(), known);
    }

    /** What is done with a search. */
    interface Use<T> {
        T of(SubtreeSearch search);
    }

    /**
     * Does something with a search that no other thread has meanwhile.
     *
     * @param job a name of its own for each job
     */
    <T> T with(String job, Use<T> use) {
        ExecutorThreads.limit();
        Queue<SubtreeSearch> idle;
        synchronized (IDLE) {
            if (!IDLE.containsKey(job)) {
                IDLE.values().forEach(Instance::closeAll);
                IDLE.clear();
            }
            idle = IDLE.computeIfAbsent(job, _ -> new ConcurrentLinkedQueue<>());
        }
        SubtreeSearch taken = idle.poll();
        SubtreeSearch search = taken == null ? open() : taken;
        try {
            return use.of(search);
        } finally {
            synchronized (IDLE) {
                if (IDLE.get(job) == idle) {
                    idle.add(search);
                } else {
                    search.close();
                }
            }
        }
    }

    /** Taken out one by one: one that another thread takes meanwhile isn't closed under its hands. */
    private static void closeAll(Queue<SubtreeSearch> queue) {
        for (SubtreeSearch search = queue.poll(); search != null; search = queue.poll()) {
            search.close();
        }
    }

    Instance with(Splitting way, Map<Integer, NeuronBounds> neurons) {
        Map<Integer, float[][]> ends = new HashMap<>();
        neurons.forEach((region, of) -> ends.put(region, new float[][] {of.lower(), of.upper()}));
        return new Instance(model, name, text, attack, seed, way, needed, products, ends);
    }
}
