package io.jaspis.autodiff.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/** Goes through a text once, character by character, and holds no more of it than a piece. */
final class TextCursor implements Closeable {
    /** What is read behind the last character. */
    static final int END = -1;

    private static final int PIECE = 1 << 16;

    private final Reader in;
    private final char[] piece = new char[PIECE];
    private int at;
    private int end;
    private boolean over;

    TextCursor(Reader in) {
        this.in = in;
    }

    /** The next character, or {@link #END}; it stays the next one. */
    int peek() throws IOException {
        return at < end || fill() ? piece[at] : END;
    }

    /** The one behind the next. */
    int peekSecond() throws IOException {
        if (end - at < 2) {
            fill();
        }
        return end - at >= 2 ? piece[at + 1] : END;
    }

    /** Goes past the next character. */
    void pass() {
        at++;
    }

    /** Reads on, with what is left in front; whether there is a next character. */
    private boolean fill() throws IOException {
        System.arraycopy(piece, at, piece, 0, end - at);
        end -= at;
        at = 0;
        while (!over && end < 2) {
            int count = in.read(piece, end, PIECE - end);
            over = count < 0;
            end += Math.max(0, count);
        }
        return end > 0;
    }

    /** Goes to the end of the line, which isn't passed. */
    void toLineEnd() throws IOException {
        int next = peek();
        while (next != END && next != '\n' && next != '\r') {
            pass();
            next = peek();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
