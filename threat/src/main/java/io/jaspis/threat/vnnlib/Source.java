package io.jaspis.threat.vnnlib;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text and where it comes from, so that what is wrong in it can be told with its place. */
final class Source {
    private final String name;
    private final byte[] text;

    /** Of a text that is UTF-8. */
    Source(String name, byte[] text) {
        this.name = name;
        this.text = text;
        int begin = undecodable();
        if (begin >= 0) {
            throw at(begin, "the file is no text in UTF-8; save it as such, or unpack it first");
        }
    }

    String name() {
        return name;
    }

    byte[] text() {
        return text;
    }

    /** Where the text stops being UTF-8, or −1. Nearly all texts are ASCII, for which one look at each byte does. */
    private int undecodable() {
        int offset = 0;
        while (offset < text.length && text[offset] >= 0) {
            offset++;
        }
        if (offset == text.length) {
            return -1;
        }
        ByteBuffer rest = ByteBuffer.wrap(text);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(rest);
            return -1;
        } catch (CharacterCodingException e) {
            return rest.position();
        }
    }

    /** A mistake at a byte of the text. */
    VnnLibException at(int offset, String what) {
        int begin = beginOfLine(offset);
        int column = new String(text, begin, offset - begin, StandardCharsets.UTF_8).length() + 1;
        return new VnnLibException(name, line(offset), column, what);
    }

    /** The line of a byte, from 1 on. */
    int line(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (text[i] == '\n' || text[i] == '\r' && !(i + 1 < text.length && text[i + 1] == '\n')) {
                line++;
            }
        }
        return line;
    }

    private int beginOfLine(int offset) {
        int begin = offset;
        while (begin > 0 && text[begin - 1] != '\n' && text[begin - 1] != '\r') {
            begin--;
        }
        return begin;
    }

    String part(int start, int end) {
        return new String(text, start, end - start, StandardCharsets.UTF_8);
    }
}
