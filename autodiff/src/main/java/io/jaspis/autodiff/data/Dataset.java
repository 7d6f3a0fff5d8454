package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled examples of one shape, held in one row-major array [count × example shape]. Every value is finite and every
 * label is in 0 … classes − 1.
 */
public final class Dataset implements Examples {
    private final String name;
    private final Shape shape;
    private final float[] values;
    private final int[] labels;
    private final int classes;
    private final List<String> classNames;
    private final String sha256;

    private Dataset(
            String name,
            Shape shape,
            float[] values,
            int[] labels,
            int classes,
            List<String> classNames,
            String sha256) {
        this.name = name;
        this.shape = shape;
        this.values = values;
        this.labels = labels;
        this.classes = classes;
        this.classNames = List.copyOf(classNames);
        this.sha256 = sha256;
    }

    /**
     * The data set over these examples [count × example shape], which are shared, not copied. Its fingerprint is that
     * of the values as little-endian float32 followed by the labels as little-endian int32.
     */
    public static Dataset of(String name, Tensor examples, int... labels) throws DataException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(labels);
        String sha256 = Fingerprint.of(Npy.littleEndian(examples.data()), bytes.array());
        int[] extents = examples.shape().extents();
        if (extents.length == 0) {
            throw new DataException(name + " is a single number; examples need a leading axis that counts them");
        }
        Shape shape = examples.shape().trailing(extents.length - 1);
        return checked(name, shape, examples.data(), Labels.of(labels), sha256);
    }

    /** The data set of values and labels that were read apart, once they are seen to fit each other. */
    static Dataset checked(String name, Shape shape, float[] values, Labels labels, String sha256)
            throws DataException {
        int count = values.length / shape.size();
        if (count == 0) {
            throw new DataException(name + " holds no examples");
        }
        if (count != labels.values().length) {
            throw new DataException("%s holds %d examples but %d labels; each example needs one label"
                    .formatted(name, count, labels.values().length));
        }
        int classes = labels.names().size();
        for (int i = 0; i < count; i++) {
            int label = labels.values()[i];
            if (label < 0) {
                throw new DataException("label %d of example %d in %s is negative; classes are numbered from 0"
                        .formatted(label, i, name));
            }
            classes = Math.max(classes, label + 1);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException("value %d of example %d in %s is %s; every value must be a finite number"
                        .formatted(i % shape.size(), i / shape.size(), name, values[i]));
            }
        }
        return new Dataset(name, shape, values, labels.values(), classes, labels.names(), sha256);
    }

    /** The name of the file or folder that this came from. */
    public String name() {
        return name;
    }

    /** The shape of one example, such as {@code [channels, height, width]}. */
    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int count() {
        return labels.length;
    }

    /** The number of classes: of names where there are names, otherwise the largest label plus one. */
    @Override
    public int classes() {
        return classes;
    }

    /** The name of each class, or an empty list where the source has numbers only. */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * The SHA-256 of the source in lower-case hexadecimal. Of one file: that of its bytes as they are on disk. Of
     * several: that of the lines {@code sha256sum} prints for them, by relative name in byte order. A part of a data set
     * keeps the fingerprint of the whole source.
     */
    public String sha256() {
        return sha256;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    public int[] labels() {
        return labels.clone();
    }

    /** Every example, [count × example shape]; the elements themselves, not a copy. */
    public Tensor examples() {
        return Tensor.of(shape.insert(0, count()), values);
    }

    /** A copy of one example. */
    public Tensor example(int index) {
        float[] copy = new float[shape.size()];
        copy(index, copy, 0);
        return Tensor.of(shape, copy);
    }

    /** Copies one example into an array. */
    @Override
    public void copy(int index, float[] target, int offset) {
        System.arraycopy(values, index * shape.size(), target, offset, shape.size());
    }

    /** Copies {@code count} examples from {@code first} on into an array. */
    public void copy(int first, int count, float[] target, int offset) {
        System.arraycopy(values, first * shape.size(), target, offset, count * shape.size());
    }

    /** The first {@code number} examples. */
    public Dataset first(int number) throws DataException {
        if (number < 1) {
            throw new DataException("asked for %d examples of %s; ask for at least 1".formatted(number, name));
        }
        if (number > count()) {
            throw new DataException("asked for %d examples, but %s holds %d; ask for at most %d"
                    .formatted(number, name, count(), count()));
        }
        return subset(IntStream.range(0, number).toArray());
    }

    /** The examples at these indices, in this order. */
    public Dataset subset(int... indices) {
        float[] chosen = new float[Math.multiplyExact(indices.length, shape.size())];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            copy(indices[i], chosen, i * shape.size());
            chosenLabels[i] = labels[indices[i]];
        }
        return new Dataset(name, shape, chosen, chosenLabels, classes, classNames, sha256);
    }

    /** The same examples under another shape of the same size, such as {@code [784]} for {@code [1, 28, 28]}. */
    public Dataset reshaped(Shape other) throws DataException {
        if (other.size() != shape.size()) {
            throw new DataException("an example of %s has shape %s, which is %d values, but %s is %d values"
                    .formatted(name, shape, shape.size(), other, other.size()));
        }
        return new Dataset(name, other, values, labels, classes, classNames, sha256);
    }

    /** This data set for a model of so many classes; refused if a label is beyond them. */
    public Dataset requireClasses(int number) throws DataException {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= number) {
                throw new DataException(("label %d of example %d in %s is out of range: there are %d classes, so labels"
                                + " go from 0 to %d; use the data set that the model was trained for")
                        .formatted(labels[i], i, name, number, number - 1));
            }
        }
        List<String> names = classNames.size() == number ? classNames : List.of();
        return new Dataset(name, shape, values, labels, number, names, sha256);
    }

    /** How often each class occurs. */
    public int[] histogram() {
        int[] counts = new int[classes];
        Arrays.stream(labels).forEach(label -> counts[label]++);
        return counts;
    }

    @Override
    public String toString() {
        return "%s: %d examples of shape %s in %d classes".formatted(name, count(), shape, classes);
    }
}
