package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * One device, ready for buffers, queues and programs. A program is built once for each text; threads may share a
 * context. What was made of it may be closed after it, but not used. A context that nobody can reach any more is closed.
 */
public final class Context implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long READ_WRITE = 1;
    private static final int BUILD_LOG = 0x1183;
    /** IEEE rules as far as the device keeps them; nothing that relaxes them is ever asked for. */
    private static final String OPTIONS = "-cl-std=CL1.2";

    private static final String EXACT_DIVISION = " -cl-fp32-correctly-rounded-divide-sqrt";

    private final Library library;
    private final Platforms.Found found;
    private final Held held = new Held();
    private final Transfers transfers = new Transfers();
    private final Handle context;
    private final Map<String, Program> programs = new HashMap<>();
    private final Cleaner.Cleanable release;
    private volatile boolean closed;

    public Context(Platforms.Found found) {
        this.found = found;
        library = found.library();
        MemorySegment made;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment devices = arena.allocateFrom(ADDRESS, found.device());
            made = Call.make(
                    "clCreateContext",
                    library.createContext,
                    MemorySegment.NULL,
                    1,
                    devices,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
        }
        context = new Handle("context", made, library.releaseContext, held, 0);
        release = CLEANER.register(this, releasing(programs, context));
    }

    /** Without the context itself, which would be reachable from here for good. */
    private static Runnable releasing(Map<String, Program> programs, Handle context) {
        return () -> {
            programs.values().forEach(Program::close);
            context.release();
        };
    }

    public DeviceFacts facts() {
        return found.facts();
    }

    /** What is held of the device, this context and all that was made of it. */
    public Held held() {
        return held;
    }

    /** What all queues of this context have brought over, and back. */
    public Transfers transfers() {
        return transfers;
    }

    /**
     * Says so where the context is closed.
     *
     * @throws IllegalStateException where it is
     */
    public void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the device " + facts() + " is closed: open it again");
        }
    }

    /** A buffer of this many bytes. */
    public synchronized Buffer buffer(long bytes) {
        requireOpen();
        MemorySegment made =
                Call.make("clCreateBuffer", library.createBuffer, context.get(), READ_WRITE, bytes, MemorySegment.NULL);
        return new Buffer(library, made, bytes, held);
    }

    /** A queue whose commands run one after the other. */
    public synchronized Queue queue() {
        requireOpen();
        MemorySegment made =
                Call.make("clCreateCommandQueue", library.createCommandQueue, context.get(), found.device(), 0L);
        return new Queue(library, made, held, transfers);
    }

    /**
     * The program of this text, built when it is first asked for.
     *
     * @throws OpenClException with the compiler's log where the text can't be built
     */
    public synchronized Program program(String text) {
        requireOpen();
        return programs.computeIfAbsent(key(text), _ -> built(text));
    }

    /** The programs built so far. */
    public synchronized int programs() {
        return programs.size();
    }

    private String options() {
        return facts().exactDivision() ? OPTIONS + EXACT_DIVISION : OPTIONS;
    }

    private String key(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {text, facts().name(), facts().driver(), options()}) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * PoCL compiles in this process, by a clang that takes over the signal with which Java stops its threads and notices null
     * pointers: when one comes while it compiles, it removes the file that it was writing, and fails. So a failure counts
     * the second time. {@link Signals} says how the two share the signal.
     */
    private Program built(String text) {
        try {
            return build(text);
        } catch (OpenClException e) {
            if (e.code() != Status.BUILD_PROGRAM_FAILURE) {
                throw e;
            }
            return build(text);
        }
    }

    private Program build(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(ADDRESS, arena.allocateFrom(text));
            MemorySegment program = Call.make(
                    "clCreateProgramWithSource", library.createProgram, context.get(), 1, source, MemorySegment.NULL);
            int code = Call.code(
                    library.buildProgram,
                    program,
                    1,
                    arena.allocateFrom(ADDRESS, found.device()),
                    arena.allocateFrom(options()),
                    MemorySegment.NULL,
                    MemorySegment.NULL);
            if (code != Status.SUCCESS) {
                String log = log(program, arena);
                Call.code(library.releaseProgram, program);
                throw new OpenClException(
                        code,
                        "the compiler of " + facts() + " refused a kernel with " + Status.name(code) + ":\n" + log
                                + "\nin\n" + text);
            }
            return new Program(library, program, found.device(), held);
        }
    }

    private String log(MemorySegment program, Arena arena) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        Call.code(library.getProgramBuildInfo, program, found.device(), BUILD_LOG, 0L, MemorySegment.NULL, size);
        MemorySegment log = arena.allocate(size.get(JAVA_LONG, 0) + 1);
        Call.code(
                library.getProgramBuildInfo,
                program,
                found.device(),
                BUILD_LOG,
                size.get(JAVA_LONG, 0),
                log,
                MemorySegment.NULL);
        return log.getString(0).strip();
    }

    @Override
    public synchronized void close() {
        closed = true;
        release.clean();
    }
}
