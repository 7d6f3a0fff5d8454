package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Examples and labels among NumPy arrays. Bytes (uint8) are divided by 255, other types taken as they are. Gray images
 * [count × height × width] get an axis for their one channel; images whose last axis is 1 or 3 while their second isn't
 * have their channels moved to the front; {@link Dataset#arrangedFor} gives the file's own arrangement back to a model
 * that takes it. Labels are one number for each example.
 */
final class NpyExamples {
    private static final String[][] PAIRS = {
        {"x_%s", "y_%s"},
        {"%s_x", "%s_y"},
        {"%s_images", "%s_labels"},
        {"images_%s", "labels_%s"},
        {"%s_data", "%s_labels"},
        {"x", "y"},
        {"images", "labels"},
        {"data", "labels"},
        {"features", "labels"},
        {"data", "target"},
        // As numpy.savez names arrays that were given no names.
        {"arr_0", "arr_1"},
    };

    /** The array behind those of the last pair: which of them are meant, only their names could tell. */
    private static final String THIRD = "arr_2";

    private NpyExamples() {}

    /** The data set in one NPY file of examples, with its labels in another file. */
    static Dataset npy(SourceFile file, SourceFile labels, ClassList classes, Columns columns) throws IOException {
        NpyArray examples = Npy.parse(file.content(), file.path().toString());
        return dataset(file, examples, LabelFile.read(labels, classes, columns.encoding()), labels);
    }

    /** The data set in an NPZ file, by the names of its arrays. */
    static Dataset npz(SourceFile file, SourceFile labelsOrNull, Split split, ClassList classes, Columns columns)
            throws IOException {
        Map<String, NpyArray> arrays = Npz.parse(file);
        TreeMap<String, NpyArray> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
            if (byName.put(array.getKey(), array.getValue()) != null) {
                throw new DataException(
                        "%s has two arrays whose names are \"%s\" but for capitals, and either could be meant; rename one"
                                .formatted(file.path(), array.getKey()));
            }
        }
        for (String[] pair : PAIRS) {
            if (pair[0].equals("arr_0") && byName.containsKey("arr_0") && byName.containsKey(THIRD)) {
                throw new DataException(
                        "%s has the arrays %s without names, of which any two could be meant; give them names: numpy.savez(file, x_%s=…, y_%s=…)"
                                .formatted(file.path(), byName.keySet(), split.word(), split.word()));
            }
            NpyArray examples = byName.get(pair[0].formatted(split.word()));
            String labelName = pair[1].formatted(split.word());
            if (examples != null && labelsOrNull != null) {
                return dataset(file, examples, LabelFile.read(labelsOrNull, classes, columns.encoding()), labelsOrNull);
            }
            if (examples != null && byName.containsKey(labelName)) {
                String place = file.path() + ", array " + labelName;
                return dataset(file, examples, labels(byName.get(labelName), classes, place), null);
            }
        }
        if (labelsOrNull != null && arrays.size() == 1) {
            NpyArray only = arrays.values().iterator().next();
            return dataset(file, only, LabelFile.read(labelsOrNull, classes, columns.encoding()), labelsOrNull);
        }
        throw new DataException(
                ("%s has no examples with labels for the %s split: its arrays are %s, where x and y, images"
                                + " and labels, or x_%s and y_%s are expected")
                        .formatted(file.path(), split.word(), byName.keySet(), split.word(), split.word()));
    }

    static Labels labels(NpyArray array, ClassList classes, String place) throws IOException {
        array.requireElements(place);
        int[] extents = array.extents();
        if (extents.length == 0 || extents.length > 2 || extents.length == 2 && extents[1] != 1) {
            throw new DataException(
                    "%s has shape %s, where one label for each example, [count], is expected; for one-hot labels use argmax"
                            .formatted(place, Arrays.toString(extents)));
        }
        if (!array.fraction().isEmpty()) {
            throw new DataException("%s has the label %s; labels must be whole numbers from 0 up, one for each class"
                    .formatted(place, array.fraction()));
        }
        return Labels.of(array.values(), classes, place);
    }

    private static Dataset dataset(SourceFile file, NpyArray array, Labels labels, SourceFile labelsOrNull)
            throws DataException {
        array.requireElements(file.path().toString());
        int[] extents = array.extents();
        if (extents.length < 2) {
            throw new DataException("%s has examples of shape %s; a leading axis must count them, and others follow"
                    .formatted(file.path(), Arrays.toString(extents)));
        }
        if (!array.beyond().isEmpty()) {
            throw new DataException("%s has %s, which is not finite as float32; every value must be a finite number"
                    .formatted(file.path(), array.beyond()));
        }
        float[] values = array.values();
        Origin.Scale scale = array.type().equals("u1") ? Origin.Scale.FRACTIONS : Origin.Scale.OWN;
        if (scale == Origin.Scale.FRACTIONS) {
            for (int i = 0; i < values.length; i++) {
                values[i] /= 255f;
            }
        }
        Shape shape = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
        Arrangement arrangement = Arrangement.of(shape);
        if (shape.rank() == 2) {
            arrangement = Arrangement.channelsFirst(shape.insert(0, 1));
        } else if (shape.rank() == 3 && isChannels(shape.extent(2)) && !isChannels(shape.extent(0))) {
            arrangement = Arrangement.turnedFirst(shape);
            float[] moved = new float[values.length];
            for (int i = 0; i < values.length; i += shape.size()) {
                arrangement.turn(values, i, moved, i, false);
            }
            values = moved;
        } else if (shape.rank() == 3 && isChannels(shape.extent(0)) && !isChannels(shape.extent(2))) {
            arrangement = Arrangement.channelsFirst(shape);
        }
        return Dataset.checked(
                Origin.of(file.name(), Fingerprint.of(file, labelsOrNull))
                        .withNotes(notes(array))
                        .in(scale),
                arrangement,
                new Values.Held(values, shape.size()),
                labels);
    }

    private static List<String> notes(NpyArray array) {
        return array.changed().isEmpty()
                ? List.of()
                : List.of(
                        "Warning: float32 changes " + array.changed()
                                + "; numbers that differ may become one, so subtract a start such as the least of them before saving");
    }

    private static boolean isChannels(int extent) {
        return extent == 1 || extent == 3;
    }
}
