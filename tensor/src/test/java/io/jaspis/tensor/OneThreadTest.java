package io.jaspis.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OneThreadTest {
    private final OneThread user = new OneThread("prover");

    private String refusalElsewhere() {
        Throwable refused = assertThrows(
                        CompletionException.class,
                        () -> CompletableFuture.runAsync(() -> user.enter().close())
                                .join())
                .getCause();
        return assertInstanceOf(IllegalStateException.class, refused).getMessage();
    }

    @Test
    void aSecondThreadIsRefusedUntilTheFirstHasLeft() {
        try (var _ = user.enter()) {
            assertEquals("two threads use the same prover at once: give each its own", refusalElsewhere());
            try (var _ = user.enter()) {
                refusalElsewhere();
            }
            refusalElsewhere();
        }
        CompletableFuture.runAsync(() -> user.enter().close()).join();
    }

    @Test
    void nobodyEntersAfterTheEnd() {
        user.end();
        assertEquals(
                "a prover is used that was closed before",
                assertThrows(IllegalStateException.class, user::enter).getMessage());
    }
}
