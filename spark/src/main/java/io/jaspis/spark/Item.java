package io.jaspis.spark;

import io.jaspis.autodiff.data.PictureFile;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A labelled example on its way to an executor.
 *
 * @param index its number among all examples, from 0
 */
public record Item(int index, int label, Content content) implements Serializable {

    /** Where the elements of an example are. */
    public sealed interface Content extends Serializable {
        /** The elements, in the order of the source. */
        float[] elements(Shape shape, SerializableConfiguration files) throws IOException;
    }

    /** Numbers of a table. */
    public record Numbers(float[] values) implements Content {
        @Override
        public float[] elements(Shape shape, SerializableConfiguration files) {
            return values;
        }
    }

    /** A picture's file somewhere that Hadoop reads. */
    public record Stored(String path) implements Content {
        @Override
        public float[] elements(Shape shape, SerializableConfiguration files) throws IOException {
            return PictureFile.read(bytes(path, files), shape, Path.of(lastName(path)));
        }
    }

    static byte[] bytes(String path, SerializableConfiguration files) throws IOException {
        org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(path);
        try (InputStream stream = place.getFileSystem(files.value()).open(place)) {
            return stream.readAllBytes();
        }
    }

    /** The folder and name of a file, for messages. */
    static String lastName(String path) {
        org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(path);
        return place.getParent() == null ? place.getName() : place.getParent().getName() + "/" + place.getName();
    }
}
