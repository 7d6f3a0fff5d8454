package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Pictures in files that are decoded when they are asked for, and kept as long as there is memory. */
final class Pictures implements Values {
    /** A picture's file, and the hash of what it held when the data set was opened. */
    record Picture(Path file, String sha256) {}

    private final PictureFiles files;
    private final List<Picture> pictures;
    private final Shape shape;
    private final AtomicReferenceArray<SoftReference<float[]>> decoded;

    Pictures(PictureFiles files, List<Picture> pictures, Shape shape) {
        this.files = files;
        this.pictures = List.copyOf(pictures);
        this.shape = shape;
        this.decoded = new AtomicReferenceArray<>(pictures.size());
    }

    @Override
    public void copy(int index, float[] target, int offset) throws DataException {
        SoftReference<float[]> known = decoded.get(index);
        float[] elements = known == null ? null : known.get();
        if (elements == null) {
            elements = decode(pictures.get(index));
            decoded.set(index, new SoftReference<>(elements));
        }
        System.arraycopy(elements, 0, target, offset, elements.length);
    }

    @Override
    public boolean isPictures() {
        return true;
    }

    private float[] decode(Picture picture) throws DataException {
        try {
            SourceFile file = files.read(picture.file());
            if (!file.sha256().equals(picture.sha256())) {
                throw new DataException(picture.file() + " was changed while it was in use; start again");
            }
            return ImageFile.decode(file, shape);
        } catch (DataException known) {
            throw known;
        } catch (IOException unreadable) {
            throw new DataException(picture.file() + " can't be read (" + unreadable.getMessage() + ")", unreadable);
        }
    }
}
