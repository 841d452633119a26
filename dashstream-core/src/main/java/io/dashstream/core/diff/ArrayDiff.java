package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Compares arrays: trims what is equal at both ends, aligns what is left, and writes operations in an order in which
 * all indexes are known: changes inside of elements at their old indexes, removals from the end, moves, additions from
 * the start at their new indexes.
 */
final class ArrayDiff {

    /** From this many operations on it is worth asking first whether replacing the whole array is shorter. */
    private static final int MANY = 64;

    private final DiffWalk walk;
    private final OperationBuffer out;

    ArrayDiff(DiffWalk walk, OperationBuffer out) {
        this.walk = walk;
        this.out = out;
    }

    /** Compares two arrays at the current path; the mark is from before anything in them was compared. */
    void compare(ArrayNode from, ArrayNode to, OperationBuffer.Mark before) {
        int most = Math.min(from.size(), to.size());
        int start = 0;
        Likeness likeness = Likeness.EQUAL;
        while (start < most && likeness == Likeness.EQUAL) {
            likeness = compareIfAlike(from.get(start), to.get(start), start);
            start += likeness == Likeness.DIFFERENT ? 0 : 1;
        }
        int end = 0;
        likeness = Likeness.EQUAL;
        while (end < most - start && likeness == Likeness.EQUAL) {
            int last = from.size() - 1 - end;
            likeness = compareIfAlike(from.get(last), to.get(to.size() - 1 - end), last);
            end += likeness == Likeness.DIFFERENT ? 0 : 1;
        }
        Slice oldMiddle = new Slice(from, start, from.size() - start - end);
        Slice newMiddle = new Slice(to, start, to.size() - start - end);
        if (oldMiddle.size() == 1 && newMiddle.size() == 1) {
            compareElement(oldMiddle.get(0), newMiddle.get(0), start);
        } else if (oldMiddle.size() + newMiddle.size() > 0) {
            compareMiddles(oldMiddle, newMiddle, before);
        }
    }

    /**
     * Compares two elements if they look like one: EQUAL if they are, ALIKE if they were compared and something in them
     * differs, DIFFERENT if they were not compared.
     */
    private Likeness compareIfAlike(JsonNode from, JsonNode to, int index) {
        Likeness likeness = Likeness.of(from, to);
        walk.countSteps(Likeness.steps(from, to));
        if (likeness != Likeness.ALIKE) {
            return likeness;
        }
        OperationBuffer.Mark before = out.mark();
        compareElement(from, to, index);
        return out.countSince(before) == 0 ? Likeness.EQUAL : Likeness.ALIKE;
    }

    private void compareElement(JsonNode from, JsonNode to, int index) {
        out.path().enter(index);
        walk.compare(from, to);
        out.path().leave();
    }

    private void compareMiddles(Slice from, Slice to, OperationBuffer.Mark before) {
        Alignment alignment = Alignment.begin(from, to);
        boolean hopeless = isHopeless(alignment);
        if (!hopeless) {
            alignment.complete();
            hopeless = isReplacingShorter(alignment);
        }
        walk.countSteps(alignment.steps());
        if (hopeless) {
            out.collapse(before, to.array());
            return;
        }
        for (int index = 0; index < to.size(); index++) {
            if (!alignment.isAdded(index) && !alignment.isProven(index)) {
                int source = alignment.source(index);
                compareElement(from.get(source), to.get(index), from.start() + source);
            }
        }
        writeStructure(alignment);
    }

    /**
     * Whether a sample says that nearly every element will need an operation, and the elements are so small that
     * replacing the whole array will be shorter. This saves aligning them, which for a shuffled array of small elements
     * is most of the work.
     */
    private boolean isHopeless(Alignment alignment) {
        long additions = alignment.additions();
        if (Math.min(additions, alignment.removals()) < MANY || out.path().depth() == 0) {
            return false;
        }
        OrderSample sample = alignment.sample();
        if (!sample.isScattered()) {
            return false;
        }
        long path = out.path().text().length();
        long operation = PatchSize.LEAST + path + (sample.isMostlyFound() ? PatchSize.LEAST_FROM + path : 0);
        long expected = additions * operation * 3 / 5;
        return out.sizeUpTo(alignment.to().array(), expected) < expected;
    }

    /**
     * Whether the operations on elements, without the added values, are longer than the whole new array. That is so if
     * many small elements have changed places, and then there is no need to write them down.
     */
    private boolean isReplacingShorter(Alignment alignment) {
        long operations = (long) alignment.removals() + alignment.additions() + alignment.moves();
        if (operations < MANY || out.path().depth() == 0) {
            return false;
        }
        long path = out.path().text().length();
        long least = operations * (PatchSize.LEAST + path) + alignment.moves() * (PatchSize.LEAST_FROM + path);
        return out.sizeUpTo(alignment.to().array(), least) < least;
    }

    private void writeStructure(Alignment alignment) {
        int start = alignment.from().start();
        String path = out.path().text() + '/';
        for (int index = alignment.from().size() - 1; index >= 0; index--) {
            if (alignment.isRemoved(index)) {
                out.removeElement(path, start + index);
            }
        }
        if (alignment.moves() > 0) {
            new MovePlan(alignment).forEach((from, to) -> out.moveElement(path, start + from, start + to));
        }
        Slice to = alignment.to();
        for (int index = 0; index < to.size(); index++) {
            if (alignment.isAdded(index)) {
                out.addElement(path, start + index, to.get(index));
            }
        }
    }
}
