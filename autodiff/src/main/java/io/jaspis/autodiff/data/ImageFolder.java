package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A folder, or an archive of folders, of PNG or JPEG images of one size, gray or in colour, either in a subfolder for each class, whose names number the classes
 * ({@link Labels#ofFolders}), or with a table {@code labels.csv} of file name and label, which then also says the order.
 * An alpha channel is ignored.
 */
final class ImageFolder {
    static final String TABLE = "labels.csv";
    private static final Set<String> FILE_NAMES = Set.of("file", "filename", "path", "image");

    /** Of more pictures than this the first are told. */
    private static final int TOLD = 3;

    private final PictureFiles files;
    private final Path given;
    private final Path folder;
    private final List<Path> images = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ImageFolder(PictureFiles files, Path given, Path folder) {
        this.files = files;
        this.given = given;
        this.folder = folder;
    }

    /**
     * @param given a folder among the files
     * @param split which one is taken where the folder has a folder for each
     */
    static Dataset read(
            PictureFiles files, Path given, SourceFile tableOrNull, Split split, ClassList classes, Columns columns)
            throws IOException {
        Path folder = new SplitFolders(files).choose(given, tableOrNull != null, split);
        ImageFolder source = new ImageFolder(files, given, folder);
        if (!folder.equals(given)) {
            source.notes.add("of its folders, " + folder.getFileName() + " is taken");
        }
        SourceFile table = tableOrNull;
        if (table == null && files.isFile(folder.resolve(TABLE))) {
            table = files.read(folder.resolve(TABLE));
        }
        Labels labels = table == null ? source.subfolders(classes) : source.table(table, classes, columns);
        return source.opened(labels, table);
    }

    private Labels subfolders(ClassList classes) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Path subfolder : files.sorted(folder)) {
            String name = subfolder.getFileName().toString();
            if (!files.isFolder(subfolder) || !ClassFolders.isClass(name)) {
                continue;
            }
            for (Path file : files.sorted(subfolder)) {
                if (ImageFile.isImage(file) && !files.isFolder(file)) {
                    images.add(file);
                    words.add(name);
                } else {
                    requireNoImages(file, subfolder);
                }
            }
            names.add(name);
        }
        if (images.isEmpty()) {
            List<Path> all = files.sorted(folder);
            boolean loose = all.stream().anyMatch(ImageFile::isImage);
            throw new DataException(
                    loose
                            ? "%s has images but no labels: add a table %s with the columns file and label, or a"
                                            .formatted(folder, TABLE)
                                    + " subfolder for each class"
                            : "%s %s neither the files of MNIST, nor %s, nor a subfolder of PNG or JPEG"
                                            .formatted(folder, all.isEmpty() ? "is empty: it holds" : "holds", TABLE)
                                    + " images for each class");
        }
        Set<String> filled = Set.copyOf(words);
        List<String> empty =
                names.stream().filter(name -> !filled.contains(name)).toList();
        if (!empty.isEmpty() && !classes.isGiven() && !Labels.areFolderNumbers(names)) {
            notes.add("Warning: %s %s no pictures and %s as %s; take away what is none"
                    .formatted(
                            String.join(", ", empty),
                            empty.size() == 1 ? "has" : "have",
                            empty.size() == 1 ? "counts" : "count",
                            empty.size() == 1 ? "a class" : "classes"));
        }
        return Labels.ofFolders(
                words, names, classes, index -> "folder " + images.get(index).getParent());
    }

    /** Refuses folders with images below a class's own, which would be left out. */
    private void requireNoImages(Path below, Path subfolder) throws IOException {
        if (!files.isFolder(below) || !ClassFolders.isClass(below.getFileName().toString())) {
            return;
        }
        for (Path file : files.sorted(below)) {
            if (ImageFile.isImage(file) && !files.isFolder(file)) {
                throw new DataException(ClassFolders.refusal(folder, below, subfolder) + ", or name all in a table "
                        + TABLE + " with the columns file and label");
            }
            requireNoImages(file, subfolder);
        }
    }

    private Labels table(SourceFile table, ClassList classes, Columns columns) throws IOException {
        List<CsvRow> rows = CsvText.all(table, columns.encoding()).rows();
        List<String> top = rows.getFirst().cells();
        if (top.size() < 2) {
            throw new DataException(table.path() + " has a single column, where file and label are expected");
        }
        int label = new TableHeader(table, top.size(), top).named();
        List<String> header = label >= 0 && !exists(image(top.getFirst(), table, rows.getFirst())) ? top : List.of();
        if (header.isEmpty()) {
            label = 1;
        } else {
            rows = rows.subList(1, rows.size());
        }
        int file = header.isEmpty() ? 0 : fileColumn(header, label);
        if (top.size() > 2 && (header.isEmpty() || file < 0)) {
            throw new DataException(
                    "%s has %s columns, where file and label are expected; name them so in the first line, or take the others away"
                            .formatted(table.path(), top.size()));
        }
        file = Math.max(file, 0);
        if (rows.isEmpty()) {
            throw new DataException(table.path() + " is empty: it has a header, but no image");
        }
        for (CsvRow row : rows) {
            Path image = image(row.cells().get(file), table, row);
            if (!files.isFile(image)) {
                throw new DataException("%s, line %s: there is no file %s".formatted(table.path(), row.line(), image));
            }
            images.add(image);
        }
        return Labels.column(new TableHeader(table, top.size(), header), rows, label, classes);
    }

    /** The column with the files' names: by its own name, or the only one that isn't the label; or −1. */
    private static int fileColumn(List<String> header, int label) {
        if (header.size() == 2) {
            return 1 - label;
        }
        for (int column = 0; column < header.size(); column++) {
            if (FILE_NAMES.contains(header.get(column).toLowerCase(Locale.ROOT))) {
                return column;
            }
        }
        return -1;
    }

    private Path image(String name, SourceFile table, CsvRow row) throws DataException {
        try {
            Path image = folder.resolve(name);
            // Tables written on Windows part folders so.
            return name.indexOf('\\') >= 0 && !exists(image) ? folder.resolve(name.replace('\\', '/')) : image;
        } catch (InvalidPathException e) {
            throw new DataException(
                    "%s, line %s: no file can be called so: %s".formatted(table.path(), row.line(), e.getReason()), e);
        }
    }

    /** The pictures, each seen to be of the same size, but not decoded. Gray ones among colours are read as colour. */
    private Dataset opened(Labels labels, SourceFile tableOrNull) throws IOException {
        TreeMap<String, String> fingerprints = new TreeMap<>();
        Shape shape = null;
        List<Path> gray = new ArrayList<>();
        List<Path> turned = new ArrayList<>();
        List<Pictures.Picture> pictures = new ArrayList<>();
        for (Path image : images) {
            SourceFile file = files.read(image);
            fingerprints.put(below(folder, image), file.sha256());
            Shape its = ImageFile.shape(file);
            shape = shape == null ? its : shape;
            if (!shape.with(0, 1).equals(its.with(0, 1))) {
                throw new DataException("%s has %s, but %s has %s; all images must have one size"
                        .formatted(image, words(its), images.getFirst(), words(shape)));
            }
            if (its.extent(0) == 1) {
                gray.add(image);
            }
            if (!Orientation.of(file.content()).isUpright()) {
                turned.add(image);
            }
            pictures.add(new Pictures.Picture(image, file.sha256()));
        }
        boolean mixed = !gray.isEmpty() && gray.size() < images.size();
        if (mixed) {
            shape = shape.with(0, 3);
            notes.add(some(gray) + " gray among colours: three equal channels there");
        }
        if (!turned.isEmpty()) {
            notes.add(some(turned) + " turned upright, as the camera noted down (EXIF); if the model was trained on"
                    + " pictures as they are stored, take the note out of the files");
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return Dataset.checked(
                Origin.of(name, Fingerprint.of(fingerprints, tableOrNull))
                        .withNotes(notes)
                        .in(images.stream().map(image -> below(given, image)).toList())
                        .in(Origin.Scale.FRACTIONS),
                Arrangement.channelsFirst(shape),
                new Pictures(files, pictures, shape),
                pictures.size(),
                labels);
    }

    private static String below(Path folder, Path file) {
        return folder.relativize(file).toString().replace(folder.getFileSystem().getSeparator(), "/");
    }

    /** How many pictures there are, and which. */
    private String some(List<Path> some) {
        return String.format(
                Locale.ROOT,
                "%,d %s (%s%s)",
                some.size(),
                some.size() == 1 ? "picture is" : "pictures are",
                some.stream()
                        .limit(TOLD)
                        .map(path -> folder.relativize(path).toString())
                        .collect(Collectors.joining(", ")),
                some.size() > TOLD ? ", …" : "");
    }

    private static String words(Shape shape) {
        return "%s × %s pixels in %s"
                .formatted(shape.extent(2), shape.extent(1), shape.extent(0) == 1 ? "gray" : "colour");
    }

    private boolean exists(Path path) {
        return files.isFile(path) || files.isFolder(path);
    }
}
