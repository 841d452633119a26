package io.dashstream.replay.session;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store whose answers pass through a script: they may be delayed, replaced by failures, or never come. */
public final class ScriptedStore extends DelegatingStore {

    /** What becomes of an answer. */
    public interface Script {
        <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real);

        /** Called before each read. */
        default void reading(ReadRequest request) {}
    }

    private Script script = new Script() {
        @Override
        public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> answer) {
            return answer.get();
        }
    };
    private AppendSignal signal;
    private int reads;

    public ScriptedStore(ReplayStore real) {
        super(real);
        this.signal = real.appended();
    }

    /** From now on nobody hears of what is appended. */
    public void deafen() {
        signal = new AppendSignal();
    }

    public void follow(Script newScript) {
        script = newScript;
    }

    public int reads() {
        return reads;
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return script.answer(super::bounds);
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        reads++;
        script.reading(request);
        return script.answer(() -> super.read(request));
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return script.answer(() -> super.seek(epoch, target));
    }

    @Override
    public AppendSignal appended() {
        return signal;
    }
}
