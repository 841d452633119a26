/**
 * Which run the messages of a thread belong to, by the chain of their parents. A chain ends at the GRAPH_START of its run; if
 * that is not known, at an id that is only known to be the same for all its descendants, and which is given a run as soon as one
 * descendant says which.
 */
import { BoundedMap } from './bounded-map.js';

export class Lineage {
  #owners;
  #roots;

  constructor(largest) {
    this.#owners = new BoundedMap(largest);
    this.#roots = new BoundedMap(largest);
  }

  /** Whether an id was forgotten to which a message may still refer. */
  get forgot() {
    return this.#owners.forgot;
  }

  ownerOfChildren(parentId) {
    return parentId === '' ? undefined : (this.#owners.get(parentId) ?? this.#owners.get(this.#rootOf(parentId)));
  }

  /** Children of this message are this run's. */
  own(id, run) {
    this.#owners.set(id, run);
  }

  /** Whoever has the same chain as a child of this parent is this run's. */
  ownChain(parentId, run) {
    if (parentId !== '') {
      this.#owners.set(this.#rootOf(parentId), run);
    }
  }

  /** Children of this message have the chain of its own parent, whosever that is. */
  descend(id, parentId) {
    this.#roots.set(id, this.#rootOf(parentId));
  }

  forget(run) {
    this.#owners.deleteIf((owner) => owner === run);
  }

  #rootOf(id) {
    return this.#roots.get(id) ?? id;
  }
}
