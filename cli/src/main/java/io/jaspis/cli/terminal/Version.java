package io.jaspis.cli.terminal;

import io.jaspis.audit.evidence.Provenance;

/** Which Jaspis this is. */
public final class Version {
    /** The version of this build. */
    public static final String NUMBER = Provenance.VERSION;

    private Version() {}
}
