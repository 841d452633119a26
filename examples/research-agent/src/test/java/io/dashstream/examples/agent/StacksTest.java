package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StacksTest {

    @Test
    void aVolumeComesWhenItIsAskedForAgain() throws Exception {
        Stacks stacks = new Stacks(Corpus.bundled());

        assertThatThrownBy(() -> stacks.citation("federalist-10"))
                .isInstanceOf(VolumeNotReadyException.class)
                .hasMessage("volume federalist-10 is being fetched, ask again");
        assertThat(stacks.citation("federalist-10"))
                .isEqualTo("James Madison, The Federalist No. 10, New York, 22 November 1787");
    }
}
