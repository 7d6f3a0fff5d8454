package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of PNG or JPEG images of one size, either in a subfolder for each class, whose sorted names number the
 * classes, or with a table {@code labels.csv} of file name and label, which then also says the order. An alpha channel
 * is ignored.
 */
final class ImageFolder {
    static final String TABLE = "labels.csv";

    private final Path folder;
    private final List<Path> images = new ArrayList<>();
    private final TreeMap<String, String> fingerprints = new TreeMap<>();

    private ImageFolder(Path folder) {
        this.folder = folder;
    }

    static Dataset read(Path folder, SourceFile tableOrNull) throws IOException {
        ImageFolder source = new ImageFolder(folder);
        SourceFile table = tableOrNull;
        if (table == null && Files.exists(folder.resolve(TABLE))) {
            table = SourceFile.read(folder.resolve(TABLE));
        }
        Labels labels = table == null ? source.subfolders() : source.table(table);
        return source.decoded(labels);
    }

    private Labels subfolders() throws IOException {
        List<String> names = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        for (Path subfolder : sorted(folder)) {
            String name = subfolder.getFileName().toString();
            if (!Files.isDirectory(subfolder) || name.startsWith(".")) {
                continue;
            }
            for (Path file : sorted(subfolder)) {
                if (ImageFile.isImage(file)) {
                    images.add(file);
                    classes.add(names.size());
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
        return new Labels(classes.stream().mapToInt(Integer::intValue).toArray(), names);
    }

    private Labels table(SourceFile table) throws IOException {
        fingerprints.put(table.name(), table.sha256());
        List<Csv.Row> rows = Csv.rows(table);
        if (rows.getFirst().cells().size() < 2) {
            throw new DataException(table.path() + " has a single column, where file and label are expected");
        }
        if (!Files.exists(folder.resolve(rows.getFirst().cells().get(0)))
                && Csv.labelColumn(rows.getFirst().cells()) >= 0) {
            rows = rows.subList(1, rows.size());
        }
        if (rows.isEmpty()) {
            throw new DataException(table.path() + " is empty: it has a header, but no image");
        }
        for (Csv.Row row : rows) {
            Path image = folder.resolve(row.cells().get(0));
            if (!Files.isRegularFile(image)) {
                throw new DataException("%s, line %d: there is no file %s".formatted(table.path(), row.line(), image));
            }
            images.add(image);
        }
        return Csv.column(table, rows, 1);
    }

    private Dataset decoded(Labels labels) throws IOException {
        Shape shape = null;
        float[] values = new float[0];
        for (int i = 0; i < images.size(); i++) {
            SourceFile file = SourceFile.read(images.get(i));
            fingerprints.put(folder.relativize(images.get(i)).toString().replace('\\', '/'), file.sha256());
            Tensor image = ImageFile.decode(file);
            if (shape == null) {
                shape = image.shape();
                if ((long) shape.size() * images.size() > Integer.MAX_VALUE - 8) {
                    throw new DataException("%s is too large to hold: %d images of %s values; take fewer"
                            .formatted(folder, images.size(), shape));
                }
                values = new float[shape.size() * images.size()];
            }
            if (!shape.equals(image.shape())) {
                throw new DataException("%s has %s, but %s has %s; all images must have one size and kind"
                        .formatted(images.get(i), words(image.shape()), images.getFirst(), words(shape)));
            }
            System.arraycopy(image.data(), 0, values, i * shape.size(), shape.size());
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return Dataset.checked(name, shape, values, labels, Fingerprint.of(fingerprints));
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
