package io.jaspis.cli.terminal;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Progress as lines without colours, for logs. */
final class LineConsumer implements ProgressBarConsumer {
    private static final int WIDTH = 100;

    private final PrintStream out;

    LineConsumer(PrintStream out) {
        this.out = out;
    }

    @Override
    public int getMaxRenderedLength() {
        return WIDTH;
    }

    @Override
    public void accept(String rendered) {
        out.println(rendered.replaceAll("\u001B\\[[0-9;]*m", "").strip());
    }

    @Override
    public void clear() {
        // A log keeps its lines.
    }

    @Override
    public void close() {
        out.flush();
    }
}
