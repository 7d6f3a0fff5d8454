package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.onnx.schema.StringStringEntryProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files beside a model in which it may keep weights, each read once. Only a plain file in the model's own folder, or
 * in a folder within, is read, and through no link, so that a model can't reach for other files of the machine.
 */
final class ExternalData {
    private final Path folder;
    private final Map<String, byte[]> contents = new HashMap<>();

    /** @param folder the model's folder, or null for a model that isn't in a file */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    /** The SHA-256 of each file that was read, by name. */
    SortedMap<String, String> hashes() {
        SortedMap<String, String> hashes = new TreeMap<>();
        contents.forEach((name, content) -> hashes.put(name, Fingerprint.of(content)));
        return hashes;
    }

    /**
     * The bytes of a tensor's elements.
     *
     * @param needed how many there are where the model doesn't tell: more may stand behind them
     */
    byte[] read(TensorProto tensor, long needed) throws OnnxException {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            if (entries.put(entry.getKey(), entry.getValue()) != null) {
                throw new OnnxException("the data of '" + tensor.getName() + "' is in another file, whose "
                        + entry.getKey() + " is told twice");
            }
        }
        String location = entries.getOrDefault("location", "");
        String what = "the data of '" + tensor.getName() + "' is in another file, '" + location + "'";
        byte[] content = content(location, what);
        long offset = number(entries, "offset", 0, what);
        if (offset > content.length) {
            throw new OnnxException(what + ", but begins at byte " + offset + " of only " + content.length);
        }
        long length = number(entries, "length", needed, what);
        if (length > content.length - offset) {
            throw new OnnxException(what + ", which has " + content.length + " bytes, too few for " + length
                    + " bytes from byte " + offset + " on");
        }
        return Arrays.copyOfRange(content, (int) offset, (int) (offset + length));
    }

    private byte[] content(String location, String what) throws OnnxException {
        String path = path(location);
        byte[] known = contents.get(path);
        if (known != null) {
            return known;
        }
        if (folder == null) {
            throw new OnnxException(what + ", which can only be found for a model that is read from a file");
        }
        if (!within(path)) {
            throw new OnnxException(what + ", but only a file in the model's own folder or below is read");
        }
        try {
            Path file = folder;
            for (String part : path.split("/")) {
                file = file.resolve(part);
                if (Files.isSymbolicLink(file)) {
                    throw new OnnxException(what + ", but '" + part + "' is a link, and only what lies there is read");
                }
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new OnnxException(what + ", but there is no such file beside the model");
            }
            if (Files.size(file) > Integer.MAX_VALUE - 64) {
                throw new OnnxException(what + ", which is larger than 2 GiB");
            }
            byte[] content = Files.readAllBytes(file);
            contents.put(path, content);
            return content;
        } catch (OnnxException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new OnnxException(what + ", which can't be read: " + e.getMessage(), e);
        }
    }

    /** A location without the parts that stay where they are, as {@code ./weights.bin} has one. */
    private static String path(String location) {
        return Stream.of(location.split("/", -1))
                .filter(part -> !part.equals("."))
                .collect(Collectors.joining("/"));
    }

    /** Whether a path leads downwards alone, on every system. */
    private static boolean within(String path) {
        return path.chars().noneMatch(c -> c == '\\' || c < ' ')
                && Stream.of(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty()
                                || part.matches("\\.+")
                                || Path.of(part).getRoot() != null);
    }

    private static long number(Map<String, String> entries, String key, long otherwise, String what)
            throws OnnxException {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            // Long.parseLong also takes a sign, and the digits of all scripts.
            if (text.matches("[0-9]+")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is no number is.
        }
        throw new OnnxException(what + ", whose " + key + " is '" + text + "'");
    }
}
