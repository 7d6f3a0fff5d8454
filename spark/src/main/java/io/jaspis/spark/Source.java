package io.jaspis.spark;

import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Labelled examples that a cluster holds, each with its number, once they are seen to fit the model.
 *
 * @param name of what they come from
 * @param items in any order and any partitions
 * @param count how many there are; they are numbered from 0 to one less
 * @param shape of each, in the order of its source
 * @param inputs the names of an example's values, or none
 * @param classNames the name of each class, or none
 * @param files the name of each example's file below their folder, with slashes, or none
 */
public record Source(
        String name,
        JavaRDD<Item> items,
        int count,
        List<Integer> shape,
        List<String> inputs,
        List<String> classNames,
        List<String> files) {
    public Source {
        shape = List.copyOf(shape);
        inputs = List.copyOf(inputs);
        classNames = List.copyOf(classNames);
        files = List.copyOf(files);
    }

    /** Of examples that have no files of their own. */
    public Source(
            String name,
            JavaRDD<Item> items,
            int count,
            List<Integer> shape,
            List<String> inputs,
            List<String> classNames) {
        this(name, items, count, shape, inputs, classNames, List.of());
    }

    /** The same in so many partitions, of as many examples each. */
    public Source in(int partitions) {
        JavaPairRDD<Integer, Item> numbered = items.mapToPair(item -> new Tuple2<>(item.index(), item));
        return new Source(
                name,
                numbered.partitionBy(new HashPartitioner(partitions)).values(),
                count,
                shape,
                inputs,
                classNames,
                files);
    }
}
