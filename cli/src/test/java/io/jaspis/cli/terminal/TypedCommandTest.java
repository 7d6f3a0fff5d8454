package io.jaspis.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TypedCommandTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void aWholePathBecomesTheWayFromHereWhereverItStands() {
        for (String before : List.of("", "@", "--data=", "x=", "serving_default:0=", "--input=x=")) {
            assertEquals(before + "data/a.npy", TypedCommand.word(before + HERE.resolve("data/a.npy")));
            assertEquals(before + "../a.npy", TypedCommand.word(before + HERE.resolveSibling("a.npy")));
        }
    }

    @Test
    void whatIsNoWholePathStays() {
        for (String word :
                List.of("a.npy", "x=a.npy", "--range=0,1", "--epsilon", "8/255", "--shape=x=1,3", "data/x=1")) {
            assertEquals(word, TypedCommand.word(word));
        }
    }
}
