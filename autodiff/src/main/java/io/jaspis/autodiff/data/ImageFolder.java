package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of PNG or JPEG images of one size, either in a subfolder for each class, whose names number the classes
 * ({@link Labels#ofFolders}), or with a table {@code labels.csv} of file name and label, which then also says the order.
 * An alpha channel is ignored.
 */
final class ImageFolder {
    static final String TABLE = "labels.csv";
    private static final Set<String> FILE_NAMES = Set.of("file", "filename", "path", "image");

    private final Path folder;
    private final List<Path> images = new ArrayList<>();
    private final TreeMap<String, String> fingerprints = new TreeMap<>();

    private ImageFolder(Path folder) {
        this.folder = folder;
    }

    static Dataset read(Path folder, SourceFile tableOrNull, ClassList classes) throws IOException {
        ImageFolder source = new ImageFolder(folder);
        SourceFile table = tableOrNull;
        if (table == null && Files.exists(folder.resolve(TABLE))) {
            table = SourceFile.read(folder.resolve(TABLE));
        }
        Labels labels = table == null ? source.subfolders(classes) : source.table(table, classes);
        return source.opened(labels);
    }

    private Labels subfolders(ClassList classes) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Path subfolder : sorted(folder)) {
            String name = subfolder.getFileName().toString();
            if (!Files.isDirectory(subfolder) || name.startsWith(".")) {
                continue;
            }
            for (Path file : sorted(subfolder)) {
                if (ImageFile.isImage(file)) {
                    images.add(file);
                    words.add(name);
                }
            }
            names.add(name);
        }
        if (images.isEmpty()) {
            boolean loose = sorted(folder).stream().anyMatch(ImageFile::isImage);
            throw new DataException(
                    loose
                            ? "%s has images but no labels: add a table %s with the columns file and label, or a"
                                            .formatted(folder, TABLE)
                                    + " subfolder for each class"
                            : "%s is empty: it holds neither the files of MNIST, nor %s, nor a subfolder of PNG or JPEG"
                                            .formatted(folder, TABLE)
                                    + " images for each class");
        }
        return Labels.ofFolders(
                words, names, classes, index -> "folder " + images.get(index).getParent());
    }

    private Labels table(SourceFile table, ClassList classes) throws IOException {
        fingerprints.put(table.name(), table.sha256());
        List<CsvRow> rows = CsvRow.all(table);
        List<String> top = rows.getFirst().cells();
        if (top.size() < 2) {
            throw new DataException(table.path() + " has a single column, where file and label are expected");
        }
        int label = Csv.labelColumn(table, top);
        List<String> header =
                label >= 0 && !Files.exists(image(top.getFirst(), table, rows.getFirst())) ? top : List.of();
        if (header.isEmpty()) {
            label = 1;
        } else {
            rows = rows.subList(1, rows.size());
        }
        int file = header.isEmpty() ? 0 : fileColumn(header, label);
        if (top.size() > 2 && (header.isEmpty() || file < 0)) {
            throw new DataException(
                    "%s has %d columns, where file and label are expected; name them so in the first line, or take the others away"
                            .formatted(table.path(), top.size()));
        }
        file = Math.max(file, 0);
        if (rows.isEmpty()) {
            throw new DataException(table.path() + " is empty: it has a header, but no image");
        }
        for (CsvRow row : rows) {
            Path image = image(row.cells().get(file), table, row);
            if (!Files.isRegularFile(image)) {
                throw new DataException("%s, line %d: there is no file %s".formatted(table.path(), row.line(), image));
            }
            images.add(image);
        }
        return Csv.column(table, header, rows, label, classes);
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
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new DataException(
                    "%s, line %d: no file can be called so: %s".formatted(table.path(), row.line(), e.getReason()), e);
        }
    }

    /** The pictures, each seen to be of the same size and kind, but not decoded. */
    private Dataset opened(Labels labels) throws IOException {
        Shape shape = null;
        List<Pictures.Picture> pictures = new ArrayList<>();
        for (Path image : images) {
            SourceFile file = SourceFile.read(image);
            fingerprints.put(folder.relativize(image).toString().replace('\\', '/'), file.sha256());
            Shape its = ImageFile.shape(file);
            shape = shape == null ? its : shape;
            if (!shape.equals(its)) {
                throw new DataException("%s has %s, but %s has %s; all images must have one size and kind"
                        .formatted(image, words(its), images.getFirst(), words(shape)));
            }
            pictures.add(new Pictures.Picture(image, file.sha256()));
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return Dataset.checked(
                name,
                Arrangement.channelsFirst(shape),
                new Pictures(pictures, shape),
                pictures.size(),
                labels,
                Fingerprint.of(fingerprints));
    }

    private static String words(Shape shape) {
        return "%d × %d pixels in %s"
                .formatted(shape.extent(2), shape.extent(1), shape.extent(0) == 1 ? "gray" : "colour");
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        }
    }
}
