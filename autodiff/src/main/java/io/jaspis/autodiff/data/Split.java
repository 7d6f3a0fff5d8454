package io.jaspis.autodiff.data;

/** The half of a data set that is meant, where one file or folder holds both. */
public enum Split {
    TRAIN("train"),
    TEST("test");

    private final String word;

    Split(String word) {
        this.word = word;
    }

    /** The word that names this half in array and file names. */
    String word() {
        return word;
    }
}
