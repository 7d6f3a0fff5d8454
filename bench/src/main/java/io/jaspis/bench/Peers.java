package io.jaspis.bench;

import ai.onnxruntime.OrtEnvironment;
import io.jaspis.autodiff.InputException;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Entrant;
import io.jaspis.bench.peers.Torch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which peers are measured beside Jaspis. */
final class Peers {
    /** The word for no peer. */
    static final String NONE = "none";

    private static final List<String> ALL = List.of(Case.ONNX_RUNTIME, Case.PYTORCH, Case.PROCESSOR);

    /** As options name them; null where none are named. */
    private final List<String> asked;
    /** Other programs, by the names of entrants. */
    private final List<String> programs = new ArrayList<>();

    /**
     * Those that are asked for, or those that are there.
     *
     * @param asked as options name them; null for all that are there
     * @param errors is told which isn't there
     * @throws InputException where one is asked for that isn't known, or isn't there
     */
    Peers(List<String> asked, PrintWriter errors) {
        this.asked = asked;
        requireNames();
        for (String peer : List.of(Case.ONNX_RUNTIME, Case.PYTORCH)) {
            if (asked == null || asked.contains(option(peer))) {
                programs.add(peer);
            }
        }
        if (!Torch.present() && programs.remove(Case.PYTORCH)) {
            String absent = "PyTorch's library is not on the class path: build with Maven's profile 'peers'";
            if (asked != null) {
                throw new InputException("--peers: " + absent + ", or leave out pytorch");
            }
            errors.println(absent + ".");
        }
    }

    private void requireNames() {
        List<String> known =
                Stream.concat(ALL.stream().map(Peers::option), Stream.of(NONE)).toList();
        for (String name : asked == null ? List.<String>of() : asked) {
            if (!known.contains(name)) {
                throw new InputException(
                        "--peers: there is no peer '" + name + "'; there are " + String.join(", ", known));
            }
            if (name.equals(NONE) && asked.size() > 1) {
                throw new InputException("--peers: none goes with no other name; leave it or the others out");
            }
        }
    }

    /** What {@code --peers} calls an entrant. */
    private static String option(String peer) {
        return peer.equals(Case.PROCESSOR)
                ? "processor"
                : peer.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    /** The names that are asked for; none where that is no peer, or where any will do. */
    List<String> required() {
        return asked == null || asked.contains(NONE) ? List.of() : asked;
    }

    /** The peers of a case, as options name them. */
    static List<String> of(Case contest) {
        return contest.entrants().stream()
                .map(Entrant::name)
                .filter(ALL::contains)
                .map(Peers::option)
                .toList();
    }

    /** Whether an entrant is measured. */
    boolean has(Entrant entrant) {
        return switch (entrant.name()) {
            case Case.ONNX_RUNTIME, Case.PYTORCH -> programs.contains(entrant.name());
            case Case.PROCESSOR -> onProcessor();
            default -> true;
        };
    }

    private boolean onProcessor() {
        return asked == null || asked.contains(option(Case.PROCESSOR));
    }

    /**
     * Those that are measured, with their versions.
     *
     * @param onDevice whether Jaspis is measured on a device, so that the processor is a peer
     */
    List<String> versions(boolean onDevice) {
        List<String> versions =
                new ArrayList<>(programs.stream().map(Peers::version).toList());
        if (onDevice && onProcessor()) {
            versions.add(Case.PROCESSOR);
        }
        return versions;
    }

    private static String version(String peer) {
        return peer + " "
                + (peer.equals(Case.PYTORCH)
                        ? Torch.version()
                        : OrtEnvironment.getEnvironment().getVersion());
    }
}
