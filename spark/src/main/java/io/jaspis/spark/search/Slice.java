package io.jaspis.spark.search;

import io.jaspis.certify.verifying.Subtree;
import io.jaspis.certify.verifying.SubtreeSearch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function1;

/** Searches subtrees for a slice of work. */
final class Slice implements Function1<scala.collection.Iterator<ArrayList<Subtree>>, Slice.Part>, Serializable {
    /** Bytes of subtrees that a task gives back with all that it knows of them; the rest are made light. */
    private static final long HEAVY = 1L << 24;

    private final Broadcast<Instance> instance;
    private final String job;
    private final long domains;

    /**
     * What a task gives back.
     *
     * @param found the inputs of a counterexample, which the driver checks again; null where there was none
     */
    record Part(long domains, double closed, ArrayList<Subtree> open, boolean stuck, float[] found)
            implements Serializable {}

    Slice(Broadcast<Instance> instance, String job, long domains) {
        this.instance = instance;
        this.job = job;
        this.domains = domains;
    }

    @Override
    public Part apply(scala.collection.Iterator<ArrayList<Subtree>> handed) {
        TaskContext task = TaskContext.get();
        List<Subtree> subtrees = handed.next();
        SubtreeSearch.Searched searched =
                instance.value().with(job, search -> search.search(subtrees, domains, task::isInterrupted));
        ArrayList<Subtree> open = new ArrayList<>();
        long bytes = 0;
        for (Subtree subtree : searched.open()) {
            bytes += subtree.bytes();
            open.add(bytes > HEAVY ? subtree.light() : subtree);
        }
        return new Part(
                searched.domains(),
                searched.closed(),
                open,
                searched.stuck(),
                searched.found() == null ? null : searched.found().x());
    }
}
