package io.jaspis.audit.options;

/** A name that can't be a file's on this machine. */
public final class ForeignName {
    private static final int LAST_ASCII = 0x7f;

    private ForeignName() {}

    /** What to do where a name has letters that Java didn't get, or can't pass on; else nothing. */
    public static String remedy(String name) {
        return name.chars().anyMatch(sign -> sign > LAST_ASCII)
                ? ": its letters are none of this locale's; set LC_ALL to one with UTF-8, such as C.UTF-8, and give the command again"
                : "";
    }
}
