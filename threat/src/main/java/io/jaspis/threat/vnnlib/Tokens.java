package io.jaspis.threat.vnnlib;

/**
 * Goes through a text once, token by token; blanks and comments, from {@code ;} to the end of the line, are none. Refuses
 * parentheses that don't match.
 */
final class Tokens {
    /** What a token is. */
    enum Kind {
        OPEN,
        CLOSE,
        LEFT_BRACKET,
        RIGHT_BRACKET,
        COMMA,
        WORD,
        STRING,
        END
    }

    private static final int LONGEST_TOLD = 40;

    private final Source source;
    private final byte[] text;
    private int at;
    private Kind kind;
    private int start;
    private int depth;
    private int outermost;

    /** Before the first token. */
    Tokens(Source source) {
        this.source = source;
        this.text = source.text();
        // A byte order mark.
        if (text.length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf) {
            at = 3;
        }
    }

    /** Goes on to the next token. */
    Kind next() {
        skip();
        start = at;
        if (at == text.length) {
            if (depth > 0) {
                throw source.at(outermost, "this parenthesis is never closed; add the ) that is missing in it");
            }
            kind = Kind.END;
            return kind;
        }
        byte first = text[at];
        if (first == '(') {
            kind = Kind.OPEN;
            outermost = depth == 0 ? start : outermost;
            depth++;
        } else if (first == ')') {
            kind = Kind.CLOSE;
            depth--;
            if (depth < 0) {
                throw here("a ) without its (");
            }
        } else if (first == '[') {
            kind = Kind.LEFT_BRACKET;
        } else if (first == ']') {
            kind = Kind.RIGHT_BRACKET;
        } else if (first == ',') {
            kind = Kind.COMMA;
        } else if (first == '"') {
            scanString();
            return kind;
        } else {
            scanWord();
            return kind;
        }
        at++;
        return kind;
    }

    private void skip() {
        while (at < text.length) {
            byte b = text[at];
            if (b == ';') {
                while (at < text.length && text[at] != '\n' && text[at] != '\r') {
                    at++;
                }
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                at++;
            } else {
                return;
            }
        }
    }

    private void scanString() {
        at++;
        while (at < text.length && text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        if (at >= text.length) {
            throw here("the text that begins with \" has no end; add the closing \"");
        }
        at++;
        kind = Kind.STRING;
    }

    private void scanWord() {
        while (at < text.length && ofWord(text[at])) {
            at++;
        }
        if (at == start) {
            throw here("a character that VNN-LIB doesn't have here, code "
                    + source.part(start, Math.min(text.length, start + 4)).codePointAt(0));
        }
        kind = Kind.WORD;
    }

    private static boolean ofWord(byte b) {
        return b > ' ' && b < 127 && b != '(' && b != ')' && b != '[' && b != ']' && b != ',' && b != ';' && b != '"';
    }

    Kind kind() {
        return kind;
    }

    /** The offset of the token's first byte. */
    int start() {
        return start;
    }

    int length() {
        return at - start;
    }

    /** A byte of the token. */
    byte letter(int index) {
        return text[start + index];
    }

    /** Whether the token is this very word. */
    boolean is(String word) {
        if (kind != Kind.WORD || at - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the token is this word in lower or upper case. */
    boolean isLike(String word) {
        return at - start == word.length() && text().equalsIgnoreCase(word);
    }

    /** The token as it is written. */
    String text() {
        return source.part(start, at);
    }

    /** The token in words, for messages. */
    String told() {
        if (kind == Kind.END) {
            return "the end of the file";
        }
        String whole = source.part(start, Math.min(at, start + LONGEST_TOLD));
        return "'" + whole + (at - start > LONGEST_TOLD ? "…" : "") + "'";
    }

    /** A mistake at this token. */
    VnnLibException here(String what) {
        return source.at(start, what);
    }
}
