package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Folders such as {@code train} and {@code test} inside of a folder of pictures, each with classes of its own. */
final class SplitFolders {
    private static final List<String> TRAINING = List.of("train", "training");
    private static final List<String> TEST = List.of("test", "testing");
    private static final List<String> VALIDATION = List.of("val", "valid", "validation");

    private final PictureFiles files;

    SplitFolders(PictureFiles files) {
        this.files = files;
    }

    /**
     * The folder to read: the one of the split where the given one is divided so, else the given one. It is divided where
     * one of its folders is called like a split and has folders or a table of its own, and no picture, as a class would.
     *
     * @param labelled whether labels are given apart
     */
    Path choose(Path folder, boolean labelled, Split split) throws IOException {
        if (labelled || files.isFile(folder.resolve(ImageFolder.TABLE))) {
            return folder;
        }
        Map<String, Path> splits = new TreeMap<>();
        boolean loose = false;
        boolean others = false;
        for (Path part : files.sorted(folder)) {
            String name = name(part);
            boolean named = isNamed(part);
            if (!isFolder(part)) {
                continue;
            }
            if (named && isDivided(part)) {
                splits.put(name, part);
            } else if (named) {
                loose = true;
            } else {
                others = true;
            }
        }
        if (splits.isEmpty() && loose && !others) {
            throw new DataException(
                    "%s has folders that are called like parts of a data set, and pictures in them without"
                                    .formatted(folder)
                            + " labels: give each a subfolder for each class, or a table " + ImageFolder.TABLE);
        }
        if (splits.isEmpty()) {
            return folder;
        }
        for (String name : split == Split.TRAIN ? TRAINING : TEST) {
            if (splits.containsKey(name)) {
                return splits.get(name);
            }
        }
        String remedy = Files.isDirectory(folder) ? "give one of them itself" : "unpack it and give one of them itself";
        throw new DataException("%s is divided into %s, but has no folder %s; %s"
                .formatted(folder, splits.keySet(), split.word(), remedy));
    }

    private static String name(Path part) {
        return part.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /** Whether a folder is called like a split. */
    static boolean isNamed(Path part) {
        String name = name(part);
        return TRAINING.contains(name) || TEST.contains(name) || VALIDATION.contains(name);
    }

    private boolean isDivided(Path part) throws IOException {
        if (files.isFile(part.resolve(ImageFolder.TABLE))) {
            return true;
        }
        List<Path> entries = files.sorted(part);
        return entries.stream().anyMatch(this::isFolder) && entries.stream().noneMatch(ImageFile::isImage);
    }

    /** Whether it is a folder of classes, or of one. */
    private boolean isFolder(Path path) {
        return files.isFolder(path) && ClassFolders.isClass(path.getFileName().toString());
    }
}
