package io.jaspis.autodiff.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pictures in a zip archive, which is held in memory as it is and unpacked file by file. The path of a file in it is that of
 * the archive, followed by the file's name.
 */
final class PictureArchive implements PictureFiles {
    private final ZipArchive archive;
    private final Path path;
    private final Map<Path, ZipArchive.Entry> files = new HashMap<>();
    private final Map<Path, Set<Path>> folders = new HashMap<>();

    private PictureArchive(ZipArchive archive, Path path) {
        this.archive = archive;
        this.path = path;
        folder(path);
    }

    /** Two ways to a file are one. */
    private static Path key(Path way) {
        return way.normalize();
    }

    private Set<Path> folder(Path way) {
        return folders.computeIfAbsent(key(way), _ -> new TreeSet<>(BY_NAME));
    }

    static PictureArchive read(SourceFile file) throws DataException {
        PictureArchive pictures = new PictureArchive(ZipArchive.read(file), file.path());
        for (ZipArchive.Entry entry : pictures.archive.entries()) {
            pictures.add(entry);
        }
        return pictures;
    }

    private void add(ZipArchive.Entry entry) throws DataException {
        // Programs of Windows part folders so, against the format.
        String[] parts = entry.name().replace('\\', '/').split("/");
        if (parts.length == 0 || Arrays.stream(parts).anyMatch(ClassFolders::isOfSystem)) {
            return;
        }
        Path at = path;
        for (String part : parts) {
            Path folder = at;
            at = resolved(folder, part, entry.name());
            folder(folder).add(at);
        }
        if (entry.name().endsWith("/")) {
            folder(at);
        } else {
            files.put(key(at), entry);
        }
    }

    private Path resolved(Path folder, String part, String name) throws DataException {
        if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
            try {
                return folder.resolve(part);
            } catch (InvalidPathException refused) {
                throw new DataException(path + ": no file can be called \"" + name + "\"", refused);
            }
        }
        throw new DataException(
                "%s has a file \"%s\", whose name leads out of its folders; pack it again".formatted(path, name));
    }

    /**
     * Whether there is a file whose name is a picture's, and none that is an array of NumPy's.
     *
     * @throws DataException where there is neither
     */
    boolean isOfPictures() throws DataException {
        boolean arrays =
                files.keySet().stream().anyMatch(file -> file.toString().endsWith(Npz.SUFFIX));
        boolean pictures = files.keySet().stream().anyMatch(ImageFile::isImage);
        if (!arrays && !pictures) {
            throw new DataException(path + (files.isEmpty() ? " is empty: it holds" : " holds")
                    + " neither PNG or JPEG images nor an array of NumPy's");
        }
        return pictures && !arrays;
    }

    /**
     * Where the pictures begin: below folders that hold nothing but another folder, of which no class is made, and which isn't
     * called like a split: where it is the only one, the other split is missing.
     */
    Path root() {
        Path root = path;
        while (folder(root).size() == 1) {
            Path only = folder(root).iterator().next();
            if (!isFolder(only) || isClass(only) || SplitFolders.isNamed(only)) {
                break;
            }
            root = only;
        }
        return root;
    }

    private boolean isClass(Path folder) {
        return folder(folder).stream()
                        .noneMatch(below -> isFolder(below)
                                && ClassFolders.isClass(below.getFileName().toString()))
                && !isFile(folder.resolve(ImageFolder.TABLE));
    }

    @Override
    public List<Path> sorted(Path folder) {
        return new ArrayList<>(folders.getOrDefault(key(folder), Set.of()));
    }

    @Override
    public boolean isFolder(Path folder) {
        return folders.containsKey(key(folder));
    }

    @Override
    public boolean isFile(Path file) {
        return files.containsKey(key(file));
    }

    @Override
    public SourceFile read(Path file) throws DataException {
        ZipArchive.Entry entry = files.get(key(file));
        if (entry == null) {
            throw new DataException("there is no file " + file + "; check the path");
        }
        byte[] content = archive.transientContent(entry);
        return new SourceFile(file, content, Fingerprint.of(content));
    }
}
