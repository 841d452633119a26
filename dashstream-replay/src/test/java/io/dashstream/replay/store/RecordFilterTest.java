package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordFilterTest {

    private static final ThreadKey A1 = new ThreadKey("a", "1");
    private static final ThreadKey A2 = new ThreadKey("a", "2");
    private static final ThreadKey B1 = new ThreadKey("b", "1");

    @Test
    @DisplayName("RE-21: what a client wants never widens what it may see")
    void wantingIsNarrowedByMay() {
        RecordFilter filter = RecordFilter.tenants(Set.of("a")).and(RecordFilter.wanting(Set.of("b"), Set.of(A1)));
        assertThat(filter.accepts(of(A1))).isTrue();
        assertThat(filter.accepts(of(A1, A2))).as("mixed, all may be seen").isTrue();
        assertThat(filter.accepts(of(A1, B1))).as("mixed, one may not be seen").isFalse();
        assertThat(filter.accepts(of(A2))).isFalse();
        assertThat(filter.accepts(of(B1))).isFalse();
        assertThat(filter.accepts(RecordLabel.unreadable(Readability.UNDECODABLE)))
                .isFalse();
    }

    @Test
    void wantingTakesAnyTenantOrThread() {
        RecordFilter filter = RecordFilter.wanting(Set.of("b"), Set.of(A1));
        assertThat(filter.accepts(of(B1))).isTrue();
        assertThat(filter.accepts(of(A1))).isTrue();
        assertThat(filter.accepts(of(A2))).isFalse();
    }

    @Test
    void anIndexByThreadIsOnlyOfUseWhereEveryRecordHasOneOfTheThreads() {
        assertThat(RecordFilter.touching(A1).onlyThreads()).contains(Set.of(A1));
        assertThat(RecordFilter.tenants(Set.of("a"))
                        .and(RecordFilter.touching(A1))
                        .onlyThreads())
                .contains(Set.of(A1));
        assertThat(RecordFilter.wanting(Set.of("a"), Set.of(A1)).onlyThreads()).isEmpty();
        assertThat(RecordFilter.everything().onlyThreads()).isEmpty();
    }

    @Test
    void everythingAndSomethingIsSomething() {
        RecordFilter filter = RecordFilter.everything().and(RecordFilter.threads(Set.of(A1)));
        assertThat(filter.accepts(of(A1))).isTrue();
        assertThat(filter.accepts(of(A1, A2))).isFalse();
        assertThat(RecordFilter.everything().accepts(RecordLabel.unreadable(Readability.UNDECODABLE)))
                .isTrue();
    }

    private static RecordLabel of(ThreadKey... threads) {
        return new RecordLabel(Set.of(threads), StateRole.NONE, Readability.READABLE);
    }
}
