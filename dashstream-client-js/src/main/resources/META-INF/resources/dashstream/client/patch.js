/**
 * Applies JSON patches (RFC 6902), strictly and all or nothing.
 *
 * A container is copied when the first operation has to change it, and changed in place by later ones. What no path leads through
 * is shared with the old state, which is never changed: so a patch that fails half-way leaves nothing behind, and old states can
 * be kept at little cost. For the same reason states must not be changed by whoever gets one.
 */
import { equalJson, MAX_DEPTH } from './json.js';
import { PatchRefusal } from './patch-refusal.js';
import { parseIndex, parsePointer } from './pointer.js';

export const MAX_OPERATIONS = 10_000;

/** How many parts may be looked at, copied or moved: more than the largest states have. */
const MAX_STEPS = 20_000_000;
/** How many characters of JSON the copies of one patch may add, about. */
const MAX_COPIED = 16 * 1024 * 1024;
/** Moving elements inside an array is a hundred times as cheap as looking at them. */
const MOVED_PER_STEP = 64;

/**
 * @param state any JSON value as parseJson gives it
 * @param {{op: string, path: string, from?: string, value?: unknown}[]} operations
 * @returns the new state; shares unchanged parts with the old one
 * @throws {PatchRefusal} naming the operation that does not fit
 */
export function applyPatch(state, operations) {
  if (operations.length > MAX_OPERATIONS) {
    throw new PatchRefusal(
      'too_many_operations',
      `patch has ${operations.length} operations, at most ${MAX_OPERATIONS} are allowed`,
    );
  }
  const draft = new Draft(state);
  operations.forEach((operation, index) => {
    try {
      draft.apply(operation);
    } catch (error) {
      throw error instanceof PatchRefusal ? error.at(index, operation.path) : error;
    }
  });
  return draft.root;
}

class Draft {
  constructor(root) {
    this.root = root;
    /** The containers that this patch has made, which it may change. */
    this.own = new Set();
    this.steps = 0;
    this.copied = 0;
  }

  apply(operation) {
    const path = parsePointer(operation.path);
    switch (operation.op) {
      case 'add':
        this.requireDepth(operation.value, path.length);
        return this.add(path, operation.value);
      case 'remove':
        return this.remove(path);
      case 'replace':
        this.requireDepth(operation.value, path.length);
        return this.replace(path, operation.value);
      case 'move':
        return this.move(parsePointer(operation.from), path);
      case 'copy':
        return this.copy(parsePointer(operation.from), path);
      case 'test':
        return this.test(path, operation.value);
      default:
        throw new PatchRefusal('unknown_operation', `operation ${String(operation.op).slice(0, 40)} is unknown`);
    }
  }

  add(path, value) {
    if (path.length === 0) {
      this.root = value;
      return;
    }
    const { container, last } = this.parentOf(path);
    if (Array.isArray(container)) {
      const index = last === '-' ? container.length : parseIndex(last, container.length + 1);
      this.step((container.length - index) / MOVED_PER_STEP);
      container.splice(index, 0, value);
    } else {
      container[last] = value;
    }
  }

  remove(path) {
    if (path.length === 0) {
      throw new PatchRefusal('impossible', "the whole document can't be removed");
    }
    const { container, last } = this.parentOf(path);
    const value = childOf(container, last);
    if (Array.isArray(container)) {
      this.step((container.length - Number(last)) / MOVED_PER_STEP);
      container.splice(Number(last), 1);
    } else {
      delete container[last];
    }
    return value;
  }

  replace(path, value) {
    if (path.length === 0) {
      this.root = value;
      return;
    }
    const { container, last } = this.parentOf(path);
    childOf(container, last);
    container[last] = value;
  }

  move(from, path) {
    if (isSame(from, path)) {
      this.find(path);
      return;
    }
    if (from.length < path.length && from.every((segment, i) => segment === path[i])) {
      throw new PatchRefusal('impossible', "a value can't be moved into itself");
    }
    const value = this.remove(from);
    if (path.length > from.length) {
      this.requireDepth(value, path.length);
    }
    this.add(path, value);
  }

  /** From now on both places share the value, so nothing of it may be changed in place. */
  copy(from, path) {
    const value = this.find(from);
    this.copied += this.sizeOf(value, MAX_COPIED - this.copied);
    if (this.copied > MAX_COPIED) {
      throw new PatchRefusal('too_much_work', `copies add more than ${MAX_COPIED} characters to the state`);
    }
    this.requireDepth(value, path.length);
    this.own.clear();
    this.add(path, value);
  }

  test(path, expected) {
    const actual = this.find(path);
    if (!equalJson(actual, expected)) {
      throw new PatchRefusal('test_failed', `test expects ${excerpt(expected)} but finds ${excerpt(actual)}`);
    }
  }

  find(path) {
    return path.reduce(childOf, this.root);
  }

  /** The container of the last segment; it and all on the way to it are this patch's own. */
  parentOf(path) {
    this.root = this.owned(this.root);
    let container = this.root;
    for (const segment of path.slice(0, -1)) {
      const child = this.owned(childOf(container, segment));
      container[segment] = child;
      container = child;
    }
    return { container, last: path.at(-1) };
  }

  owned(value) {
    if (this.own.has(value)) {
      return value;
    }
    if (typeof value !== 'object' || value === null) {
      throw notAContainer(value);
    }
    const copy = Array.isArray(value) ? value.slice() : Object.assign(Object.create(null), value);
    this.step(Array.isArray(value) ? value.length : Object.keys(value).length);
    this.own.add(copy);
    return copy;
  }

  /** Refuses a value that would be nested too deep below so many containers. */
  requireDepth(value, containers) {
    this.step(1);
    if (typeof value !== 'object' || value === null) {
      return;
    }
    if (containers + 1 > MAX_DEPTH) {
      throw new PatchRefusal('too_deep', `state would be nested deeper than ${MAX_DEPTH} levels`);
    }
    for (const child of Object.values(value)) {
      this.requireDepth(child, containers + 1);
    }
  }

  /** About the length of its JSON; stops when that is more than the limit. */
  sizeOf(value, limit) {
    this.step(1);
    if (typeof value === 'string') {
      return value.length + 2;
    }
    if (typeof value !== 'object' || value === null) {
      return String(value).length;
    }
    let size = 2;
    for (const [name, child] of Object.entries(value)) {
      size += (Array.isArray(value) ? 1 : name.length + 4) + this.sizeOf(child, limit - size);
      if (size > limit) {
        break;
      }
    }
    return size;
  }

  step(count) {
    this.steps += count;
    if (this.steps > MAX_STEPS) {
      throw new PatchRefusal('too_much_work', `patch needs more than ${MAX_STEPS} steps`);
    }
  }
}

function childOf(container, segment) {
  if (Array.isArray(container)) {
    return container[parseIndex(segment, container.length)];
  }
  if (typeof container !== 'object' || container === null) {
    throw notAContainer(container);
  }
  if (!Object.hasOwn(container, segment)) {
    throw new PatchRefusal('no_such_target', `there is no member '${segment.slice(0, 40)}'`);
  }
  return container[segment];
}

function isSame(a, b) {
  return a.length === b.length && a.every((segment, i) => segment === b[i]);
}

function notAContainer(value) {
  return new PatchRefusal('not_a_container', `path leads through ${excerpt(value)}`);
}

/** Short whatever the value is. */
function excerpt(value) {
  if (Array.isArray(value)) {
    return `an array of ${value.length} elements`;
  }
  if (typeof value === 'object' && value !== null) {
    return 'an object';
  }
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value).slice(0, 40);
}
