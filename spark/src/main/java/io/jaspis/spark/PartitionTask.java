package io.jaspis.spark;

import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Makes a row of each example of a partition, some examples at a time. */
abstract class PartitionTask implements FlatMapFunction<Iterator<Item>, Row> {
    private static final long serialVersionUID = 1;

    private final Broadcast<ModelFile> file;
    private final Broadcast<SerializableConfiguration> files;
    private final int[] extents;
    private final SameKernels kernels = SameKernels.here();

    /** @param extents of an example */
    PartitionTask(Broadcast<ModelFile> file, Broadcast<SerializableConfiguration> files, int[] extents) {
        this.file = file;
        this.files = files;
        this.extents = extents;
    }

    @Override
    public Iterator<Row> call(Iterator<Item> items) {
        ExecutorThreads.limit();
        kernels.require();
        Model model = file.value().model();
        Shape input = model.graph().input(model.graph().onlyInput()).shape();
        Shape shape = Shape.of(extents);
        return new Portions(
                items,
                Portions.most(shape.size()),
                some -> rows(model, new Portion(some, shape, input, Cluster.classes(model), files.value())));
    }

    /** The rows of some examples. */
    abstract List<Row> rows(Model model, Portion portion) throws IOException;

    /** Whether the task was ended from outside. */
    static boolean stopped() {
        TaskContext task = TaskContext.get();
        return task != null && task.isInterrupted();
    }

    /** Ends a task that was ended from outside, of which nothing may be taken for whole. */
    static void requireWhole() {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.killTaskIfInterrupted();
        }
    }
}
