package io.jaspis.cli.terminal;

import java.util.List;

/** A command line as it was given: with the names of files of options, not with what these hold. */
@FunctionalInterface
public interface GivenWords {
    List<String> given();
}
