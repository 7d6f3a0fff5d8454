package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads labelled examples from a file or folder, whose format it detects.
 *
 * <ul>
 *   <li><b>IDX</b>, packed with gzip or not: bytes, divided by 255; labels beside it under the name with
 *       {@code images-idx3} replaced by {@code labels-idx1}. A folder that holds the files of MNIST is read by split.
 *   <li><b>NPY</b> with labels in a file of their own, or beside it under the name with {@code images} or {@code x}
 *       replaced by {@code labels} or {@code y}; <b>NPZ</b> with arrays {@code x} and {@code y}, {@code images} and
 *       {@code labels}, {@code x_test} and {@code y_test} and the like. Bytes are divided by 255.
 *   <li><b>CSV</b>: one example a line; the label in the column named {@code label}, {@code class}, {@code target} or
 *       else {@code y}, or in the last one when there is no header. Numbers are taken as they are.
 *   <li><b>Parquet</b>: a table whose columns have names; as a CSV with a header is.
 *   <li><b>A folder of PNG or JPEG images</b> with a subfolder for each class or a table {@code labels.csv}, or
 *       such a folder in a <b>zip</b> archive; samples are scaled to 0 … 1.
 * </ul>
 *
 * Images have the shape [channels × height × width]; {@link Dataset#arrangedFor} gives a model the arrangement that it
 * takes.
 */
public final class Datasets {
    private static final String FORMATS =
            "; it can be IDX, NPY, NPZ, CSV, Parquet, or PNG or JPEG images in a folder or a zip";

    private static final String TABLES = ".*\\.(csv|tsv|txt|data)(\\.gz)?";

    private Datasets() {}

    /**
     * Reads a data set whose labels are in or beside it; of MNIST or NPZ with both, the test split. Classes that are names are
     * numbered in sorted order, which needn't be that of a model's outputs: for a model ask {@code threat.Model.examples}.
     */
    public static Dataset read(Path data) throws IOException {
        return read(data, null, Split.TEST);
    }

    /** Reads a data set with its labels in a file of their own, which may be null. */
    public static Dataset read(Path data, Path labelsOrNull) throws IOException {
        return read(data, labelsOrNull, Split.TEST);
    }

    /** Reads one split of a data set; the split matters only where the source holds both. */
    public static Dataset read(Path data, Path labelsOrNull, Split split) throws IOException {
        return read(data, labelsOrNull, split, null);
    }

    /**
     * Reads a data set whose classes have given names, in the order of their numbers. Labels that are names in the source
     * have the number of their name in the list, also where some classes don't occur; one that isn't in the list is
     * refused. Labels that are numbers are only named by the list, except that a list with numbers in it, such as
     * {@code 3, 7}, says which number each class has in the source. Without a list, names are numbered in sorted order.
     *
     * @param labelsOrNull the labels in a file of their own, which isn't that of the data, or null where they are in or beside the data
     * @param classesOrNull the names of all classes, which must differ, or null
     */
    public static Dataset read(Path data, Path labelsOrNull, Split split, List<String> classesOrNull)
            throws IOException {
        return open(data, labelsOrNull, split, classesOrNull, Columns.DETECTED).loaded();
    }

    /**
     * Opens a data set as {@link #read(Path, Path, Split, List)} reads it, but leaves the pictures of a folder where they
     * are: of each, what it begins with is checked and the file is hashed, but it is decoded when it is asked for. The images of
     * IDX stay the bytes that they are. Use
     * {@link Dataset#first} or {@link Dataset#subset}, and {@link Dataset#loaded} on what is left.
     *
     * @param columns how the columns of a table are to be understood
     */
    public static Dataset open(Path data, Path labelsOrNull, Split split, List<String> classesOrNull, Columns columns)
            throws IOException {
        ClassList classes = ClassList.of(classesOrNull);
        requireFiles(data, labelsOrNull);
        // The root has no name.
        String ending = String.valueOf(data.getFileName()).toLowerCase(Locale.ROOT);
        boolean table = !Files.isDirectory(data) && ending.matches(TABLES);
        if (!table && !ending.endsWith(".parquet") && columns.needsTable()) {
            throw new DataException(
                    data + " is no table (CSV or Parquet), which --drop, --missing and --one-hot speak of;"
                            + " leave them out");
        }
        if (Files.isDirectory(data)) {
            return folder(data, labelsOrNull, split, classes, columns);
        }
        byte[] head = TextFile.head(data, 4);
        if (head.length == 0) {
            throw new DataException(data + " is empty");
        }
        if (isParquet(data, head)) {
            return ParquetFile.read(data, readOrNull(labelsOrNull), classes, columns);
        }
        if (table && isText(data, head)) {
            // A table may be larger than what it holds as numbers, and than the memory.
            return Csv.read(TextFile.read(data, columns.encoding()), readOrNull(labelsOrNull), classes, columns);
        }
        return file(data, labelsOrNull, split, classes, columns);
    }

    /**
     * Whether a file is a table, by its name and what it begins with: CSV, packed with gzip or not, or Parquet. One that is called as
     * any text may be, {@code .txt}, isn't taken for one.
     */
    public static boolean isTable(Path data) throws IOException {
        if (!Files.isRegularFile(data)) {
            return false;
        }
        byte[] head = TextFile.head(data, 4);
        String name = String.valueOf(data.getFileName()).toLowerCase(Locale.ROOT);
        boolean called = name.matches(TABLES) && !name.contains(".txt");
        return isParquet(data, head) || called && head.length > 0 && isText(data, head);
    }

    static boolean isParquet(Path data, byte[] head) {
        return new SourceFile(data, head, "").startsWith(ParquetFile.MAGIC);
    }

    private static void requireFiles(Path data, Path labelsOrNull) throws IOException {
        if (!Files.exists(data)) {
            throw new DataException("there is no file or folder " + data + "; check the path");
        }
        if (labelsOrNull != null && Files.exists(labelsOrNull) && Files.isSameFile(data, labelsOrNull)) {
            throw new DataException(
                    labelsOrNull + " is the file of the data itself, given once more as that of their labels;"
                            + " give the labels' file, or leave --labels out where the labels are in the data or beside them");
        }
    }

    private static SourceFile readOrNull(Path fileOrNull) throws IOException {
        return fileOrNull == null ? null : SourceFile.read(fileOrNull);
    }

    private static Dataset folder(Path data, Path labelsOrNull, Split split, ClassList classes, Columns columns)
            throws IOException {
        Path images = idxImages(data, split);
        return images != null
                ? idx(SourceFile.read(images), labelsOrNull, classes, columns)
                : ImageFolder.read(new PictureFiles.OnDisk(), data, readOrNull(labelsOrNull), split, classes, columns);
    }

    /** Reads a file that is held as a whole: neither Parquet nor the text of a table. */
    private static Dataset file(Path data, Path labelsOrNull, Split split, ClassList classes, Columns columns)
            throws IOException {
        SourceFile file = SourceFile.read(data);
        String name = file.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(".zip") && file.startsWith('P', 'K')) {
            PictureArchive archive = PictureArchive.read(file);
            if (archive.isOfPictures()) {
                return ImageFolder.read(archive, archive.root(), readOrNull(labelsOrNull), split, classes, columns);
            }
        }
        if (name.endsWith(".npz") || file.startsWith('P', 'K', 3, 4)) {
            return NpyExamples.npz(file, readOrNull(labelsOrNull), split, classes, columns);
        }
        if (name.endsWith(".npy") || file.startsWith(Npy.MAGIC)) {
            return NpyExamples.npy(file, SourceFile.read(labels(data, labelsOrNull)), classes, columns);
        }
        if (name.contains("idx") || file.startsWith(0, 0)) {
            return idx(file, labelsOrNull, classes, columns);
        }
        throw new DataException(data + " is in no format that is known" + FORMATS);
    }

    /** Whether a file that is called as a table is one, and no other format of its first bytes. */
    private static boolean isText(Path data, byte[] head) {
        SourceFile begin = new SourceFile(data, head, "");
        return !begin.startsWith('P', 'K', 3, 4)
                && !begin.startsWith(Npy.MAGIC[0], Npy.MAGIC[1], Npy.MAGIC[2], Npy.MAGIC[3])
                && !begin.startsWith(0, 0);
    }

    private static Dataset idx(SourceFile images, Path labelsOrNull, ClassList classes, Columns columns)
            throws IOException {
        Idx values = Idx.parse(images);
        if (values.extents().length == 1) {
            throw new DataException(
                    images.path() + " holds labels, where images are expected; give the file of images");
        }
        SourceFile labels = SourceFile.read(labels(images.path(), labelsOrNull));
        return Dataset.checked(
                Origin.of(images.name(), Fingerprint.of(images, labels)).in(Origin.Scale.FRACTIONS),
                values.arrangement(),
                values.scaled(),
                values.extents()[0],
                LabelFile.read(labels, classes, columns.encoding()));
    }

    /** The file of IDX images that a folder holds for a split, or null. */
    private static Path idxImages(Path folder, Split split) throws IOException {
        String prefix = split == Split.TEST ? "(t10k|(.*[-_.])?test)" : "(.*[-_.])?train";
        Pattern pattern = Pattern.compile(prefix + "-images[-.]idx3-ubyte(\\.gz)?");
        Pattern either = Pattern.compile(".*-images[-.]idx3-ubyte(\\.gz)?");
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(entry ->
                            either.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
            for (Path file : files) {
                if (pattern.matcher(file.getFileName().toString()).matches()) {
                    return file;
                }
            }
            if (!files.isEmpty()) {
                throw new DataException("%s has no images of the %s split; it has %s"
                        .formatted(folder, split.word(), files.getFirst().getFileName()));
            }
        }
        return null;
    }

    /** The file of labels: the given one, or the one beside the images whose name says so. */
    private static Path labels(Path images, Path labelsOrNull) throws DataException {
        if (labelsOrNull != null) {
            return labelsOrNull;
        }
        String name = images.getFileName().toString();
        String beside = name.replace("images-idx3", "labels-idx1").replace("images.idx3", "labels.idx1");
        if (beside.equals(name)) {
            beside = name.replace("images", "labels");
        }
        if (beside.equals(name)) {
            beside = name.replaceFirst("(?<![a-zA-Z])x(?![a-zA-Z])", "y")
                    .replaceFirst("(?<![a-zA-Z])X(?![a-zA-Z])", "Y");
        }
        String packed = beside + ".gz";
        String unpacked = beside.endsWith(".gz") ? beside.substring(0, beside.length() - 3) : beside;
        if (!beside.equals(name)) {
            for (String candidate : List.of(beside, unpacked, packed)) {
                Path labels = images.resolveSibling(candidate);
                if (Files.exists(labels)) {
                    return labels;
                }
            }
            throw new DataException("the labels of %s are missing: there is no %s beside it; give the labels' file"
                    .formatted(images, beside));
        }
        throw new DataException("the labels of " + images + " are missing; give the labels' file");
    }
}
