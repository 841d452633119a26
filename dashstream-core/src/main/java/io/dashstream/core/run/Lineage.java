package io.dashstream.core.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;

/**
 * Which run the messages of a thread belong to, by the chain of their parents. A chain ends at the GRAPH_START of its run;
 * if that is not known, at an id that is only known to be the same for all its descendants, and which is given a run as
 * soon as one descendant says which.
 *
 * <p>Bounded: what was not used for longest is forgotten, see {@link #forgot()}.
 */
final class Lineage {

    private static final int LONGEST_ID = 32;

    private final BoundedMap<ByteString, Owner.Of> owners;
    private final BoundedMap<ByteString, ByteString> roots;

    Lineage(int largest) {
        this.owners = new BoundedMap<>(largest);
        this.roots = new BoundedMap<>(largest);
    }

    Optional<Owner.Of> ownerOfChildren(ByteString parentId) {
        if (parentId.isEmpty()) {
            return Optional.empty();
        }
        ByteString parent = bounded(parentId);
        Owner.Of owner = owners.get(parent);
        return Optional.ofNullable(owner == null ? owners.get(rootOf(parent)) : owner);
    }

    /** Children of this message are this run's. */
    void own(ByteString messageId, Owner.Of owner) {
        if (!messageId.isEmpty()) {
            owners.put(bounded(messageId), owner);
        }
    }

    /** Whoever has the same chain as a child of this parent is this run's. */
    void ownChain(ByteString parentId, Owner.Of owner) {
        if (!parentId.isEmpty()) {
            owners.put(rootOf(bounded(parentId)), owner);
        }
    }

    /** Children of this message have the chain of its own parent, whosever that is. */
    void descend(ByteString messageId, ByteString parentId) {
        if (!messageId.isEmpty()) {
            roots.put(bounded(messageId), rootOf(bounded(parentId)));
        }
    }

    void forget(RunState run) {
        owners.values().removeIf(owner -> owner.run().equals(run));
    }

    /** Gives all that is one run's to another, because they are the same. */
    void replace(RunState run, RunState by) {
        owners.replaceAll((id, owner) -> owner.run().equals(run) ? new Owner.Known(by) : owner);
    }

    /** Whether an id was forgotten to which a message may still refer. */
    boolean forgot() {
        return owners.forgot();
    }

    private ByteString rootOf(ByteString id) {
        ByteString root = roots.get(id);
        return root == null ? id : root;
    }

    private static ByteString bounded(ByteString id) {
        return id.size() <= LONGEST_ID ? id : UnsafeByteOperations.unsafeWrap(Sha256.of(id.toByteArray()));
    }
}
