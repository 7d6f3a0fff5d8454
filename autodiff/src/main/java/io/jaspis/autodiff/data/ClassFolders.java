package io.jaspis.autodiff.data;

import java.util.Locale;
import java.util.Set;

/** Which folders of a data set of pictures are those of classes: on disk, in an archive, or on a cluster. */
public final class ClassFolders {
    /** What macOS, Windows, the systems of network storage, and programs put there for themselves, in lower case. */
    private static final Set<String> OF_SYSTEMS = Set.of(
            "__macosx",
            "__pycache__",
            "@eadir",
            "@recycle",
            "@recently-snapshot",
            "@tmp",
            "#recycle",
            "#snapshot",
            "$recycle.bin",
            "system volume information",
            "lost+found");

    private ClassFolders() {}

    /** Whether a folder of this name may be a class's; else it is left out, with all that is in it. */
    public static boolean isClass(String name) {
        return !name.startsWith(".") && !isOfSystem(name);
    }

    static boolean isOfSystem(String name) {
        return OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * What is wrong with a folder that has pictures and isn't a class's own.
     *
     * @param folder of the data
     * @param below the folder with the pictures
     * @param subfolder of the class
     */
    public static String refusal(Object folder, Object below, Object subfolder) {
        return "%s has images in %s, a folder of its own: put those of a class into its folder %s"
                .formatted(folder, below, subfolder);
    }
}
