package io.jaspis.bench.results;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Figures as JSON in files.
 *
 * @param what a file is to be, such as "file of results"
 * @param remedy what to do with a file that is something else
 */
public record JsonFile(String what, String remedy) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A value as such a file holds it. */
    public static String text(Object value) {
        return JSON.writeValueAsString(value) + "\n";
    }

    /** What {@link #text} gave. */
    public static <T> T of(String text, Class<T> type) {
        return JSON.readValue(text, type);
    }

    /**
     * Reads a file.
     *
     * @throws InputException where it holds something else
     */
    public <T> T read(Path file, Class<T> type) throws IOException {
        T value;
        try {
            value = of(Files.readString(file), type);
        } catch (JacksonException e) {
            throw refusal(file, e.getOriginalMessage(), e);
        } catch (NoSuchFileException | AccessDeniedException e) {
            // These say by themselves which file it is.
            throw e;
        } catch (CharacterCodingException e) {
            throw refusal(file, "it is no text in UTF-8", e);
        } catch (IOException e) {
            throw refusal(file, e.getMessage(), e);
        }
        if (value == null) {
            throw refusal(file, "it holds nothing", null);
        }
        return value;
    }

    /** What is told of a file that is something else. */
    public InputException refusal(Path file, String why, Exception cause) {
        return new InputException(file + " is no " + what + ": " + why + "; " + remedy, cause);
    }
}
