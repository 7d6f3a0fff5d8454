package io.jaspis.cli.terminal;

/** Which Jaspis this is. */
public final class Version {
    /** The version of this build. */
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
