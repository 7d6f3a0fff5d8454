package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.StringStringEntryProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files beside a model in which it may keep weights. Only a plain file in the model's own folder is read, so that a
 * model can't reach for other files of the machine.
 *
 * @param folder the model's folder, or null for a model that isn't in a file
 */
record ExternalData(Path folder) {

    byte[] read(TensorProto tensor) throws OnnxException {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = entries.getOrDefault("location", "");
        String what = "the data of '" + tensor.getName() + "' is in another file, '" + location + "'";
        if (folder == null) {
            throw new OnnxException(what + ", which can only be found for a model that is read from a file");
        }
        if (location.isEmpty() || location.contains("/") || location.contains("\\") || location.contains("\0")) {
            throw new OnnxException(what + ", but only a file in the model's own folder is read");
        }
        Path file = folder.resolve(location);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new OnnxException(what + ", but there is no such file beside the model");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long offset = number(entries, "offset", 0, what);
            long length = number(entries, "length", channel.size() - offset, what);
            if (offset > channel.size() || length < 0 || length > channel.size() - offset) {
                throw new OnnxException(what + ", which has " + channel.size() + " bytes, too few for " + length
                        + " bytes from byte " + offset + " on");
            }
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
            channel.position(offset);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new OnnxException(what + ", which ends early");
                }
            }
            return buffer.array();
        } catch (OnnxException e) {
            throw e;
        } catch (IOException | ArithmeticException e) {
            throw new OnnxException(what + ", which can't be read: " + e.getMessage(), e);
        }
    }

    private static long number(Map<String, String> entries, String key, long otherwise, String what)
            throws OnnxException {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a negative number is.
        }
        throw new OnnxException(what + ", whose " + key + " is '" + text + "'");
    }
}
