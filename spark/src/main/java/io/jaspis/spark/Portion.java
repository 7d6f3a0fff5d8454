package io.jaspis.spark;

import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.util.SerializableConfiguration;

/** Some examples that are worked on together, each under the number that it has among all. */
final class Portion implements Examples {
    private final float[] elements;
    private final Dataset data;
    private final Map<Integer, Integer> places = new HashMap<>();
    private final List<Integer> indices;
    private final int count;

    /**
     * @param shape of an example in its source
     * @param input the shape that the model takes
     */
    Portion(List<Item> items, Shape shape, Shape input, int classes, SerializableConfiguration files)
            throws IOException {
        this.elements = new float[Math.multiplyExact(items.size(), shape.size())];
        int[] labels = new int[items.size()];
        int last = 0;
        for (int i = 0; i < labels.length; i++) {
            Item item = items.get(i);
            float[] own = item.content().elements(shape, files);
            System.arraycopy(own, 0, elements, i * shape.size(), shape.size());
            labels[i] = item.label();
            places.put(item.index(), i);
            last = Math.max(last, item.index());
        }
        this.indices = items.stream().map(Item::index).toList();
        this.count = last + 1;
        this.data = Dataset.of("the examples", Tensor.of(shape.insert(0, labels.length), elements), labels)
                .requireClasses(classes)
                .arrangedFor(input);
    }

    List<Integer> indices() {
        return indices;
    }

    /** The elements of an example in the order of its source. */
    float[] elements(int index) {
        int size = data.shape().size();
        return Arrays.copyOfRange(elements, place(index) * size, (place(index) + 1) * size);
    }

    /** All up to the last of these, most of which aren't held. */
    @Override
    public int count() {
        return count;
    }

    @Override
    public int classes() {
        return data.classes();
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public Optional<Picture> picture() {
        return data.picture();
    }

    @Override
    public int label(int index) {
        return data.label(place(index));
    }

    @Override
    public boolean holds(int index) {
        return places.containsKey(index);
    }

    /** Few of those up to the last. */
    @Override
    public int[] heldIndices() {
        return indices.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        data.copy(place(index), destination, offset);
    }

    private int place(int index) {
        Integer place = places.get(index);
        if (place == null) {
            throw new IllegalArgumentException("example " + index + " is none of those here");
        }
        return place;
    }
}
