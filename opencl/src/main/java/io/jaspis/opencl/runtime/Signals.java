package io.jaspis.opencl.runtime;

import java.util.Locale;

/**
 * Who gets the signals of this process. Java stops its threads and notices null pointers by SIGSEGV; a driver that compiles
 * in the process may take that signal over meanwhile, and the process ends. Java's library libjsig, loaded before all
 * others, hands each signal to whom it belongs.
 */
public final class Signals {
    private static final String LIBRARY = "libjsig";

    /** What to do where signals aren't shared. */
    public static final String ADVICE =
            "the compiler of this OpenCL driver may take over signals that Java needs, and end the process: start Java with"
                    + " LD_PRELOAD set to lib/libjsig.so of the JDK";

    private Signals() {}

    /** Whether Java and native code share signals as Java's library does it; always where another system has no such library. */
    public static boolean shared() {
        return !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux")
                || preloaded(System.getenv("LD_PRELOAD"));
    }

    static boolean preloaded(String libraries) {
        return libraries != null && libraries.contains(LIBRARY);
    }
}
