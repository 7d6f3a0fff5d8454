package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Labelled examples of one shape. Every value is finite and every label is in 0 … classes − 1. Where they come from a
 * folder of pictures that was only opened ({@link Datasets#open}), a picture is decoded when it is first asked for;
 * {@link #loaded} decodes all.
 */
public final class Dataset implements Examples {
    private final Origin origin;
    private final Arrangement arrangement;
    private final Values values;
    private final int[] labels;
    private final int classes;
    private final List<String> classNames;

    private Dataset(
            Origin origin, Arrangement arrangement, Values values, int[] labels, int classes, List<String> classNames) {
        this.origin = origin;
        this.arrangement = arrangement;
        this.values = values;
        this.labels = labels;
        this.classes = classes;
        this.classNames = List.copyOf(classNames);
    }

    /**
     * The data set over these examples [count × example shape]. The labels are copied. The values are shared, as they may be
     * large: they must not change afterwards. Its fingerprint is that of the values as little-endian float32 followed by the
     * labels as little-endian int32.
     */
    public static Dataset of(String name, Tensor examples, int... labels) throws DataException {
        int[] own = labels.clone();
        ByteBuffer bytes = ByteBuffer.allocate(4 * own.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(own);
        String sha256 = Fingerprint.of(Npy.littleEndian(examples.data()), bytes.array());
        int[] extents = examples.shape().extents();
        if (extents.length == 0) {
            throw new DataException(name + " is a single number; examples need a leading axis that counts them");
        }
        Shape shape = examples.shape().trailing(extents.length - 1);
        return checked(
                Origin.of(name, sha256),
                Arrangement.of(shape),
                new Values.Held(examples.data(), shape.size()),
                Labels.of(own));
    }

    /**
     * A data set that lies elsewhere: all labels, and the elements of the examples at some indices, which keep these. The
     * others have no elements.
     *
     * @param sha256 of the whole source
     * @param inputs the names of an example's values, or an empty list
     * @param classNames of each class, or an empty list
     * @param shape of one example
     * @param held [indices × shape], finite numbers, which are shared, not copied, and must not change afterwards
     * @param indices of the examples that are held, each once
     */
    public static Dataset elsewhere(
            String name,
            String sha256,
            List<String> inputs,
            List<String> classNames,
            int[] labels,
            Shape shape,
            float[] held,
            int... indices)
            throws DataException {
        if (held.length != (long) indices.length * shape.size()) {
            throw new IllegalArgumentException("%s examples of %s have %s values of shape %s, not %s"
                    .formatted(indices.length, name, (long) indices.length * shape.size(), shape, held.length));
        }
        int[] places = new int[labels.length];
        Arrays.fill(places, Values.Part.NONE);
        for (int i = 0; i < indices.length; i++) {
            requireExample(indices[i], labels.length, name);
            if (places[indices[i]] != Values.Part.NONE) {
                throw new IllegalArgumentException("example " + indices[i] + " of " + name + " is held twice");
            }
            places[indices[i]] = i;
        }
        Values.Held values = new Values.Held(held, shape.size());
        values.requireFinite(place -> indices[place], name);
        return checked(
                new Origin(name, sha256, inputs, Columns.DETECTED, List.of(), List.of()),
                Arrangement.of(shape),
                new Values.Part(values, places),
                labels.length,
                new Labels(labels.clone(), classNames));
    }

    /** The data set of values and labels that were read apart, once they are seen to fit each other. */
    static Dataset checked(Origin origin, Arrangement arrangement, Values.Held values, Labels labels)
            throws DataException {
        Dataset data = checked(origin, arrangement, values, values.array().length / values.size(), labels);
        values.requireFinite(example -> example, origin.name());
        return data;
    }

    /** The same of values that are finite however they are made, as pictures and bytes are. */
    static Dataset checked(Origin origin, Arrangement arrangement, Values values, int count, Labels labels)
            throws DataException {
        int classes = labels.classesOf(count, origin.name());
        return new Dataset(origin.with(labels), arrangement, values, labels.values(), classes, labels.names());
    }

    /** The name of the file or folder that this came from. */
    public String name() {
        return origin.name();
    }

    /** The shape of one example, such as {@code [channels, height, width]}. */
    @Override
    public Shape shape() {
        return arrangement.shape();
    }

    /** As the source has it, in the order that the elements have now; whatever shape a model takes them in. */
    @Override
    public Optional<Picture> picture() {
        Shape image = arrangement.source().rank() == 2 ? arrangement.source() : arrangement.image();
        return image == null
                ? Picture.of(arrangement.shape())
                : Picture.of(image)
                        .map(picture -> new Picture(
                                picture.channels(), picture.height(), picture.width(), arrangement.isChannelsLast()));
    }

    /** The shape [channels × height × width] of one example where the source has three axes; otherwise empty. */
    public Optional<Shape> imageShape() {
        return Optional.ofNullable(arrangement.image());
    }

    /**
     * The elements of an image of {@link #imageShape}, channel by channel, from those of an example (or of an attacked
     * one) in this data set's order; of {@linkplain #isOfBytes bytes} the fractions of 255 that files of pictures are read as.
     */
    public float[] image(float[] example) {
        float[] image = example.clone();
        if (arrangement.isChannelsLast()) {
            arrangement.turn(example, 0, image, 0, false);
        }
        if (isOfBytes()) {
            for (int i = 0; i < image.length; i++) {
                image[i] /= 255;
            }
        }
        return image;
    }

    /**
     * What it means to take an example's axes for channels, height and width, where the source has three and doesn't say which holds the
     * channels; empty where it says so, or there are others.
     */
    public Optional<Guess> guessedAxes() {
        Shape axes = arrangement.source();
        return arrangement.isUnknown() && axes.equals(shape())
                ? Optional.of(new Guess(axes, Arrangement.looksChannelsLast(axes)))
                : Optional.empty();
    }

    /**
     * Three axes that are taken for channels, height and width.
     *
     * @param unlikely whether they look like those of height, width and channels
     */
    public record Guess(Shape axes, boolean unlikely) {
        /** What images these are, in words. */
        public String words() {
            return "%s channels of %s × %s pixels".formatted(axes.extent(0), axes.extent(1), axes.extent(2));
        }
    }

    /**
     * The axis of an example's shape that holds so many channels: where the source says which it is, that one; else the
     * first or the last of three or more that has this extent.
     *
     * @throws DataException where there is none, or it can't be told which
     */
    public int channelAxis(int channels) throws DataException {
        Shape shape = shape();
        int last = shape.rank() - 1;
        boolean mayBeFirst = last >= 2 && !arrangement.isChannelsLast() && shape.extent(0) == channels;
        boolean mayBeLast = last >= 2 && !arrangement.isChannelsFirst() && shape.extent(last) == channels;
        if (mayBeFirst && mayBeLast) {
            throw new DataException(
                    "an example of %s has the shape %s, where the first axis or the last may be that of %s channels; give one value for all"
                            .formatted(name(), shape, channels));
        }
        if (!mayBeFirst && !mayBeLast) {
            throw new DataException("an example of %s has the shape %s, which has no axis of %s channels%s"
                    .formatted(
                            name(),
                            shape,
                            channels,
                            inputNames().isEmpty()
                                    ? "; give one value for all, or one for each channel"
                                    : "; of the columns of a table --features says what each can be"));
        }
        return mayBeFirst ? 0 : last;
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
        return origin.sha256();
    }

    /** The name of each value of an example where the source is a table, otherwise an empty list. */
    @Override
    public List<String> inputNames() {
        return origin.inputs();
    }

    /** Where an example stands in its source, for messages: {@code cases.csv, line 17}, or {@code example 15 of images.npy}. */
    public String place(int index) {
        requireExample(index);
        if (!origin.files().isEmpty()) {
            return "example %s of %s (%s)"
                    .formatted(index, name(), origin.files().get(index));
        }
        return origin.lines().isEmpty()
                ? "example " + index + " of " + name()
                : name() + ", line " + origin.lines().get(index);
    }

    /** The line of its file that an example begins in, from 1; empty where the source is no table. */
    public OptionalInt line(int index) {
        requireExample(index);
        return origin.lines().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(origin.lines().get(index));
    }

    /**
     * The file that an example is in, below the folder of the data or where the pictures of an archive begin, its folders parted by slashes; empty
     * where examples have no files of their own.
     */
    public Optional<String> file(int index) {
        requireExample(index);
        return origin.files().isEmpty()
                ? Optional.empty()
                : Optional.of(origin.files().get(index));
    }

    /**
     * These examples in files of their own.
     *
     * @param names of each example's file, as {@link #file} tells them, or an empty list
     */
    public Dataset inFiles(List<String> names) {
        if (!names.isEmpty() && names.size() != count()) {
            throw new IllegalArgumentException(
                    "%s has %s examples, not %s files".formatted(name(), count(), names.size()));
        }
        return new Dataset(origin.in(names), arrangement, values, labels, classes, classNames);
    }

    /** How the columns of a table were understood, categories included: so another part of it is read alike. */
    public Columns columns() {
        return origin.columns();
    }

    /**
     * Whether the names of the classes are those of folders, which say themselves which classes there are: also one without examples can
     * have its folder.
     */
    public boolean classesAreFolders() {
        return origin.folders();
    }

    /** The name of the column of a table that has the labels; empty where it has no name, or labels came from elsewhere. */
    public Optional<String> labelName() {
        return Optional.ofNullable(origin.label());
    }

    /** How a table was read otherwise than it is by itself, in words: the same file gives other examples. Else empty. */
    public String reading() {
        return origin.columns().words();
    }

    /**
     * What was done to the source beyond reading its numbers, and what may be wrong with it, a sentence each; warnings
     * begin with that word.
     */
    public List<String> notes() {
        return origin.notes();
    }

    private void requireExample(int index) {
        requireExample(index, labels.length, name());
    }

    private static void requireExample(int index, int count, String name) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "there is no example " + index + " of " + name + ", which has " + count + ", counted from 0");
        }
    }

    @Override
    public int label(int index) {
        requireExample(index);
        return labels[index];
    }

    public int[] labels() {
        return labels.clone();
    }

    /**
     * Every example, [count × example shape]; of what is {@link #loaded()} the elements themselves, not a copy.
     *
     * @throws DataException when a picture that was only opened can't be decoded
     */
    public Tensor examples() {
        return Tensor.of(shape().insert(0, count()), held().array());
    }

    /** A copy of one example. */
    public Tensor example(int index) {
        float[] copy = new float[shape().size()];
        copy(index, copy, 0);
        return Tensor.of(shape(), copy);
    }

    /**
     * Copies one example into an array, which must have room for it from the offset on.
     *
     * @throws DataException when a picture that was only opened can't be decoded
     */
    @Override
    public void copy(int index, float[] target, int offset) {
        requireExample(index);
        requireRoom(1, target, offset);
        values.copy(index, target, offset);
    }

    /** Copies {@code count} examples from {@code first} on into an array, which must have room for them from the offset on. */
    public void copy(int first, int count, float[] target, int offset) {
        if (count < 0) {
            throw new IllegalArgumentException("0 examples or more are copied, not " + count);
        }
        requireRoom(count, target, offset);
        for (int i = 0; i < count; i++) {
            copy(first + i, target, offset + i * shape().size());
        }
    }

    private void requireRoom(int count, float[] target, int offset) {
        if (offset < 0 || (long) count * shape().size() > (long) target.length - offset) {
            throw new IllegalArgumentException("an array of %s numbers has no room for %s examples of %s from %s on"
                    .formatted(target.length, count, shape().size(), offset));
        }
    }

    @Override
    public boolean holds(int index) {
        return index >= 0 && index < count() && values.holds(index);
    }

    /** The first {@code number} examples. */
    public Dataset first(int number) throws DataException {
        requireCount(number);
        return subset(IntStream.range(0, number).toArray());
    }

    /** Refuses to give fewer than one example or more than there are. */
    void requireCount(int number) throws DataException {
        if (number < 1) {
            throw new DataException("asked for %s examples of %s; ask for at least 1".formatted(number, name()));
        }
        if (number > count()) {
            throw new DataException("asked for %s examples, but %s holds %s; ask for at most %s"
                    .formatted(number, name(), count(), count()));
        }
    }

    /**
     * The examples at these indices, in this order and numbered anew. Pictures that were only opened aren't decoded by this.
     *
     * @throws DataException where there is no such example
     */
    public Dataset subset(int... indices) {
        requireExamples(indices);
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosenLabels[i] = labels[indices[i]];
        }
        return new Dataset(origin.at(indices), arrangement, values.chosen(indices), chosenLabels, classes, classNames);
    }

    /**
     * This data set with every example in memory, so that nothing can fail later.
     *
     * @throws DataException when a picture can't be decoded, or there are too many to hold in one array
     */
    public Dataset loaded() throws DataException {
        return values instanceof Values.Held
                ? this
                : new Dataset(origin, arrangement, held(), labels, classes, classNames);
    }

    /**
     * This data set with these examples in memory and without the elements of all others, which keep their labels. Each
     * keeps its index, so that what is found of one can be told by it, whichever others are chosen.
     *
     * @throws DataException when a picture among them can't be decoded, or they are too many to hold in one array
     */
    public Dataset loaded(Selection chosen) throws DataException {
        int[] places = new int[count()];
        Arrays.fill(places, Values.Part.NONE);
        List<Integer> indices = chosen.indices();
        for (int i = 0; i < indices.size(); i++) {
            requireExample(indices.get(i));
            places[indices.get(i)] = values instanceof Values.Held ? indices.get(i) : i;
        }
        Values.Held held = values instanceof Values.Held all
                ? all
                : held(indices.stream().mapToInt(Integer::intValue).toArray());
        return new Dataset(origin, arrangement, new Values.Part(held, places), labels, classes, classNames);
    }

    void requireExamples(int... indices) throws DataException {
        for (int index : indices) {
            if (index < 0 || index >= count()) {
                throw new DataException(
                        "there is no example %s in %s: they go from 0 to %s".formatted(index, name(), count() - 1));
            }
        }
    }

    private Values.Held held() throws DataException {
        return values instanceof Values.Held held
                ? held
                : held(IntStream.range(0, count()).toArray());
    }

    private Values.Held held(int[] indices) throws DataException {
        int size = shape().size();
        if ((long) size * indices.length > Integer.MAX_VALUE - 8) {
            throw new DataException("%s is too large to hold: %s examples of shape %s; take fewer"
                    .formatted(name(), indices.length, shape()));
        }
        float[] array = new float[size * indices.length];
        for (int i = 0; i < indices.length; i++) {
            values.copy(indices[i], array, i * size);
        }
        return new Values.Held(array, size);
    }

    /**
     * The same elements in the same order under another shape of the same size, such as {@code [784]} for
     * {@code [1, 28, 28]}. For a model's input take {@link #arrangedFor}, which heeds what the axes are.
     */
    public Dataset reshaped(Shape other) throws DataException {
        if (other.size() != shape().size()) {
            throw new DataException("an example of %s has shape %s, which is %s values, but %s is %s values"
                    .formatted(name(), shape(), shape().size(), other, other.size()));
        }
        return new Dataset(origin, Arrangement.of(other), values, labels, classes, classNames);
    }

    /**
     * The same examples for a model that takes inputs of this shape.
     *
     * <ul>
     *   <li>The same shape, or the one that the source has: as it is there.
     *   <li>Channels first and channels last: the axis of channels is moved.
     *   <li>Axes of extent 1 more or fewer, such as {@code [1, 28, 28]} and {@code [28, 28]}: the order stays.
     *   <li>A model that takes a row, such as {@code [784]} or {@code [3072]}: the elements in the order of the source:
     *       of NPY, NPZ and IDX that of the file, also where it has channels last; of folders of pictures channel by
     *       channel. A row of the source goes into one plane, {@code [28, 28]}, but not into several channels.
     *   <li>Gray pictures of a folder that was only opened, where the model takes three channels: three equal ones.
     * </ul>
     *
     * @throws DataException when another shape is asked for, even of the same size: it would make other images of these
     */
    public Dataset arrangedFor(Shape input) throws DataException {
        Arrangement other = arrangement.over(input);
        if (other == null && isGrayPictures()) {
            Shape gray = arrangement.source();
            Arrangement colour = Arrangement.channelsFirst(gray.with(0, 3));
            if (colour.over(input) != null) {
                return inColour(colour).arrangedFor(input);
            }
        }
        if (other == null) {
            throw new DataException("the examples of %s have the shape %s, but the model takes %s%s; %s"
                    .formatted(
                            name(),
                            shape(),
                            input,
                            input.size() == shape().size()
                                    ? ", which has as many values, but in other rows, columns or channels"
                                    : "",
                            inputNames().isEmpty() ? "give data of the model's shape" : inputsTold()));
        }
        if (other.turned() == arrangement.turned()) {
            return new Dataset(origin, other, values, labels, classes, classNames);
        }
        Values turned = values.turned(other, other.isChannelsLast());
        return new Dataset(origin, other, turned, labels, classes, classNames);
    }

    /** Whether these are pictures of one channel, of which it is certain that it is gray. */
    private boolean isGrayPictures() {
        return values.isPictures() && arrangement.source().extent(0) == 1 && !arrangement.turned();
    }

    private Dataset inColour(Arrangement colour) {
        return new Dataset(
                origin.noted("gray pictures get three equal channels, as the model takes three"),
                colour,
                new Values.InColour(values, arrangement.source().size()),
                labels,
                classes,
                classNames);
    }

    /**
     * Whether every value is a byte of the source divided by 255, as those of pictures, IDX files and uint8 arrays are; what a model
     * takes that was trained on fractions.
     */
    public boolean isOfFractions() {
        return origin.scale() == Origin.Scale.FRACTIONS;
    }

    /** Whether every value is a byte of the source as it is, from 0 to 255 ({@link #asBytes}). */
    public boolean isOfBytes() {
        return origin.scale() == Origin.Scale.BYTES;
    }

    /**
     * The same examples for a model that takes whole numbers: where these {@linkplain #isOfFractions are fractions}, each value is the
     * byte that the source has, from 0 to 255; numbers that were taken as they are stay so.
     *
     * @throws DataException where a value is no byte, as in pictures of 16 bits a sample; for pictures that were only opened once they
     *     are decoded
     */
    public Dataset asBytes() throws DataException {
        if (!isOfFractions()) {
            return this;
        }
        return new Dataset(
                origin.noted("bytes are taken as they are, 0 to 255, as the model takes whole numbers")
                        .in(Origin.Scale.BYTES),
                arrangement,
                values.asBytes(name(), shape().size()),
                labels,
                classes,
                classNames);
    }

    private String inputsTold() {
        return "the inputs are the columns %s: leave out what the model has no input for (--drop), and give each category that it has one for (--one-hot)"
                .formatted(String.join(", ", inputNames()));
    }

    /**
     * Whether another data set has the same examples in the same order, with the same labels, wherever they were read from; of pictures
     * that were only opened, whether these are from files of the same content.
     *
     * @throws DataException when the first of such pictures can't be decoded
     */
    public boolean isSameAs(Dataset other) throws DataException {
        if (!shape().equals(other.shape()) || !Arrays.equals(labels, other.labels)) {
            return false;
        }
        if (values.isAtHand() && other.values.isAtHand()) {
            return Arrays.equals(held().array(), other.held().array());
        }
        return sha256().equals(other.sha256())
                && (labels.length == 0
                        || Arrays.equals(example(0).data(), other.example(0).data()));
    }

    /** This data set for a model of so many classes; refused if a label is beyond them. */
    public Dataset requireClasses(int number) throws DataException {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= number) {
                throw new DataException(
                        ("%s: the label %s is out of range: there are %s classes, so labels go from 0 to"
                                        + " %s; use the data set that the model was trained for, or give the numbers that the classes"
                                        + " have in it with --classes")
                                .formatted(origin.labelPlace(i), told(labels[i]), number, number - 1));
            }
        }
        List<String> names = classNames.size() == number ? classNames : List.of();
        return new Dataset(origin, arrangement, values, labels, number, names);
    }

    private String told(int label) {
        return label < classNames.size() ? "%s (%s)".formatted(label, classNames.get(label)) : Integer.toString(label);
    }

    @Override
    public String toString() {
        return "%s: %s examples of shape %s in %s classes".formatted(name(), count(), shape(), classes);
    }
}
