package io.jaspis.spark.search;

import io.jaspis.certify.verifying.Subtree;
import io.jaspis.certify.verifying.SubtreeSearch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/** Searches a subtree for a slice of work. */
final class Slice implements Function1<scala.collection.Iterator<Subtree>, Slice.Part>, Serializable {
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
    public Part apply(scala.collection.Iterator<Subtree> subtrees) {
        TaskContext task = TaskContext.get();
        BooleanSupplier stopped = task::isInterrupted;
        long done = 0;
        double closed = 0;
        boolean stuck = false;
        ArrayList<Subtree> open = new ArrayList<>();
        Iterator<Subtree> each = CollectionConverters.asJava(subtrees);
        while (each.hasNext()) {
            Subtree subtree = each.next();
            SubtreeSearch.Searched searched =
                    instance.value().with(job, search -> search.search(subtree, domains, stopped));
            done += searched.domains();
            closed += searched.closed();
            stuck |= searched.stuck();
            open.addAll(searched.open());
            if (searched.found() != null) {
                return new Part(done, closed, open, stuck, searched.found().x());
            }
        }
        return new Part(done, closed, open, stuck, null);
    }
}
