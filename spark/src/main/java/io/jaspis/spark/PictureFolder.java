package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.ClassFolders;
import io.jaspis.autodiff.data.PictureFile;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A folder of PNG or JPEG pictures of one size, with a subfolder for each class, anywhere that the cluster's machines all see: a
 * disk that they share, HDFS, an object store. Files are listed on the driver and decoded on executors, as Jaspis decodes them
 * elsewhere; they are numbered by class and name, as a folder that is read without a cluster.
 */
public final class PictureFolder {
    private PictureFolder() {}

    /** What a look at some pictures shows: their sizes, the first of each, and the first complaint. */
    private record Look(List<Integer> extents, String first, String misfit) implements Serializable {}

    /**
     * The pictures for a model, once each is seen to be of the same size.
     *
     * @param folder as Hadoop names it, such as {@code hdfs:///pictures} or a path
     * @param classes the names of the classes in the order of the outputs; empty to take those of the model's file
     * @param partitions to list the files in
     * @throws InputException where folder and model don't fit each other, saying where
     */
    public static Source open(
            JavaSparkContext context, String folder, List<String> classes, ModelFile file, int partitions)
            throws IOException {
        org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder);
        FileSystem system = root.getFileSystem(context.hadoopConfiguration());
        if (!system.exists(root) || !system.getFileStatus(root).isDirectory()) {
            throw new InputException("there is no folder " + folder);
        }
        Model model = file.model();
        SortedSet<String> folders = new TreeSet<>();
        List<String> words = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (FileStatus subfolder : sorted(system, root)) {
            String name = subfolder.getPath().getName();
            if (!subfolder.isDirectory() || !ClassFolders.isClass(name)) {
                continue;
            }
            folders.add(name);
            for (FileStatus picture : sorted(system, subfolder.getPath())) {
                if (isPicture(picture)) {
                    words.add(name);
                    paths.add(picture.getPath().toString());
                } else {
                    requireNoPictures(system, picture, folder, subfolder.getPath());
                }
            }
        }
        if (paths.isEmpty()) {
            throw new InputException(
                    folder + " has no pictures: it needs a subfolder of PNG or JPEG images for each class");
        }
        if (model.takesBytes()) {
            throw new InputException(
                    "%s takes whole numbers, but the samples of pictures are given as fractions from 0 to 1 here: give them as a table of numbers, or audit the folder with ./jaspis, which gives bytes"
                            .formatted(model.name()));
        }
        Classes numbered = Classes.ofFolders(folder, folders, words, classes, model);
        List<Item> items = new ArrayList<>();
        List<String> names = paths.stream().map(Item::lastName).toList();
        for (int i = 0; i < paths.size(); i++) {
            items.add(new Item(i, numbered.number(words.get(i)), new Item.Stored(paths.get(i))));
        }
        JavaRDD<Item> all = context.parallelize(items, Math.min(partitions, items.size()));
        return new Source(
                root.getName(), all, items.size(), shape(context, all, model), List.of(), numbered.names(), names);
    }

    private static List<FileStatus> sorted(FileSystem system, org.apache.hadoop.fs.Path folder) throws IOException {
        return Arrays.stream(system.listStatus(folder))
                .sorted(Comparator.comparing(status -> status.getPath().getName()))
                .toList();
    }

    private static boolean isPicture(FileStatus file) {
        return file.isFile() && PictureFile.isPicture(file.getPath().getName());
    }

    /** Refuses folders with pictures below a class's own, which would be left out. */
    private static void requireNoPictures(
            FileSystem system, FileStatus below, String folder, org.apache.hadoop.fs.Path subfolder)
            throws IOException {
        if (!below.isDirectory() || !ClassFolders.isClass(below.getPath().getName())) {
            return;
        }
        for (FileStatus file : sorted(system, below.getPath())) {
            if (isPicture(file)) {
                throw new InputException(
                        ClassFolders.refusal(folder, below.getPath().getName(), subfolder.getName()));
            }
            requireNoPictures(system, file, folder, subfolder);
        }
    }

    /** The one shape of all pictures: gray ones among colours, and where the model takes colours, have three channels. */
    private static List<Integer> shape(JavaSparkContext context, JavaRDD<Item> items, Model model) {
        Broadcast<SerializableConfiguration> files =
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        List<Look> looks = items.mapPartitions(each -> {
                    List<Look> found = new ArrayList<>();
                    while (each.hasNext()) {
                        Look look = look((Item.Stored) each.next().content(), files.value());
                        if (found.stream().noneMatch(known -> known.extents().equals(look.extents()))) {
                            found.add(look);
                        }
                    }
                    return found.iterator();
                })
                .collect();
        Look first = looks.getFirst();
        int channels = 1;
        for (Look look : looks) {
            if (look.misfit() != null) {
                throw new InputException(look.misfit());
            }
            if (!look.extents().subList(1, 3).equals(first.extents().subList(1, 3))) {
                throw new InputException("%s has %s × %s pixels, but %s has %s × %s; all pictures must have one size"
                        .formatted(
                                look.first(),
                                look.extents().get(2),
                                look.extents().get(1),
                                first.first(),
                                first.extents().get(2),
                                first.extents().get(1)));
            }
            channels = Math.max(channels, look.extents().getFirst());
        }
        int pixels = first.extents().get(1) * first.extents().get(2);
        int takes = model.graph().input(model.graph().onlyInput()).shape().size();
        if (channels == 1 && takes == 3 * pixels) {
            channels = 3;
        }
        if (takes != channels * pixels) {
            throw new InputException(
                    "the pictures have the shape %s, but %s takes %s; give pictures of the model's size"
                            .formatted(
                                    List.of(
                                            channels,
                                            first.extents().get(1),
                                            first.extents().get(2)),
                                    model.name(),
                                    model.graph()
                                            .input(model.graph().onlyInput())
                                            .shape()));
        }
        return List.of(channels, first.extents().get(1), first.extents().get(2));
    }

    private static Look look(Item.Stored picture, SerializableConfiguration files) {
        String name = Item.lastName(picture.path());
        try {
            Shape shape = PictureFile.shape(Item.bytes(picture.path(), files), Path.of(name));
            return new Look(List.of(shape.extent(0), shape.extent(1), shape.extent(2)), name, null);
        } catch (IOException | InputException unreadable) {
            return new Look(List.of(0, 0, 0), name, unreadable.getMessage());
        }
    }
}
